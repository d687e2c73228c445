"""The case system purges what it must not keep, and may find that it should have kept it."""

from itertools import permutations
from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import CLOCK, counted, evening, flags, id_of, next_due
from tests.journeys.verifying import verified
from tests.resources import make

GIVEN = [{"direction": "supervisee_to_supervisor", "score": 3}]
SESSIONS: dict[str, make.Body] = {
    "S1": make.held(
        "2026-01-05",
        actions=[make.action("A1", "2026-01-20"), make.action("A2", "2026-01-20")],
        feedback=GIVEN,
    ),
    "S2": make.held(
        "2026-02-02",
        action_reviews=[
            {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-02-10"},
            {"action_ref": "A2", "outcome": "completed"},
        ],
        actions=[make.action("A3", "2026-02-10")],
    ),
    "S3": make.held(
        "2026-02-16",
        action_reviews=[
            {"action_ref": "A1", "outcome": "completed"},
            {"action_ref": "A3", "outcome": "completed"},
        ],
    ),
}
REMEMBERED = ["2026-02-27", "2026-03-02"]


def sent(service: Client) -> None:
    """Three sessions of W1, and one of W2 that nobody purges."""
    evening(service, REMEMBERED[0])
    make.worker(service, "W1", posts=[{"started_on": "2025-12-08"}])
    make.worker(service, "W2")
    make.worker(service, "M1", posts=[])
    other = make.action("A9", "2026-02-20", owner_ref="W2")
    make.session(service, "S9", on="2026-02-02", supervisee_ref="W2", actions=[other])
    for reference, body in SESSIONS.items():
        make.made(service, "sessions", reference, body)
    evening(service, REMEMBERED[1])


def purged(service: Client, type: str, *references: str) -> None:
    for reference in references:
        service.clock.forward(minutes=1)
        assert service.delete(keyed(type, reference)).status == 204


def worked_out(service: Client, **query: Any) -> list[Any]:
    """Every expectation, but for the numbers of the changes that made it known."""
    found = service.items("/v1/expectations", include_ended="true", as_at="2026-03-02", **query)
    return sorted(({**row, "known_from": None} for row in found), key=repr)


def references(service: Client, type: str, **query: Any) -> list[str]:
    return [item["reference"] for item in service.items(f"/v1/{type}", **query)]


def reviews(service: Client, session: str) -> dict[str, bool]:
    """The actions that a session reviewed, and whether each has been withdrawn."""
    record = make.ok(service.get(keyed("sessions", session)))
    return {one["action_ref"]: one["withdrawn"] for one in record["action_reviews"]}


def test_a_workers_sessions_are_gone_from_lists_rules_and_figures(service: Client) -> None:
    sent(service)
    others = worked_out(service, worker=id_of(service, "workers", "W2"))
    purged(service, "sessions", *SESSIONS)
    assert references(service, "sessions") == ["S9"]
    assert references(service, "actions") == ["A9"]
    assert service.items("/v1/feedback") == []
    assert next_due(service, "2026-03-02") == [("2026-01-05", "overdue")]
    left = worked_out(service, worker=id_of(service, "workers", "W1"))
    assert {(row["rule"], row["opened_on"]) for row in left} == {
        (CLOCK, "2025-12-08"),
        ("identity-explored", "2025-12-08"),
    }
    assert counted(service, "previous-actions-reviewed") == {}
    assert counted(service, "action-completed") == {"expected": 1, "overdue": 1}
    assert worked_out(service, worker=id_of(service, "workers", "W2")) == others
    assert verified(service).differences == []


def test_who_pulls_changes_is_told_of_each_record_that_went(service: Client) -> None:
    sent(service)
    since = service.clock.now.isoformat()
    purged(service, "sessions", *SESSIONS)
    gone = {
        type: service.items(f"/v1/{type}", updated_since=since)
        for type in ("sessions", "actions", "feedback", "workers")
    }
    assert [item["reference"] for item in gone["sessions"]] == ["S1", "S2", "S3"]
    assert [item["reference"] for item in gone["actions"]] == ["A1", "A2", "A3"]
    assert (len(gone["feedback"]), gone["workers"]) == (1, [])
    assert all(item["deleted_at"] for type in gone for item in gone[type])


def test_what_had_been_known_is_still_told(service: Client) -> None:
    sent(service)
    known = {"known_at": REMEMBERED[0]}
    before = [
        worked_out(service, **known),
        flags(service, "2026-02-27", **known),
        counted(service, "action-completed", as_at="2026-02-27", **known),
        *(service.get(keyed("sessions", session), **known).json for session in SESSIONS),
        service.get(keyed("actions", "A1"), **known).json,
    ]
    purged(service, "sessions", *SESSIONS)
    assert [
        worked_out(service, **known),
        flags(service, "2026-02-27", **known),
        counted(service, "action-completed", as_at="2026-02-27", **known),
        *(service.get(keyed("sessions", session), **known).json for session in SESSIONS),
        service.get(keyed("actions", "A1"), **known).json,
    ] == before


def test_its_history_is_kept(service: Client) -> None:
    sent(service)
    paths = [
        f"/v1/{type}/{id_of(service, type, reference)}/versions"
        for type, reference in (("sessions", "S1"), ("actions", "A1"), ("actions", "A2"))
    ]
    purged(service, "sessions", "S1")
    verbs = [[version["verb"] for version in service.items(path)] for path in paths]
    assert verbs == [["created", "deleted"]] * 3
    assert verified(service).differences == []


def test_reviews_made_elsewhere_stay_and_are_marked(service: Client) -> None:
    sent(service)
    purged(service, "sessions", "S1")
    assert reviews(service, "S2") == {"A1": True, "A2": True}
    assert reviews(service, "S3") == {"A1": True, "A3": False}
    second = make.ok(service.get(keyed("sessions", "S2")))["derived"]
    third = make.ok(service.get(keyed("sessions", "S3")))["derived"]
    assert (second["review_status"], second["reviews_due"]) == ("none_due", 0)
    assert (third["review_status"], third["reviews_due"]) == ("complete", 1)
    assert counted(service, "previous-actions-reviewed") == {"expected": 1, "met": 1}
    assert verified(service).differences == []


def test_without_the_session_that_reviewed_it_an_action_stands_as_before(
    service: Client,
) -> None:
    sent(service)
    purged(service, "sessions", "S3")
    first = make.ok(service.get(keyed("actions", "A1")))
    third = make.ok(service.get(keyed("actions", "A3")))
    assert (first["status"], first["current_due_on"]) == ("open", "2026-02-10")
    assert (first["carried_forward"], third["status"]) == (1, "open")
    late = {("action-completed", name) for name in ("A1", "A3", "A9")}
    assert flags(service, "2026-03-02", rule="action-completed") == late
    assert verified(service).differences == []


def test_an_action_can_be_purged_by_itself(service: Client) -> None:
    sent(service)
    purged(service, "actions", "A3")
    assert make.ok(service.get(keyed("sessions", "S2")))["actions"] == []
    assert reviews(service, "S3") == {"A1": False, "A3": True}
    assert references(service, "actions") == ["A9", "A1", "A2"]
    record = make.ok(service.put("actions", "A3", {}))
    assert record["outcome"] == "restored"
    assert reviews(service, "S3") == {"A1": False, "A3": False}
    assert verified(service).differences == []


@pytest.mark.parametrize("order", list(permutations(SESSIONS)))
def test_a_later_put_brings_everything_back_in_any_order(
    service: Client, order: tuple[str, ...]
) -> None:
    sent(service)
    before = worked_out(service)
    actions = references(service, "actions")
    purged(service, "sessions", *SESSIONS)
    for reference in order:
        service.clock.forward(minutes=1)
        assert make.ok(service.put("sessions", reference, {}))["outcome"] == "restored"
    assert worked_out(service) == before
    assert references(service, "actions") == actions
    assert [given["score"] for given in service.items("/v1/feedback")] == [3]
    assert reviews(service, "S3") == {"A1": False, "A3": False}
    assert verified(service).differences == []


def test_the_whole_records_sent_again_come_to_the_same(service: Client) -> None:
    sent(service)
    before = worked_out(service)
    purged(service, "sessions", *SESSIONS)
    for reference, body in SESSIONS.items():
        service.clock.forward(minutes=1)
        assert make.ok(service.put("sessions", reference, body))["outcome"] == "restored"
    assert worked_out(service) == before
    assert verified(service).differences == []


def test_purged_twice_is_not_found(service: Client) -> None:
    sent(service)
    purged(service, "sessions", "S3")
    again = service.delete(keyed("sessions", "S3"))
    assert (again.status, again.code) == (404, "not-found")

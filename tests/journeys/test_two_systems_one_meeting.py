"""The case system and a form of the supervisors' own both send the same meeting."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import CLOCK, evening, id_of, next_due, rows
from tests.journeys.verifying import verified
from tests.resources import make

THEIRS = {
    "supervisee_ref": "W1",
    "supervisee_source": "mosaic",
    "supervisor_ref": "M1",
    "supervisor_source": "mosaic",
}
MINE = make.held("2026-03-02", reflection="From the case system", actions=[make.action("A1", None)])
AGAIN = {
    **make.held("2026-03-02", reflection="From the form"),
    **THEIRS,
    "ended_at": "2026-03-02T11:45:00Z",
    "actions": [{"reference": "A1", "owner_ref": "W1", "owner_source": "mosaic"}],
}


def begun(service: Client) -> Client:
    """The people are the case system's; the form has a key and a source of its own."""
    evening(service, "2026-03-01")
    make.worker(service, "W1", posts=[{"started_on": "2026-02-02"}])
    make.worker(service, "M1", posts=[])
    evening(service, "2026-03-03")
    return service.of_source("form")


def both(service: Client) -> Client:
    """The form's record comes an hour after the case system's."""
    form = begun(service)
    make.made(service, "sessions", "S1", MINE)
    service.clock.forward(hours=1)
    make.created(form.put("sessions", "S1", AGAIN, source="form"))
    return form


def session_of(service: Client, source: str) -> Any:
    return make.ok(service.get(keyed("sessions", "S1", source)))


def anchors(service: Client) -> list[Any]:
    """What opened each stretch of the clock, and what met it."""
    found = rows(service, CLOCK, "2026-03-31", include_ended="true")
    return sorted((row["opened_on"], row["due_on"], row["met_by"]) for row in found)


def test_each_keeps_its_own_record_of_the_same_people(service: Client) -> None:
    form = both(service)
    mine, theirs = session_of(service, "mosaic"), session_of(form, "form")
    assert mine["id"] != theirs["id"]
    assert (mine["source"], theirs["source"]) == ("mosaic", "form")
    assert (mine["reflection"], theirs["reflection"]) == ("From the case system", "From the form")
    assert mine["supervisee_id"] == theirs["supervisee_id"]
    assert mine["supervisor_id"] == theirs["supervisor_id"]
    assert len(service.items("/v1/sessions", supervisee=mine["supervisee_id"])) == 2


def test_without_its_source_a_reference_means_the_senders_own(service: Client) -> None:
    form = begun(service)
    unnamed = {**AGAIN, "supervisee_source": None}
    answer = form.put("sessions", "S1", unnamed, source="form")
    assert (answer.status, answer.code) == (422, "reference-not-found")
    assert answer.json["errors"][0]["pointer"] == "/supervisee_ref"
    own = make.created(form.put("workers", "W1", {}, source="form"))["record"]
    theirs = make.created(form.put("sessions", "S1", unnamed, source="form"))["record"]
    assert theirs["supervisee_id"] == own["id"] != id_of(service, "workers", "W1")


def test_their_actions_do_not_clash(service: Client) -> None:
    form = both(service)
    mine = make.ok(service.get(keyed("actions", "A1")))
    theirs = make.ok(form.get(keyed("actions", "A1", "form")))
    assert mine["id"] != theirs["id"]
    assert mine["session_id"] == session_of(service, "mosaic")["id"]
    assert theirs["session_id"] == session_of(form, "form")["id"]
    assert theirs["owner_ref"] == "W1"


def test_each_changes_its_own_and_nothing_else(service: Client) -> None:
    form = both(service)
    before = session_of(service, "mosaic")
    service.clock.forward(hours=1)
    changed = form.put("sessions", "S1", {"reflection": "Corrected"}, source="form")
    assert make.ok(changed)["outcome"] == "updated"
    assert session_of(service, "mosaic") == before
    assert session_of(form, "form")["reflection"] == "Corrected"


def test_looking_up_finds_both_by_their_sources(service: Client) -> None:
    form = both(service)
    items = [{"reference": "S1"}, {"reference": "S1", "source": "form"}]
    for_mine = make.ok(service.post("/v1/sessions/lookup", {"items": items}))["items"]
    for_theirs = make.ok(form.post("/v1/sessions/lookup", {"items": items}))["items"]
    assert [item["record"]["source"] for item in for_mine] == ["mosaic", "form"]
    assert [item["record"]["source"] for item in for_theirs] == ["form", "form"]


@pytest.mark.parametrize("first", ["mosaic", "form"])
def test_the_clock_counts_the_day_once_by_the_one_received_first(
    service: Client, first: str
) -> None:
    form = begun(service)
    bodies = {"mosaic": MINE, "form": AGAIN}
    senders = {"mosaic": service, "form": form}
    second = {"mosaic": "form", "form": "mosaic"}[first]
    for source in (first, second):
        service.clock.forward(hours=1)
        make.created(senders[source].put("sessions", "S1", bodies[source], source=source))
    assert anchors(service) == [
        ("2026-02-02", "2026-03-02", session_of(service, first)["id"]),
        ("2026-03-02", "2026-03-30", None),
    ]
    assert verified(service).differences == []


def test_if_the_first_was_sent_in_error_the_other_takes_its_place(service: Client) -> None:
    both(service)
    service.clock.forward(hours=1)
    assert service.delete(keyed("sessions", "S1")).status == 204
    assert anchors(service) == [
        ("2026-02-02", "2026-03-02", session_of(service, "form")["id"]),
        ("2026-03-02", "2026-03-30", None),
    ]
    assert next_due(service, "2026-03-03") == [("2026-03-30", "not_yet_due")]
    assert verified(service).differences == []
    assert make.ok(service.put("sessions", "S1", {}))["outcome"] == "restored"
    assert anchors(service)[0][2] == session_of(service, "mosaic")["id"]
    assert verified(service).differences == []


def test_if_both_were_the_day_counts_no_more(service: Client) -> None:
    form = both(service)
    service.delete(keyed("sessions", "S1"))
    form.delete(keyed("sessions", "S1", "form"))
    assert next_due(service, "2026-03-03") == [("2026-03-02", "overdue")]
    assert verified(service).differences == []


def test_a_case_and_an_action_may_be_the_others(service: Client) -> None:
    form = both(service)
    make.case(service, "C1")
    service.clock.forward(days=7)
    body = {
        **make.held("2026-03-09", discussions=[{"case_ref": "C1", "case_source": "mosaic"}]),
        **THEIRS,
        "action_reviews": [
            {"action_ref": "A1", "action_source": "mosaic", "outcome": "completed"},
            {"action_ref": "A1", "outcome": "progressing"},
        ],
    }
    record = make.created(form.put("sessions", "S2", body, source="form"))["record"]
    assert record["derived"]["review_status"] == "complete"
    assert record["discussions"][0]["case_ref"] == "C1"
    assert make.ok(service.get(keyed("actions", "A1")))["status"] == "completed"
    assert make.ok(service.get(keyed("actions", "A1", "form")))["status"] == "open"
    assert verified(service).differences == []

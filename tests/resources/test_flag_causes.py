"""A flag's history names what raised, moved and cleared it: a record, a review, a version."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import CLOCK, evening
from tests.resources import make
from tests.resources.test_calendar import cancelled
from tests.resources.test_flags import JURY, flag_of, late

CAUSE = ("record_type", "record_ref", "record_verb", "policy_version", "calendar_version")
NOTHING = (None, None, None, None, None)
OFF = {CLOCK: {"enabled": False}}


def entries(service: Client, flag: str) -> list[Any]:
    found: list[Any] = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    return found


def last(service: Client, flag: str) -> tuple[Any, ...]:
    """What the last entry says: what, by what, and its cause."""
    entry = entries(service, flag)[-1]
    return (entry["what"], entry["by"], *(entry[name] for name in CAUSE))


def policy(service: Client, **fields: Any) -> None:
    make.created(service.post("/v1/policies", {"effective_on": "2026-03-01", **fields}))


def action(service: Client) -> str:
    """An action of W1 that is due on 7 March, known since 2 March; today is 12 March."""
    evening(service, "2026-03-02")
    make.people(service)
    make.session(service, "S1", on="2026-03-02", actions=[make.action("A1", "2026-03-07")])
    evening(service, "2026-03-12")
    return flag_of(service, "action-completed")


def reviewed(service: Client, **review: Any) -> None:
    review = {"action_ref": "A1", "outcome": "carried_forward", **review}
    make.session(service, "S2", on="2026-03-12", action_reviews=[review])


def unopened(service: Client) -> str:
    """A session of 30 March without a check-in."""
    evening(service, "2026-03-30")
    make.people(service)
    make.session(service, "S1", on="2026-03-30", check_in={"held": False})
    return flag_of(service, "check-in")


@pytest.mark.parametrize(
    ("held_on", "by"), [("2026-04-24", "record"), ("2026-03-30", "late_record")]
)
def test_the_record_that_meets_it(service: Client, held_on: str, by: str) -> None:
    flag = late(service)
    make.session(service, "S2", on=held_on)
    assert last(service, flag) == ("cleared", by, "sessions", "S2", "created", None, None)


def test_an_exemption_names_itself_and_no_record(service: Client) -> None:
    flag = late(service)
    days = {"from_on": "2026-04-07", "expires_on": "2026-04-30"}
    make.created(service.post(f"/v1/expectations/{flag}/exemptions", {**JURY, **days}))
    assert last(service, flag) == ("cleared", "exemption", *NOTHING)


def test_the_policy_that_switches_it_off(service: Client) -> None:
    """The next one is brought in by the same job, and changes nothing here."""
    flag = late(service)
    policy(service, restate=True, rules=OFF)
    policy(service, warning_days=3)
    service.work()
    assert last(service, flag) == ("cleared", "policy_change", None, None, None, 1, None)


def test_the_policy_by_which_its_anchor_counts_no_longer(service: Client) -> None:
    """That a later one switches the rule off has nothing to do with it."""
    flag = late(service)
    policy(service, restate=True, rules={CLOCK: {"kinds": ["joint"]}})
    service.work()
    evening(service, "2026-04-25")
    policy(service, restate=True, rules=OFF)
    service.work()
    assert last(service, flag) == ("cleared", "policy_change", None, None, None, 1, None)


def test_the_policy_that_begins_to_hold(service: Client) -> None:
    flag = late(service)
    policy(service, warning_days=3)
    policy(service, effective_on="2026-05-01", rules={CLOCK: {"interval": 90}})
    service.work()
    evening(service, "2026-05-01")
    assert last(service, flag) == ("cleared", "policy_change", None, None, None, 2, None)


def test_the_policy_that_moves_it_while_it_is_up(service: Client) -> None:
    flag = late(service)
    policy(service, restate=True, rules={CLOCK: {"interval": 30}})
    service.work()
    assert last(service, flag) == ("moved", "policy_change", None, None, None, 1, None)
    assert [entry["due_on"] for entry in entries(service, flag)] == ["2026-03-30", "2026-04-01"]


def test_the_calendar_that_moves_its_day(service: Client) -> None:
    evening(service, "2026-04-17")
    make.people(service)
    cancelled(service, "S1", "2026-04-16")
    flag = flag_of(service, "cancellation-rearranged")
    evening(service, "2026-04-24")
    make.ok(service.ask("PUT", "/v1/calendar", {"closure_days": ["2026-04-20"]}))
    service.work()
    assert last(service, flag) == ("cleared", "policy_change", None, None, None, None, 2)
    evening(service, "2026-04-25")
    assert last(service, flag) == ("reopened", None, *NOTHING)
    assert entries(service, flag)[-1]["due_on"] == "2026-04-24"


def test_the_record_that_was_in_error(service: Client) -> None:
    flag = late(service)
    service.delete(keyed("sessions", "S1"))
    gone = ("cleared", "correction", "sessions", "S1", "deleted", None, None)
    assert last(service, flag) == gone
    evening(service, "2026-04-25")
    service.put("sessions", "S1", {})
    assert last(service, flag) == ("reopened", None, "sessions", "S1", "restored", None, None)


@pytest.mark.parametrize(
    "put_right",
    [
        {"check_in": {"held": True}},
        {"check_in": {"held": True}, "actions": [make.action("A1", "2026-05-16")]},
    ],
)
def test_the_record_that_was_put_right(service: Client, put_right: dict[str, Any]) -> None:
    flag = unopened(service)
    evening(service, "2026-04-01")
    service.put("sessions", "S1", put_right)
    right = ("cleared", "correction", "sessions", "S1", "updated", None, None)
    assert last(service, flag) == right


def test_the_review_that_set_another_day(service: Client) -> None:
    flag = action(service)
    reviewed(service, new_due_on="2026-03-27")
    assert last(service, flag) == ("cleared", "re-dated", "sessions", "S2", "created", None, None)
    assert entries(service, flag)[-1]["reviewed_action_ref"] == "A1"


@pytest.mark.parametrize(
    ("review", "by"),
    [({"outcome": "completed"}, "record"), ({"outcome": "no_longer_needed"}, "dropped")],
)
def test_the_review_that_closed_it(service: Client, review: dict[str, Any], by: str) -> None:
    flag = action(service)
    reviewed(service, **review)
    assert last(service, flag) == ("cleared", by, "sessions", "S2", "created", None, None)
    assert entries(service, flag)[-1]["reviewed_action_ref"] == "A1"


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ({"status": "no_longer_needed"}, "dropped"),
        ({"status": "completed"}, "record"),
        ({"due_on": "2026-03-30"}, "correction"),
    ],
)
def test_the_action_whose_sender_said_so(service: Client, said: dict[str, Any], by: str) -> None:
    flag = action(service)
    make.ok(service.put("actions", "A1", said))
    assert last(service, flag) == ("cleared", by, "actions", "A1", "updated", None, None)
    assert entries(service, flag)[-1]["reviewed_action_id"] is None


def test_a_day_that_is_put_right_while_it_is_up_moves_it(service: Client) -> None:
    flag = action(service)
    make.ok(service.put("actions", "A1", {"due_on": "2026-03-09"}))
    assert last(service, flag) == ("moved", "correction", "actions", "A1", "updated", None, None)
    assert entries(service, flag)[-1]["due_on"] == "2026-03-09"


def test_the_absence_that_moves_it(service: Client) -> None:
    flag = late(service)
    absence = {"reason": "sickness", "from_on": "2026-03-09", "to_on": "2026-04-24"}
    service.put("workers", "W1", {"absences": [absence]})
    cause = ("workers", "W1", "updated", None, None)
    assert last(service, flag) == ("cleared", "re-dated", *cause)


def others_of_that_day(service: Client) -> None:
    """One of another worker, and one of W1 that supersedes nothing: both held before S2."""
    make.worker(service, "W2")
    early = {"started_at": "2026-04-13T08:00:00Z", "ended_at": "2026-04-13T09:00:00Z"}
    make.session(service, "S0", supervisee_ref="W2", **early)
    make.session(service, "S9", kind="case", **early)


def test_the_session_that_supersedes_it(service: Client) -> None:
    flag = unopened(service)
    evening(service, "2026-04-17")
    others_of_that_day(service)
    make.session(service, "S2", on="2026-04-13")
    assert last(service, flag) == ("cleared", "superseded", "sessions", "S2", "created", None, None)


def test_the_session_that_supersedes_what_is_sent_after_it(service: Client) -> None:
    evening(service, "2026-04-17")
    make.people(service)
    others_of_that_day(service)
    make.session(service, "S2", on="2026-04-13")
    make.session(service, "S1", on="2026-03-30", check_in={"held": False})
    [flag] = {
        row["id"]
        for row in service.items("/v1/expectations", rule="check-in", include_ended=True)
        if row["record_ref"] == "S1"
    }
    assert last(service, flag) == ("cleared", "superseded", "sessions", "S2", None, None, None)


def test_the_discussion_that_supersedes_what_was_said_of_a_case(service: Client) -> None:
    evening(service, "2026-03-30")
    make.people(service)
    make.case(service)
    silent = {"case_ref": "C1", "plan_progress": "not_recorded"}
    make.session(service, "S2", on="2026-03-30", discussions=[{**silent}])
    make.session(service, "S1", on="2026-03-02", discussions=[{**silent}])
    found = service.items("/v1/expectations", rule="plan-progress", include_ended=True)
    [flag] = [row["id"] for row in found if row["record_ref"] == "S1"]
    assert last(service, flag)[:4] == ("cleared", "superseded", "sessions", "S2")


def test_the_post_that_ended(service: Client) -> None:
    flag = late(service)
    posts = [{"role": "social_worker", "started_on": "2024-01-01", "ended_on": "2026-04-24"}]
    service.put("workers", "W1", {"posts": posts})
    evening(service, "2026-04-30")
    assert last(service, flag) == ("cleared", "left", "workers", "W1", None, None, None)


def test_the_case_that_was_closed(service: Client) -> None:
    evening(service, "2026-03-02")
    make.people(service)
    plans = [{"type": "child_protection", "started_on": "2026-03-02"}]
    make.case(service, plans=plans)
    flag = flag_of(service, "case-timescale", "C1")
    evening(service, "2026-04-07")
    ended = [{**plans[0], "ended_on": "2026-04-06"}]
    make.ok(service.put("cases", "C1", {"plans": ended, "closed_on": "2026-04-06"}))
    assert last(service, flag) == ("cleared", "closed", "cases", "C1", "updated", None, None)


def test_what_a_day_raised_was_raised_by_no_record(service: Client) -> None:
    assert last(service, late(service)) == ("raised", None, *NOTHING)


def test_each_is_told_with_its_day_and_its_instant_in_order(service: Client) -> None:
    flag = action(service)
    reviewed(service, new_due_on="2026-03-27")
    evening(service, "2026-04-02")
    make.ok(service.put("actions", "A1", {"status": "completed"}))
    told = [(entry["what"], entry["as_at"], entry["known_at"]) for entry in entries(service, flag)]
    assert [each[:2] for each in told] == [
        ("raised", "2026-03-08"),
        ("cleared", "2026-03-12"),
        ("reopened", "2026-03-28"),
        ("cleared", "2026-04-02"),
    ]
    assert [each[2] for each in told] == sorted(each[2] for each in told)
    assert told[2][2] == "2026-03-28T00:00:00Z"

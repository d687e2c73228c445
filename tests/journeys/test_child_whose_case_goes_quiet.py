"""A child's case is held, stepped up, given to another, left undiscussed, overseen and closed."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import cleared, evening, flags, id_of, raised, rows
from tests.journeys.verifying import verified
from tests.resources import make

IN_NEED = {"type": "child_in_need", "started_on": "2026-03-02"}
PROTECTED = {"type": "child_protection", "started_on": "2026-03-23"}
OF_W1 = {"worker_ref": "W1", "started_on": "2026-03-02"}
OF_W2 = {"worker_ref": "W2", "started_on": "2026-03-30"}
ANALYSIS = " ".join(f"thought{n}" for n in range(40))
FRESH = " ".join(f"insight{n}" for n in range(40))
STEPPED_UP = [{**IN_NEED, "ended_on": "2026-03-22"}, PROTECTED]
WITH_W2 = {"supervisee_ref": "W2", "supervisor_ref": "M1"}


def changed(service: Client, on: str, **fields: Any) -> Any:
    """What is put of the case that evening."""
    evening(service, on)
    return make.ok(service.put("cases", "C1", fields))


def discussed(service: Client, reference: str, on: str, said: Any, **fields: Any) -> Any:
    """A session in which C1 was discussed, written up and sent that evening."""
    evening(service, on)
    discussion = {"case_ref": "C1", "plan_progress": "on_track", **said}
    body = make.held(on, recorded_at=f"{on}T17:00:00Z", discussions=[discussion], **fields)
    return make.created(service.put("sessions", reference, body))


def noted(service: Client, reference: str, on: str, **fields: Any) -> Any:
    """A note on C1, decided at four and sent at six."""
    evening(service, on)
    body = {
        "case_ref": "C1",
        "author_ref": "M1",
        "kind": "management_decision",
        "decided_at": f"{on}T15:00:00Z",
        "recorded_at": f"{on}T16:30:00Z",
        **fields,
    }
    return make.created(service.put("oversight-notes", reference, body))


def held(service: Client) -> None:
    """W1 holds a child in need, and discusses them on the last day for it."""
    evening(service, "2026-03-02")
    for worker in ("W1", "W2"):
        make.worker(service, worker)
    make.worker(service, "M1", posts=[])
    make.case(service, plans=[IN_NEED], allocations=[OF_W1], opened_on="2026-03-02")
    discussed(service, "S1", "2026-03-16", {"analysis": ANALYSIS})


def handed_on(service: Client) -> None:
    """The plan steps up; a week later W2 takes over."""
    held(service)
    changed(service, "2026-03-23", plans=STEPPED_UP)
    changed(service, "2026-03-30", allocations=[{**OF_W1, "ended_on": "2026-03-29"}, OF_W2])


def overseen(service: Client) -> tuple[Any, Any]:
    """Nobody discusses the child; M1 decides something, and so does W2, who holds the case."""
    handed_on(service)
    proper = noted(service, "N1", "2026-04-22", decision="Visit", rationale="Unseen.")
    own = noted(service, "N2", "2026-04-23", decision="Wait", author_ref="W2")
    return proper, own


def picked_up(service: Client) -> Any:
    """W2 discusses the child at last: off track, nothing to fall back on, the old words again."""
    overseen(service)
    said = {"plan_progress": "off_track", "analysis": ANALYSIS}
    return discussed(service, "S2", "2026-04-27", said, **WITH_W2)


def mended(service: Client) -> Any:
    """Two weeks later the next discussion has all that the last one lacked."""
    picked_up(service)
    said = {"plan_progress": "off_track", "contingency": "Her aunt.", "analysis": FRESH}
    return discussed(service, "S3", "2026-05-11", said, **WITH_W2)


def closed(service: Client) -> None:
    """The plan ends and the case is closed, a week before anything is due."""
    mended(service)
    ended = [STEPPED_UP[0], {**PROTECTED, "ended_on": "2026-05-29"}]
    changed(service, "2026-05-29", plans=ended, closed_on="2026-05-29")


def up(service: Client, as_at: str, **query: Any) -> set[tuple[str, str]]:
    """Which flags are up on the case as at a day."""
    return flags(service, as_at, case=id_of(service, "cases", "C1"), **query)


def clock(service: Client, rule: str, as_at: str, **query: Any) -> list[Any]:
    """What one of the case's clocks waits for: the day, who carries it, the plan, how it stands."""
    found = rows(service, rule, as_at, case=id_of(service, "cases", "C1"), **query)
    return [
        (row["due_on"], row["worker_ref"], row["plan_type"], row["state"])
        for row in found
        if row["met_on"] is None
    ]


@pytest.mark.parametrize("rule", ["case-timescale", "oversight-gap"])
@pytest.mark.parametrize(
    ("as_at", "waits"),
    [
        ("2026-03-15", ("2026-04-13", "W1", "child_in_need", "not_yet_due")),
        ("2026-03-22", ("2026-04-27", "W1", "child_in_need", "not_yet_due")),
        ("2026-03-23", ("2026-04-20", "W1", "child_protection", "not_yet_due")),
        ("2026-03-30", ("2026-04-20", "W2", "child_protection", "not_yet_due")),
        ("2026-04-20", ("2026-04-20", "W2", "child_protection", "due_today")),
        ("2026-04-21", ("2026-04-20", "W2", "child_protection", "overdue")),
    ],
)
def test_both_clocks_follow_the_plan_and_are_carried_by_who_holds_the_case(
    service: Client, rule: str, as_at: str, waits: Any
) -> None:
    handed_on(service)
    assert clock(service, rule, as_at, known_at=as_at) == [waits]
    assert verified(service).differences == []


def test_each_new_worker_owes_a_first_discussion_of_their_own(service: Client) -> None:
    picked_up(service)
    found = rows(service, "case-first", "2026-04-27")
    assert {
        (row["worker_ref"], row["due_on"], row["met_on"], row["days_late"]) for row in found
    } == {
        ("W1", "2026-03-16", "2026-03-16", None),
        ("W2", "2026-04-15", "2026-04-27", 12),
    }


@pytest.mark.parametrize(
    ("as_at", "rules"),
    [
        ("2026-04-15", set()),
        ("2026-04-16", {"case-first"}),
        ("2026-04-20", {"case-first"}),
        ("2026-04-21", {"case-first", "case-timescale", "oversight-gap"}),
    ],
)
def test_a_child_whom_nobody_discusses_is_flagged_day_by_day(
    service: Client, as_at: str, rules: set[str]
) -> None:
    handed_on(service)
    assert {rule for rule, _ in up(service, as_at)} == rules


def test_a_decision_is_oversight_but_no_discussion(service: Client) -> None:
    proper, _ = overseen(service)
    assert (raised(proper), cleared(proper)) == ([], ["oversight-gap"])
    assert ("case-timescale", "C1") in up(service, "2026-04-22")
    assert clock(service, "oversight-gap", "2026-04-22") == [
        ("2026-05-20", "W2", "child_protection", "not_yet_due")
    ]


def test_who_holds_the_case_does_not_oversee_it(service: Client) -> None:
    _, own = overseen(service)
    assert raised(own) == ["decision-reasoned", "oversight-independent"]
    assert up(service, "2026-04-23") >= {("oversight-independent", "N2")}
    assert verified(service).differences == []


def test_the_discussion_that_was_owed_clears_what_waited_for_it(service: Client) -> None:
    sent = picked_up(service)
    of_the_case = {"case-first", "case-timescale", "decision-reasoned", "oversight-independent"}
    assert of_the_case <= set(cleared(sent))
    assert {flag for flag in up(service, "2026-04-27") if flag[1] == "S2"} == {
        ("contingency-set", "S2"),
        ("record-not-copied", "S2"),
    }
    late = [row for row in rows(service, "case-timescale", "2026-04-27") if row["days_late"]]
    assert [(row["due_on"], row["met_on"], row["days_late"]) for row in late] == [
        ("2026-04-20", "2026-04-27", 7)
    ]
    assert verified(service).differences == []


def test_the_next_discussion_takes_the_place_of_the_poor_one(service: Client) -> None:
    sent = mended(service)
    assert {"contingency-set", "record-not-copied"} <= set(cleared(sent))
    assert up(service, "2026-05-11") == set()
    assert up(service, "2026-05-10") == {("contingency-set", "S2"), ("record-not-copied", "S2")}


@pytest.mark.parametrize("rule", ["case-timescale", "oversight-gap"])
def test_a_closed_case_waits_for_nothing(service: Client, rule: str) -> None:
    closed(service)
    waits = ("2026-06-08", "W2", "child_protection", "not_yet_due")
    assert clock(service, rule, "2026-05-29") == [waits]
    assert clock(service, rule, "2026-05-30") == []
    assert up(service, "2026-06-30") == set()
    ended = rows(service, rule, "2026-06-30", include_ended="true")
    assert [row["due_on"] for row in ended if row["end_reason"] == "closed"] == ["2026-06-08"]
    assert verified(service).differences == []

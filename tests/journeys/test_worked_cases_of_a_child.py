"""The worked cases of the rules in which a child's plans change, or their worker is ill."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import counted, evening, flags, id_of, next_due, rows
from tests.journeys.verifying import verified
from tests.resources import make

IN_NEED = {"type": "child_in_need", "started_on": "2026-01-05"}
PROTECTED = {"type": "child_protection", "started_on": "2026-01-05"}


def discussed(service: Client, *plans: Any) -> None:
    """C1 is discussed on Monday 2 February."""
    evening(service, "2026-02-02")
    make.worker(service, "W1", posts=[{"started_on": "2026-01-26"}])
    make.worker(service, "M1", posts=[])
    make.case(service, plans=list(plans))
    make.session(service, "S1", kind="case", discussions=[{"case_ref": "C1"}])


def plans_are(service: Client, on: str, *plans: Any) -> None:
    evening(service, on)
    make.ok(service.put("cases", "C1", {"plans": list(plans)}))


def waits(service: Client, as_at: str) -> list[Any]:
    """When C1 is to be discussed, and how that stands."""
    found = rows(service, "case-timescale", as_at, case=id_of(service, "cases", "C1"))
    return [(row["due_on"], row["state"]) for row in found if not row["met_on"]]


@pytest.mark.parametrize(
    ("added_on", "due_on"), [("2026-02-09", "2026-03-09"), ("2026-03-02", "2026-03-16")]
)
def test_case_5_child_protection_is_added(service: Client, added_on: str, due_on: str) -> None:
    discussed(service, IN_NEED)
    plans_are(service, added_on, IN_NEED, {**PROTECTED, "started_on": added_on})
    assert [due for due, _ in waits(service, added_on)] == [due_on]
    assert flags(service, due_on, rule="case-timescale") == set()
    assert verified(service).differences == []


def stepped_down(service: Client, last: str, first: str) -> None:
    discussed(service, PROTECTED)
    ended = {**PROTECTED, "ended_on": last}
    plans_are(service, first, ended, {**IN_NEED, "started_on": first})


def test_case_6_it_steps_down_before_the_due_day(service: Client) -> None:
    stepped_down(service, "2026-02-24", "2026-02-25")
    assert waits(service, "2026-02-24") == [("2026-03-02", "due_soon")]
    assert waits(service, "2026-02-25") == [("2026-03-16", "not_yet_due")]
    assert flags(service, "2026-03-16", rule="case-timescale") == set()
    period = {"from": "2026-02-03", "to": "2026-03-15", "as_at": "2026-03-16"}
    assert counted(service, "case-timescale", **period) == {}
    assert verified(service).differences == []


def test_case_6_it_steps_down_after_the_due_day(service: Client) -> None:
    stepped_down(service, "2026-03-04", "2026-03-05")
    assert waits(service, "2026-03-02") == [("2026-03-02", "due_today")]
    assert waits(service, "2026-03-03") == [("2026-03-02", "overdue")]
    assert waits(service, "2026-03-04") == [("2026-03-02", "overdue")]
    assert waits(service, "2026-03-05") == [("2026-03-16", "not_yet_due")]
    period = {"from": "2026-03-01", "to": "2026-03-05", "as_at": "2026-03-05"}
    assert counted(service, "case-timescale", **period) == {"expected": 1, "overdue": 1}
    assert verified(service).differences == []


def test_case_7_a_worker_is_sick_and_their_cases_do_not_move(service: Client) -> None:
    discussed(service, PROTECTED)
    make.session(service, "S2")
    absence = {"reason": "sickness", "from_on": "2026-02-16", "to_on": "2026-03-15"}
    make.ok(service.put("workers", "W1", {"absences": [absence]}))
    evening(service, "2026-03-15")
    assert next_due(service, "2026-02-15") == [("2026-03-30", "not_yet_due")]
    assert next_due(service, "2026-02-16") == [("2026-03-30", "paused")]
    assert next_due(service, "2026-03-15") == [("2026-03-30", "paused")]
    assert waits(service, "2026-02-16") == [("2026-03-02", "not_yet_due")]
    assert waits(service, "2026-03-03") == [("2026-03-02", "overdue")]
    assert verified(service).differences == []

"""The rules give what a separate day-by-day program worked out for a whole authority."""

from dataclasses import replace
from random import Random

import pytest

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.state import days_late, state_on
from app.vocabulary import State
from tests.rules import make, small_authority
from tests.rules.small_authority import AS_AT, id_of

BOOK = make.book()


def evaluated(order: Random | None = None) -> dict[str, list[Expectation]]:
    found = {}
    for reference, stream in small_authority.streams().items():
        sessions, actions = list(stream.sessions), list(stream.actions)
        if order:
            order.shuffle(sessions)
            order.shuffle(actions)
        shuffled = replace(stream, sessions=tuple(sessions), actions=tuple(actions))
        found[reference] = evaluate(shuffled, BOOK)
    return found


def rows(found: dict[str, list[Expectation]], rule: str) -> list[tuple[str, Expectation]]:
    return [(ref, each) for ref, all_ in found.items() for each in all_ if each.rule == rule]


def standing(found: dict[str, list[Expectation]]) -> dict[str, Expectation]:
    met = (None, State.MET, State.MET_LATE, State.ENDED)
    return {
        ref: each
        for ref, each in rows(found, "personal-timescale")
        if state_on(each, AS_AT, 7) not in met
    }


def test_every_open_expectation_is_due_on_the_expected_day():
    due = {ref: str(each.due_on) for ref, each in standing(evaluated()).items()}
    assert due == small_authority.expected()["personal-timescale due_on"]


def test_exactly_the_expected_workers_are_overdue_by_the_expected_days():
    overdue = {
        ref: {"due_on": str(each.due_on), "days_late": days_late(each, AS_AT)}
        for ref, each in standing(evaluated()).items()
        if state_on(each, AS_AT, 7) is State.OVERDUE
    }
    assert overdue == small_authority.expected()["personal-timescale overdue"]


def test_exactly_the_expected_sessions_left_actions_without_a_review():
    by_id = {id_of(p["reference"]): p["reference"] for p in small_authority.payloads("sessions")}
    breached = sorted(
        (by_id[each.record_id], each.trace[0]["expected"], each.trace[0]["reviewed"])
        for _, each in rows(evaluated(), "previous-actions-reviewed")
        if each.met_on is None
    )
    assert breached == [
        (each["session"], each["expected"], each["reviewed"])
        for each in small_authority.expected()["previous-actions-reviewed breached"]
    ]


def test_the_data_holds_as_many_sessions_as_expected():
    references = {p["reference"] for p in small_authority.payloads("sessions")}
    assert len(references) == small_authority.expected()["sessions"]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_changes_nothing(seed):
    assert evaluated(Random(seed)) == evaluated()  # noqa: S311 -- an order, not a secret

"""What holds for every history, whatever was recorded and in whatever order."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.policy import RuleBook
from app.rules.reconcile import reconcile, window
from app.rules.state import state_on
from app.vocabulary import SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.histories import (
    FIRST,
    SPAN,
    alive,
    books,
    days,
    histories,
    sessions,
    windowed,
)

TIMESCALE = "personal-timescale"
COMPLETED = "action-completed"


def by_key(rows: list[Expectation]) -> dict[object, list[Expectation]]:
    found = defaultdict(list)
    for row in rows:
        found[row.rule, row.subject_id, row.anchor].append(row)
    return found


@given(histories(), books(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_is_irrelevant(stream, book, order):
    def shuffled(values):
        return tuple(order.sample(values, len(values)))

    mixed = replace(
        stream,
        sessions=shuffled(stream.sessions),
        actions=tuple(
            replace(action, reviews=shuffled(action.reviews)) for action in shuffled(stream.actions)
        ),
        worker=replace(
            stream.worker,
            posts=shuffled(stream.worker.posts),
            absences=shuffled(stream.worker.absences),
        ),
    )
    assert evaluate(mixed, book) == evaluate(stream, book)


@given(histories(), books())
def test_a_window_gives_exactly_what_the_whole_gives_from_its_first_day_on(stream, book):
    whole = evaluate(stream, book)
    anchors = {row.opened_on for row in whole if row.rule == TIMESCALE}
    for since in anchors:
        supplied = {str(a.id) for a in stream.actions if alive(a, since)}
        expected = [
            row
            for row in whole
            if (row.anchor in supplied if row.rule == COMPLETED else row.opened_on >= since)
        ]
        assert evaluate(windowed(stream, since), book, since) == expected


@given(histories(), books(), sessions())
def test_evaluating_only_the_window_that_a_new_session_touches_is_enough(stream, book, session):
    stored = evaluate(stream, book)
    changed = replace(stream, sessions=(*stream.sessions, session))
    since = window(
        stored,
        min(
            session.held_on or session.planned_on or session.cancelled_on,
            session.cancelled_on or session.held_on or session.planned_on,
        ),
    )
    fresh = evaluate(windowed(changed, since), book, since) if since else evaluate(changed, book)
    supplied = {str(a.id) for a in changed.actions if since is None or alive(a, since)}
    compared = [
        row
        for row in stored
        if (
            row.anchor in supplied if row.rule == COMPLETED else not since or row.opened_on >= since
        )
    ]
    outcome = reconcile(compared, fresh)
    closed = {id(row) for row in outcome.close}
    kept = [row for row in stored if id(row) not in closed]
    assert set(map(identity, kept + outcome.open)) == set(map(identity, evaluate(changed, book)))


def identity(row: Expectation) -> str:
    return repr(row)


@given(histories(), books())
def test_stretches_of_one_key_follow_one_another(stream, book):
    for rows in by_key(evaluate(stream, book)).values():
        for before, after in zip(rows, rows[1:], strict=False):
            assert before.ended_on is not None
            assert before.from_on < before.ended_on <= after.from_on


@given(histories(), books())
def test_every_stretch_stands_at_least_a_day_and_none_before_it_opened(stream, book):
    for row in evaluate(stream, book):
        assert row.opened_on <= row.from_on
        assert row.ended_on is None or row.from_on < row.ended_on


@given(histories(), books())
def test_nothing_is_met_without_a_record_that_met_it(stream, book):
    records = {s.id for s in stream.sessions if s.status is SessionStatus.HELD}
    records |= {a.id for a in stream.actions}
    records |= {f.id for s in stream.sessions for f in s.feedback}
    for row in evaluate(stream, book):
        assert (row.met_on is None) == (row.in_time is None)
        assert row.met_on is None or row.met_by in records


@given(histories(), st.integers(0, 30))
def test_a_looser_policy_makes_nothing_due_earlier(stream, more):
    intervals = {"asye_first": 7 + more, "asye_second": 14 + more, "probation": 14 + more}
    looser = make.book(make.policy({TIMESCALE: {"interval": 28 + more, "intervals": intervals}}))
    tight = by_key(evaluate(stream, make.book()))
    for key, rows in by_key(evaluate(stream, looser)).items():
        for row in rows:
            for other in tight.get(key, []):
                if row.due_on and other.due_on and stand_together(row, other):
                    assert row.due_on >= other.due_on


def stand_together(row: Expectation, other: Expectation) -> bool:
    starts = max(row.from_on, other.from_on)
    return all(each.ended_on is None or starts < each.ended_on for each in (row, other))


@given(histories(), books(), days)
def test_a_planned_session_changes_nothing(stream, book, day):
    planned = make.held(day, status=SessionStatus.PLANNED, held_on=None, planned_on=day)
    more = replace(stream, sessions=(*stream.sessions, planned))
    assert evaluate(more, book) == evaluate(stream, book)


@given(histories(), books(), days, st.integers(1, 40), st.sampled_from(SessionKind))
def test_no_state_looks_at_what_lies_after_its_day(stream, book, day, ahead, kind):
    on = day + timedelta(days=ahead)
    later = make.held(on, kind=kind, minutes=60, recorded_on=on + timedelta(days=9))
    more = replace(stream, sessions=(*stream.sessions, later))
    assert states(evaluate(more, book), day) == states(evaluate(stream, book), day)


def states(rows: list[Expectation], day) -> set[tuple[object, ...]]:
    return {
        (row.id, row.from_on, row.due_on, row.reason, state)
        for row in rows
        if (state := state_on(row, day, 7)) is not None
    }


@given(histories(), books(), days)
def test_at_most_one_stretch_of_a_key_stands_on_a_day(stream, book, day):
    for rows in by_key(evaluate(stream, book)).values():
        standing = [state_on(row, day, 7) for row in rows]
        assert sum(state not in (None, State.ENDED, State.MET_LATE) for state in standing) <= 1


@given(histories())
def test_the_same_facts_give_the_same_rows_under_an_equal_book(stream):
    assert evaluate(stream, RuleBook()) == evaluate(stream, RuleBook())


def test_the_histories_reach_over_the_days_that_matter():
    assert FIRST + timedelta(days=SPAN) > make.day("2026-01-31")

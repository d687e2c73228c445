"""What holds for every history, whatever was recorded and in whatever order."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.facts import Opened, day_of
from app.rules.policy import RuleBook
from app.rules.state import state_on
from app.rules.timescale import blurred_on
from app.vocabulary import SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.histories import (
    alive,
    books,
    case_histories,
    case_windowed,
    days,
    histories,
    reach,
    sessions,
    windowed,
)
from tests.rules.oracle import reconcile, window

TIMESCALE = "personal-timescale"
COMPLETED = "action-completed"
EXPLORED = "identity-explored"


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
    assume(all(post.started_on for post in stream.worker.posts))
    whole = evaluate(stream, book)
    anchors = {row.opened_on for row in whole if row.rule == TIMESCALE}
    for since in anchors:
        opened = open_before(whole, since)
        expected = belonging(whole, stream, since, opened)
        assert evaluate(windowed(stream, since, opened), book, since) == expected


def belonging(rows, stream, since, opened=None) -> list[Expectation]:
    """What a window is answerable for."""
    supplied = {str(a.id) for a in stream.actions if alive(a, reach(stream, since))}
    return [
        row
        for row in rows
        if (row.anchor in supplied if row.rule == COMPLETED else row.opened_on >= since)
        or (opened and row.rule == EXPLORED and row.anchor == opened.anchor)
    ]


def open_before(rows, since) -> Opened | None:
    """What the service finds stored of a lasting rule that was opened before a window."""
    lasting = [row for row in rows if row.rule == EXPLORED and row.opened_on < since]
    still = [row.anchor for row in lasting if not (row.met_on or row.ended_on)]
    mine = [row for row in lasting if row.anchor in still]
    return Opened(mine[0].anchor, mine[0].opened_on, blurred_on(mine, since)) if mine else None


@given(case_histories(), books(), days)
def test_any_day_begins_a_window_of_a_case(stream, book, since):
    expected = belonging(evaluate(stream, book), stream, since)
    assert evaluate(case_windowed(stream, since), book, since) == expected


@given(histories(), books(), sessions())
def test_a_new_session_asks_only_for_the_window_it_touches(stream, book, session):
    changed = replace(stream, sessions=(*stream.sessions, session))
    assert updated(stream, changed, book, day_of(session)) == everything(changed, book)


@given(histories(), books(), st.data())
def test_a_session_taken_back_asks_only_for_the_window_it_touches(stream, book, data):
    assume(stream.sessions)
    gone = data.draw(st.sampled_from(stream.sessions))
    reviews = [r for a in stream.actions for r in a.reviews if r.session_id == gone.id]
    touched = [day_of(gone), *(r.completed_on for r in reviews if r.completed_on)]
    changed = replace(
        stream,
        sessions=tuple(s for s in stream.sessions if s is not gone),
        actions=tuple(
            replace(a, reviews=tuple(r for r in a.reviews if r.session_id != gone.id))
            for a in stream.actions
        ),
    )
    assert updated(stream, changed, book, min(touched)) == everything(changed, book)


def updated(stream, changed, book, day) -> set[str]:
    """What is stored after a change that was evaluated from its window on only."""
    stored = evaluate(stream, book)
    since = window(stored, day)
    if since is None or not all(post.started_on for post in changed.worker.posts):
        return everything(changed, book)
    opened = open_before(stored, since)
    compared = belonging(stored, changed, since, opened)
    outcome = reconcile(compared, evaluate(windowed(changed, since, opened), book, since))
    closed = {id(row) for row in outcome.close}
    return {repr(row) for row in stored if id(row) not in closed} | set(map(repr, outcome.open))


def everything(stream, book) -> set[str]:
    return set(map(repr, evaluate(stream, book)))


@given(histories(), books())
def test_stretches_of_one_key_follow_one_another(stream, book):
    for rows in by_key(evaluate(stream, book)).values():
        for before, after in pairwise(rows):
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

"""The slow walk gives the answers of the design's worked cases by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from app.rules.facts import Allocation, CaseStream, Note, Plan, Session, WorkerStream
from app.rules.policy import RuleBook
from app.vocabulary import OversightKind
from tests.oracle.slate import Answer
from tests.oracle.walk import Stream, answers
from tests.rules import make
from tests.rules.make import absence, book, day, held, policy, post, stream, worker

LAST = day("2026-07-01")


def at(
    facts: Stream, rule: str, anchor: object, on: str, rules: RuleBook | None = None
) -> tuple[str | None, date | None, int | None]:
    said = answers(facts, rules or book(), day("2025-01-01"), LAST)[rule, str(anchor)]
    found = said.get(day(on), Answer(None))
    return found.state, found.due_on, found.days_late


def timescale(facts: WorkerStream, session: Session, on: str, rules: RuleBook | None = None):
    return at(facts, "personal-timescale", session.id, on, rules)


@pytest.mark.parametrize(
    ("on", "state", "late"),
    [("02-01", "due_soon", None), ("02-02", "due_today", None), ("02-03", "overdue", 1)],
)
def test_1_28_days_from_5_january(on: str, state: str, late: int | None):
    session = held(day("01-05"))
    assert timescale(stream(session), session, on) == (state, day("02-02"), late)


def test_2_28_calendar_days_and_20_working_days_from_19_march():
    session = held(day("03-19"))
    working = policy({"personal-timescale": {"interval": 20, "unit": "working_day"}})
    assert timescale(stream(session), session, "03-19")[1] == day("04-16")
    assert timescale(stream(session), session, "03-19", book(working))[1] == day("04-20")


def test_3_held_on_29_december_and_rolled_before_the_holidays():
    first, second = held(day("2025-11-28")), held(day("2025-12-29"))
    rolled = book(policy({"personal-timescale": {"roll": "previous_working_day"}}))
    assert timescale(stream(first, second), first, "2025-12-29")[2] == 3
    assert timescale(stream(first), first, "2025-12-01", rolled)[1] == day("2025-12-24")


@pytest.mark.parametrize(
    ("on", "due"), [("2025-10-19", "2025-10-24"), ("2025-10-20", "2025-10-31")]
)
def test_4_six_weeks_of_a_newly_qualified_worker_end(on: str, due: str):
    start, session = day("2025-09-08"), held(day("2025-10-17"))
    new = worker(post(start, stage="asye"), asye_started_on=start)
    assert timescale(stream(session, worker=new), session, on)[1] == day(due)


def plan(number: int, type_: str, first: str, last: str | None = None) -> Plan:
    return Plan(UUID(int=number), type_, type_, day(first), day(last) if last else None)


def case(session: Session, *plans: Plan) -> CaseStream:
    return make.case_stream(replace(session, discussions=(make.discussion(),)), plans=plans)


@pytest.mark.parametrize(("added_on", "due"), [("02-09", "03-09"), ("03-02", "03-16")])
def test_5_child_protection_is_added(added_on: str, due: str):
    session = held(day("02-02"))
    plans = plan(91, "child_in_need", "01-01"), plan(92, "child_protection", added_on)
    assert at(case(session, *plans), "case-timescale", session.id, "03-05")[1] == day(due)


@pytest.mark.parametrize(
    ("last", "first", "on", "said"),
    [
        ("02-24", "02-25", "03-03", ("not_yet_due", "03-16")),
        ("03-04", "03-05", "03-03", ("overdue", "03-02")),
        ("03-04", "03-05", "03-04", ("overdue", "03-02")),
        ("03-04", "03-05", "03-05", ("not_yet_due", "03-16")),
    ],
)
def test_6_it_steps_down(last: str, first: str, on: str, said: tuple[str, str]):
    session = held(day("02-02"))
    plans = plan(91, "child_protection", "01-01", last), plan(92, "child_in_need", first)
    state, due_on, _ = at(case(session, *plans), "case-timescale", session.id, on)
    assert (state, due_on) == (said[0], day(said[1]))


def test_7_a_sick_worker_s_due_day_moves_and_a_case_s_does_not():
    session, sick = held(day("02-02")), worker(absences=(absence("02-16", "03-15"),))
    assert timescale(stream(session, worker=sick), session, "02-02")[1] == day("03-30")
    assert timescale(stream(session, worker=sick), session, "02-20")[0] == "paused"
    talked = replace(
        case(session, plan(91, "child_protection", "01-01")), workers={make.WORKER: sick}
    )
    assert at(talked, "case-timescale", session.id, "02-20")[1] == day("03-02")


def test_8_written_up_on_12_march():
    session = held(day("02-27"), recorded_on=day("03-12"))
    said = [at(stream(session), "record-on-time", session.id, on) for on in ("03-06", "03-07")]
    assert [each[0] for each in said] == ["due_today", "overdue"]
    assert at(stream(session), "record-on-time", session.id, "03-12")[::2] == ("met_late", 6)


def test_9_cancelled_on_the_due_day_and_held_on_13_april():
    first, last = held(day("03-05")), held(day("04-13"))
    cancelled = make.called_off(day("04-02"), day("04-02"))
    facts = stream(first, cancelled, last)
    assert at(facts, "cancellation-rearranged", cancelled.id, "04-13")[0] == "met"
    assert timescale(facts, first, "04-13")[2] == 11


@pytest.mark.parametrize(
    ("session_on", "on", "state"),
    [
        ("02-02", "02-20", "not_yet_due"),
        ("02-02", "03-03", "ended"),
        ("01-12", "02-10", "overdue"),
        ("01-12", "02-20", "overdue"),
        ("01-12", "02-21", "ended"),
    ],
)
def test_10_a_leaver_s_last_day_is_20_february(session_on: str, on: str, state: str):
    session, leaver = held(day(session_on)), worker(post(ended_on=day("02-20")))
    assert timescale(stream(session, worker=leaver), session, on)[0] == state


@pytest.mark.parametrize(
    ("interval", "unit", "due"), [(24, "hour", "05-23"), (1, "working_day", "05-26")]
)
def test_11_a_decision_of_friday_22_may(interval: int, unit: str, due: str):
    note = Note(
        id=UUID(int=93),
        author_id=make.MANAGER,
        kind=OversightKind.MANAGEMENT_DECISION,
        received_at=make.instant(day("05-22")),
        decided_on=day("05-22"),
        decided_at=datetime(2026, 5, 22, 15, tzinfo=UTC),
        recorded_on=day("06-20"),
    )
    rules = book(policy({"oversight-recorded": {"interval": interval, "unit": unit}}))
    facts = make.case_stream(notes=(note,), allocations=())
    assert at(facts, "oversight-recorded", note.id, "05-22", rules)[1] == day(due)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("01-10", ("due_today", "01-10")),
        ("01-11", ("overdue", "01-10")),
        ("01-14", ("overdue", "01-10")),
        ("01-15", ("not_yet_due", "01-30")),
        ("01-31", ("overdue", "01-30")),
    ],
)
def test_12_an_action_is_carried_forward(on: str, said: tuple[str, str]):
    first, second = held(day("01-05")), held(day("01-15"))
    carried = make.review(second, "carried_forward", new_due_on=day("01-30"))
    action = make.action(first, day("01-10"), reviews=(carried,))
    facts = stream(first, second, actions=(action,))
    state, due_on, _ = at(facts, "action-completed", action.id, on)
    assert (state, due_on) == (said[0], day(said[1]))


def test_an_allocation_waits_for_its_first_talk():
    given = Allocation(UUID(int=94), make.WORKER, day("01-05"), None)
    facts = make.case_stream(allocations=(given,))
    assert at(facts, "case-first", given.id, "01-20") == ("overdue", day("01-19"), 1)

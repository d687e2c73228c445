"""Each rule in turn is switched off, and on, by a version of the policy in the midst of a life."""

from datetime import date

import pytest

from app.rules.catalogue import CATALOGUE, Block
from app.rules.expectation import Expectation
from app.rules.facts import Action, AgreementStream, CaseStream, Session, WorkerStream
from app.rules.policy import RuleBook
from app.vocabulary import Direction, EndReason, PlanProgress
from tests.rules import make
from tests.rules.found import rows, shape
from tests.rules.make import book, day, days, text

HELD_ON = [day(on) for on in ("01-05", "02-02", "02-27", "03-02", "03-30", "04-13")]
CLOCKS = [rule.code for rule in CATALOGUE if rule.block is Block.CADENCE]
OTHERS = [rule.code for rule in CATALOGUE if rule.block is not Block.CADENCE]
EVERY_CLOCK = pytest.mark.parametrize("rule", CLOCKS)
EVERY_OTHER_RULE = pytest.mark.parametrize("rule", OTHERS)
ON_A_SESSION_S_DAY_AND_BETWEEN = pytest.mark.parametrize("first", [day("03-02"), day("03-05")])
Stream = WorkerStream | CaseStream | AgreementStream


def switched(rule: str, first: date, *, on: bool) -> RuleBook:
    """Switched off from a day on, or off before it and on from then on."""
    before = make.policy({rule: {"enabled": not on}}, version=1)
    return book(before, make.policy({rule: {"enabled": on}}, version=2, applies_from=first))


def poor(on: date) -> Session:
    """A session with next to nothing in it, written up, scored and answered for too late."""
    score = make.feedback(Direction.SUPERVISEE_TO_SUPERVISOR, on + days(9), score=3)
    said = make.discussion(
        plan_progress=PlanProgress.OFF_TRACK, analysis=text(40, range(40)), decided=True
    )
    return make.held(
        on,
        minutes=60,
        recorded_on=on + days(20),
        check_in=False,
        feedback_minutes=0,
        feedback=(score,),
        reflection=text(40, range(40)),
        appreciated=False,
        shared_on=on + days(20),
        signatures=None,
        discussions=(said,),
    )


def agreed_in(sessions: list[Session]) -> tuple[Action, ...]:
    """One action from each session, which every later one carries forward."""
    return tuple(
        make.action(
            session,
            HELD_ON[at] + days(18),
            reviews=tuple(make.review(each, "carried_forward") for each in sessions[at + 1 :]),
        )
        for at, session in enumerate(sessions)
    )


def life() -> list[Stream]:
    """A worker, a case of theirs and some agreements; all rules find something on every day."""
    sessions = [poor(on) for on in HELD_ON]
    off = [make.called_off(on, on) for on in map(day, ("01-20", "02-26", "03-05", "04-20"))]
    starts = [day(on) for on in ("01-01", "02-20", "03-02", "03-05", "04-06")]
    return [
        make.stream(*sessions, *off, actions=agreed_in(sessions)),
        make.case_stream(
            *sessions,
            plans=(make.plan("child_protection"),),
            allocations=tuple(
                make.allocation(on, on + days(90), worker_id=make.new_id()) for on in starts
            ),
            notes=tuple(make.note(on + days(1), recorded_on=on + days(9)) for on in HELD_ON),
            actions=agreed_in(sessions),
        ),
        *(
            make.agreement_stream(make.agreement(on, reviews=(on + days(2), on + days(40))))
            for on in starts
        ),
    ]


LIFE = life()


def found(rule: str, rules: RuleBook) -> list[Expectation]:
    return [row for part in LIFE for row in rows(rule, part, rules)]


def of_any_version(row: Expectation) -> Expectation:
    """The row without the number of the policy that it was judged by."""
    return row._replace(policy_version=0)


def stood(row: Expectation, on: date) -> bool:
    """Whether a row of before stands when a day begins."""
    return row.from_on < on <= min(row.met_on or date.max, row.ended_on or date.max)


def cut(row: Expectation, on: date) -> Expectation:
    """What stands when a day begins ends there, and what comes from then on meets nothing."""
    if not stood(row, on) or row.ended_on == on:
        return row
    unmet = row._replace(met_on=None, met_by=None, in_time=None)
    return unmet._replace(ended_on=on, end_reason=EndReason.CHANGED)


def outcome(found: list[Expectation]) -> list[tuple[object, ...]]:
    """How each stretch stands, ends and is met."""
    ends = [(row.opened_on, row.anchor, row.end_reason, row.met_on, row.in_time) for row in found]
    return list(zip(shape(found), ends, strict=True))


@ON_A_SESSION_S_DAY_AND_BETWEEN
@pytest.mark.parametrize("rule", [*CLOCKS, *OTHERS])
def test_in_this_life_every_rule_opens_something_before_the_day_and_from_it_on(rule, first):
    opened = [row.opened_on for row in found(rule, book())]
    assert min(opened) < first <= max(opened)


@ON_A_SESSION_S_DAY_AND_BETWEEN
@EVERY_OTHER_RULE
def test_switched_off_nothing_more_is_opened_and_what_was_open_stays_as_it_was(rule, first):
    before = [row for row in found(rule, book()) if row.opened_on < first]
    off = found(rule, switched(rule, first, on=False))
    assert [of_any_version(row) for row in off] == before


@ON_A_SESSION_S_DAY_AND_BETWEEN
@EVERY_CLOCK
def test_a_clock_that_is_switched_off_stops_that_day_and_keeps_what_was_late(rule, first):
    before = [row for row in found(rule, book()) if row.opened_on < first]
    off = found(rule, switched(rule, first, on=False))
    assert outcome(off) == outcome([cut(row, first) for row in before])


@ON_A_SESSION_S_DAY_AND_BETWEEN
@EVERY_OTHER_RULE
def test_switched_on_a_rule_judges_nothing_of_before(rule, first):
    after = [row for row in found(rule, book()) if row.opened_on >= first]
    on = found(rule, switched(rule, first, on=True))
    assert [of_any_version(row) for row in on] == after


@ON_A_SESSION_S_DAY_AND_BETWEEN
@EVERY_CLOCK
def test_a_clock_that_is_switched_on_takes_up_what_stands_that_day_and_nothing_else(rule, first):
    everything = found(rule, book())
    on = found(rule, switched(rule, first, on=True))
    assert outcome([row for row in on if row.opened_on >= first]) == outcome(
        [row for row in everything if row.opened_on >= first]
    )
    assert [(row.anchor, row.from_on) for row in on if row.opened_on < first] == [
        (row.anchor, first) for row in everything if stood(row, first)
    ]


@pytest.mark.parametrize(
    ("rule", "due_on"),
    [
        ("personal-timescale", "04-02"),
        ("identity-explored", "06-03"),
        ("agreement-reviewed", "2027-03-05"),
        ("case-timescale", "04-02"),
        ("oversight-gap", "04-02"),
    ],
)
def test_a_clock_that_is_switched_on_runs_from_that_day(rule, due_on):
    on = found(rule, switched(rule, day("03-05"), on=True))
    standing = [row for row in on if row.opened_on < day("03-05")]
    assert standing
    assert {row.due_on for row in standing} == {day(due_on)}

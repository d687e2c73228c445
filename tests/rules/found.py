"""Asking the rules: the rows of one rule about some facts."""

from datetime import date

from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation
from app.rules.facts import AgreementStream, CaseStream, WorkerStream
from app.rules.policy import RuleBook
from app.rules.state import state_on
from app.vocabulary import State
from tests.rules.make import book, day

Shape = tuple[date, date | None, date | None]


def rows(
    rule: str,
    facts: WorkerStream | CaseStream | AgreementStream,
    rules: RuleBook | None = None,
    since: date | None = None,
) -> list[Expectation]:
    found = evaluate(facts, rules or book(), since)
    return [row for row in found if row.rule == rule]


def one(
    rule: str,
    facts: WorkerStream | CaseStream | AgreementStream,
    rules: RuleBook | None = None,
) -> Expectation:
    """The only row there is."""
    [row] = rows(rule, facts, rules)
    return row


def last(
    rule: str,
    facts: WorkerStream | CaseStream | AgreementStream,
    rules: RuleBook | None = None,
) -> list[Expectation]:
    """The stretches of what was opened last."""
    found = rows(rule, facts, rules)
    opened_on = max(row.opened_on for row in found)
    return [row for row in found if row.opened_on == opened_on]


def shape(found: list[Expectation]) -> list[Shape]:
    """From when to when each stretch stands, and its due day."""
    return [(row.from_on, row.ended_on, row.due_on) for row in found]


def states(row: Expectation, *days: str) -> list[State | None]:
    """How a row stands as at some days."""
    return [state_on(row, day(each), 7) for each in days]

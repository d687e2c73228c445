"""The whole answer of the slow way: every rule of a stream, on every day."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from app.rules.facts import AgreementStream, CaseStream, WorkerStream
from app.rules.policy import RuleBook
from tests.oracle.agreement_rules import AgreementRules
from tests.oracle.cadence import Cadence, Walk
from tests.oracle.case_rules import CaseRules
from tests.oracle.content import Content
from tests.oracle.deadlines import Deadline, Waiting
from tests.oracle.slate import Answer, Carrier, Key, Slate
from tests.oracle.worker_rules import WorkerRules

Stream = WorkerStream | CaseStream | AgreementStream
Expected = Cadence | Deadline | Content


def answers(
    stream: Stream, book: RuleBook, first_day: date, last_day: date, warning_days: int = 7
) -> dict[Key, dict[date, Answer]]:
    """By rule and anchor: what can be said on each day from its opening on.

    `first_day` comes before every fact: the walk begins there.
    """
    slate = Slate(last_day, warning_days)
    for expected, carrier in everything(stream, book):
        if isinstance(expected, Cadence):
            Walk(expected, slate).run(first_day)
        elif isinstance(expected, Deadline):
            if book.policy_on(expected.opened_on).rules[expected.rule].enabled:
                Waiting(expected, book, slate, carrier).run()
        elif book.policy_on(expected.day).rules[expected.rule].enabled:
            expected.run(slate, carrier)
    return slate.answers


def everything(stream: Stream, book: RuleBook) -> Iterable[tuple[Expected, Carrier]]:
    """What is expected of a stream, and who carries it."""
    if isinstance(stream, CaseStream):
        case = CaseRules(stream, book)
        yield from ((each, case.carrier) for each in case.cadences())
        yield from case.deadlines()
        yield from case.contents()
    elif isinstance(stream, WorkerStream):
        worker = WorkerRules(stream, book)
        for each in chain[Expected](worker.cadences(), worker.deadlines(), worker.contents()):
            yield each, worker.carrier
    else:
        agreement = AgreementRules(stream, book)
        for each in chain[Expected](agreement.cadences(), agreement.deadlines()):
            yield each, agreement.carrier

"""Which flags a write raised and cleared, as at the day on which it was made."""

from uuid import UUID

from app.db.pending import Noted
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.rulebook import rulebook
from app.rules.expectation import Expectation
from app.rules.state import state_on
from app.vocabulary import State, Verb

Key = tuple[str, UUID, str]


def notice(uow: UnitOfWork, before: list[Expectation], after: list[Expectation]) -> None:
    """Compare what was overdue with what is, and put the difference on the line of changes."""
    was, now = _overdue(uow, before), _overdue(uow, after)
    for key in now.keys() - was.keys():
        _note(uow, now[key], Verb.RAISED)
        uow.pending.raised.append(now[key])
    cleared = was.keys() - now.keys()
    latest = {_key(stretch): stretch for stretch in after} if cleared else {}
    for key in cleared:
        _note(uow, was[key], Verb.CLEARED)
        uow.pending.cleared.append(latest.get(key, was[key]))


def _overdue(uow: UnitOfWork, stretches: list[Expectation]) -> dict[Key, Expectation]:
    today, warning_days = uow.today, rulebook(uow).policy_on(uow.today).warning_days
    return {
        _key(stretch): stretch
        for stretch in stretches
        if state_on(stretch, today, warning_days) is State.OVERDUE
    }


def _key(stretch: Expectation) -> Key:
    """What the id is made of; cheaper than the id itself."""
    return stretch.rule, stretch.subject_id, stretch.anchor


def _note(uow: UnitOfWork, stretch: Expectation, verb: Verb) -> None:
    uow.pending.changes.append(Noted("flags", stretch.id, verb))

"""Which flags a write raised and cleared, as at the day on which it was made."""

from uuid import UUID

from app.db.pending import Noted
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.rulebook import rulebook
from app.rules.expectation import Expectation
from app.rules.state import state_on
from app.vocabulary import State, Verb


def notice(uow: UnitOfWork, before: list[Expectation], after: list[Expectation]) -> None:
    """Compare what was overdue with what is, and put the difference on the line of changes."""
    was, now = _overdue(uow, before), _overdue(uow, after)
    latest = {stretch.id: stretch for stretch in after}
    for id in now.keys() - was.keys():
        _note(uow, now[id], Verb.RAISED)
        uow.pending.raised.append(now[id])
    for id in was.keys() - now.keys():
        _note(uow, was[id], Verb.CLEARED)
        uow.pending.cleared.append(latest.get(id, was[id]))


def _overdue(uow: UnitOfWork, stretches: list[Expectation]) -> dict[UUID, Expectation]:
    warning_days = rulebook(uow).policy_on(uow.today).warning_days
    return {
        stretch.id: stretch
        for stretch in stretches
        if state_on(stretch, uow.today, warning_days) is State.OVERDUE
    }


def _note(uow: UnitOfWork, stretch: Expectation, verb: Verb) -> None:
    uow.pending.changes.append(Noted("flags", stretch.id, verb))

"""Which flags a write raised and cleared, as at the day on which it was made."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.db.pending import Noted
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.expectations import excusing
from app.resources.expectations.rows import expectation
from app.rules.expectation import Expectation
from app.rules.state import covers
from app.vocabulary import Verb

Key = tuple[str, UUID, str]


def notice(uow: UnitOfWork, before: Collection[Found], after: list[Expectation]) -> None:
    """Compare what was overdue with what is, and put the difference on the line of changes."""
    was = {_key(row): row for row in before if is_overdue(row, uow.today)}
    now = {_key(stretch): stretch for stretch in after if is_overdue(stretch, uow.today)}
    raised, cleared = now.keys() - was.keys(), was.keys() - now.keys()
    _load_exemptions(uow, {now[key].id for key in raised} | {was[key].id for key in cleared})
    for key in raised:
        if not is_excused(uow, now[key].id):
            note(uow, now[key].id, Verb.RAISED)
            uow.pending.raised.append(now[key])
    latest = {_key(stretch): stretch for stretch in after} if cleared else {}
    for key in cleared:
        if not is_excused(uow, was[key].id):
            note(uow, was[key].id, Verb.CLEARED)
            uow.pending.cleared.append(latest.get(key) or expectation(was[key]))


def _load_exemptions(uow: UnitOfWork, ids: Collection[UUID]) -> None:
    """Also of what has only just begun: it may be back, and its exemption has waited for it."""
    for id, periods in excusing.live(uow, ids).items() if ids else ():
        uow.pending.excused.setdefault(id, []).extend(periods)


def is_excused(uow: UnitOfWork, id: UUID) -> bool:
    """Whether an exemption that this unit of work has read or made covers its day."""
    return covers(uow.pending.excused.get(id, ()), uow.today)


def is_overdue(stretch: Expectation | Found, day: date) -> bool:
    """Whether a stretch, or its row, is a breach on a day; cheaper than the whole state."""
    return bool(
        stretch.breach_on
        and stretch.breach_on <= day
        and stretch.from_on <= day
        and not (stretch.met_on and stretch.met_on <= day)
        and not (stretch.ended_on and stretch.ended_on <= day)
    )


def _key(stretch: Expectation | Found) -> Key:
    """What the id is made of; cheaper than the id itself."""
    return stretch.rule, stretch.subject_id, stretch.anchor


def note(uow: UnitOfWork, id: UUID, verb: Verb) -> None:
    """Put on the line of changes what became of a flag."""
    uow.pending.changes.append(Noted("flags", id, verb))

"""Ticks rows off, in the transaction that put them: what each came to, and who waits no more."""

from collections.abc import Sequence
from typing import Any

from app.db import import_stubs, imports
from app.db.line import canonical
from app.db.naming import Name
from app.db.pending import Noted
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault
from app.resources.imports.putting import Came
from app.resources.imports.stubs import Stubs
from app.resources.operations.pace import Work, Worked
from app.resources.records import pointers
from app.vocabulary import ImportOutcome, Verb

NOTED = "imports"
"""What the line of changes calls an import that changed something."""


def tick_off(  # noqa: PLR0913  # all that a batch came to
    uow: UnitOfWork,
    found: Found,
    came: Sequence[Came],
    work: Work,
    *,
    flags: Sequence[dict[str, Any]] = (),
    made: Stubs | None = None,
) -> Worked:
    """Tick rows off; what was worked out by now is what they raised and cleared."""
    ended = [row for row in came if row.outcome]
    imports.tick(uow, found.id, [ticked(row) for row in ended])
    found = uow.only(imports.COUNTING, id=found.id)
    ended += _let_wait(uow, found, [row for row in came if row.waits_for])
    imports.set_free(uow, found.id, _named(uow))
    told = {number: [stub.told for stub in of_row] for number, of_row in (made or {}).items()}
    import_stubs.note(uow, found.id, told)
    done = found.done + len(ended)
    is_finished = done == found.total
    changes = [flag["change"] for flag in flags]
    imports.move(
        uow,
        found,
        done=done,
        raised=found.raised + len(uow.pending.raised) + changes.count("raised"),
        cleared=found.cleared + len(uow.pending.cleared) + changes.count("cleared"),
        stubbed=found.stubbed + sum(map(len, told.values())),
        flags=canonical(flags) if flags else found.flags,
        started_at=found.started_at or uow.now,
        finished_at=uow.now if is_finished else None,
    )
    if uow.pending.changes or uow.pending.opened or uow.pending.closed:
        uow.pending.changes.insert(0, Noted(NOTED, found.id, Verb.UPDATED))
    return Worked(work, len(ended), int(is_finished))


def leave_out(uow: UnitOfWork, found: Found) -> None:
    """Cancel the rows in nobody's hands; where others are at work, the last of them ends it."""
    imports.cancel_rows(uow, found.id)
    done = sum(imports.outcomes(uow, found.id).values())
    ended = uow.now if done == found.total else None
    cancelled_at = found.cancelled_at or uow.now
    imports.move(uow, found, done=done, cancelled_at=cancelled_at, finished_at=ended)


def ticked(row: Came) -> dict[str, Any]:
    """What is stored of what a row came to; one that waits is not ticked off."""
    return {
        "number": row.number,
        "outcome": row.outcome.value if row.outcome else None,
        "record_id": row.record_id,
        "errors": errors_of(row.faults),
    }


def errors_of(faults: Sequence[Fault]) -> str:
    """Faults as they are kept: where, which, why; never what was sent."""
    told = ((fault.pointer or "", fault.code, fault.detail) for fault in faults)
    names = ("pointer", "code", "detail")
    return canonical([dict(zip(names, each, strict=True)) for each in told])


def _let_wait(uow: UnitOfWork, found: Found, waiting: Sequence[Came]) -> list[Came]:
    """Let rows wait, but for what others have put since: they come again; those that cannot."""
    if found.cancelled_at:
        ended = [Came(row.number, ImportOutcome.CANCELLED) for row in waiting]
        imports.tick(uow, found.id, [ticked(row) for row in ended])
        return ended
    names = {row.number: row.waits_for for row in waiting if row.waits_for}
    there = pointers.standing(uow, set(names.values()))
    imports.let_wait(uow, found.id, {n: name for n, name in names.items() if name not in there})
    return []


def _named(uow: UnitOfWork) -> list[Name]:
    """What stands now and may have been waited for."""
    return [
        (type, source, reference)
        for (type, source, reference), record in uow.pending.named.items()
        if source and not record.deleted_at
    ]

"""Works imports off: the next rows are put and ticked off in one transaction, all or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.db import import_stubs, imports
from app.db.line import canonical
from app.db.naming import Name
from app.db.pending import Noted
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault
from app.resources.expectations.evaluation import evaluate
from app.resources.imports import stubs
from app.resources.imports.breaking import PutRows, unbroken
from app.resources.imports.foreseen import foreseen
from app.resources.imports.putting import Came
from app.resources.imports.stubs import Stubs
from app.resources.operations.pace import MOST, Pace, Work, Worked
from app.vocabulary import Atomicity, ImportMode, ImportOutcome, RecordType, UnknownRef, Verb

NOTED = "imports"
"""What the line of changes calls an import that changed something."""
STUBBING: Work = ("import stubs", False)
IN_BATCHES: Work = ("import", False)
AT_ONCE: Work = ("import at once", False)
FIRST_ROWS = 100
MOST_AT_ONCE = 5000
"""Rows of an import that is one transaction: others who write wait for all of it."""


def batch(uow: UnitOfWork, pace: Pace) -> Callable[[], Worked | None]:
    """Go on with the organisation's oldest import; None where there is none.

    Its row is locked before anything is read, so two who work at once take turns; rows are ticked
    off in the transaction that put them, so that whoever is killed loses and doubles none.
    """
    found = imports.take(uow)
    if found is None:
        return lambda: None
    return go_on(uow, found, pace.size(IN_BATCHES, FIRST_ROWS))


def is_at_once(mode: str, atomic: str) -> bool:
    """Whether an import is one transaction: to be undone as a whole, all rows have to be in it."""
    return mode == ImportMode.VALIDATE or atomic == Atomicity.ALL


def finish(uow: UnitOfWork, found: Found) -> Callable[[], Worked]:
    """Work off all rows of a new import, which has few of them."""
    if is_at_once(found.mode, found.atomic):
        return go_on(uow, found, MOST)
    _act_for(uow, found)
    rows = imports.free_rows(uow, found.id, MOST)
    came, made = unbroken(uow, lambda put: _all_put(uow, found, rows, put))
    return lambda: _done(uow, found, came, IN_BATCHES, made=made)


def go_on(uow: UnitOfWork, found: Found, most: int) -> Callable[[], Worked]:
    """Work off the next rows of an import that this unit of work has locked."""
    _act_for(uow, found)
    if found.received_at is None:
        return _given_up(uow, found)
    if is_at_once(found.mode, found.atomic):
        return _at_once(uow, found)
    rows = imports.free_rows(uow, found.id, most)
    if not rows and found.on_unknown_ref == UnknownRef.STUB:
        made, names = stubs.next_of(uow, found)
        if names:
            return lambda: replace(_done(uow, found, [], STUBBING, made=made), records=names)
    came = _put_next(uow, found, rows, most)
    return lambda: _done(uow, found, came, IN_BATCHES)


def _act_for(uow: UnitOfWork, found: Found) -> None:
    """In the name of whoever sent the file; what it points at is looked up in its source."""
    uow.client = replace(uow.client, id=found.client_id, source=found.source)
    uow.on_behalf_of = found.on_behalf_of


def _given_up(uow: UnitOfWork, found: Found) -> Callable[[], Worked]:
    imports.forget(uow, found.id)
    return lambda: Worked(IN_BATCHES, 0, 1)


def _put_next(uow: UnitOfWork, found: Found, rows: Sequence[Found], most: int) -> list[Came]:
    """Rows that wait come last: by then nothing of the file is left that they could wait for."""
    may_wait = bool(rows)
    rows = rows or imports.waiting_rows(uow, found.id, most)
    came = unbroken(uow, lambda put: put(rows, may_wait=may_wait))
    done = [row for row in came if row.outcome]
    imports.let_wait(uow, found.id, {row.number: row.waits_for for row in came if row.waits_for})
    imports.set_free(uow, found.id, _named(uow))
    return done


def _named(uow: UnitOfWork) -> list[Name]:
    """What stands now and may have been waited for."""
    return [
        (type, source, reference)
        for (type, source, reference), record in uow.pending.named.items()
        if source and not record.deleted_at
    ]


def _at_once(uow: UnitOfWork, found: Found) -> Callable[[], Worked]:
    """All rows; what they did is undone where nothing, or not this, was to be stored."""
    wants_all = found.atomic == Atomicity.ALL
    refused_before = imports.outcomes(uow, found.id).get(ImportOutcome.REFUSED, 0)
    flags: list[dict[str, Any]] = []
    rows = imports.free_rows(uow, found.id, MOST_AT_ONCE)
    with uow.attempt() as attempt:
        came, made = unbroken(uow, lambda put: _all_put(uow, found, rows, put))
        fails = wants_all and (refused_before > 0 or any(map(_is_refused, came)))
        attempt.undone = fails or found.mode == ImportMode.VALIDATE
        if found.mode == ImportMode.VALIDATE and not fails:
            evaluate(uow)
            flags = foreseen(uow)
    if fails:
        came, made = [row if _is_refused(row) else _held_back(row) for row in came], {}
    elif found.mode == ImportMode.VALIDATE:
        came, made = [_not_made(row) for row in came], stubs.not_made(made)
    return lambda: _done(uow, found, came, AT_ONCE, flags=flags, made=made)


def _all_put(
    uow: UnitOfWork, found: Found, rows: Sequence[Found], put: PutRows
) -> tuple[list[Came], Stubs]:
    """All rows, as often as that brings forward any that had to wait for another; their stubs."""
    done: list[Came] = []
    made: Stubs = {}
    while rows:
        came = [row for part in _parts(rows) for row in put(part, may_wait=True)]
        waiting = {row.number: row.waits_for for row in came if row.waits_for}
        done += [row for row in came if row.outcome]
        if len(waiting) == len(rows):
            new = _stubs_among(uow, found, rows, waiting)
            if new is None:
                return done + put(rows, may_wait=False), made
            made = stubs.joined(made, new)
        rows = [row for row in rows if row.number in waiting]
    return done, made


def _stubs_among(
    uow: UnitOfWork, found: Found, rows: Sequence[Found], waiting: Mapping[int, Name]
) -> Stubs | None:
    if found.on_unknown_ref != UnknownRef.STUB:
        return None
    brought = {(RecordType(row.type), found.source, row.reference) for row in rows}
    return stubs.next_among(uow, waiting, brought)


def _parts(rows: Sequence[Found]) -> Iterator[Sequence[Found]]:
    return (rows[start : start + MOST] for start in range(0, len(rows), MOST))


def _is_refused(row: Came) -> bool:
    return row.outcome is ImportOutcome.REFUSED


def _held_back(row: Came) -> Came:
    return Came(row.number, ImportOutcome.HELD_BACK)


def _not_made(row: Came) -> Came:
    """A record that was only tried has no id by which it could be found."""
    return row._replace(record_id=None) if row.outcome is ImportOutcome.CREATED else row


def _done(  # noqa: PLR0913  # all that a batch came to
    uow: UnitOfWork,
    found: Found,
    came: Sequence[Came],
    work: Work,
    *,
    flags: Sequence[dict[str, Any]] = (),
    made: Stubs | None = None,
) -> Worked:
    """Tick rows off; what was worked out by now is what they raised and cleared."""
    imports.tick(uow, found.id, [ticked(row) for row in came])
    told = {number: [stub.told for stub in of_row] for number, of_row in (made or {}).items()}
    import_stubs.note(uow, found.id, told)
    done = found.done + len(came)
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
    return Worked(work, len(came), int(is_finished))


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

"""Works imports off: the next rows are put and ticked off in one transaction, all or nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from app.db import imports
from app.db.naming import Name
from app.db.unit_of_work import Found, UnitOfWork
from app.resources.expectations.evaluation import evaluate
from app.resources.imports import stubs
from app.resources.imports.breaking import PutRows, unbroken
from app.resources.imports.foreseen import foreseen
from app.resources.imports.putting import Came
from app.resources.imports.stubs import Stubs
from app.resources.imports.ticking import leave_out, tick_off
from app.resources.operations.pace import MOST, Pace, Work, Worked
from app.vocabulary import Atomicity, ImportMode, ImportOutcome, RecordType, UnknownRef

STUBBING: Work = ("import stubs", False)
IN_BATCHES: Work = ("import", False)
AT_ONCE: Work = ("import at once", False)
FIRST_ROWS = 100
ONE_TAKES = Lock()
"""Two who take rows at the same moment have every other one each. That parts what belongs to one
worker, which is slower and not wrong: so it matters only between threads that work all the time."""
MOST_AT_ONCE = 5000
"""Rows of an import that is one transaction: others who write wait for all of it."""


def batch(uow: UnitOfWork, pace: Pace) -> Callable[[], Worked | None]:
    """Go on with the organisation's oldest import; None where there is none.

    On PostgreSQL several may do so at once: each locks rows of its own and ticks them off in the
    transaction that puts them, so that whoever is killed loses and doubles none. What has to see
    all rows is left to one; no records are gone through where others are at what comes next.
    """
    most = pace.size(IN_BATCHES, FIRST_ROWS)
    beside = _beside_others(uow, most) if uow.is_postgresql else None
    if beside:
        return beside
    found = imports.take(uow)
    if found:
        return go_on(uow, found, most)
    waiting = Worked(IN_BATCHES, 0, 0) if imports.is_any_left(uow) else None
    return lambda: waiting


def _beside_others(uow: UnitOfWork, most: int) -> Callable[[], Worked] | None:
    """Work off the next rows that are in nobody's hands; None where there are none."""
    with ONE_TAKES, uow.attempt() as attempt:
        found = imports.join(uow)
        rows = imports.our_rows(uow, found.id, most) if found and _is_for_several(found) else []
        attempt.undone = not rows
    if not (found and rows):
        return None
    _act_for(uow, found)
    came = _put(uow, rows, may_wait=True)
    return lambda: tick_off(uow, found, came, IN_BATCHES)


def _is_for_several(found: Found) -> bool:
    is_whole = found.received_at and not found.cancelled_at
    return bool(is_whole and not is_at_once(found.mode, found.atomic))


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
    return lambda: tick_off(uow, found, came, IN_BATCHES, made=made)


def go_on(uow: UnitOfWork, found: Found, most: int) -> Callable[[], Worked]:
    """Work off the next rows of an import that this unit of work has locked."""
    _act_for(uow, found)
    if found.received_at is None:
        return _given_up(uow, found)
    if found.cancelled_at:
        leave_out(uow, found)
        return lambda: Worked(IN_BATCHES, 0, 1)
    if is_at_once(found.mode, found.atomic):
        return _at_once(uow, found)
    rows = imports.free_rows(uow, found.id, most)
    if not rows and found.on_unknown_ref == UnknownRef.STUB:
        made, names = stubs.next_of(uow, found)
        if names:
            return lambda: replace(tick_off(uow, found, [], STUBBING, made=made), records=names)
    came = _put_next(uow, found, rows, most)
    return lambda: tick_off(uow, found, came, IN_BATCHES)


def _act_for(uow: UnitOfWork, found: Found) -> None:
    """In the name of whoever sent the file; what it points at is looked up in its source."""
    uow.client = replace(uow.client, id=found.client_id, source=found.source)
    uow.on_behalf_of = found.on_behalf_of


def _given_up(uow: UnitOfWork, found: Found) -> Callable[[], Worked]:
    imports.forget(uow, found.id)
    return lambda: Worked(IN_BATCHES, 0, 1)


def _put_next(uow: UnitOfWork, found: Found, rows: Sequence[Found], most: int) -> list[Came]:
    """Rows that wait come last: by then nothing of the file is left that they could wait for."""
    if rows:
        return _put(uow, rows, may_wait=True)
    return _put(uow, imports.waiting_rows(uow, found.id, most), may_wait=False)


def _put(uow: UnitOfWork, rows: Sequence[Found], *, may_wait: bool) -> list[Came]:
    return unbroken(uow, lambda put: put(rows, may_wait=may_wait))


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
    return lambda: tick_off(uow, found, came, AT_ONCE, flags=flags, made=made)


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

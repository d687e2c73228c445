"""Works out anew what a write touched, in the write's own transaction: facts, rules, stretches."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Action, Agreement, Allocation, Record
from app.db.unit_of_work import UnitOfWork, alteration, owned
from app.resources.expectations import case_facts, rows
from app.resources.expectations.flags import notice
from app.resources.expectations.following import follow
from app.resources.expectations.streams import Loaded, WorkedOut, worked_out
from app.resources.expectations.worker_facts import Version
from app.vocabulary import SubjectType

Stream = tuple[SubjectType, UUID]
RECORD = columns_of(Record)
ACTION = columns_of(Action)
ALLOCATION = columns_of(Allocation)
AGREEMENT = columns_of(Agreement)
TURNS = Prepared(
    owned(Record, RECORD.id, RECORD.version, RECORD.facts_version)
    .where(RECORD.id.in_(bindparam("ids", expanding=True)))
    .order_by(RECORD.id)
    .with_for_update(key_share=True)
)
REVIEWED = Prepared(
    owned(Action, ACTION.id, ACTION.supervisee_id, ACTION.case_id).where(
        ACTION.id.in_(bindparam("ids", expanding=True))
    )
)
HOLDERS = Prepared(
    owned(Allocation, ALLOCATION.worker_id).where(
        ALLOCATION.case_id.in_(bindparam("ids", expanding=True))
    )
)
SUPERVISEES = Prepared(
    owned(Agreement, AGREEMENT.supervisee_id.label("worker_id")).where(
        AGREEMENT.id.in_(bindparam("ids", expanding=True))
    )
)
STAND = Prepared(
    alteration(Action, "id").values(
        settled_on=bindparam("new_settled_on"),
        current_due_on=bindparam("new_due_on"),
        status=bindparam("new_status"),
        carried_forward=bindparam("new_carried_forward"),
    )
)


def evaluate(uow: UnitOfWork) -> None:
    """Work out every stream that was touched; what changes is stored when the write is numbered."""
    _touch_the_reviewed(uow)
    streams = uow.pending.streams
    if not streams:
        return
    versions = _take_turns(uow, streams)
    while moved := _moved_meanwhile(uow):
        versions |= _take_turns(uow, moved)
    cases = [id for subject, id in streams if subject is SubjectType.CASE]
    loaded = Loaded(versions, cases=case_facts.among(uow, cases))
    for (subject, id), touch in sorted(streams.items(), key=lambda item: item[0][1]):
        _store(uow, worked_out(uow, subject, id, touch, loaded))
    uow.pending.streams.clear()
    uow.pending.reviewed.clear()


def _take_turns(uow: UnitOfWork, streams: Collection[Stream]) -> dict[UUID, Version]:
    """Two writers of one stream take turns, in the order of ids, so that they cannot deadlock.

    The versions say whether what is remembered of a worker is still true.
    """
    ids = {id for _, id in streams} | _holders(uow, streams)
    return {row.id: (row.version, row.facts_version) for row in uow.rows(TURNS, ids=sorted(ids))}


def _moved_meanwhile(uow: UnitOfWork) -> set[Stream]:
    """The streams to which others moved what we reviewed, while we waited for where it had been.

    On SQLite nothing moves, as there is one writer at a time.
    """
    if not uow.is_postgresql:
        return set()
    before = set(uow.pending.streams)
    uow.pending.actions.clear()
    _touch_the_reviewed(uow)
    return set(uow.pending.streams) - before


def _holders(uow: UnitOfWork, streams: Collection[Stream]) -> set[UUID]:
    """Whose posts decide who carries a row: whoever changes those waits for us, too."""
    holders: set[UUID] = set()
    for subject, query in ((SubjectType.CASE, HOLDERS), (SubjectType.AGREEMENT, SUPERVISEES)):
        ids = [id for type, id in streams if type is subject]
        if ids:
            holders.update(row.worker_id for row in uow.rows(query, ids=ids))
    return holders


def _touch_the_reviewed(uow: UnitOfWork) -> None:
    """An action whose reviews changed concerns its own stream, whichever session spoke of it."""
    reviewed, known = uow.pending.reviewed, uow.pending.actions
    found = [known[id] for id in reviewed if id in known]
    missing = reviewed.keys() - known.keys()
    if missing:
        found += uow.rows(REVIEWED, ids=list(missing))
    for row in found:
        subject = SubjectType.CASE if row.case_id else SubjectType.WORKER
        id = row.case_id or row.supervisee_id
        if id is not None:
            uow.pending.touch(subject, id, reviewed[row.id], frozenset({row.id}))


def _store(uow: UnitOfWork, out: WorkedOut) -> None:
    uow.run_many(STAND, out.actions)
    found = rows.difference(out.stored, out.fresh)
    follow(uow, out.stored, out.fresh, found)
    uow.pending.closed += [{"by_id": old.id, "by_from_on": old.from_on} for old in found.close]
    uow.pending.opened += [rows.values(new, content) for new, content in found.open]
    notice(uow, out.stored, out.fresh)

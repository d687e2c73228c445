"""Works everything out from nothing and compares it with what is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from app.db.base import LIVE, columns_of, table_of
from app.db.line import START, chain_hash, digest
from app.db.pending import Touch
from app.db.tables import Change, ExpectationRow, LineHead, Record, RecordVersion
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations.rows import difference
from app.resources.expectations.streams import Loaded, WorkedOut, worked_out
from app.vocabulary import RecordType, SubjectType

RECORD = columns_of(Record)
E = columns_of(ExpectationRow)
CHANGE = table_of(Change)
VERSION = table_of(RecordVersion)
STREAMS = {
    RecordType.WORKER: SubjectType.WORKER,
    RecordType.CASE: SubjectType.CASE,
    RecordType.AGREEMENT: SubjectType.AGREEMENT,
}
SUBJECTS = owned(Record, RECORD.id, RECORD.type).where(
    RECORD.type.in_([type.value for type in STREAMS])
)
SUBJECTS_OF_STRETCHES = (
    owned(ExpectationRow, E.subject_id, E.subject_type).where(E.known_until == LIVE).distinct()
)
LINE = owned(Change).order_by(CHANGE.c.seq, CHANGE.c.position)
SALTED = (
    owned(Change, CHANGE.c.seq, CHANGE.c.digest, VERSION.c.salt, VERSION.c.document)
    .outerjoin(
        VERSION,
        (VERSION.c.organisation_id == CHANGE.c.organisation_id)
        & (VERSION.c.record_id == CHANGE.c.subject_id)
        & (VERSION.c.version == CHANGE.c.version),
    )
    .where(CHANGE.c.type.in_([type.value for type in RecordType]))
)
HEAD = owned(LineHead)


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what it should be; ids and codes, no words of records."""

    what: str
    subject: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what was found wrong."""

    streams: int
    stretches: int
    changes: int
    differences: list[Difference]


def verify(uow: UnitOfWork) -> Verified:
    """Compare every stream, every link of the line of changes and every version's digest."""
    subjects = _subjects(uow)
    stretches = 0
    differences: list[Difference] = []
    for subject, id in subjects:
        out = worked_out(uow, subject, id, Touch(None), Loaded())
        stretches += len(out.fresh)
        differences += _of_stream(subject, id, out)
    changes, broken = _line(uow)
    return Verified(len(subjects), stretches, changes, differences + broken)


def _subjects(uow: UnitOfWork) -> list[tuple[SubjectType, UUID]]:
    known = {(STREAMS[RecordType(row.type)], row.id) for row in uow.rows(SUBJECTS)}
    stored = uow.rows(SUBJECTS_OF_STRETCHES)
    known |= {(SubjectType(row.subject_type), row.subject_id) for row in stored}
    return sorted(known)


def _of_stream(subject: SubjectType, id: UUID, out: WorkedOut) -> Iterator[Difference]:
    found = difference(out.stored, out.fresh)
    for stretch in found.close:
        yield Difference(
            f"{stretch.rule} from {stretch.from_on} is stored and not due", f"{subject} {id}"
        )
    for stretch, _ in found.open:
        yield Difference(f"{stretch.rule} from {stretch.from_on} is not stored", f"{subject} {id}")
    for action in out.actions:
        yield Difference("an action's standing is not up to date", f"action {action['by_id']}")


def _line(uow: UnitOfWork) -> tuple[int, list[Difference]]:
    """Every change hangs on the one before it, and the head on the last."""
    previous, last, count = START, 0, 0
    broken = []
    for row in uow.rows(LINE):
        change = dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row as a mapping
        stored = change.pop("hash")
        follows = row.seq in (last, last + 1) and row.previous == previous
        if not follows or chain_hash(change) != stored:
            broken.append(Difference("the line of changes is broken", f"change {row.seq}"))
        previous, last, count = stored, row.seq, count + 1
    head = uow.only(HEAD)
    if (head.seq, head.hash) != (last, previous):
        broken.append(Difference("the line of changes does not end where it should", "head"))
    for row in uow.rows(SALTED):
        if row.document is None:
            broken.append(Difference("a version is missing", f"change {row.seq}"))
        elif digest(row.document, row.salt) != row.digest:
            broken.append(Difference("a version is not what was written", f"change {row.seq}"))
    return count, broken

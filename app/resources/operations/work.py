"""What the endpoints of every record run in a unit of work; each gives how to answer."""

import json
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from app.db import history, records
from app.db.pending import Stored
from app.db.unit_of_work import UnitOfWork
from app.errors import NotFound
from app.resources.expectations.asking import seq_known
from app.resources.expectations.notices import notices
from app.resources.operations import retries
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer, rendered
from app.resources.records.kinds import Kind
from app.resources.records.schemas import IncomingRecord, NewRecord
from app.vocabulary import Outcome
from app.web.conditional import Expected
from app.web.idempotency import Claim

Answering = Callable[[], Answer]


def create(uow: UnitOfWork, writer: Writer, new: NewRecord, claim: Claim | None) -> Answering:
    """Store a record; a retry with the same key is answered as at first."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _again(uow, writer.kind, retries.kept(uow, answered))
    stored = writer.record(uow, new)

    def answer() -> Answer:
        flags = notices(uow).model_dump_json()
        if claim:
            again = {"id": str(stored.id), "version": stored.version, "flags": json.loads(flags)}
            retries.keep(uow, claim, again)
        return _created(uow, writer.kind, stored, flags)

    return answer


def change(
    uow: UnitOfWork, writer: Writer, id: UUID, patch: IncomingRecord, expected: Expected
) -> Answering:
    """Merge a patch into a record."""
    stored = writer.change(uow, id, patch, expected)

    def answer() -> Answer:
        body, tag = rendered(uow, writer.kind, stored)
        return Answer(_with_flags(body, notices(uow).model_dump_json()), headers={"ETag": tag})

    return answer


def remove(uow: UnitOfWork, writer: Writer, id: UUID, expected: Expected) -> Answering:
    """Mark a record as entered in error."""
    held = records.find(uow, writer.kind.type, id)
    expected.check(held.version)
    writer.remove(uow, held)
    return lambda: Answer(b"", status=204)


def put(
    uow: UnitOfWork, writer: Writer, source: str, reference: str, sent: IncomingRecord
) -> Answering:
    """Create or update a record by its sender's key."""
    stored, outcome = writer.put(uow, source, reference, sent)

    def answer() -> Answer:
        body, tag = rendered(uow, writer.kind, stored)
        flags = notices(uow).model_dump_json().encode()
        whole = b'{"outcome":"%b","record":%b,"flags":%b}' % (outcome.encode(), body, flags)
        status = 201 if outcome is Outcome.CREATED else 200
        return Answer(whole, status, {"ETag": tag, "Location": _location(writer.kind, stored)})

    return answer


def find(uow: UnitOfWork, kind: Kind, id: UUID, known_at: date | datetime | None = None) -> Answer:
    """One record by our id, as it is or as it was known at an instant."""
    seq = seq_known(uow, known_at)
    if seq is None:
        return _found(uow, kind, records.find(uow, kind.type, id))
    return _found(uow, kind, history.find(uow, kind.type, id, seq), seq)


def find_put(
    uow: UnitOfWork,
    kind: Kind,
    source: str,
    reference: str,
    known_at: date | datetime | None = None,
) -> Answer:
    """One record by its sender's key, as it is or as it was known at an instant."""
    held = records.find_by_reference(uow, kind.type, source, reference)
    if held is None:
        raise NotFound("There is no such record.")
    return find(uow, kind, held.id, known_at)


def remove_put(uow: UnitOfWork, writer: Writer, source: str, reference: str) -> Answering:
    """Mark a record as entered in error, by its sender's key."""
    writer.remove(uow, _by_reference(uow, writer.kind, source, reference))
    return lambda: Answer(b"", status=204)


def _by_reference(uow: UnitOfWork, kind: Kind, source: str, reference: str) -> Stored:
    held = records.find_by_reference(uow, kind.type, source, reference)
    if held is None or held.deleted_at:
        raise NotFound("There is no such record.")
    return held


def _found(uow: UnitOfWork, kind: Kind, held: Stored, seq: int | None = None) -> Answer:
    body, tag = rendered(uow, kind, held, seq)
    return Answer(body, headers={"ETag": tag})


def _created(
    uow: UnitOfWork, kind: Kind, stored: Stored, flags: str, seq: int | None = None
) -> Answer:
    body, tag = rendered(uow, kind, stored, seq)
    headers = {"ETag": tag, "Location": _location(kind, stored)}
    return Answer(_with_flags(body, flags), 201, headers)


def _again(uow: UnitOfWork, kind: Kind, kept: retries.Kept) -> Answer:
    """The version first answered, rendered again."""
    stored = history.among(uow, [kept.id], kept.seq)[kept.id]
    answer = _created(uow, kind, stored, kept.flags, kept.seq)
    answer.headers.update(retries.REPLAYED)
    return answer


def _with_flags(body: bytes, flags: str) -> bytes:
    return b'%b,"flags":%b}' % (body[:-1], flags.encode())


def _location(kind: Kind, stored: Stored) -> str:
    return f"/v1/{kind.type.value}/{stored.id}"

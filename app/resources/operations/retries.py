"""Idempotency-Key: the same POST sent again has one effect and gets the same answer."""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Insert, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from app.db.base import columns_of
from app.db.pending import Document
from app.db.prepared import Prepared
from app.db.tables import IdempotencyKey, RecordVersion
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned
from app.errors import Invalid
from app.web.idempotency import Claim

KEPT = timedelta(days=7)
RENEWED = ("fingerprint", "status", "answer", "created_at")
KEY = columns_of(IdempotencyKey)
VERSION = columns_of(RecordVersion)
HELD = Prepared(
    owned(IdempotencyKey).where(
        KEY.client_id == bindparam("client_id"),
        KEY.route == bindparam("route"),
        KEY.key == bindparam("key"),
    )
)
FIRST_SEQ = Prepared(
    owned(RecordVersion, VERSION.seq).where(
        VERSION.record_id == bindparam("id"), VERSION.version == bindparam("version")
    )
)
ANSWERED = Prepared(
    alteration(IdempotencyKey, "client_id", "route", "key").values(answer=bindparam("new_answer"))
)


REPLAYED = {"Idempotency-Replayed": "true"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is needed to answer again for a record: which version, as of which change, its flags."""

    id: UUID
    seq: int
    flags: str


def claimed(uow: UnitOfWork, claim: Claim) -> Document | None:
    """Take the key for this unit of work; where it was taken before, what it was answered with.

    A second sender of a running key waits here until the first has committed or given up.
    """
    row = {
        "client_id": uow.client.id,
        "route": claim.route,
        "key": claim.key,
        "fingerprint": claim.fingerprint,
        "status": 201,
        "answer": "",
        "created_at": uow.now,
    }
    if uow.insert_or_renew(_claim(uow), row):
        return None
    return _answered(_held(uow, claim), claim)


def answered(uow: UnitOfWork, claim: Claim) -> Document | None:
    """What the key was answered with before; None where it still has to be taken."""
    held = _held(uow, claim)
    if held is None or held.created_at < uow.now - KEPT:
        return None
    return _answered(held, claim)


def _held(uow: UnitOfWork, claim: Claim) -> Found:
    return uow.one(HELD, client_id=uow.client.id, route=claim.route, key=claim.key)


def _answered(held: Found, claim: Claim) -> Document:
    if held.fingerprint != claim.fingerprint:
        raise Invalid(
            "This Idempotency-Key was used with another body.", code="idempotency-key-reused"
        )
    answer: Document = json.loads(held.answer)
    return answer


def kept(uow: UnitOfWork, answer: Document) -> Kept:
    """What was kept of a record, with the change that made the version first answered."""
    id = UUID(answer["id"])
    first = uow.only(FIRST_SEQ, id=id, version=answer["version"])
    return Kept(id, first.seq, json.dumps(answer["flags"], separators=(",", ":")))


def _claim(uow: UnitOfWork) -> Insert:
    """Insert the key, or take over one that is too old to count."""
    statement = (postgresql if uow.is_postgresql else sqlite).insert(IdempotencyKey)
    claim: Insert = statement.on_conflict_do_update(
        index_elements=["organisation_id", "client_id", "route", "key"],
        set_={name: statement.excluded[name] for name in RENEWED},
        where=KEY.created_at < uow.now - KEPT,
    )
    return claim


def keep(uow: UnitOfWork, claim: Claim, answer: Document) -> None:
    """Note what was answered: enough to render it again, and none of the record's words."""
    keys = {"by_client_id": uow.client.id, "by_route": claim.route, "by_key": claim.key}
    uow.run(ANSWERED, **keys, new_answer=json.dumps(answer))

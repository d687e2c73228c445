"""The line of changes: number what a write did, chain it by hash, and store it in one go."""

import hashlib
import json
import secrets
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import LIVE, columns_of
from app.db.pending import Noted
from app.db.prepared import WORTH_A_COPY, Prepared
from app.db.replica import Behind
from app.db.tables import (
    Acknowledgement,
    Change,
    Exemption,
    ExpectationRow,
    LineHead,
    RecordVersion,
)
from app.db.unit_of_work import UnitOfWork, alteration, owned
from app.vocabulary import Verb

START = "0" * 64
CHANGE = columns_of(Change)
HEAD = Prepared(owned(LineHead).with_for_update())
MOVE_HEAD = Prepared(
    alteration(LineHead).values(
        seq=bindparam("new_seq"), at=bindparam("new_at"), hash=bindparam("new_hash")
    )
)
CROSS = Prepared(alteration(LineHead).values(crossed_on=bindparam("new_crossed_on")))
CLOSE = Prepared(
    alteration(ExpectationRow, "id", "from_on", "known_until").values(known_until=bindparam("seq"))
)
END = {
    table: Prepared(alteration(table, "id", "known_until").values(known_until=bindparam("seq")))
    for table in (Exemption, Acknowledgement)
}


class DayPassed(Exception):
    """A day came and was noticed before a write, or has to be: the write has to begin anew."""


def number(uow: UnitOfWork) -> int | None:
    """Take the next number and store all that is pending under it; None where nothing changed.

    The head row is what writers of one organisation queue for, so this is the last thing they do.
    """
    pending = uow.pending
    if not (pending.changes or pending.opened or pending.closed):
        return None
    head = uow.only(HEAD)
    if head.crossed_on and uow.today < head.crossed_on <= uow.day_of(uow.clock()):
        raise DayPassed
    # The clock again: since the unit of work began, others may have committed and been read.
    seq, at = head.seq + 1, max(uow.clock(), head.at + timedelta(microseconds=1))
    changes, versions, last = _chained(uow, seq, at, head.hash)
    closed = [{**key, "by_known_until": LIVE, "seq": seq} for key in pending.closed]
    for row in pending.opened:
        row.update(known_from=seq, known_until=LIVE)
    # A COPY, which many rows are worth, cannot be sent together with others.
    few = max(len(changes), len(pending.opened)) < WORTH_A_COPY
    with uow.together() if few else nullcontext():
        uow.run(MOVE_HEAD, new_seq=seq, new_at=at, new_hash=last)
        uow.insert(Change, changes)
        uow.insert(RecordVersion, versions)
        uow.run_many(CLOSE, closed)
        uow.insert(ExpectationRow, pending.opened)
        _store_what_people_did(uow, seq)
    return int(seq)


def _store_what_people_did(uow: UnitOfWork, seq: int) -> None:
    """What was not known before this number is made in it; what moved keeps the one it has."""
    for table, keys in uow.pending.ended.items():
        uow.run_many(END[table], [{**key, "by_known_until": LIVE, "seq": seq} for key in keys])
    for table, rows in uow.pending.begun.items():
        made = ({"made_in": seq, **row} for row in rows)
        uow.insert(table, [{**row, "known_from": seq, "known_until": LIVE} for row in made])


def _chained(
    uow: UnitOfWork, seq: int, at: datetime, previous: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str]:
    changes, versions = [], []
    for position, noted in enumerate(uow.pending.changes):
        salt = secrets.token_hex(16)
        change = {
            "seq": seq,
            "position": position,
            "at": at,
            "client_id": uow.client.id,
            "on_behalf_of": uow.on_behalf_of,
            "type": noted.type,
            "subject_id": noted.subject_id,
            "version": noted.version,
            "verb": noted.verb.value,
            "day": noted.day,
            "digest": digest(noted.text or "", salt),
            "previous": previous,
        }
        previous = change["hash"] = chain_hash(
            {**change, "organisation_id": uow.client.organisation_id}
        )
        changes.append(change)
        if noted.text is not None:
            versions.append(_version(noted, seq, salt))
    return changes, versions, previous


def _version(noted: Noted, seq: int, salt: str) -> dict[str, Any]:
    return {
        "record_id": noted.subject_id,
        "version": noted.version,
        "seq": seq,
        "deleted": noted.verb is Verb.DELETED,
        "document": noted.text,
        "updated_at": noted.updated_at,
        "source_updated_at": noted.source_updated_at,
        "salt": salt,
    }


def digest(text: str, salt: str) -> str:
    """The salted SHA-256 of a document's canonical text."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def chain_hash(change: dict[str, Any]) -> str:
    """The SHA-256 of a change with the hash of the one before it.

    A day is left out where there is none: the first changes that were chained knew of none.
    """
    left_out = {"hash"} if change["day"] else {"hash", "day"}
    return hashlib.sha256(
        canonical({k: v for k, v in change.items() if k not in left_out}).encode()
    ).hexdigest()


def canonical(value: object) -> str:
    """JSON in the one form that is stored and hashed: sorted keys, no blanks."""
    return CANONICAL.encode(value)


def _plain(value: object) -> str:
    if isinstance(value, date):  # an instant, too
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)


CANONICAL = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
)


def last_day(uow: UnitOfWork) -> date | None:
    """The last day whose coming is on the line; nobody else can put one there meanwhile."""
    day: date | None = uow.only(HEAD).crossed_on
    return day


def cross(uow: UnitOfWork, day: date) -> None:
    """Note that the coming of a day is on the line."""
    uow.run(CROSS, new_crossed_on=day)


LAST = Prepared(owned(LineHead, columns_of(LineHead).at, columns_of(LineHead).seq))
SEQ_AT = Prepared(
    # The last by its instant, which an index leads to at once; the largest number would be sought.
    owned(Change, CHANGE.seq)
    .where(CHANGE.at <= bindparam("instant"))
    .order_by(CHANGE.at.desc())
    .limit(1)
)


def last_at(uow: UnitOfWork) -> datetime:
    """The instant of the last change that this unit of work can see."""
    at: datetime = uow.only(LAST).at
    return at


def last_seq(uow: UnitOfWork) -> int:
    """The number of the last change that this unit of work can see."""
    seq: int = uow.only(LAST).seq
    return seq


def check_reached(uow: UnitOfWork, seq: int) -> None:
    """Raise `Behind` where a copy does not have a change yet."""
    if seq and last_seq(uow) < seq:
        raise Behind


def seq_at(uow: UnitOfWork, instant: datetime) -> int:
    """The number of the last change made by an instant; 0 before the first.

    A copy can say that only of instants that it has reached: more may have been known by then.
    """
    if uow.is_copy and last_at(uow) < instant:
        raise Behind
    row = uow.one(SEQ_AT, instant=instant)
    return row.seq if row else 0

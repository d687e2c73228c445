"""Organisations, the systems that call for them, and their keys: looked up and made."""

import hmac
import secrets
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from app.db.base import new_id
from app.db.keys import Key, make_key
from app.db.line import START
from app.db.prepared import Prepared
from app.db.tables import ApiKey, CalendarVersion, Caller, LineHead, Organisation
from app.db.unit_of_work import Client, UnitOfWork
from app.vocabulary import Nation, Scope

KEY = ApiKey.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
CALLER = Caller.__table__.c  # type: ignore[attr-defined]
ORGANISATION = Organisation.__table__.c  # type: ignore[attr-defined]

FIND = (
    select(
        KEY.id,
        KEY.secret_hash,
        KEY.scopes,
        KEY.expires_at,
        KEY.client_id,
        CALLER.source,
        ORGANISATION.id.label("organisation_id"),
        ORGANISATION.name,
        ORGANISATION.time_zone,
        ORGANISATION.cursor_secret,
    )
    .join(
        CALLER.id.table,
        (CALLER.organisation_id == KEY.organisation_id) & (CALLER.id == KEY.client_id),
    )
    .join(ORGANISATION.id.table, ORGANISATION.id == KEY.organisation_id)
    .where(KEY.revoked_at.is_(None))
)


def find(connection: Connection, key: Key) -> Client | None:
    """The client that a key belongs to, unless it is unknown or revoked."""
    row = connection.execute(FIND.where(KEY.id == key.id)).one_or_none()
    if row is None or not hmac.compare_digest(row.secret_hash, key.secret_hash):
        return None
    return Client(
        id=row.client_id,
        organisation_id=row.organisation_id,
        key_id=row.id,
        name=row.name,
        source=row.source,
        time_zone=row.time_zone,
        scopes=frozenset(Scope(word) for word in row.scopes.split()),
        cursor_secret=bytes.fromhex(row.cursor_secret),
        expires_at=row.expires_at,
    )


def organisation_named(
    connection: Connection, name: str, *, nation: Nation, time_zone: str, now: datetime
) -> tuple[UUID, bool]:
    """The organisation of this name, and whether it had to be made."""
    found = connection.execute(select(ORGANISATION.id).where(ORGANISATION.name == name)).scalar()
    if found is not None:
        return found, False
    id = new_id()
    connection.execute(
        insert(Organisation).values(
            id=id,
            name=name,
            nation=nation.value,
            time_zone=time_zone,
            policy_version=0,
            calendar_version=0,
            cursor_secret=secrets.token_hex(32),
            created_at=now,
        )
    )
    connection.execute(insert(LineHead).values(organisation_id=id, seq=0, at=now, hash=START))
    return id, True


def client_with_source(
    connection: Connection, organisation_id: UUID, source: str, now: datetime
) -> UUID:
    """The organisation's client for a source; made if need be."""
    found = connection.execute(
        select(CALLER.id).where(CALLER.organisation_id == organisation_id, CALLER.source == source)
    ).scalar()
    if found is not None:
        return found
    id = new_id()
    connection.execute(
        insert(Caller).values(organisation_id=organisation_id, id=id, source=source, created_at=now)
    )
    return id


def issue_key(  # noqa: PLR0913  # a key has this many parts
    connection: Connection,
    organisation_id: UUID,
    client_id: UUID,
    scopes: frozenset[Scope],
    now: datetime,
    expires_at: datetime | None,
) -> str:
    """Make a key and give its text, which cannot be had a second time."""
    key = make_key(new_id())
    connection.execute(
        insert(ApiKey).values(
            organisation_id=organisation_id,
            id=key.id,
            client_id=client_id,
            secret_hash=key.secret_hash,
            scopes=" ".join(sorted(scopes)),
            created_at=now,
            expires_at=expires_at,
            revoked_at=None,
        )
    )
    return key.text


VERSIONS = Prepared(
    select(ORGANISATION.policy_version, ORGANISATION.calendar_version).where(
        ORGANISATION.id == bindparam("in_organisation")
    )
)


def versions(uow: UnitOfWork) -> tuple[int, int]:
    """The newest policy and calendar versions of the organisation; asked once a unit of work."""
    if uow.pending.versions is None:
        row = uow.only(VERSIONS)
        uow.pending.versions = (row.policy_version, row.calendar_version)
    return uow.pending.versions


def add_calendar(
    connection: Connection, organisation_id: UUID, document: str, applies_from: date, now: datetime
) -> None:
    """Store the next version of an organisation's calendar."""
    mine = ORGANISATION.id == organisation_id
    version = connection.execute(select(ORGANISATION.calendar_version).where(mine)).scalar_one() + 1
    connection.execute(
        insert(CalendarVersion).values(
            organisation_id=organisation_id,
            version=version,
            applies_from=applies_from,
            document=document,
            created_at=now,
        )
    )
    connection.execute(update(Organisation).where(mine).values(calendar_version=version))


def organisations(connection: Connection) -> list[Client]:
    """Every organisation, as a caller without scopes: for commands that look after all of them."""
    return [
        Client(
            id=row.id,
            organisation_id=row.id,
            key_id=row.id,
            name=row.name,
            source="",
            time_zone=row.time_zone,
            scopes=frozenset(),
            cursor_secret=b"",
        )
        for row in connection.execute(select(Organisation).order_by(ORGANISATION.name))
    ]

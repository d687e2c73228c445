"""Organisations, the systems that call for them, and their keys: looked up."""

import hmac
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select, update

from app.db.base import columns_of
from app.db.keys import Key
from app.db.prepared import Prepared
from app.db.tables import ApiKey, Caller, Organisation
from app.db.unit_of_work import Client, Found, UnitOfWork
from app.vocabulary import Nation, Scope

KEY = columns_of(ApiKey)
CALLER = columns_of(Caller)
ORGANISATION = columns_of(Organisation)

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


def of_source(connection: Connection, organisation: str, source: str) -> Client | None:
    """An organisation's client for a source, for commands that do its work; it has no scopes."""
    query = (
        select(*ORGANISATION, CALLER.id.label("client_id"))
        .join(CALLER.id.table, CALLER.organisation_id == ORGANISATION.id)
        .where(ORGANISATION.name == organisation, CALLER.source == source)
    )
    row = connection.execute(query).one_or_none()
    return replace(as_caller(row), id=row.client_id, source=source) if row else None


def organisations(connection: Connection) -> list[Client]:
    """Every organisation, as a caller without scopes: for commands that look after all of them."""
    rows = connection.execute(select(Organisation).order_by(ORGANISATION.name))
    return [as_caller(row) for row in rows]


def as_caller(organisation: Found) -> Client:
    """An organisation as a caller without scopes: its own id stands for the service itself."""
    return Client(
        id=organisation.id,
        organisation_id=organisation.id,
        key_id=organisation.id,
        name=organisation.name,
        source="",
        time_zone=organisation.time_zone,
        scopes=frozenset(),
        cursor_secret=b"",
    )


MINE = update(Organisation).where(ORGANISATION.id == bindparam("in_organisation"))
USE_POLICY = Prepared(MINE.values(policy_version=bindparam("new_version")))
USE_CALENDAR = Prepared(
    MINE.values(
        calendar_version=bindparam("new_version"),
        nation=bindparam("new_nation"),
        time_zone=bindparam("new_time_zone"),
    )
)


def use_policy(uow: UnitOfWork, version: int) -> None:
    """Make a version of the policy the organisation's newest."""
    uow.run(USE_POLICY, new_version=version)
    uow.pending.versions = None


def use_calendar(uow: UnitOfWork, version: int, nation: Nation, time_zone: str) -> None:
    """Make a version of the calendar the organisation's newest; its zone counts from now on."""
    uow.run(USE_CALENDAR, new_version=version, new_nation=nation.value, new_time_zone=time_zone)
    uow.pending.versions = None
    uow.pending.callers_changed = True


_ITSELF = select(ORGANISATION.id).where(ORGANISATION.id == bindparam("in_organisation"))
TURN = Prepared(_ITSELF.with_for_update(key_share=True))
HELD = Prepared(_ITSELF.with_for_update(read=True))


def take_turn(uow: UnitOfWork) -> None:
    """Wait for all who change or `hold` what the organisation has set; they wait until we end."""
    uow.only(TURN)


def hold(uow: UnitOfWork) -> None:
    """Let nobody take a turn before this unit of work has ended; many can hold at once."""
    uow.only(HELD)

"""Makes what a caller needs before there is any unit of work: organisation, client and key."""

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, select, update

from app.db.base import columns_of, new_id
from app.db.keys import make_key
from app.db.line import START
from app.db.tables import ApiKey, CalendarVersion, Caller, LineHead, Organisation
from app.rules.catalogue import RULES_VERSION
from app.vocabulary import Nation, Scope

FROM_THE_START = date(1900, 1, 1)
CALLER = columns_of(Caller)
ORGANISATION = columns_of(Organisation)
DaysOff = Callable[[Nation], Iterable[date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose a key is and what it may do; nation and time zone are those of a new organisation."""

    organisation: str
    source: str
    scopes: frozenset[Scope]
    nation: Nation = Nation.ENGLAND
    time_zone: str = "Europe/London"
    expires_at: datetime | None = None


def issue_key(engine: Engine, account: Account, days_off: DaysOff, now: datetime) -> str:
    """The text of a new key, to be had once; organisation and client are made if need be."""
    with engine.execution_options(writes=True).begin() as connection:
        organisation_id = _organisation(connection, account, days_off, now)
        client_id = _client(connection, organisation_id, account.source, now)
        key = make_key(new_id())
        connection.execute(
            insert(ApiKey).values(
                organisation_id=organisation_id,
                id=key.id,
                client_id=client_id,
                secret_hash=key.secret_hash,
                scopes=" ".join(sorted(account.scopes)),
                created_at=now,
                expires_at=account.expires_at,
                revoked_at=None,
            )
        )
    return key.text


def _organisation(
    connection: Connection, account: Account, days_off: DaysOff, now: datetime
) -> UUID:
    """The organisation of this name; a new one begins with its nation's days off."""
    query = select(ORGANISATION.id).where(ORGANISATION.name == account.organisation)
    found: UUID | None = connection.execute(query).scalar()
    if found is not None:
        return found
    id = new_id()
    connection.execute(
        insert(Organisation).values(
            id=id,
            name=account.organisation,
            nation=account.nation.value,
            time_zone=account.time_zone,
            policy_version=0,
            calendar_version=0,
            rules_version=RULES_VERSION,
            cursor_secret=secrets.token_hex(32),
            created_at=now,
        )
    )
    connection.execute(insert(LineHead).values(organisation_id=id, seq=0, at=now, hash=START))
    days = [day.isoformat() for day in days_off(account.nation)]
    document = json.dumps(
        {"nation": account.nation.value, "time_zone": account.time_zone, "days": days}
    )
    add_calendar(connection, id, document, FROM_THE_START, now)
    return id


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


def _client(connection: Connection, organisation_id: UUID, source: str, now: datetime) -> UUID:
    """The organisation's client for a source."""
    query = select(CALLER.id).where(
        CALLER.organisation_id == organisation_id, CALLER.source == source
    )
    found: UUID | None = connection.execute(query).scalar()
    if found is not None:
        return found
    id = new_id()
    connection.execute(
        insert(Caller).values(organisation_id=organisation_id, id=id, source=source, created_at=now)
    )
    return id

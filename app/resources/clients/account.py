"""Opens an organisation's account: the organisation with its calendar, a client, a key."""

import json
from datetime import date, datetime

from sqlalchemy import Engine

from app.db import clients
from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Nation, Scope

FROM_THE_START = date(1900, 1, 1)


def issue_key(
    engine: Engine,
    *,
    organisation: str,
    source: str,
    scopes: frozenset[Scope],
    now: datetime,
    nation: Nation = Nation.ENGLAND,
    time_zone: str = "Europe/London",
    expires_at: datetime | None = None,
) -> str:
    """A new key for a source of an organisation, which is created with its calendar if need be."""
    with engine.execution_options(writes=True).begin() as connection:
        id, is_new = clients.organisation_named(
            connection, organisation, nation=nation, time_zone=time_zone, now=now
        )
        if is_new:
            days = [day.isoformat() for day in bank_holidays(nation)]
            document = json.dumps({"nation": nation.value, "days": days})
            clients.add_calendar(connection, id, document, FROM_THE_START, now)
        client = clients.client_with_source(connection, id, source, now)
        return clients.issue_key(connection, id, client, scopes, now, expires_at)

"""All that is stored, to be compared with what is stored later."""

from sqlalchemy import Table, func, select
from sqlmodel import SQLModel

from tests.harness.service import Client

TABLES: list[Table] = SQLModel.metadata.sorted_tables

Rows = dict[str, list[str]]
"""By table."""


def contents(client: Client) -> tuple[Rows, dict[str, int]]:
    """The organisation's rows of every table, and how many rows each table has with all others'."""
    owner = client.running.known(client.key).organisation_id
    with client.app.state.database.engine.connect() as connection:
        own: Rows = {}
        for table in TABLES:
            mine = table.select()
            if "organisation_id" in table.c:
                mine = mine.where(table.c.organisation_id == owner)
            own[table.name] = sorted(map(repr, connection.execute(mine)))
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in TABLES
        }
    return own, counts

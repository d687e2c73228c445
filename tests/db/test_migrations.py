"""One chain of migrations for both databases, and tables that know whose their rows are."""

import re

import pytest
from alembic import command
from sqlalchemy import CheckConstraint, Table, create_engine, inspect
from sqlmodel import SQLModel

import app.db.tables  # noqa: F401 -- the tables make themselves known
from app.db.migrate import configuration, difference, upgrade

TABLES = list(SQLModel.metadata.sorted_tables)
OF_ALL = {"organisation", "lease"}
"""Tables whose rows belong to the installation and not to one organisation."""
OWNED = [table for table in TABLES if table.name not in OF_ALL]


def tables_in(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_the_migrated_tables_are_those_in_the_code(database_url: str) -> None:
    difference(database_url)
    assert tables_in(database_url) == {table.name for table in TABLES} | {"alembic_version"}


def test_the_chain_leads_down_to_nothing_and_up_again(database_url: str) -> None:
    command.downgrade(configuration(database_url), "base")
    assert tables_in(database_url) == {"alembic_version"}
    upgrade(database_url)
    difference(database_url)


def test_migrating_again_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    difference(database_url)


@pytest.mark.parametrize("table", OWNED, ids=[table.name for table in OWNED])
def test_the_organisation_stands_first_in_every_key(table: Table) -> None:
    assert next(iter(table.primary_key.columns)).name == "organisation_id"
    assert not table.c.organisation_id.nullable
    for index in table.indexes:
        assert next(iter(index.columns)).name == "organisation_id", index.name
    for constraint in table.foreign_key_constraints:
        columns = [key.name for key in constraint.columns]
        assert columns[0] == "organisation_id", columns


def words_in(text: object) -> set[str]:
    """The quoted words of a check, in whichever way a database writes it down."""
    return set(re.findall(r"'([^']*)'", str(text)))


CHECKED = [
    (table, constraint)
    for table in TABLES
    for constraint in sorted(table.constraints, key=lambda one: str(one.name))
    if isinstance(constraint, CheckConstraint) and words_in(constraint.sqltext)
]


@pytest.mark.parametrize(
    ("table", "check"), CHECKED, ids=[f"{table.name}-{check.name}" for table, check in CHECKED]
)
def test_the_words_that_a_column_may_hold_are_those_in_the_code(
    database_url: str, table: Table, check: CheckConstraint
) -> None:
    """Alembic does not compare checks: a word added in code alone would be refused in use."""
    engine = create_engine(database_url)
    stored = {
        found["name"]: found["sqltext"]
        for found in inspect(engine).get_check_constraints(table.name)
    }
    engine.dispose()
    assert words_in(stored[check.name]) == words_in(check.sqltext)

"""Upgrades keep data: what an earlier release stored is all there, completed with what is new."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, create_engine, insert, select

from app.db.migrate import configuration

FIRST, WHOLE_RECORD = "e8aaef2a793c", "f30955bbba52"
THEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = datetime(2026, 1, 6, 12, tzinfo=UTC)
MINE = uuid4()
WORKER, CASE, SESSION, ACTION, GONE = (uuid4() for _ in range(5))


class Rows:
    """The tables of a database as they are now, to write and to read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known = MetaData()
        self._known.reflect(connection)

    def add(self, table: str, **values: Any) -> None:
        of_mine = values if table == "organisation" else {"organisation_id": MINE.hex, **values}
        self._connection.execute(insert(self._known.tables[table]).values(of_mine))

    def all(self, table: str) -> list[dict[str, Any]]:
        rows = self._connection.execute(select(self._known.tables[table])).mappings()
        return [dict(row) for row in rows]


def record(rows: Rows, id: UUID, type: str, **document: Any) -> None:
    """A record with two versions; the first was stored at one instant, the second a day later."""
    common = {"source": "mosaic", "reference": type[:1] + id.hex[:4]}
    times = {"created_at": THEN, "updated_at": LATER, "source_updated_at": THEN}
    deleted_at = LATER if id is GONE else None
    rows.add("record", id=id.hex, type=type, version=2, deleted_at=deleted_at, **common, **times)
    for version, at in ((1, THEN), (2, LATER)):
        seq = len(rows.all("change")) + 1
        rows.add(
            "change",
            seq=seq,
            position=0,
            at=at,
            client_id=MINE.hex,
            type=type,
            subject_id=id.hex,
            version=version,
            verb="created",
            digest="",
            previous="",
            hash="",
        )
        rows.add(
            "recordversion",
            record_id=id.hex,
            version=version,
            seq=seq,
            deleted=False,
            document=json.dumps(document),
            salt="",
        )


def fill(rows: Rows) -> None:
    rows.add(
        "organisation",
        id=MINE.hex,
        name="Northshire",
        nation="england",
        time_zone="Europe/London",
        policy_version=0,
        calendar_version=0,
        cursor_secret="",
        created_at=THEN,
    )
    record(rows, WORKER, "workers")
    record(rows, CASE, "cases")
    record(rows, SESSION, "sessions")
    record(rows, ACTION, "actions", session_id=str(SESSION), oversight_note_id=None)
    record(rows, GONE, "actions", session_id=str(SESSION), oversight_note_id=None)
    for stage in ("asye", "NQSW"):
        rows.add("post", id=uuid4().hex, worker_id=WORKER.hex, stage=stage, supervised=True)
    for type in ("child_in_need", "CP plan"):
        rows.add("plan", case_id=CASE.hex, type=type, started_on=date(2026, 1, 5))


def counted(rows: Rows) -> dict[str, int]:
    return {name: len(rows.all(name)) for name in ("record", "recordversion", "post", "plan")}


@pytest.fixture
def upgraded(empty_database_url: str) -> Any:
    """A database of the first release with some data, brought to the next one."""
    command.upgrade(configuration(empty_database_url), FIRST)
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        fill(Rows(connection))
    command.upgrade(configuration(empty_database_url), WHOLE_RECORD)
    yield empty_database_url, engine
    engine.dispose()


def of_id(id: object) -> str:
    return UUID(str(id)).hex


def test_what_belongs_to_a_session_is_known_also_of_what_was_deleted(upgraded: Any) -> None:
    with upgraded[1].connect() as connection:
        records = Rows(connection).all("record")
    parents = {of_id(row["id"]): row["parent_id"] and of_id(row["parent_id"]) for row in records}
    assert parents == {
        WORKER.hex: None,
        CASE.hex: None,
        SESSION.hex: None,
        ACTION.hex: SESSION.hex,
        GONE.hex: SESSION.hex,
    }
    assert {row["facts_version"] for row in records} == {0}


def test_labels_that_are_our_words_mean_what_they_say(upgraded: Any) -> None:
    with upgraded[1].connect() as connection:
        rows = Rows(connection)
        stages = {row["stage"]: row["meaning"] for row in rows.all("post")}
        plans = {row["type"]: row["meaning"] for row in rows.all("plan")}
    assert stages == {"asye": "asye", "NQSW": None}
    assert plans == {"child_in_need": "child_in_need", "CP plan": None}


def in_utc(at: datetime) -> datetime:
    """SQLite forgets the zone, PostgreSQL speaks in its own."""
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def test_each_version_knows_when_it_was_stored(upgraded: Any) -> None:
    with upgraded[1].connect() as connection:
        versions = Rows(connection).all("recordversion")
    times = {(row["version"], in_utc(row["updated_at"])) for row in versions}
    assert times == {(1, THEN), (2, LATER)}


def test_the_way_back_keeps_what_the_first_release_knew(upgraded: Any) -> None:
    url, engine = upgraded
    with engine.connect() as connection:
        before = counted(Rows(connection))
    command.downgrade(configuration(url), FIRST)
    with engine.connect() as connection:
        assert counted(Rows(connection)) == before

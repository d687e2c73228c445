"""The line of changes: numbered without gaps, chained by hash, true to every version."""

from collections.abc import Callable
from datetime import UTC
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, create_engine, delete, select, update
from sqlmodel import SQLModel

from app.db import records
from app.db.line import START, chain_hash, digest
from app.db.unit_of_work import UnitOfWork
from app.vocabulary import RecordType, Verb
from tests.harness.service import Client, Clock, Running, keyed, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

TABLES = SQLModel.metadata.tables
CHANGE, VERSION, HEAD = TABLES["change"], TABLES["recordversion"], TABLES["linehead"]


def lived(service: Client) -> Client:
    """Records of every type, some changed, deleted and restored."""
    for record in make.one_of_each(service).items():
        service.clock.forward(seconds=1)
        service.patch(f"/v1/{record[0]}/{record[1]['id']}", {})
    service.put("sessions", "S1", {"reflection": "Other", "interrupted_minutes": 60})
    service.delete(keyed("sessions", "S1"))
    service.put("sessions", "S1", {})
    service.put("teams", "T1", {"name": "Other"})
    return service


def rows(service: Client, table: Table, *order: str) -> list[dict[str, Any]]:
    """The rows of a table that belong to the client's organisation."""
    organisation = service.running.known(service.key).organisation_id
    engine = create_engine(service.running.database_url)
    wanted = select(table).where(table.c.organisation_id == organisation)
    with engine.connect() as connection:
        found = connection.execute(wanted.order_by(*(table.c[name] for name in order)))
        whole = [dict(row._mapping) for row in found]
    engine.dispose()
    return whole


def test_numbers_have_no_gaps_and_instants_only_grow(service: Client) -> None:
    changes = rows(lived(service), CHANGE, "seq", "position")
    numbers = [change["seq"] for change in changes]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    at = {change["seq"]: change["at"] for change in changes}
    assert all(at[n] < at[n + 1] for n in range(1, max(numbers)))
    assert all(
        [c["position"] for c in changes if c["seq"] == n] == list(range(numbers.count(n)))
        for n in set(numbers)
    )


def test_each_change_carries_the_hash_of_the_one_before(service: Client) -> None:
    previous = START
    for change in rows(lived(service), CHANGE, "seq", "position"):
        assert change["previous"] == previous
        assert chain_hash(change) == change["hash"]
        previous = change["hash"]
    [head] = rows(service, HEAD)
    assert head["hash"] == previous


def test_each_version_is_what_was_noted_of_it(service: Client) -> None:
    changes = rows(lived(service), CHANGE, "seq")
    versions = {(v["record_id"], v["version"]): v for v in rows(service, VERSION)}
    noted = [change for change in changes if change["version"]]
    assert len(noted) == len(versions)
    for change in noted:
        version = versions[change["subject_id"], change["version"]]
        assert change["digest"] == digest(version["document"], version["salt"])
        assert version["seq"] == change["seq"]
        assert version["deleted"] is (change["verb"] == Verb.DELETED.value)


def test_the_line_holds_no_words(service: Client) -> None:
    make.people(service)
    make.session(service, reflection="canary", actions=[make.action("A1", description="canary")])
    assert "canary" not in repr(rows(service, CHANGE))


def test_what_changes_nothing_takes_no_number(service: Client) -> None:
    make.team(service, "T1")
    before = rows(service, HEAD)
    service.put("teams", "T1", {})
    service.put("teams", "T1", {"name": "Other", "parent_ref": "nobody"})
    assert rows(service, HEAD) == before


def test_flags_raised_and_cleared_are_changes(service: Client) -> None:
    make.people(service)
    make.session(service, interrupted_minutes=60)
    service.put("sessions", "S1", {"interrupted_minutes": 0})
    verbs = [change["verb"] for change in rows(service, CHANGE, "seq", "position")]
    assert "raised" in verbs
    assert verbs[-1] == "cleared"


TAMPERING: dict[str, Callable[[Any], list[Any]]] = {
    "edit a change": lambda mine: [
        update(CHANGE).where(mine(CHANGE), CHANGE.c.seq == 3).values(verb="deleted")
    ],
    "delete a change": lambda mine: [delete(CHANGE).where(mine(CHANGE), CHANGE.c.seq == 3)],
    "cut the line": lambda mine: [delete(CHANGE).where(mine(CHANGE), CHANGE.c.seq > 3)],
    "swap two changes": lambda mine: [
        update(CHANGE).where(mine(CHANGE), CHANGE.c.seq == one).values(seq=other)
        for one, other in ((3, 10_000), (4, 3), (10_000, 4))
    ],
    "edit a version": lambda mine: [
        update(VERSION).where(mine(VERSION), VERSION.c.seq == 3).values(document="{}")
    ],
    "delete a version": lambda mine: [
        delete(VERSION).where(mine(VERSION), VERSION.c.seq == 3, VERSION.c.version == 1)
    ],
    "move the head": lambda mine: [update(HEAD).where(mine(HEAD)).values(seq=HEAD.c.seq + 1)],
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_shows(database_url: str, how: str) -> None:
    with Running(database_url, Clock()).started() as running:
        service = lived(newcomer(running))
        assert verified(service).differences == []
        organisation = running.known(service.key).organisation_id
        engine = create_engine(database_url)
        with engine.begin() as connection:
            for statement in TAMPERING[how](lambda table: table.c.organisation_id == organisation):
                connection.execute(statement)
        engine.dispose()
        assert verified(service).differences != []


def test_a_change_is_never_dated_before_what_was_read_without_it(service: Client) -> None:
    team = UUID(make.team(service, "T1")["id"])
    read_at = []

    def slow(uow: UnitOfWork) -> Callable[[], None]:
        held = records.find(uow, RecordType.TEAM, team)
        records.renew(uow, held, {**held.document, "name": "Slow"})
        read_at.append(service.clock.forward(seconds=1))
        service.clock.forward(seconds=1)
        return lambda: None

    service.app.state.database.write_now(service.running.known(service.key), slow)
    last = rows(service, CHANGE, "seq")[-1]
    assert last["at"].replace(tzinfo=UTC) > read_at[0]

"""After an upgrade people can do something about flags; a way back keeps the line of changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from sqlalchemy import create_engine, text

from app.db.migrate import configuration, upgrade
from tests.harness.service import Client, Clock, Running, newcomer
from tests.resources import make

BEFORE = "a1d05e2c7b41"
WITHOUT_PLACES = "f4b7d1906a3e"
VERBS = "SELECT verb FROM change WHERE type = 'flags' ORDER BY seq, position"
EXEMPTION = {
    "reason": "Jury service",
    "approver_ref": "M1",
    "from_on": "2026-02-01",
    "expires_on": "2026-03-31",
}


@contextmanager
def served(url: str) -> Iterator[Client]:
    with Running(url, Clock()).started() as running:
        yield newcomer(running)
    running.app.state.database.engine.dispose()


def column(url: str, query: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(text(query)).scalars())
    engine.dispose()
    return found


def flagged(service: Client) -> str:
    """A flag of W1, which is exempted, and has that withdrawn."""
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    late = service.items("/v1/flags", rule="personal-timescale")
    [flag] = [row["id"] for row in late if row["subject_ref"] == "W1"]
    place = f"/v1/expectations/{flag}/exemptions"
    granted = make.created(service.post(place, EXEMPTION))
    make.ok(service.delete(f"{place}/{granted['id']}"))
    make.created(service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Seen"}))
    return str(flag)


def test_on_the_way_back_no_change_is_lost_and_none_is_unknown(database_url: str) -> None:
    with served(database_url) as service:
        flagged(service)
    done = ["exempted", "cleared", "exemption_withdrawn", "raised", "acknowledged"]
    assert column(database_url, VERBS)[-5:] == done
    command.downgrade(configuration(database_url), BEFORE)
    assert column(database_url, VERBS)[-5:] == [
        "updated",
        "cleared",
        "updated",
        "raised",
        "updated",
    ]
    upgrade(database_url)
    assert column(database_url, "SELECT id FROM exemption") == []


def test_after_the_upgrade_flags_that_were_there_can_be_exempted(database_url: str) -> None:
    command.downgrade(configuration(database_url), BEFORE)
    upgrade(database_url)
    with served(database_url) as service:
        flag = flagged(service)
        found = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert [entry["what"] for entry in found][-5:] == [
        "exempted",
        "cleared",
        "exemption_ended",
        "reopened",
        "acknowledged",
    ]


def test_after_the_upgrade_what_waits_still_follows(database_url: str) -> None:
    """What people did before it has learnt whose expectation it was about."""
    with served(database_url) as service:
        make.people(service)
        make.session(service, "S1", on="2026-01-05")
        late = service.items("/v1/flags", rule="personal-timescale")
        [flag] = [row["id"] for row in late if row["subject_ref"] == "W1"]
        make.created(service.post(f"/v1/expectations/{flag}/exemptions", EXEMPTION))
        make.created(service.post(f"/v1/expectations/{flag}/exemptions", EXEMPTION))
        service.delete("/v1/sources/mosaic/sessions/S1")
        key, organisation = service.key, service.organisation
    command.downgrade(configuration(database_url), WITHOUT_PLACES)
    upgrade(database_url)
    assert column(database_url, "SELECT rule FROM exemption") == ["personal-timescale"] * 2
    with Running(database_url, Clock()).started() as running:
        service = Client(running, key, organisation)
        raised = service.put("sessions", "S2", make.held("2026-01-05")).json["flags"]["raised"]
        assert "personal-timescale" not in [each["rule"] for each in raised]
    running.app.state.database.engine.dispose()

"""A row over which the service breaks is left out and told; all others go on."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine

from tests.harness.service import Answer, Client, Clock, Running, newcomer
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports import came, rows_of, sent, teams

FATAL = "2026-02-27"
"""A day at which the database breaks, as code with a mistake in it would."""
WHERE = {
    "as it is put": ("INSERT ON team", "started_on"),
    "by the rules": ("UPDATE ON action", "current_due_on"),
}
SQLITE = """
CREATE TRIGGER breaks BEFORE {event} WHEN NEW.{column} = '{day}'
BEGIN SELECT abs(-9223372036854775808); END
"""
POSTGRESQL = """
CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'canary' USING ERRCODE = 'XX000'; END $$;
CREATE TRIGGER breaks BEFORE {event} FOR EACH ROW WHEN (NEW.{column} = '{day}')
    EXECUTE FUNCTION breaks()
"""


@pytest.fixture
def fragile(database_url: str) -> Iterator[Client]:
    running = Running(database_url, Clock())
    with running.started():
        yield newcomer(running)


def breaks(service: Client, where: str) -> None:
    """From now on."""
    event, column = WHERE[where]
    engine = create_engine(service.running.database_url)
    statement = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    with engine.begin() as connection:
        connection.exec_driver_sql(statement.format(event=event, column=column, day=FATAL))
    engine.dispose()


def broken(service: Client, answer: Answer) -> list[tuple[str, str]]:
    rows = rows_of(service, answer, outcome="refused")
    return [(row["reference"], fault["code"]) for row in rows for fault in row["errors"]]


def logged(service: Client) -> str:
    return service.running.log.getvalue().decode()


def with_a_fatal_team(count: int = 20) -> list[dict[str, Any]]:
    rows = teams(count)
    rows[6]["started_on"] = FATAL
    return rows


def test_a_row_that_breaks_the_service_keeps_no_other_out(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    answer = sent(fragile, with_a_fatal_team(), type="teams")
    assert (answer.status, answer.json["outcomes"]["created"]) == (201, 19)
    assert broken(fragile, answer) == [("T7", "internal")]
    assert len(fragile.items("/v1/teams")) == 19
    assert verified(fragile).differences == []


def test_in_the_background_the_import_is_finished_and_the_next_one_goes_on(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    first = sent(fragile, with_a_fatal_team(201), type="teams")
    second = sent(fragile, [{**row, "name": "Later"} for row in teams(201)], type="teams")
    fragile.work()
    told = [make.ok(fragile.get(one.headers["location"])) for one in (first, second)]
    assert [one["status"] for one in told] == ["finished", "finished"]
    assert [one["outcomes"]["refused"] for one in told] == [1, 0]
    assert (told[1]["outcomes"]["updated"], told[1]["outcomes"]["created"]) == (200, 1)


def sessions() -> list[dict[str, Any]]:
    """Ten sessions of one worker; the fifth moves an action of the fourth, as the rules find."""
    rows: list[dict[str, Any]] = [
        {
            "type": "sessions",
            "reference": f"S{n}",
            **make.held(f"2026-02-{n:02}", actions=[make.action(f"A{n}", "2026-02-20")]),
        }
        for n in range(1, 11)
    ]
    moved = {"action_ref": "A4", "outcome": "carried_forward", "new_due_on": FATAL}
    rows[4]["action_reviews"] = [moved]
    return rows


def test_a_row_that_breaks_the_rules_keeps_no_other_out_either(fragile: Client) -> None:
    make.people(fragile)
    before = len(fragile.items("/v1/flags"))
    breaks(fragile, "by the rules")
    answer = sent(fragile, sessions())
    assert broken(fragile, answer) == [("S5", "internal")]
    assert len(fragile.items("/v1/sessions")) == 9
    moved = answer.json["flags"]
    assert len(fragile.items("/v1/flags")) == before + moved["raised"] - moved["cleared"]
    assert verified(fragile).differences == []


@pytest.mark.parametrize("where", WHERE)
def test_a_validation_foresees_that_it_breaks(fragile: Client, where: str) -> None:
    make.people(fragile)
    breaks(fragile, where)
    rows = [*sessions(), *({"type": "teams", **row} for row in with_a_fatal_team())]
    tried = sent(fragile, rows, mode="validate")
    done = sent(fragile, rows)
    assert broken(fragile, tried) == broken(fragile, done) != []
    assert came(fragile, tried) == came(fragile, done)
    assert tried.json["flags"] == done.json["flags"]


def test_under_all_a_row_that_breaks_the_service_holds_every_other_back(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    answer = sent(fragile, with_a_fatal_team(), type="teams", atomic="all")
    assert answer.json["outcomes"]["held_back"] == 19
    assert fragile.items("/v1/teams") == []


def test_what_broke_is_logged_with_its_row_and_without_what_it_held(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    answer = sent(fragile, with_a_fatal_team(), type="teams")
    assert f'"doing": "row 7 of import {answer.json["id"]}"' in logged(fragile)
    assert "canary" not in logged(fragile) + answer.everything
    assert FATAL not in logged(fragile)


def test_a_row_that_breaks_is_taken_once_the_mistake_is_mended(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    sent(fragile, with_a_fatal_team(), type="teams")
    engine = create_engine(fragile.running.database_url)
    table = " ON team" if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER breaks{table}")
    engine.dispose()
    answer = sent(fragile, with_a_fatal_team(), type="teams")
    assert answer.json["outcomes"]["unchanged"] == 19
    assert answer.json["outcomes"]["created"] == 1


def test_the_stub_of_a_row_that_breaks_stays_for_when_it_is_mended(fragile: Client) -> None:
    breaks(fragile, "as it is put")
    row = {"reference": "T7", "name": "Invented", "parent_ref": "T0", "started_on": FATAL}
    answer = sent(fragile, [row], type="teams", on_unknown_ref="stub")
    assert (came(fragile, answer), answer.json["stubbed"]) == (["refused"], 1)
    assert [team["reference"] for team in fragile.items("/v1/teams")] == ["T0"]
    assert verified(fragile).differences == []

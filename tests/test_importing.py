"""`supervision import`: what the operation does, from the shell."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from app.cli import main
from app.commands.importing import _progress
from app.db.tables import Import
from app.resources.imports.schemas import ImportWhole
from tests.harness.service import Client, Clock, Running, newcomer
from tests.journeys.verifying import verified

LONGER_THAN_A_LOCK_IS_WAITED_FOR = 2.4
TEAMS = [{"reference": f"T{n}", "name": f"Invented {n}"} for n in range(250)]


@pytest.fixture
def alone(database_url: str) -> Iterator[Client]:
    running = Running(database_url, Clock())
    with running.started():
        yield newcomer(running)


def run(service: Client, file: Path, *more: str, organisation: str | None = None) -> Result:
    named = ("--organisation", organisation or service.organisation, "--source", "mosaic")
    settings = {"SUPERVISION_DATABASE_URL": service.running.database_url}
    command = ("import", str(file), *named, "--type", "teams", *more)
    return CliRunner().invoke(main, command, env=settings, catch_exceptions=False)


def written(folder: Path, rows: object, name: str = "teams.json") -> Path:
    file = folder / name
    file.write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return file


def test_a_file_of_any_length_is_stored_whole(alone: Client, tmp_path: Path) -> None:
    done = run(alone, written(tmp_path, TEAMS), "--commit")
    assert done.exit_code == 0
    assert "250 created; flags: 0 raised, 0 cleared" in done.output
    assert len(alone.items("/v1/teams")) == 250
    assert verified(alone).differences == []


def test_an_array_that_breaks_behind_many_rows_leaves_nothing(
    alone: Client, tmp_path: Path
) -> None:
    rows = json.dumps([{"reference": f"T{n}", "name": "Invented"} for n in range(2500)])
    done = run(alone, written(tmp_path, f"{rows}\n{rows}"), "--commit")
    assert (done.exit_code, "look at line 2, column 1." in done.output) == (1, True)
    assert alone.items("/v1/imports") == []
    assert alone.items("/v1/teams") == []


def test_without_commit_nothing_is_stored_and_it_says_so(alone: Client, tmp_path: Path) -> None:
    done = run(alone, written(tmp_path, TEAMS))
    assert "Nothing was stored" in done.output
    assert alone.items("/v1/teams") == []


def test_a_refused_row_is_told_and_the_command_fails(alone: Client, tmp_path: Path) -> None:
    file = written(tmp_path, "reference;name;started_on\nT1;One;\nT2;Two;tomorrow\n", "teams.csv")
    done = run(alone, file, "--commit")
    assert done.exit_code == 1
    assert "Row 2: /started_on: A day is written YYYY-MM-DD" in done.output
    assert "1 created, 1 refused" in done.output
    assert "tomorrow" not in done.output


def test_all_or_none_holds_the_others_back(alone: Client, tmp_path: Path) -> None:
    file = written(tmp_path, [*TEAMS[:2], {"reference": "T9", "name": 9}])
    assert "1 refused, 2 held back" in run(alone, file, "--commit", "--all-or-none").output
    assert alone.items("/v1/teams") == []


def test_what_nobody_has_sent_is_made_when_it_is_asked_for(alone: Client, tmp_path: Path) -> None:
    file = written(tmp_path, [{**row, "parent_ref": "T900"} for row in TEAMS[:3]])
    assert run(alone, file, "--commit").exit_code == 1
    done = run(alone, file, "--commit", "--stubs")
    assert (done.exit_code, "3 created, 1 stubbed;" in done.output) == (0, True)
    assert {team["reference"] for team in alone.items("/v1/teams")} == {"T0", "T1", "T2", "T900"}


def test_a_table_is_read_by_the_columns_that_are_saved(alone: Client, tmp_path: Path) -> None:
    columns = {"Team no.": "reference", "Known as": "name"}
    alone.ask("PUT", "/v1/mappings/mosaic/columns/teams", {"columns": columns})
    file = written(tmp_path, "Team no.;Known as\nT1;One\n", "teams.csv")
    done = run(alone, file, "--commit")
    assert (done.exit_code, "saved, edition 1." in done.output) == (0, True)
    assert run(alone, file, "--columns", "{}").exit_code == 1


def test_it_waits_for_whoever_else_works_on_imports(alone: Client) -> None:
    answer = alone.post("/v1/imports?type=teams&mode=commit", TEAMS)
    database, caller = alone.app.state.database, alone.running.known(alone.key)
    began, released = Event(), Event()

    def hold() -> None:
        with database.engine.execution_options(writes=True).begin() as connection:
            connection.execute(select(Import.id).with_for_update())
            began.set()
            released.wait(LONGER_THAN_A_LOCK_IS_WAITED_FOR)

    with ThreadPoolExecutor(1) as another:
        holding = another.submit(hold)
        assert began.wait(10)
        *_, last = _progress(database, caller, ImportWhole(**answer.json))
        holding.result()
    assert (last.done, last.outcomes.created) == (250, 250)


def test_columns_that_are_no_fields_are_refused_in_a_sentence(
    alone: Client, tmp_path: Path
) -> None:
    file = written(tmp_path, "Team no.\nT1\n", "teams.csv")
    done = run(alone, file, "--columns", '{"Team no.": "reference", "Colour": "colour"}')
    assert done.exit_code == 1
    assert "Column number 2 is given what is no field of teams." in done.output


def test_an_unknown_organisation_is_refused_in_a_sentence(alone: Client, tmp_path: Path) -> None:
    done = run(alone, written(tmp_path, TEAMS), organisation="Nowhere")
    assert (done.exit_code, "There is no such organisation" in done.output) == (1, True)


def test_a_file_of_another_kind_is_refused_in_a_sentence(alone: Client, tmp_path: Path) -> None:
    done = run(alone, written(tmp_path, "x", "teams.docx"))
    assert (done.exit_code, "must end in one of" in done.output) == (1, True)

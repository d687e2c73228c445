"""docs/integrating/nightly.sh brings every change once, whenever it is killed."""

import fcntl
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.guides.conftest import Reader
from tests.harness.programs import needs

pytestmark = needs("bash", "curl", "jq", "flock", untried="THE NIGHTLY JOB WAS NOT RUN")
LISTS = ("teams", "workers", "agreements", "cases", "sessions", "actions", "oversight-notes")
SOME = ("teams", "workers", "sessions")
"""Lists of one page and of many, both of which `change` changes."""
BEGINNING = "1900-01-01T00:00:00Z"
Version = tuple[str, int]


def nightly(reader: Reader, *lists: str, path: str = os.environ["PATH"]) -> tuple[int, str]:
    """How a run ended, and what it said; it leads a group of processes, to be killed with it."""
    ran = subprocess.run(
        ["bash", reader.folder / "nightly.sh", reader.folder / "pulled", *lists],
        env={**os.environ, **reader.environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


def pulled(reader: Reader) -> list[Version]:
    """Every version in every folder that is there to be read."""
    files = sorted((reader.folder / "pulled").glob("[0-9]*/*.jsonl"))
    found = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [(item["id"], item["version"]) for item in found]


def asking(reader: Reader) -> httpx.Client:
    headers = {"Authorization": f"Bearer {reader.key}"}
    return httpx.Client(base_url=reader.address, headers=headers, timeout=60)


def standing(reader: Reader, lists: tuple[str, ...] = LISTS) -> set[Version]:
    """The newest version of every record, by the lists themselves."""
    found = set()
    with asking(reader) as client:
        for list_ in lists:
            query = {"updated_since": BEGINNING, "limit": "200"}
            while True:
                page = client.get(f"/v1/{list_}", params=query).raise_for_status().json()
                found |= {(item["id"], item["version"]) for item in page["items"]}
                if not page["next_cursor"]:
                    break
                query["cursor"] = page["next_cursor"]
    return found


def change(reader: Reader) -> None:
    """Rename a team, and delete a session."""
    with asking(reader) as client:
        client.put("/v1/sources/mosaic/teams/T1", json={"name": "Renamed"}).raise_for_status()
        client.delete("/v1/sources/mosaic/sessions/SUP-88120").raise_for_status()


def test_it_brings_everything_and_then_what_has_changed(reader: Reader) -> None:
    assert nightly(reader)[0] == 0
    first = pulled(reader)
    assert set(first) == standing(reader)
    assert nightly(reader) == (0, "Nothing has changed.\n")
    change(reader)
    assert nightly(reader)[0] == 0
    second = reader.folder / "pulled" / "000002"
    assert {file.name for file in second.iterdir()} == {
        "teams.jsonl",
        "sessions.jsonl",
        "actions.jsonl",
        "places.json",
    }
    assert json.loads((second / "sessions.jsonl").read_text())["deleted_at"]
    assert max(Counter(pulled(reader)).values()) == 1


def test_a_list_that_is_pulled_later_on_begins_at_the_beginning(reader: Reader) -> None:
    assert nightly(reader, "teams")[0] == 0
    assert nightly(reader, "teams", "workers")[0] == 0
    assert [file.name for file in (reader.folder / "pulled" / "000002").glob("*.jsonl")] == [
        "workers.jsonl"
    ]


DEADLY = """#!/usr/bin/env bash
echo >>"{calls}"
[ "$(wc -l <"{calls}")" -lt {number} ] || {{ {last}kill -9 0; }}
exec "{program}" "$@"
"""


def deadly(folder: Path, name: str, number: int, last: str) -> str:
    """A search path on which a program, called so many times, kills all that runs with it."""
    program = shutil.which(name)
    folder.mkdir()
    text = DEADLY.format(calls=folder / "calls", number=number, program=program, last=last)
    (folder / name).write_text(text)
    (folder / name).chmod(0o700)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("name", "number", "last"),
    [
        ("curl", 1, ""),
        ("curl", 4, ""),
        ("jq", 3, ""),
        ("jq", 8, ""),
        ("mv", 1, ""),
        ("mv", 1, '/bin/mv "$@"; '),
    ],
    ids=["first-call", "second-page", "first-place", "a-later-place", "before-it", "after-it"],
)
def test_killed_at_any_time_it_brings_every_change_once(
    reader: Reader, name: str, number: int, last: str
) -> None:
    begun = standing(reader, SOME)
    assert nightly(reader, *SOME, path=deadly(reader.folder / "first", name, number, last))[0] < 0
    assert nightly(reader, *SOME)[0] == 0
    assert set(pulled(reader)) == begun
    change(reader)
    assert nightly(reader, *SOME, path=deadly(reader.folder / "second", name, 1, last))[0] < 0
    assert nightly(reader, *SOME)[0] == 0
    assert set(pulled(reader)) == begun | standing(reader, SOME)
    assert max(Counter(pulled(reader)).values()) == 1


def test_a_call_that_fails_leaves_no_folder(reader: Reader) -> None:
    status, said = nightly(reader, "teams", "no-such-list")
    assert status > 0
    assert "404" in said
    assert list((reader.folder / "pulled").glob("[0-9]*")) == []


def test_two_runs_do_not_meet(reader: Reader) -> None:
    (reader.folder / "pulled").mkdir()
    with (reader.folder / "pulled" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, said = nightly(reader)
    assert (status, said.split(" in ")[0]) == (75, "Another run is at work")

"""Where the time of a POST and of a GET goes: one thread, no HTTP, under a profiler."""

import contextlib
import cProfile
import json
import pstats
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db.base import columns_of
from app.db.tables import SupervisionSession
from app.resources.operations import work as operations
from app.resources.sessions.kind import SESSIONS
from app.resources.sessions.schemas import SessionCreate
from app.resources.sessions.service import WRITER
from benchmarks import forms
from benchmarks.history import NEIGHBOUR, Archive, Staff
from benchmarks.report import load
from benchmarks.scenery import FORTNIGHT
from benchmarks.stage import analyse, stage

WARMING, POSTS, GETS = 100, 300, 1000
STAFF = Staff("P", WARMING + 2 * POSTS, 2, FORTNIGHT, 15)
LONGEST_LIST = 45
Totals = dict[tuple[str, int, str], tuple[int, int, float, float, Any]]


def profile(kind: str, folder: Path | None) -> None:
    """Time each kind of request without the profiler first, then say where the time went."""
    with stage(kind, folder) as made, contextlib.closing(Archive(made.url, NEIGHBOUR)) as archive:
        archive.fill([STAFF], lambda _: None)
        analyse(archive.engine)

        def post(body: str) -> None:
            new = SessionCreate.model_validate_json(body)
            archive.database.write_now(archive.client, operations.create, WRITER, new, None)

        def get(id: UUID) -> None:
            archive.database.read_now(archive.client, operations.find, SESSIONS, id)

        _tell(f"{kind}: POST", post, _bodies(archive), POSTS)
        _tell(f"{kind}: GET", get, _ids(archive), GETS)


def _bodies(archive: Archive) -> list[str]:
    return [
        json.dumps(forms.session(STAFF.next_meeting(position, 1, archive.today, FORTNIGHT)))
        for position in range(STAFF.workers)
    ]


def _ids(archive: Archive) -> list[UUID]:
    with archive.engine.connect() as connection:
        ids = list(connection.scalars(select(columns_of(SupervisionSession).id)))
    return (ids * 3)[: WARMING + 2 * GETS]


def _tell(name: str, work: Callable[[Any], None], things: list[Any], number: int) -> None:
    for thing in things[:WARMING]:
        work(thing)
    wall, processor = perf_counter(), thread_time()
    for thing in things[WARMING : WARMING + number]:
        work(thing)
    wall, processor = perf_counter() - wall, thread_time() - processor
    profiler = cProfile.Profile()
    profiler.enable()
    for thing in things[WARMING + number : WARMING + 2 * number]:
        work(thing)
    profiler.disable()
    totals: Totals = pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # it has them
    print(f"\n{name}, {number} times, one thread, no HTTP; {load()}")
    print(f"  {1000 * wall / number:.2f} ms, of which {1000 * processor / number:.2f} processor")
    print(f"  {_statements(totals) / number:.1f} statements")
    _print_shares(totals)
    _print_functions(totals, number)


def _statements(totals: Totals) -> int:
    """BEGIN included; COMMIT is the driver's own."""
    return sum(
        calls
        for (file, _, function), (_, calls, *_) in totals.items()
        if (file == "~" and "'execute" in function and "sqlite3.Cursor" in function)
        or (file.endswith("psycopg/cursor.py") and function in {"execute", "executemany"})
    )


def _print_shares(totals: Totals) -> None:
    """Whose own code the time was spent in, whoever called it."""
    shares: dict[str, float] = defaultdict(float)
    for (file, _, function), (_, _, own, *_) in totals.items():
        shares[_owner(file, function)] += own
    whole = sum(shares.values())
    largest = sorted(shares.items(), key=lambda item: -item[1])[:12]
    listed = (f"{100 * own / whole:.0f} % {owner}" for owner, own in largest)
    print(f"  own time: {', '.join(listed)}")


def _owner(file: str, function: str) -> str:
    if file == "~":
        if "sqlite3" in function:
            return "sqlite3 itself"
        return "psycopg" if "psycopg" in function else "built-in functions"
    parts = Path(file).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1]
    if "app" in parts:
        return "/".join(parts[parts.index("app") :][:2])
    return "standard library"


def _print_functions(totals: Totals, number: int) -> None:
    """Our own functions, with all that they called, under the profiler's own weight."""
    ours = {
        (f"{'/'.join(Path(file).parts[-3:])}:{function}"): (calls, whole)
        for (file, _, function), (_, calls, _, whole, _) in totals.items()
        if "/app/" in file and "site-packages" not in file and not function.startswith("<")
    }
    for name, (calls, whole) in sorted(ours.items(), key=lambda item: -item[1][1])[:LONGEST_LIST]:
        print(f"  {1000 * whole / number:7.2f} ms {calls / number:6.1f} × {name}")

"""Where the time goes: the same requests in one process and one thread, under a profiler."""

import cProfile
import io
import json
import pstats
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID

from sqlalchemy import event

from app.db.database import Database, system_clock
from app.resources.expectations.evaluation import evaluate
from app.resources.operations import work as operations
from app.resources.sessions.kind import SESSIONS
from app.resources.sessions.schemas import SessionCreate
from app.resources.sessions.service import WRITER
from benchmarks.history import Archive


def profile(archive: Archive, bodies: list[Any], ids: list[UUID], folder: Path) -> None:
    """Print what POSTs and GETs cost without HTTP, then where that went."""
    database = Database(archive.engine, evaluate, threads=1, clock=system_clock)
    statements = _Statements(archive.engine)

    def post(body: Any) -> None:
        new = SessionCreate.model_validate_json(json.dumps(body))
        database.write_now(archive.client, operations.create, WRITER, new, None)

    def get(id: UUID) -> None:
        database.read_now(archive.client, operations.find, SESSIONS, id)

    third = len(bodies) // 3
    for name, work, things in (("POST", post, bodies), ("GET", get, ids)):
        third = len(things) // 3
        for thing in things[:third]:
            work(thing)
        statements.count = 0
        wall, cpu = perf_counter(), process_time()
        for thing in things[third : 2 * third]:
            work(thing)
        wall, cpu = (perf_counter() - wall) / third, (process_time() - cpu) / third
        print(
            f"{name} without HTTP, one thread: {1000 * wall:.2f} ms, of which {1000 * cpu:.2f} ms "
            f"processor; {statements.count / third:.1f} statements"
        )
        _profiled(work, things[2 * third :], folder / f"{name}.prof")


def _profiled(work: Callable[[Any], None], things: list[Any], file: Path) -> None:
    profiler = cProfile.Profile()
    profiler.enable()
    for thing in things:
        work(thing)
    profiler.disable()
    profiler.dump_stats(file)
    for order, most in (("cumulative", 70), ("tottime", 30)):
        text = io.StringIO()
        pstats.Stats(profiler, stream=text).strip_dirs().sort_stats(order).print_stats(most)
        print(text.getvalue())


class _Statements:
    """Counts the statements that go to the database."""

    def __init__(self, engine: Any) -> None:
        self.count = 0
        self.seen: dict[str, int] = {}
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _: Any, __: Any, statement: str, *rest: Any) -> None:
        self.count += 1
        self.seen[statement] = self.seen.get(statement, 0) + 1

"""Whether a write costs the same when a hundred times as much is stored.

A small authority is written by the service; its rows are then copied inside the database, with ids
of their own, until there are enough. The hashes, traces and anchors of copies are those of the
original, which no write to another record reads; `verify` would object.
"""

import contextlib
import os
import re
import sqlite3
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy import Column, Table, Uuid
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from app.db.base import LIVE
from app.db.migrate import upgrade
from benchmarks import forms, server
from benchmarks.generator import generator, request
from benchmarks.history import NEIGHBOUR, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.stage import Stage, analyse, stage

MONTH = 28
ROUNDS, POSTS = 20, 10
STAFF = Staff("F", 20, 50, MONTH, 11 * MONTH)
"""Written by the service: a thousand sessions, and time left for as many new ones as are timed."""
TEMPLATE = STAFF.workers * STAFF.sessions
FULL, QUICK = (10_000, 1_000_000), (1_000, 100_000)
PATIENCE = 300.0
LEAST_COPIES_BEFORE = 10_000_000
"""Milliseconds before the template's first id: room for the ids of copies."""

KEPT = {"organisation_id", "client_id", "on_behalf_of"}
SCATTERED = {("expectation", "id"), ("discussion", "id"), ("post", "id")}
"""Ids that follow from what they are of, so that they lie anywhere; other ids are in time order."""
NUMBERS = {"seq", "known_from", "made_in"}
LISTS = {"supervisees", "supervisors", "reviewed"}
DOCUMENT = "document"
COPIED = (
    *("record", "recordversion", "change", "team", "worker", "post", "supervisionsession"),
    *("sessionperson", "action", "actionreview", "feedback", "expectation"),
)
FIRST_BITS = re.compile('"[0-9a-f]{8}-[0-9a-f]{4}')


def measure(
    kinds: tuple[str, ...], sizes: tuple[int, int], report: Report, parent: Path | None
) -> None:
    """Fill a small file once; on each kind of database let it grow to either size, and write."""
    with TemporaryDirectory(prefix="supervision-flat-", dir=parent) as folder:
        file = Path(folder, "small.db")
        upgrade(f"sqlite:///{file}")
        archive = Archive(f"sqlite:///{file}", NEIGHBOUR)
        archive.fill([STAFF], report.tell)
        posts = [_post(archive, turn) for turn in range(ROUNDS * POSTS)]
        archive.close()
        for kind in kinds:
            with contextlib.ExitStack() as stack:
                stages = [stack.enter_context(stage(kind, parent, file)) for _ in sizes]
                for made, sessions in zip(stages, sizes, strict=True):
                    _grow(made, sessions, report)
                os.sync()
                _compare(stages, sizes, archive.key, posts, report)


def _post(archive: Archive, turn: int) -> bytes:
    beyond, position = divmod(turn, STAFF.workers)
    meeting = STAFF.next_meeting(position, beyond + 1, archive.today, MONTH)
    return request("POST", "/v1/sessions", archive.key, forms.session(meeting))


def _compare(
    stages: list[Stage], sizes: tuple[int, int], key: str, posts: list[bytes], report: Report
) -> None:
    """A few posts to the one, as many to the other, and so on."""
    kind = stages[0].kind
    times: list[list[float]] = [[], []]
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(server.service(made.url, key, made.folder)) for made in stages
        ]
        senders = stack.enter_context(generator(stages[0].folder))
        for place in range(len(stages)):
            senders.learn(f"of-{place}", [posts], again=False)
        for turn in range(ROUNDS):
            for place, process in enumerate(running):
                run = senders.run(f"of-{place}", process.port, PATIENCE, POSTS)
                times[place] += run.times if turn else []  # the first round warms up
    few, many = map(median, times)
    report.tell(
        f"{kind}: POST with {sizes[0]} sessions stored {few:.1f} ms, with {sizes[1]} "
        f"{many:.1f} ms (medians of {len(times[0])}, one sender, in turns); {load()}"
    )
    name = f"{kind}: POST with {sizes[1]} sessions stored, of that with {sizes[0]}"
    report.add(Figure(name, many / few, 1.25))


def _grow(made: Stage, sessions: int, report: Report) -> None:
    copies = sessions // TEMPLATE - 1
    began = time.monotonic()
    if copies:
        (_grow_file if made.kind == "sqlite" else _grow_server)(made.url, copies)
    archive = Archive(made.url, NEIGHBOUR)
    analyse(archive.engine)
    with contextlib.closing(archive), archive.engine.connect() as connection:
        count = "SELECT count(*) FROM supervisionsession"
        found = connection.exec_driver_sql(count).scalar_one()
        size = _size(connection, made)
    if found != sessions:
        raise RuntimeError(f"{found} sessions are stored")
    taken = time.monotonic() - began
    report.tell(f"{made.kind}: {found} sessions, {size / 1e6:.0f} MB, in {taken:.0f} s; {load()}")


def _size(connection: Any, made: Stage) -> int:
    if made.kind == "sqlite":
        return (made.folder / "service.db").stat().st_size
    asked = "SELECT pg_database_size(current_database())"
    return int(connection.exec_driver_sql(asked).scalar_one())


def _grow_file(url: str, copies: int) -> None:
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.create_function("renamed", 2, _renamed, deterministic=True)
        for pragma in ("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA cache_size = -500000")
        built = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in built:
            connection.execute(f"DROP INDEX {name}")
        (first,) = connection.execute("SELECT min(substr(id, 1, 12)) FROM record").fetchone()
        connection.execute("CREATE TEMP TABLE copies (k INTEGER PRIMARY KEY, prefix TEXT)")
        connection.executemany("INSERT INTO copies VALUES (?, ?)", _prefixes(first, copies))
        (last,) = connection.execute("SELECT max(seq) FROM linehead").fetchone()
        for name in COPIED:
            table = SQLModel.metadata.tables[name]
            terms = ", ".join(_in_file(table, column, last) for column in table.columns)
            by = ", ".join(f"t.{column.name}" for column in table.primary_key)
            connection.execute(
                f"CREATE TEMP TABLE template AS SELECT * FROM {name} t ORDER BY {by}"
            )
            # SQLite walks a cross join as it is written: so that rows come in the order of the key.
            pair = "template t CROSS JOIN copies c" if _is_scattered(name) else None
            connection.execute(
                f"INSERT INTO {name} ({_names(table)}) SELECT {terms} "
                f"FROM {pair or 'copies c CROSS JOIN template t'}"
            )
            connection.execute("DROP TABLE template")
        connection.execute("UPDATE linehead SET seq = seq + ? * ?", (copies, last))
        for _, statement in built:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")


def _grow_server(url: str, copies: int) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        run: Any = connection.execute
        run("SET session_replication_role = replica")
        run("SET synchronous_commit = off")
        run("SET maintenance_work_mem = '512MB'")
        built = run(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND NOT EXISTS "
            "(SELECT 1 FROM pg_constraint WHERE conindid = indexname::regclass)"
        ).fetchall()
        for name, _ in built:
            run(f"DROP INDEX {name}")
        (first,) = run(
            "SELECT min(substr(replace(id::text, '-', ''), 1, 12)) FROM record"
        ).fetchone()
        run("CREATE TEMP TABLE copies (k integer PRIMARY KEY, prefix text)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO copies VALUES (%s, %s)", _prefixes(first, copies))
        (last,) = run("SELECT max(seq) FROM linehead").fetchone()
        for name in COPIED:
            table = SQLModel.metadata.tables[name]
            terms = ", ".join(_in_server(table, column, last) for column in table.columns)
            run(f'CREATE TEMP TABLE template AS SELECT * FROM "{name}"')
            run(
                f'INSERT INTO "{name}" ({_names(table)}) SELECT {terms} '
                "FROM copies c CROSS JOIN template t"
            )
            run("DROP TABLE template")
        run(f"UPDATE linehead SET seq = seq + {copies} * {last}")
        for _, statement in built:
            run(statement)


def _prefixes(first: str, copies: int) -> list[tuple[int, str]]:
    """The first bits, which are a time, of the ids of each copy: earlier than the template's."""
    start = int(first, 16) - LEAST_COPIES_BEFORE
    return [(k, f"{start + k:012x}") for k in range(1, copies + 1)]


def _is_scattered(table: str) -> bool:
    return any(table == name for name, _ in SCATTERED)


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _in_file(table: Table, column: Column[Any], last: int) -> str:
    name = f't."{column.name}"'
    if isinstance(column.type, Uuid) and column.name not in KEPT:
        if (table.name, column.name) in SCATTERED:
            return f"substr({name}, 1, 6) || printf('%06x', c.k) || substr({name}, 13)"
        return f"c.prefix || substr({name}, 13)"
    if column.name in LISTS | {DOCUMENT}:
        return f"renamed({name}, c.prefix)"
    return _plainly(column.name, name, last)


def _in_server(table: Table, column: Column[Any], last: int) -> str:
    name = f't."{column.name}"'
    if isinstance(column.type, Uuid) and column.name not in KEPT:
        digits = f"replace({name}::text, '-', '')"
        if (table.name, column.name) in SCATTERED:
            middle = "lpad(to_hex(c.k), 6, '0')"
            return f"(substr({digits}, 1, 6) || {middle} || substr({digits}, 13))::uuid"
        return f"(c.prefix || substr({digits}, 13))::uuid"
    if column.name in LISTS | {DOCUMENT}:
        begin = "'\"' || substr(c.prefix, 1, 8) || '-' || substr(c.prefix, 9)"
        renamed = f"regexp_replace({name}::text, '{FIRST_BITS.pattern}', {begin}, 'g')"
        return renamed if column.name == DOCUMENT else f"{renamed}::json"
    return _plainly(column.name, name, last)


def _plainly(column: str, name: str, last: int) -> str:
    if column == "reference":
        return f"{name} || '~' || c.k"
    if column in NUMBERS:
        return f"{name} + c.k * {last}"
    if column == "known_until":
        return f"CASE WHEN {name} = {LIVE} THEN {name} ELSE {name} + c.k * {last} END"
    return name


def _renamed(ids: str, prefix: str) -> str:
    return FIRST_BITS.sub(f'"{prefix[:8]}-{prefix[8:]}', ids)

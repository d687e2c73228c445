"""Copies an organisation's rows inside its database, each copy with ids of its own.

A copy reads as if the service had written it, row by row in the order in which it was written:
its streams come to the very stretches that are stored of them. Only the salts, digests and hashes
of the line, and the ids of stretches, are not what the service would have made of it: the first
three are read by `verify` alone, and those ids lie as far apart as the real ones.
"""

import contextlib
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import JSON, Column, Table, Uuid
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from app.db.base import LIVE
from benchmarks.stage import Stage

LEAST_COPIES_BEFORE = 10_000_000
"""Milliseconds before the template's first id: room for the ids of copies."""
KEPT = {"organisation_id", "client_id", "on_behalf_of"}
SCATTERED = ("expectation", "id")
"""Follows from what it is of, so that it lies anywhere; other ids lie in the order of time."""
NUMBERS = {"seq", "known_from"}
NAMING = {"document", "trace", "anchor", "supervisees", "supervisors", "reviewed"}
"""Texts and lists in which ids stand."""
COPIED = (
    *("record", "recordversion", "change", "team", "worker", "post", "supervisionsession"),
    *("sessionperson", "action", "actionreview", "feedback", "expectation"),
)
FIRST_BITS = r"[0-9a-f]{8}-[0-9a-f]{4}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
"""Of an id inside a text."""
GAP = "<first bits>"
"""Stands in the template for those of each copy."""
_find = re.compile(FIRST_BITS)
Term = Callable[[Table, Column[Any]], tuple[str, str]]
"""How a column is cut for the template, and filled for a copy; empty: plainly."""


def name_in_copy(reference: str, copy: int) -> str:
    """What a record is called in a copy; the copy 0 is the template itself."""
    return f"{reference}~{copy}" if copy else reference


def grow(made: Stage, copies: int) -> None:
    """Copy all that a database holds so many times; indexes are built anew afterwards."""
    (_grow_file if made.kind == "sqlite" else _grow_server)(made.url, copies)


def _grow_file(url: str, copies: int) -> None:
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        run = connection.execute
        connection.create_function("gapped", 1, lambda text: text and _find.sub(GAP, text))
        for pragma in ("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF"):
            run(f"PRAGMA {pragma}")
        run("PRAGMA cache_size = -500000")
        built = run(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in built:
            run(f"DROP INDEX {name}")
        (first,) = run("SELECT min(substr(id, 1, 12)) FROM record").fetchone()
        run("CREATE TEMP TABLE copies (k INTEGER PRIMARY KEY, prefix TEXT, dashed TEXT)")
        connection.executemany("INSERT INTO copies VALUES (?, ?, ?)", _prefixes(first, copies))
        (last,) = run("SELECT max(seq) FROM linehead").fetchone()
        for name in COPIED:
            table = SQLModel.metadata.tables[name]
            cut, filled = _terms(table, last, _in_file)
            run(f"CREATE TEMP TABLE template AS SELECT {cut} FROM {name} ORDER BY rowid")
            # SQLite walks a cross join as it is written: one copy after the other.
            run(
                f"INSERT INTO {name} ({_names(table)}) SELECT {filled} "
                "FROM copies c CROSS JOIN template t"
            )
            run("DROP TABLE template")
        run("UPDATE linehead SET seq = seq + ? * ?", (copies, last))
        for _, statement in built:
            run(statement)
        connection.commit()
        run("PRAGMA journal_mode = WAL")


def _grow_server(url: str, copies: int) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        run: Any = connection.execute
        run("SET session_replication_role = replica")  # nobody checks foreign keys row by row
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
        run("CREATE TEMP TABLE copies (k integer PRIMARY KEY, prefix text, dashed text)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s)", _prefixes(first, copies))
        (last,) = run("SELECT max(seq) FROM linehead").fetchone()
        for name in COPIED:
            table = SQLModel.metadata.tables[name]
            cut, filled = _terms(table, last, _in_server)
            run(f'CREATE TEMP TABLE template AS SELECT {cut} FROM "{name}"')
            for k in range(1, copies + 1):
                run(
                    f'INSERT INTO "{name}" ({_names(table)}) SELECT {filled} '
                    f"FROM template t JOIN copies c ON c.k = {k}"
                )
            run("DROP TABLE template")
        run(f"UPDATE linehead SET seq = seq + {copies} * {last}")
        for _, statement in built:
            run(statement)


def _prefixes(first: str, copies: int) -> list[tuple[int, str, str]]:
    """The first bits, which are a time, of the ids of each copy: earlier than the template's."""
    start = int(first, 16) - LEAST_COPIES_BEFORE
    texts = ((k, f"{start + k:012x}") for k in range(1, copies + 1))
    return [(k, prefix, f"{prefix[:8]}-{prefix[8:]}") for k, prefix in texts]


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _terms(table: Table, last: int, term: Term) -> tuple[str, str]:
    """What to select into the template of a table, and out of it for each copy."""
    pairs = [(column.name, *term(table, column)) for column in table.columns]
    cut = ", ".join(f'{whole} AS "{name}"' for name, whole, _ in pairs)
    return cut, ", ".join(filled or _plainly(name, last) for name, _, filled in pairs)


def _in_file(table: Table, column: Column[Any]) -> tuple[str, str]:
    name, cut = f'"{column.name}"', f't."{column.name}"'
    if (table.name, column.name) == SCATTERED:
        return name, f"substr({cut}, 1, 6) || printf('%06x', c.k) || substr({cut}, 13)"
    if isinstance(column.type, Uuid) and column.name not in KEPT:
        return f"substr({name}, 13)", f"c.prefix || {cut}"
    if column.name in NAMING:
        return f"gapped({name})", f"replace({cut}, '{GAP}', c.dashed)"
    return name, ""


def _in_server(table: Table, column: Column[Any]) -> tuple[str, str]:
    name, cut = f'"{column.name}"', f't."{column.name}"'
    digits = f"replace({name}::text, '-', '')"
    if (table.name, column.name) == SCATTERED:
        middle = "lpad(to_hex(c.k), 6, '0')"
        return digits, f"(substr({cut}, 1, 6) || {middle} || substr({cut}, 13))::uuid"
    if isinstance(column.type, Uuid) and column.name not in KEPT:
        return f"substr({digits}, 13)", f"(c.prefix || {cut})::uuid"
    if column.name in NAMING:
        gapped = f"regexp_replace({name}::text, '{FIRST_BITS}', '{GAP}', 'g')"
        filled = f"replace({cut}, '{GAP}', c.dashed)"
        return gapped, f"{filled}::json" if isinstance(column.type, JSON) else filled
    return name, ""


def _plainly(column: str, last: int) -> str:
    """What holds no id: as it is, but for names and numbers that are given once."""
    name = f't."{column}"'
    if column == "reference":
        return f"{name} || '~' || c.k"  # as in `name_in_copy`
    if column in NUMBERS:
        return f"{name} + c.k * {last}"
    if column == "known_until":
        return f"CASE WHEN {name} = {LIVE} THEN {name} ELSE {name} + c.k * {last} END"
    return name

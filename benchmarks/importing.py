"""How fast a file of sessions is taken in, beside single POSTs and beside a copy of the same rows.

All sessions are told in full, a career of them for each worker, in any order; all are evaluated.
What a file has come to is then copied by the database itself into another one, table by table.
"""

import contextlib
import json
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlmodel import SQLModel

from app.db.accounts import Account, issue_key
from app.db.database import system_clock
from app.db.engine import build_engine
from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Scope
from benchmarks import forms, server
from benchmarks.client import Client, Reply
from benchmarks.generator import generator, request
from benchmarks.history import NEIGHBOUR, Archive, Staff, career
from benchmarks.report import Figure, Report, load
from benchmarks.scenery import FORTNIGHT, SENDERS
from benchmarks.server import Process
from benchmarks.stage import Stage, analyse, stage

FASTER, OF_A_COPY, GROWTH = 8.0, 0.2, 1.2
LOOK_SECONDS, POSTING_SECONDS, WARMING_SECONDS = 0.5, 15.0, 5.0
PATIENCE = 3600.0
MOST_BYTES = 10_000_000_000
JSON_LINES = "application/x-ndjson"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Who is imported and whose sessions are posted, and how long the two plain files are."""

    imported: Staff
    posted: Staff
    few: int
    many: int


def _sizes(imported: int, sessions: int, posted: int, few: int, many: int) -> Sizes:
    staff = Staff("I", imported, sessions, FORTNIGHT, 29)
    return Sizes(staff, replace(staff, prefix="P", workers=posted), few, many)


FULL = _sizes(imported=200, sessions=50, posted=160, few=10_000, many=1_000_000)
QUICK = _sizes(imported=40, sessions=25, posted=96, few=2_000, many=50_000)


def measure(kinds: tuple[str, ...], sizes: Sizes, report: Report, parent: Path | None) -> None:
    """Speed and memory, on each kind of database."""
    for kind in kinds:
        posted = _posted(kind, sizes.posted, report, parent)
        with stage(kind, parent) as made, stage(kind, parent) as other:
            seconds = _imported(made, sizes.imported, report)
            rate = sizes.imported.workers * sizes.imported.sessions / seconds
            copied = _copied(made, other)
        report.tell(f"{kind}: a copy of the same rows takes {copied:.1f} s; {load()}")
        name = f"{kind}: sessions of a file, of what {SENDERS} senders post"
        report.add(Figure(name, rate / posted, FASTER, least=True))
        name = f"{kind}: speed of an import, of a copy of its rows"
        report.add(Figure(name, copied / seconds, OF_A_COPY, least=True))
        few, many = (_memory(kind, rows, report, parent) for rows in (sizes.few, sizes.many))
        name = f"{kind}: memory for {sizes.many} rows, of that for {sizes.few}"
        report.add(Figure(name, many / few, GROWTH))


@dataclass(slots=True)
class Importer:
    """A running service, and a key for its imports."""

    process: Process
    archive: Archive
    key: str

    def send(self, rows: Iterable[Row], folder: Path, query: str = "") -> Row:
        """Send a file of JSON lines; what is told of its import."""
        file = folder / "rows.ndjson"
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{json.dumps(row)}\n" for row in rows)
        with contextlib.closing(self.client()) as client, file.open("rb") as body:
            told = client.send_file(f"/v1/imports?mode=commit{query}", body, JSON_LINES)
        return _told(told)

    def finished(self, id: str) -> Row:
        """Wait until an import is finished; raises where a row was refused."""
        until = time.monotonic() + PATIENCE
        with contextlib.closing(self.client()) as client:
            while not (told := client.read(f"/v1/imports/{id}"))["finished_at"]:
                if time.monotonic() > until:
                    raise RuntimeError(f"not finished: {told}")
                time.sleep(LOOK_SECONDS)
        if told["outcomes"]["created"] != told["total"]:
            raise RuntimeError(f"not all rows were created: {told['outcomes']}")
        return dict(told)

    def client(self) -> Client:
        """A client that may import."""
        return Client(self.process.port, self.key, PATIENCE)


@contextlib.contextmanager
def _importer(made: Stage) -> Iterator[Importer]:
    with contextlib.closing(Archive(made.url, NEIGHBOUR)) as archive:
        archive.fill([], lambda _: None)
        scopes = frozenset({Scope.IMPORTS_WRITE, Scope.RECORDS_READ, Scope.RECORDS_WRITE})
        account = Account(organisation=NEIGHBOUR, source=forms.SOURCE, scopes=scopes)
        key = issue_key(archive.engine, account, bank_holidays, system_clock())
        settings = {"SUPERVISION_MAX_IMPORT_BYTES": str(MOST_BYTES)}
        with server.service(made.url, key, made.folder, settings=settings) as process:
            yield Importer(process, archive, key)


def _bring_people(importer: Importer, staff: Staff, folder: Path) -> None:
    rows = (row for row in _rows(staff, importer.archive) if row["type"] != "sessions")
    importer.finished(importer.send(rows, folder)["id"])
    analyse(importer.archive.engine)


def _rows(staff: Staff, archive: Archive) -> Iterator[Row]:
    for position in range(staff.workers):
        for writer, _, sent in career(staff, position, archive.today):
            yield {"type": writer.kind.type.value, **sent}


def _posted(kind: str, staff: Staff, report: Report, parent: Path | None) -> float:
    """Sessions a second of many who post one after the other, each of workers of its own."""
    with (
        stage(kind, parent) as made,
        generator(made.folder) as senders,
        _importer(made) as importer,
    ):
        _bring_people(importer, staff, made.folder)
        posts = [
            [
                request("POST", "/v1/sessions", importer.key, forms.session(meeting))
                for position in range(sender, staff.workers, SENDERS)
                for meeting in staff.meetings(position, importer.archive.today)
            ]
            for sender in range(SENDERS)
        ]
        senders.learn("posts", posts, again=False)
        senders.run("posts", importer.process.port, WARMING_SECONDS)
        analyse(importer.archive.engine)
        run = senders.run("posts", importer.process.port, POSTING_SECONDS)
    report.tell(f"{kind}: {SENDERS} senders post {run.rate:.0f} sessions a second; {load()}")
    return run.rate


def _imported(made: Stage, staff: Staff, report: Report) -> float:
    """Seconds from the first byte that is sent to the last row that is done."""
    with _importer(made) as importer:
        _bring_people(importer, staff, made.folder)
        rows = [row for row in _rows(staff, importer.archive) if row["type"] == "sessions"]
        random.Random(staff.workers).shuffle(rows)
        began = time.monotonic()
        id = importer.send(rows, made.folder)["id"]
        sent = time.monotonic() - began
        importer.finished(id)
        seconds = time.monotonic() - began
        peak = importer.process.peak_megabytes
    report.tell(
        f"{made.kind}: {len(rows)} sessions imported in {seconds:.1f} s, of which {sent:.1f} until "
        f"they had arrived: {len(rows) / seconds:.0f} a second, at most {peak:.0f} MB; {load()}"
    )
    return seconds


def _memory(kind: str, count: int, report: Report, parent: Path | None) -> float:
    """The most memory while a file of plain rows arrives, and while its first are worked off."""
    with stage(kind, parent) as made, _importer(made) as importer:
        rows = ({"type": "teams", **forms.team(f"L{number}")} for number in range(count))
        id = importer.send(rows, made.folder)["id"]
        arrived = importer.process.peak_megabytes
        with contextlib.closing(importer.client()) as client:
            until = time.monotonic() + POSTING_SECONDS
            while time.monotonic() < until and not client.read(f"/v1/imports/{id}")["finished_at"]:
                time.sleep(LOOK_SECONDS)
            done = client.read(f"/v1/imports/{id}")["done"]
        peak = importer.process.peak_megabytes
    report.tell(
        f"{kind}: a file of {count} rows takes {arrived:.0f} MB to arrive, {peak:.0f} MB when "
        f"{done} rows are done; {load()}"
    )
    return peak


def _copied(made: Stage, other: Stage) -> float:
    """Seconds for the database to copy all rows into another of the same schema."""
    copy = _copied_by_sqlite if made.kind == "sqlite" else _copied_by_postgresql
    return copy(made, other)


def _copied_by_sqlite(made: Stage, other: Stage) -> float:
    with contextlib.closing(sqlite3.connect(other.folder / "service.db")) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("ATTACH ? AS origin", (str(made.folder / "service.db"),))
        began = time.monotonic()
        connection.execute("BEGIN IMMEDIATE")
        for table in SQLModel.metadata.sorted_tables:
            connection.execute(
                f'INSERT INTO main."{table.name}" SELECT * FROM origin."{table.name}"'
            )
        connection.execute("COMMIT")
        return time.monotonic() - began


def _copied_by_postgresql(made: Stage, other: Stage) -> float:
    origin, target = build_engine(made.url, 1), build_engine(other.url, 1)
    seconds = 0.0
    with origin.connect() as reading, target.begin() as writing:
        writing.exec_driver_sql("SET statement_timeout = 0")
        source: Any = reading.connection.driver_connection
        sink: Any = writing.connection.driver_connection
        for table in SQLModel.metadata.sorted_tables:
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
            names = {"table": sql.Identifier(table.name), "columns": columns}
            out = sql.SQL("COPY {table} ({columns}) TO STDOUT").format(**names)
            with source.cursor().copy(out) as copying:
                pieces = [bytes(piece) for piece in copying]
            began = time.monotonic()
            into = sql.SQL("COPY {table} ({columns}) FROM STDIN").format(**names)
            with sink.cursor().copy(into) as copying:
                for piece in pieces:
                    copying.write(piece)
            seconds += time.monotonic() - began
        began = time.monotonic()
    seconds += time.monotonic() - began
    for engine in (origin, target):
        engine.dispose()
    return seconds


def _told(reply: Reply) -> Row:
    if reply.status not in {201, 202}:
        raise RuntimeError(f"an import was answered {reply.status}: {reply.document}")
    return dict(reply.document)

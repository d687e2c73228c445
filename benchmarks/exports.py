"""CSV of all expectations beside the database's own dump of the same columns, and its memory."""

import contextlib
import http.client
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy.engine import make_url

from app.db.base import LIVE
from app.db.migrate import upgrade
from benchmarks import server
from benchmarks.history import AUTHORITY, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.server import Process
from benchmarks.stage import Stage, analyse, stage

ROUNDS = 3
PIECE = 1 << 20
PATH = "/v1/expectations.csv?include_ended=true"
COLUMNS = (
    "e.id, e.rule, e.judgement, e.subject_type, e.subject_id, s.reference, e.record_type, "
    "e.record_id, r.reference, e.worker_id, w.reference, e.supervisor_id, v.reference, e.team_id, "
    "t.reference, e.plan_type, e.opened_on, e.from_on, e.ended_on, e.end_reason, e.due_on, "
    "e.due_at, e.breach_on, e.met_on, e.met_by, e.in_time, e.reason, e.policy_version, "
    "e.calendar_version, e.known_from, e.known_until"
)
REFERRED = {"s": "subject", "r": "record", "w": "worker", "v": "supervisor", "t": "team"}


def measure(kinds: tuple[str, ...], staff: Staff, report: Report, parent: Path | None) -> None:
    """Store an authority once; on each kind of database, pull all that was expected in it."""
    with TemporaryDirectory(prefix="supervision-exports-", dir=parent) as folder:
        file = Path(folder, "authority.db")
        upgrade(f"sqlite:///{file}")
        with contextlib.closing(Archive(f"sqlite:///{file}", AUTHORITY)) as held:
            held.fill([staff], report.tell)
        for kind in kinds:
            with stage(kind, parent, file) as made:
                _pull(made, report)


def _pull(made: Stage, report: Report) -> None:
    with contextlib.closing(Archive(made.url, AUTHORITY)) as held:
        analyse(held.engine)
        dump = _dump_of(made)
        if dump is None:
            report.tell(f"{made.kind}: no sqlite3 command here to dump with")
            return
        with server.service(made.url, held.key, made.folder) as process:
            _beside(made, report, lambda: _ours(process, held.key), dump, process)


def _beside(
    made: Stage,
    report: Report,
    ours: Callable[[], int],
    dump: Callable[[], int],
    process: Process,
) -> None:
    ratios = []
    before, rows = process.resident_megabytes, 0
    for _ in range(ROUNDS):
        (rows, seconds), (dumped, taken) = _timed(ours), _timed(dump)
        if rows != dumped:
            raise RuntimeError(f"{rows} rows are not {dumped}")
        ratios.append(taken / seconds)
        report.tell(
            f"{made.kind}: CSV of {rows} expectations {rows / seconds:,.0f}/s, the database's own "
            f"{rows / taken:,.0f}/s, ratio {ratios[-1]:.2f}; {load()}"
        )
    grown = process.peak_megabytes - before
    report.tell(f"{made.kind}: memory {before:.0f} MB before, at most {grown:.0f} MB more")
    name = f"{made.kind}: CSV of {rows} expectations, of a dump's speed"
    report.add(Figure(name, median(ratios), 0.3, least=True))
    report.add(Figure(f"{made.kind}: memory that it took at its peak", grown, 60, " MB"))


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _ours(process: Process, key: str) -> int:
    """How many lines came, without the header."""
    connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=600)
    with contextlib.closing(connection):
        connection.request("GET", PATH, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        lines = 0
        while piece := answer.read(PIECE):
            lines += piece.count(b"\n")
    return lines - 1


def _query(order: str) -> str:
    joins = " ".join(
        f"LEFT JOIN record {alias} ON {alias}.organisation_id = e.organisation_id "
        f"AND {alias}.id = e.{name}_id"
        for alias, name in REFERRED.items()
    )
    return f"SELECT {COLUMNS} FROM expectation e {joins} WHERE e.known_until = {LIVE} {order}"


def _dump_of(made: Stage) -> Callable[[], int] | None:
    if made.kind == "postgresql":
        return lambda: _copied(made.url)
    command = shutil.which("sqlite3")
    return (lambda: _printed(command, made)) if command else None


def _copied(url: str) -> int:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    query = f"COPY ({_query('')}) TO STDOUT WITH (FORMAT csv)"
    with psycopg.connect(plain) as connection, connection.cursor().copy(query) as copy:
        return sum(bytes(piece).count(b"\n") for piece in copy)


def _printed(command: str, made: Stage) -> int:
    file = made.folder / "service.db"
    with subprocess.Popen([command, "-csv", str(file), _query("")], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        return sum(piece.count(b"\n") for piece in iter(lambda: run.stdout.read(PIECE), b""))

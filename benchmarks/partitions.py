"""What partitions by organisation change: the plan of docs/scaling.md, tried on a grown database.

One authority is written by the service; its expectations and its line of changes are then given to
so many neighbours, with the same ids, which keys that begin with the organisation allow.
"""

import contextlib
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from app.db.base import LIVE, new_id
from app.db.migrate import difference, upgrade
from benchmarks import server
from benchmarks.client import Client
from benchmarks.compliance import DUE
from benchmarks.history import AUTHORITY, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.server import ROOT
from benchmarks.stage import Stage, stage

STAFF = Staff("W", 40, 13 * 7, 28, 5, has_cases=True)
NEIGHBOURS = 9
GIVEN = ("expectation", "change")
ROUNDS = 15
SLOWER = 1.25
"""What a question may cost more than before."""
STREAM = (
    f"SELECT * FROM expectation WHERE organisation_id = %(organisation)s AND known_until = {LIVE} "
    "AND subject_id = %(worker)s AND settled_on >= %(first)s"
)
OPEN = (
    f"SELECT id FROM expectation WHERE organisation_id = %(organisation)s AND known_until = {LIVE} "
    "AND settled_on > %(day)s AND due_on < %(day)s ORDER BY due_on LIMIT 100"
)
NAMES = ("organisation", "live", "day", "first", "last")
FIGURES = DUE.format(month="NULL", **{name: f"%({name})s" for name in NAMES})
BY_HAND = {"a worker's stream": STREAM, "what is overdue": OPEN, "figures of a year": FIGURES}
Times = dict[str, float]


def measure(neighbours: int, report: Report, parent: Path | None) -> None:
    """Write an authority, let it grow, ask, partition, ask again, go back."""
    with stage("postgresql", parent) as small:
        with contextlib.closing(Archive(small.url, AUTHORITY)) as archive:
            archive.fill([STAFF], report.tell)
        give(small, neighbours, report)
        compare(small, report)


def give(made: Stage, neighbours: int, report: Report) -> None:
    """Let so many neighbours have the same expectations and changes, and nothing else."""
    began = time.monotonic()
    with _connected(made.url) as connection:
        run: Any = connection.execute
        run("SET session_replication_role = replica")  # nobody checks foreign keys row by row
        (mine,) = run("SELECT id FROM organisation WHERE name = %s", [AUTHORITY]).fetchone()
        with _without_indexes(connection):
            for number in range(neighbours):
                _give(connection, mine, new_id(), number)
        run("VACUUM ANALYZE")
    report.tell(f"{neighbours} neighbours in {time.monotonic() - began:.0f} s; {load()}")


def compare(made: Stage, report: Report) -> None:
    """The same questions before and after, and whether going back leads back."""
    before = _look(made, report, "one table each")
    forth, back = statements()
    _run(made, forth, report, "partitioned")
    after = _look(made, report, "16 partitions each")
    for name, taken in after.items():
        report.add(Figure(f"{name}: with partitions, of without", taken / before[name], SLOWER))
    _run(made, back, report, "gone back")


def statements() -> tuple[str, str]:
    """The two pieces of SQL that the page shows: forth and back."""
    page = (ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    forth, back = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    return forth, back


def _give(connection: psycopg.Connection, mine: UUID, theirs: UUID, number: int) -> None:
    """One neighbour more."""
    columns = {
        name: [
            column
            for (column,) in connection.execute(
                "SELECT column_name::text FROM information_schema.columns "
                "WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
                [name],
            )
        ]
        for name in ("organisation", *GIVEN)
    }
    for name, found in columns.items():
        own = {"id" if name == "organisation" else "organisation_id": theirs}
        if name == "organisation":
            own["name"] = f"Neighbour {number} (invented)"
        taken = ", ".join(f"%({each})s" if each in own else each for each in found)
        where = "id" if name == "organisation" else "organisation_id"
        connection.execute(
            f"INSERT INTO {name} SELECT {taken} FROM {name} WHERE {where} = %(mine)s",
            {**own, "mine": mine},
        )


@contextlib.contextmanager
def _without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Build those of the largest table anew afterwards; keys stay."""
    built = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'expectation' "
        "AND schemaname = 'public' AND indexname NOT LIKE 'pk_%'"
    ).fetchall()
    for name, _ in built:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _, statement in built:
        connection.execute(statement)


def _run(made: Stage, statements: str, report: Report, what: str) -> None:
    """Run what the page says; the tables in the code and here must still be the same."""
    began = time.monotonic()
    with _connected(made.url) as connection:
        rows = _count(connection)
        connection.execute(statements)
        if _count(connection) != rows:
            raise RuntimeError(f"{rows} expectations have become {_count(connection)}")
        connection.execute("VACUUM ANALYZE")
    difference(made.url)
    upgrade(made.url)
    report.tell(f"{what} in {time.monotonic() - began:.0f} s; {load()}")


def _look(made: Stage, report: Report, how: str) -> Times:
    """How long the main questions take, by hand with their plans, and over HTTP."""
    times: Times = {}
    with contextlib.closing(Archive(made.url, AUTHORITY)) as archive:
        with _connected(made.url) as connection:
            count, size = _count(connection), _size(connection)
            report.tell(f"{how}: {count} expectations, {size / 1e9:.1f} GB")
            for name, query in BY_HAND.items():
                times[name] = _planned(connection, query, _values(connection, archive), report)
        with (
            server.service(made.url, archive.key, made.folder) as process,
            contextlib.closing(Client(process.port, archive.key)) as client,
        ):
            for name, path in _paths(client, archive).items():
                times[name] = _timed(client, path)
    shown = "; ".join(f"{name} {taken:.2f} ms" for name, taken in times.items())
    report.tell(f"{how}: {shown} (medians of {ROUNDS}); {load()}")
    return times


def _paths(client: Client, archive: Archive) -> dict[str, str]:
    worker = client.read("/v1/workers?limit=200")["items"][-1]["id"]
    first = archive.today - timedelta(days=364)
    period = f"from={first}&to={archive.today}&as_at={archive.today}"
    return {
        "GET a page of flags": "/v1/flags?limit=100",
        "GET a worker's page": f"/v1/workers/{worker}/supervision",
        "GET figures of a year": f"/v1/compliance?group_by=team&measure=due_in_period&{period}",
    }


def _timed(client: Client, path: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.read(path)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def _planned(
    connection: psycopg.Connection, query: str, values: dict[str, Any], report: Report
) -> float:
    """Milliseconds of planning and running, as the server counts them; tells the plan."""
    taken, plan = [], []
    for _ in range(ROUNDS):
        explained = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {query}", values)  # type: ignore[arg-type]  # made of our own words
        plan = [line for (line,) in explained.fetchall()]
        taken.append(sum(float(line.split()[2]) for line in plan if " Time: " in line))
    report.tell("  " + next(line.strip() for line in plan if "Scan" in line))
    return median(taken)


def _values(connection: psycopg.Connection, archive: Archive) -> dict[str, Any]:
    organisation = archive.client.organisation_id
    (worker,) = connection.execute(
        "SELECT id FROM worker WHERE organisation_id = %s ORDER BY id DESC LIMIT 1", [organisation]
    ).fetchone() or (None,)
    return {
        "organisation": organisation,
        "worker": worker,
        "live": LIVE,
        "day": archive.today,
        "last": archive.today,
        "first": archive.today - timedelta(days=364),
    }


def _count(connection: psycopg.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM expectation").fetchone() or (0,)
    return int(count)


def _size(connection: psycopg.Connection) -> int:
    (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return int(size)


def _connected(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)

"""Compares a file that was sent with what the service says of it, and with what it holds."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from app.db.engine import build_engine
from benchmarks.client import Client
from benchmarks.faults.shipment import PARTS, Shipment
from benchmarks.faults.trial import Trial
from benchmarks.stage import take_time

T = TypeVar("T")
OPEN_ROWS = "SELECT count(*) FROM importrow WHERE outcome IS NULL OR payload IS NOT NULL"
VERSIONS = """
    SELECT type, reference, (
        SELECT count(*) FROM recordversion
        WHERE organisation_id = record.organisation_id AND record_id = record.id
    ) FROM record WHERE type <> 'feedback'
"""
"""Feedback that is sent inside a session has no reference."""


def judge(trial: Trial, client: Client, path: str, shipment: Shipment) -> None:
    """What was said of every row, and what is held."""
    _judge_report(trial, client, path, shipment)
    listed = [item["reference"] for item in client.each_of("/v1/sessions")]
    wrong = _differences(listed, shipment.sessions)
    trial.none("import: sessions that are not listed once", wrong)
    with _database(trial.stage.url) as connection:
        trial.none("import: rows still open", _count(connection, OPEN_ROWS))
        _judge_records(trial, connection, shipment)
        for table in PARTS.values():
            held = _count(connection, f"SELECT count(*) FROM {table}")
            trial.none(f"import: {table}s lost or doubled", abs(held - shipment.parts[table]))


def _judge_report(trial: Trial, client: Client, path: str, shipment: Shipment) -> None:
    said = client.read(path)
    total = len(shipment.rows)
    trial.none("import: rows not created", total - said["outcomes"]["created"])
    trial.none("import: not finished", said["status"] != "finished")
    lines = list(csv.DictReader(client.read_text(f"{path}/rows.csv").splitlines()))
    told = [(line["number"], line["type"], line["reference"], line["outcome"]) for line in lines]
    right = [
        (str(number), type, reference, "created")
        for number, (type, reference) in enumerate(shipment.rows, start=1)
    ]
    trial.none("import: lines of the report that differ", _differences(told, right))
    trial.none("import: ids given twice", total - len({line["record_id"] for line in lines}))


def _judge_records(trial: Trial, connection: Connection, shipment: Shipment) -> None:
    held = [(row[:2], row[2]) for row in connection.exec_driver_sql(VERSIONS).tuples()]
    versions = dict(held)
    wrong = _differences([row for row, _ in held], shipment.rows + shipment.actions)
    trial.none("import: records lost or doubled", wrong)
    again = sum(versions.get(row, 0) != 1 for row in shipment.rows)
    trial.none("import: records without exactly one version", again)


def _differences(found: Iterable[T], right: Iterable[T]) -> int:
    """How much is on one side only, or oftener there than on the other."""
    one, other = Counter(found), Counter(right)
    return ((one - other) + (other - one)).total()


@contextmanager
def _database(url: str) -> Iterator[Connection]:
    """A look into it, for as long as that takes."""
    engine = build_engine(url, 1)
    with engine.connect() as connection:
        take_time(connection)
        yield connection
    engine.dispose()


def _count(connection: Connection, query: str) -> int:
    return int(connection.exec_driver_sql(query).scalar_one())

"""The counts of /v1/compliance, by team or by team and month, as plain SQL written by hand."""

import contextlib
import sqlite3
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from app.db.base import LIVE

Counts = dict[tuple[str | None, str | None], tuple[int, ...]]
COLUMNS = ("met", "met_late", "overdue", "paused", "cannot_judge")

DUE = """
SELECT team_id, {month},
       sum(CASE WHEN met_on <= {day} AND in_time THEN 1 ELSE 0 END),
       sum(CASE WHEN met_on <= {day} AND NOT in_time THEN 1 ELSE 0 END),
       sum(CASE WHEN (met_on IS NULL OR met_on > {day})
                 AND (ended_on IS NULL OR ended_on > {day} OR breach_on < ended_on)
                 AND breach_on <= {day} THEN 1 ELSE 0 END)
  FROM expectation
 WHERE organisation_id = {organisation} AND known_until = {live}
   AND due_on BETWEEN {first} AND {last}
   AND from_on <= {day} AND from_on <= due_on
   AND (ended_on IS NULL OR ended_on > due_on OR ended_on > {day})
 GROUP BY 1, 2
"""
UNJUDGED = """
SELECT team_id, from_on, ended_on,
       sum(CASE WHEN judgement = 'paused' THEN 1 ELSE 0 END),
       sum(CASE WHEN judgement = 'cannot_judge' THEN 1 ELSE 0 END)
  FROM expectation
 WHERE organisation_id = {organisation} AND known_until = {live} AND due_on IS NULL
   AND from_on <= {last} AND (ended_on IS NULL OR ended_on > {first})
 GROUP BY 1, 2, 3
"""


@contextlib.contextmanager
def by_hand(
    url: str, organisation: UUID, first: date, last: date, *, monthly: bool = False
) -> Iterator[Callable[[], Counts]]:
    """A function that asks the database for the counts, as at the last day."""
    with contextlib.closing(_connection(url)) as connection:
        is_file = isinstance(connection, sqlite3.Connection)
        values = {
            "organisation": organisation.hex if is_file else organisation,
            "live": LIVE,
            "day": last.isoformat() if is_file else last,
            "first": first.isoformat() if is_file else first,
            "last": last.isoformat() if is_file else last,
        }
        names = {name: f":{name}" if is_file else f"%({name})s" for name in values}
        month = "substr(CAST(due_on AS TEXT), 1, 7)" if monthly else "NULL"
        due, unjudged = DUE.format(month=month, **names), UNJUDGED.format(**names)
        periods = list(_months(first, last)) if monthly else [(None, first, last)]

        def ask() -> Counts:
            counts: dict[tuple[str | None, str | None], list[int]] = {}
            for team, named, *numbers in connection.execute(due, values):
                counts[_plain(team), named] = [*numbers, 0, 0]
            for team, from_on, ended_on, paused, unknown in connection.execute(unjudged, values):
                from_day, ended_day = _day(from_on), _day(ended_on)
                for named, begins, ends in periods:
                    if from_day <= ends and (ended_day is None or ended_day > begins):
                        found = counts.setdefault((_plain(team), named), [0] * len(COLUMNS))
                        found[3] += paused
                        found[4] += unknown
            return {split: tuple(numbers) for split, numbers in counts.items()}

        yield ask


def _months(first: date, last: date) -> Iterator[tuple[str, date, date]]:
    """Each month of a period: its name, and its first and last day within the period."""
    begins = first
    while begins <= last:
        ends = begins.replace(day=monthrange(begins.year, begins.month)[1])
        yield f"{begins:%Y-%m}", begins.replace(day=1), ends
        begins = ends + timedelta(days=1)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _connection(url: str) -> Any:
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _plain(team: Any) -> str | None:
    return None if team is None else str(UUID(str(team)))


def answered(document: dict[str, Any]) -> Counts:
    """The same counts out of the service's answer."""
    return {
        (item["team_id"], item["month"]): tuple(item[column] for column in COLUMNS)
        for item in document["items"]
    }

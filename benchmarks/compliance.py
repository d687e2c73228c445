"""The counts of /v1/compliance by team, written by hand as plain SQL for a plain connection."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from app.db.base import LIVE

Counts = dict[str | None, tuple[int, ...]]
COLUMNS = ("met", "met_late", "overdue", "paused", "cannot_judge")

DUE = """
SELECT team_id,
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
 GROUP BY team_id
"""
UNJUDGED = """
SELECT team_id,
       sum(CASE WHEN judgement = 'paused' THEN 1 ELSE 0 END),
       sum(CASE WHEN judgement = 'cannot_judge' THEN 1 ELSE 0 END)
  FROM expectation
 WHERE organisation_id = {organisation} AND known_until = {live} AND due_on IS NULL
   AND from_on <= {last} AND (ended_on IS NULL OR ended_on > {first})
 GROUP BY team_id
"""


@contextlib.contextmanager
def by_hand(
    url: str, organisation: UUID, first: date, last: date
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
        due, unjudged = DUE.format(**names), UNJUDGED.format(**names)

        def ask() -> Counts:
            counts: dict[str | None, list[int]] = {}
            for team, *numbers in connection.execute(due, values):
                counts[_plain(team)] = [*numbers, 0, 0]
            for team, *numbers in connection.execute(unjudged, values):
                counts.setdefault(_plain(team), [0] * len(COLUMNS))[3:] = numbers
            return {team: tuple(numbers) for team, numbers in counts.items()}

        yield ask


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
        item["team_id"]: tuple(item[column] for column in COLUMNS) for item in document["items"]
    }

"""What a line of CSV about a stretch is made of, in the order of `ExpectationRead`.

Text that can need no quotes comes out of the database with its commas; the rest is looked up.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Case, ColumnElement, Text, case, cast, func, literal

from app.db.base import columns_of
from app.db.days import days_between
from app.db.tables import ExpectationRow
from app.resources.expectations.state_sql import is_ended, is_met
from app.rules.catalogue import RULES
from app.vocabulary import State
from app.web.formats.as_csv import cell
from app.web.formats.cells import instant

E = columns_of(ExpectationRow)
Lookup = Callable[[Any], str]
_SEVERITIES = {code: f"{code},{rule.severity.value}," for code, rule in RULES.items()}
_DASHES = 36  # characters of an id as PostgreSQL writes it; SQLite keeps it without dashes


class Pairs(dict[str | None, str]):
    """The cells of an id and of its reference, by the id as the database writes it."""

    def __missing__(self, nobody: None) -> str:
        """Nobody has two empty cells."""
        return ",,"

    def learn(self, found: Mapping[str, tuple[str, str | None]]) -> None:
        """Keep ids and references as cells."""
        self.update(
            {key: f"{id},{cell(reference or '')}," for key, (id, reference) in found.items()}
        )


class Part(NamedTuple):
    """Some cells, each with a comma after it: as the database gives them, or looked up by it."""

    column: ColumnElement[Any]
    lookup: Lookup | None = None
    points: bool = False


def parts_of(state: Case[str], day: date, pairs: Pairs) -> list[Part]:
    """The parts of a line as at a day, of which nothing shows what lies later."""
    met, ended = is_met(day), is_ended(day)

    def pair(column: ColumnElement[Any]) -> Part:
        return Part(cast(column, Text), pairs.__getitem__, points=True)

    return [
        Part(cast(E.id, Text), _dashed),
        Part(E.rule, _SEVERITIES.__getitem__),
        _plain(state, _days_late(state, day), E.subject_type),
        pair(E.subject_id),
        _plain(E.record_type),
        *map(pair, (E.record_id, E.worker_id, E.supervisor_id, E.team_id)),
        Part(E.plan_type, _quoted),
        _plain(E.opened_on, E.from_on, case((ended, E.ended_on)), case((ended, E.end_reason))),
        _plain(E.due_on),
        Part(E.due_at, _instant),
        _plain(E.breach_on, case((met, E.met_on))),
        Part(cast(case((met, E.met_by)), Text), _dashed),
        _plain(case((met & E.in_time, "true"), (met, "false"))),
        Part(E.reason, _quoted),
        # What is known has no end yet, and the sentence was not asked for.
        _plain(E.policy_version, E.calendar_version, E.known_from, literal("")),
    ]


def _days_late(state: Case[str], day: date) -> ColumnElement[Any]:
    return case(
        (state == State.OVERDUE.value, days_between(E.due_on, literal(day))),
        (state == State.MET_LATE.value, days_between(E.due_on, E.met_on)),
    )


def _plain(*columns: ColumnElement[Any]) -> Part:
    first, *others = (func.coalesce(cast(column, Text), "") + "," for column in columns)
    return Part(sum(others, first))


def _dashed(id: str | None) -> str:
    if id is None:
        return ","
    if len(id) == _DASHES:
        return f"{id},"
    return f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]},"


@lru_cache(maxsize=10_000)
def _quoted(text: str | None) -> str:
    return f"{cell(text or '')},"


@lru_cache(maxsize=10_000)
def _instant(at: datetime | None) -> str:
    return f"{instant(at)}," if at else ","

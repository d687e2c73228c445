"""Stretches as rows of the database, and back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import LIVE, columns_of
from app.db.line import canonical
from app.db.prepared import Prepared
from app.db.tables import ExpectationRow
from app.db.tables.expectation import UNSETTLED
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules.expectation import Expectation
from app.vocabulary import EndReason, Judgement, SubjectType

E = columns_of(ExpectationRow)
PLAIN = (
    "rule",
    "subject_id",
    "anchor",
    "opened_on",
    "from_on",
    "ended_on",
    "due_on",
    "due_at",
    "breach_on",
    "met_on",
    "met_by",
    "in_time",
    "reason",
    "record_type",
    "record_id",
    "worker_id",
    "supervisor_id",
    "team_id",
    "plan_type",
    "policy_version",
    "calendar_version",
    "subject_type",
    "end_reason",
    "judgement",
)
COMPARED = (*PLAIN, "trace")
COLUMNS = tuple(E[name] for name in ("id", *COMPARED))
LIVE_OF = Prepared(
    owned(ExpectationRow, *COLUMNS).where(
        E.subject_id == bindparam("subject_id"),
        E.known_until == LIVE,
        E.opened_on >= bindparam("since"),
    )
)
# Neither by stream nor by day: SQLite would rather walk all that the stream has ever opened.
LIVE_OF_RECORDS = Prepared(
    owned(ExpectationRow, *COLUMNS).where(
        E.known_until == LIVE,
        E.record_id.in_(bindparam("ids", expanding=True)),
        E.rule == bindparam("rule"),
    )
)
Content = tuple[Any, ...]
_plain_of = attrgetter(*PLAIN)


@dataclass(frozen=True, slots=True)
class Difference:
    """Which rows have to be closed, and which stretches stored, each with what its row holds."""

    close: list[Found]
    open: list[tuple[Expectation, Content]]


def live(uow: UnitOfWork, subject_id: UUID, since: date) -> Sequence[Found]:
    """The stretches of a stream that are known now and opened on a day or later."""
    return uow.rows(LIVE_OF, subject_id=subject_id, since=since)


def live_of_records(
    uow: UnitOfWork, subject_id: UUID, rule: str, ids: Sequence[UUID], before: date
) -> Sequence[Found]:
    """The stretches of one rule about some records of a stream that opened before a day."""
    if not ids:
        return ()
    found = uow.rows(LIVE_OF_RECORDS, rule=rule, ids=ids)
    return [row for row in found if row.subject_id == subject_id and row.opened_on < before]


def difference(stored: Iterable[Found], fresh: Iterable[Expectation]) -> Difference:
    """Compare rows with what they should hold; nothing of a row that stays has to be parsed."""
    rows = {(row.rule, row.anchor, row.from_on): row for row in stored}
    opened = []
    for stretch in fresh:
        key, content = (stretch.rule, stretch.anchor, stretch.from_on), content_of(stretch)
        if key in rows and rows[key][1:] == content:
            del rows[key]
        else:
            opened.append((stretch, content))
    return Difference(list(rows.values()), opened)


def content_of(stretch: Expectation) -> Content:
    """What the row of a stretch holds, in the order of COMPARED."""
    explained = canonical({"steps": stretch.trace, "near_misses": stretch.near_misses})
    return (*_plain_of(stretch), explained)


def values(stretch: Expectation, content: Content) -> dict[str, Any]:
    """The columns of a stretch, but for when it is known."""
    named = dict(zip(COMPARED, content, strict=True))
    named["id"], named["settled_on"] = stretch.id, settled_on(stretch)
    return named


def expectation(row: Found) -> Expectation:
    """A stretch from its row."""
    explained = json.loads(row.trace)
    return unexplained(row)._replace(
        trace=tuple(explained["steps"]), near_misses=tuple(explained["near_misses"])
    )


def unexplained(row: Found) -> Expectation:
    """A stretch from its row, without its trace, which takes longer to read than all the rest."""
    plain = {name: getattr(row, name) for name in PLAIN}
    return Expectation(
        **plain
        | {
            "subject_type": SubjectType(row.subject_type),
            "end_reason": EndReason(row.end_reason) if row.end_reason else None,
            "judgement": Judgement(row.judgement),
        }
    )


ITS_OWN = ("oversight-recorded", "low-score-followed-up")
"""Rules whose rows, once due, are met by nothing that happens on a later day."""


def settled_on(stretch: Expectation) -> date:
    """The last day on which any fact could matter to a stretch; far away while it is open.

    A change of posts is another matter: it works everything out.
    """
    if stretch.met_on is None and stretch.ended_on is None:
        return UNSETTLED
    days = (stretch.due_on, stretch.met_on, stretch.ended_on, stretch.opened_on)
    return max(filter(None, days))

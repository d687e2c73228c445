"""Expectations as they are answered: flat, as at a day, with the senders' references."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.db.base import columns_of
from app.db.tables import Discussion
from app.db.unit_of_work import UnitOfWork
from app.resources.expectations import excusing
from app.resources.expectations.asking import Asked
from app.resources.expectations.rows import expectation, unexplained
from app.resources.expectations.rulebook import policy_for
from app.resources.expectations.schemas import ExpectationRead
from app.resources.records.pointers import names
from app.rules.catalogue import RULES
from app.rules.expectation import Expectation
from app.rules.state import Excused, days_late, state_on
from app.rules.wording import sentence
from app.vocabulary import State

DISCUSSION = columns_of(Discussion)
POINTING = ("subject", "record", "worker", "supervisor", "team")
PLAIN = (
    "rule", "subject_type", "subject_id", "record_type", "record_id", "worker_id", "supervisor_id",
    "team_id", "plan_type", "opened_on", "from_on", "due_on", "due_at", "breach_on", "reason",
    "policy_version", "calendar_version",
)  # fmt: skip


def read(
    uow: UnitOfWork, rows: Sequence[Row[Any]], moment: Asked, *, words: bool = False
) -> list[ExpectationRead]:
    """Flat rows, as at the day; `words` adds the sentence."""
    return list(map(ExpectationRead.model_validate, flat(uow, rows, moment, words=words)))


def flat(
    uow: UnitOfWork, rows: Sequence[Row[Any]], moment: Asked, *, words: bool = False
) -> list[dict[str, Any]]:
    """The same as the fields of `ExpectationRead`, each of its kind but not checked."""
    warning_days = policy_for(uow, moment.as_at, moment.known_at).warning_days
    known = _references(uow, rows)
    excused = excusing.periods(uow, {row.id for row in rows}, moment.seq)
    found = []
    for row in rows:
        stretch = expectation(row) if words else unexplained(row)
        fields = flattened(stretch, moment.as_at, warning_days, excused.get(row.id, ()))
        for name in POINTING:
            fields[f"{name}_ref"] = known.get(fields[f"{name}_id"])
        fields |= {
            "id": row.id,
            "known_from": row.known_from,
            "known_until": None,  # what ended it, if anything, was not known then
            "sentence": sentence(stretch) if words else None,
        }
        found.append(fields)
    return found


def flattened(
    stretch: Expectation, day: date, warning_days: int, exemptions: Sequence[Excused] = ()
) -> dict[str, Any]:
    """The plain fields of a stretch, without what lies after the day."""
    flat = {name: getattr(stretch, name) for name in PLAIN}
    is_met = stretch.met_on is not None and stretch.met_on <= day
    is_ended = stretch.ended_on is not None and stretch.ended_on <= day
    return flat | {
        "severity": RULES[stretch.rule].severity,
        "state": state_on(stretch, day, warning_days, exemptions) or State.ENDED,
        "days_late": days_late(stretch, day, exemptions),
        "met_on": stretch.met_on if is_met else None,
        "met_by": stretch.met_by if is_met else None,
        "in_time": stretch.in_time if is_met else None,
        "ended_on": stretch.ended_on if is_ended else None,
        "end_reason": stretch.end_reason if is_ended else None,
    }


def _references(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> dict[UUID | None, str | None]:
    """By id: the sender's reference; the record of a discussion is its session."""
    ids = {getattr(row, f"{name}_id") for row in rows for name in POINTING}
    known = names(uow, [id for id in ids if id is not None])
    return {id: known.get(str(id)) for id in ids}

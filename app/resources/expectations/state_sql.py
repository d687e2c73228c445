"""The state of a stretch as at a day, in SQL: the same order as `app.rules.state.state_on`."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Case, ColumnElement, and_, case, or_

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.resources.expectations.excusing import Exempt
from app.vocabulary import EndReason, Judgement, State

E = columns_of(ExpectationRow)


def is_met(day: date) -> ColumnElement[bool]:
    """Met by the day."""
    return E.met_on <= day


def is_ended(day: date) -> ColumnElement[bool]:
    """Ended by the day."""
    return E.ended_on <= day


def stands(day: date) -> ColumnElement[bool]:
    """Begun by the day, and not ended unless it was met; what another replaced stands no more."""
    met = and_(E.met_on <= day, E.end_reason != EndReason.CHANGED.value)
    return and_(E.from_on <= day, or_(E.ended_on.is_(None), E.ended_on > day, met))


def is_open(day: date) -> ColumnElement[bool]:
    """Stands on the day and is not met by it; what settled before need not be looked at."""
    return and_(
        E.settled_on > day,
        E.from_on <= day,
        or_(E.ended_on.is_(None), E.ended_on > day),
        or_(E.met_on.is_(None), E.met_on > day),
    )


def unmet_state(day: date, warning_days: int) -> list[tuple[Any, Any]]:
    """The states of what is neither met nor ended, each with its condition, in order."""
    return [
        (E.breach_on <= day, State.OVERDUE.value),
        (E.judgement == Judgement.PAUSED.value, State.PAUSED.value),
        (E.judgement == Judgement.CANNOT_JUDGE.value, State.CANNOT_JUDGE.value),
        (E.due_on.is_(None), State.NOT_YET_DUE.value),
        (E.due_on < day, State.IN_GRACE.value),
        (E.due_on == day, State.DUE_TODAY.value),
        (E.due_on <= day + timedelta(days=warning_days), State.DUE_SOON.value),
    ]


def excused_late(day: date, exempt: Exempt | None) -> list[tuple[Any, Any]]:
    """The state of what was met late under an exemption, or is covered by one still."""
    if exempt is None:
        return []
    covered = or_(exempt.on_the_day, exempt.when_due)
    return [(and_(E.met_on <= day, covered), State.EXCUSED.value)]


def excused_unmet(exempt: Exempt | None) -> list[tuple[Any, Any]]:
    """The state of what is neither met nor ended and is covered by an exemption."""
    return [(exempt.on_the_day, State.EXCUSED.value)] if exempt else []


def state_as_at(day: date, warning_days: int, exempt: Exempt | None = None) -> Case[str]:
    """The state of a stretch that stands, or stood and ended unmet or was replaced."""
    replaced = and_(E.ended_on <= day, E.end_reason == EndReason.CHANGED.value)
    return case(
        (replaced, State.ENDED.value),
        (and_(E.met_on <= day, E.in_time), State.MET.value),
        *excused_late(day, exempt),
        (E.met_on <= day, State.MET_LATE.value),
        (E.ended_on <= day, State.ENDED.value),
        *excused_unmet(exempt),
        *unmet_state(day, warning_days),
        else_=State.NOT_YET_DUE.value,
    )

"""Which stretches a figure counts: the conditions that the count and the list behind it share."""

from datetime import date

from sqlalchemy import ColumnElement, and_, not_, or_

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.resources.expectations.state_sql import is_open
from app.rules.catalogue import CATALOGUE, Block
from app.vocabulary import Judgement

E = columns_of(ExpectationRow)
CADENCES = tuple(rule.code for rule in CATALOGUE if rule.block is Block.CADENCE)


def stood_when_due(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Due in the period, and still standing on the due day, as far as the day can tell.

    What ended unmet before it was a breach is counted nowhere.
    """
    return and_(
        E.due_on >= first,
        E.due_on <= last,
        E.from_on <= day,
        E.from_on <= E.due_on,
        or_(E.ended_on.is_(None), E.ended_on > E.due_on, E.ended_on > day),
        or_(E.ended_on.is_(None), E.ended_on > day, E.met_on <= day, E.breach_on < E.ended_on),
    )


def stood_in_period(first: date, last: date, day: date) -> ColumnElement[bool]:
    """Without a due day, and standing on some day of the period by the day.

    What only waited for its due day and has got one counts where it was due.
    """
    waits = E.judgement == Judgement.JUDGED.value
    return and_(
        E.due_on.is_(None),
        E.from_on <= min(last, day),
        or_(E.ended_on.is_(None), E.ended_on > min(first, day)),
        or_(E.ended_on.is_(None), E.ended_on > day, not_(waits)),
    )


def due_in_period(first: date, last: date, day: date) -> ColumnElement[bool]:
    """All that the measure `due_in_period` counts."""
    return or_(stood_when_due(first, last, day), stood_in_period(first, last, day))


def in_timescale(day: date) -> ColumnElement[bool]:
    """All that the measure `in_timescale` looks at."""
    return and_(is_open(day), E.rule.in_(CADENCES))

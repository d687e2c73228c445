"""Flags that the coming of a day raises or clears, put on the line of changes once.

No row changes when a day passes. So the first write of a day, or `supervision work`, looks which
stretches are open on it that were not on the day before, and the other way round, day after day.
"""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Case, and_, case, not_

from app.db import line
from app.db.base import LIVE, columns_of
from app.db.pending import Noted
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations import excusing
from app.resources.expectations.state_sql import is_open
from app.vocabulary import Verb

E = columns_of(ExpectationRow)
MOST_DAYS = 31
"""In one transaction; a service that stood still for a year takes twelve."""
DAY = timedelta(days=1)


def cross(uow: UnitOfWork) -> Callable[[], bool]:
    """Notice the next days up to today; the answer says whether that is all of them."""
    last = line.last_day(uow) or uow.today
    until = max(last, min(uow.today, last + MOST_DAYS * DAY))  # a clock put back undoes nothing
    for number in range(1, (until - last).days + 1):
        _notice(uow, last + number * DAY)
    line.cross(uow, until)
    return lambda: until >= uow.today


def _notice(uow: UnitOfWork, day: date) -> None:
    """What is open on a day and was not on the day before, and the other way round."""
    before, after = _is_flag(uow, day - DAY), _is_flag(uow, day)
    rows = uow.rows(
        owned(ExpectationRow, E.id, before.label("before"), after.label("after")).where(
            E.known_until == LIVE, E.settled_on >= day, E.from_on <= day, before != after
        )
    )
    was, now = {row.id for row in rows if row.before}, {row.id for row in rows if row.after}
    for ids, verb in ((now - was, Verb.RAISED), (was - now, Verb.CLEARED)):
        uow.pending.changes += [Noted("flags", id, verb, day=day) for id in sorted(ids)]


def _is_flag(uow: UnitOfWork, day: date) -> Case[int]:
    exempt = excusing.conditions(uow, day, None)
    overdue = and_(is_open(day), E.breach_on <= day)
    return case((and_(overdue, not_(exempt.on_the_day)) if exempt else overdue, 1), else_=0)

"""From which day on a stream has to be worked out again after something of it was touched."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func

from app.db.base import LIVE
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned

E = ExpectationRow.__table__.c  # type: ignore[attr-defined]  # SQLModel hides the table
CLOCK = "personal-timescale"
PER_ACTION = "action-completed"

STREAM = owned(ExpectationRow, E.opened_on).where(
    E.subject_id == bindparam("subject_id"), E.known_until == LIVE
)
LAST_ANCHOR = (
    STREAM.where(E.rule == CLOCK, E.opened_on < bindparam("day"))
    .order_by(E.opened_on.desc())
    .limit(1)
)
ANCHOR_BY = (
    STREAM.where(E.rule == CLOCK, E.opened_on <= bindparam("day"))
    .order_by(E.opened_on.desc())
    .limit(1)
)
UNSETTLED = STREAM.with_only_columns(func.min(E.opened_on).label("opened_on")).where(
    E.rule != PER_ACTION, E.settled_on >= bindparam("day")
)


def window(uow: UnitOfWork, worker_id: UUID, since: date | None) -> date | None:
    """The last anchor of the worker's clock before what was touched and before all it may move.

    None: from the beginning. Expectations that opened before the window are settled: nothing that
    happened since can change them.
    """
    if since is None:
        return None
    anchor = _day(uow, LAST_ANCHOR, worker_id, since)
    if anchor is None:
        return None
    unsettled = _day(uow, UNSETTLED, worker_id, since)
    if unsettled is None or unsettled >= anchor:
        return anchor
    return _day(uow, ANCHOR_BY, worker_id, unsettled)


def _day(uow: UnitOfWork, query: object, worker_id: UUID, day: date) -> date | None:
    row = uow.run(query, {"subject_id": worker_id, "day": day}).first()  # type: ignore[arg-type]  # a query
    return row.opened_on if row else None

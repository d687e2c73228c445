"""From which day on a stream has to be worked out again after something of it was touched."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func

from app.db.base import LIVE, columns_of
from app.db.prepared import Prepared
from app.db.tables import ExpectationRow
from app.db.unit_of_work import UnitOfWork, owned

E = columns_of(ExpectationRow)
CLOCK = "personal-timescale"
PER_ACTION = "action-completed"

MINE = (E.subject_id == bindparam("subject_id"), E.known_until == LIVE)
FIRST_UNSETTLED = (
    owned(ExpectationRow, func.min(E.opened_on))
    .where(*MINE, E.rule != PER_ACTION, E.settled_on >= bindparam("day"))
    .scalar_subquery()
)
ANCHOR = Prepared(
    owned(ExpectationRow, E.opened_on)
    .where(
        *MINE,
        E.rule == CLOCK,
        E.opened_on < bindparam("day"),
        E.opened_on <= func.coalesce(FIRST_UNSETTLED, bindparam("day")),
    )
    .order_by(E.opened_on.desc())
    .limit(1)
)


def window(uow: UnitOfWork, worker_id: UUID, since: date | None) -> date | None:
    """The last anchor of the worker's clock before what was touched and before all it may move.

    None: from the beginning. Expectations that opened before the window are settled: nothing that
    happened since can change them.
    """
    if since is None:
        return None
    row = uow.one(ANCHOR, subject_id=worker_id, day=since)
    return row.opened_on if row else None

"""From which day on a stream has to be worked out again after something of it was touched."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, func, not_

from app.db.base import LIVE, columns_of
from app.db.prepared import Prepared
from app.db.tables import ExpectationRow
from app.db.tables.expectation import UNSETTLED
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations.rows import COLUMNS, ITS_OWN, expectation
from app.rules.facts import Opened
from app.rules.timescale import blurred_on
from app.vocabulary import Judgement

E = columns_of(ExpectationRow)
CLOCK = "personal-timescale"
PER_ACTION = "action-completed"
LASTING = "identity-explored"

MINE = (E.subject_id == bindparam("subject_id"), E.known_until == LIVE)
# What a lasting rule has open is worked out by itself: it may have been opened years ago.
BY_ITSELF = and_(E.rule == LASTING, E.settled_on == UNSETTLED)
# What stays open for ever once it was due is moved by nothing after that.
WAITS = and_(E.due_on.is_(None), E.judgement == Judgement.JUDGED.value)
WAS_DUE = and_(
    E.rule.in_(ITS_OWN),
    not_(WAITS),
    func.coalesce(E.due_on, E.opened_on) < bindparam("day"),
    E.settled_on == UNSETTLED,
)
MOVABLE = (
    *MINE,
    E.rule != PER_ACTION,
    not_(BY_ITSELF),
    not_(WAS_DUE),
    E.settled_on >= bindparam("day"),
)
FIRST_UNSETTLED = owned(ExpectationRow, func.min(E.opened_on)).where(*MOVABLE).scalar_subquery()
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
FIRST_MOVABLE = Prepared(owned(ExpectationRow, func.min(E.opened_on).label("day")).where(*MOVABLE))
# One at most, as its rule opens the next when it is met; so its id is asked for once, and not by a
# join, which PostgreSQL begins at the wrong end as long as it has no statistics of a new database.
OPEN_ID = owned(ExpectationRow, E.id).where(*MINE, BY_ITSELF).limit(1).scalar_subquery()
STANDS_OPEN = Prepared(
    owned(ExpectationRow, *COLUMNS)
    .where(E.known_until == LIVE, E.id == OPEN_ID, E.opened_on < bindparam("since"))
    .order_by(E.from_on)
)


def of_worker(uow: UnitOfWork, worker_id: UUID, since: date | None) -> date | None:
    """The last anchor of the worker's clock before what was touched and before all it may move.

    None: from the beginning. Expectations that opened before the window are settled: nothing that
    happened since can change them.
    """
    if since is None:
        return None
    row = uow.one(ANCHOR, subject_id=worker_id, day=since)
    return row.opened_on if row else None


def of_case(uow: UnitOfWork, case_id: UUID, since: date | None) -> date | None:
    """The day touched, or that on which the first was opened that this may still move."""
    if since is None:
        return None
    row = uow.only(FIRST_MOVABLE, subject_id=case_id, day=since)
    return min(since, row.day) if row.day else since


def stands_open(uow: UnitOfWork, worker_id: UUID, since: date) -> Sequence[Found]:
    """The stretches of what a lasting rule opened before the window and nobody has met."""
    return uow.rows(STANDS_OPEN, subject_id=worker_id, since=since)


def opened(found: Sequence[Found], since: date) -> Opened | None:
    """Those stretches as a fact."""
    if not found:
        return None
    stretches = [expectation(row) for row in found]
    return Opened(stretches[0].anchor, stretches[0].opened_on, blurred_on(stretches, since))

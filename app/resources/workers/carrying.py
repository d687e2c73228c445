"""What workers carry besides their own supervision: cases and agreements whose rows name them."""

from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Agreement, Allocation, Discussion, SessionPerson
from app.db.unit_of_work import UnitOfWork, owned
from app.vocabulary import SubjectType

AGREEMENT = columns_of(Agreement)
ALLOCATION = columns_of(Allocation)
PERSON = columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
WORKER_IDS: BindParameter[list[UUID]] = bindparam("worker_ids", expanding=True)
HELD_CASES = Prepared(
    owned(Allocation, ALLOCATION.case_id).where(ALLOCATION.worker_id.in_(WORKER_IDS))
)
# Not a join, which SQLite would begin with all discussions.
DISCUSSED_CASES = Prepared(
    owned(Discussion, DISCUSSION.case_id).where(
        DISCUSSION.session_id.in_(
            owned(SessionPerson, PERSON.session_id).where(
                PERSON.worker_id.in_(WORKER_IDS), PERSON.part == "supervisee"
            )
        )
    )
)
AGREED = Prepared(owned(Agreement, AGREEMENT.id).where(AGREEMENT.supervisee_id.in_(WORKER_IDS)))


def touch_posts(uow: UnitOfWork, ids: list[UUID]) -> None:
    """Touch all that hangs on these workers' posts: their streams, and what they carry."""
    for id in ids:
        uow.pending.touch(SubjectType.WORKER, id, None)
    for row in uow.rows(AGREED, worker_ids=ids):
        uow.pending.touch(SubjectType.AGREEMENT, row.id, None)
    touch_carried(uow, ids, None)


def touch_carried(uow: UnitOfWork, ids: list[UUID], since: date | None) -> None:
    """Touch the cases that these workers hold or have discussed, from a day on."""
    for query in (HELD_CASES, DISCUSSED_CASES):
        for row in uow.rows(query, worker_ids=ids):
            uow.pending.touch(SubjectType.CASE, row.case_id, since)

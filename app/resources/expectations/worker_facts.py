"""Workers, with posts, absences and agreements, as facts for the rules."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Absence, Agreement, Post, Worker
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules import facts

WORKER = columns_of(Worker)
POST = columns_of(Post)
ABSENCE = columns_of(Absence)
AGREEMENT = columns_of(Agreement)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
WORKERS = Prepared(owned(Worker).where(WORKER.id.in_(IDS)))
POSTS = Prepared(owned(Post).where(POST.worker_id.in_(IDS)))
ABSENCES = Prepared(owned(Absence).where(ABSENCE.worker_id.in_(IDS)))
AGREEMENTS = Prepared(owned(Agreement).where(AGREEMENT.supervisee_id.in_(IDS)))
BY_ID = Prepared(owned(Agreement).where(AGREEMENT.id == bindparam("id")))
MOST_REMEMBERED = 5000

Version = tuple[int, int]
"""The version of a worker's record, and the number of changes of what else is known of them."""


_remembered: dict[tuple[UUID, Version], facts.Worker | None] = {}


def worker(uow: UnitOfWork, id: UUID, version: Version | None) -> facts.Worker | None:
    """A worker; remembered by version, unless this unit of work has changed what is known."""
    if version is None or id in uow.pending.records or id in uow.pending.facts_of:
        return workers(uow, [id]).get(id)
    if (id, version) not in _remembered:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[id, version] = workers(uow, [id]).get(id)
    return _remembered[id, version]


def workers(uow: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, facts.Worker]:
    """Workers with posts, absences and agreements; those entered in error are left out."""
    known = uow.rows(WORKERS, ids=ids) if ids else ()
    if not known:
        return {}
    posts, absences = uow.rows(POSTS, ids=ids), uow.rows(ABSENCES, ids=ids)
    agreements = uow.rows(AGREEMENTS, ids=ids)
    return {
        row.id: facts.Worker(
            row.id,
            row.asye_started_on,
            tuple(_post(post, row) for post in posts if post.worker_id == row.id),
            tuple(
                facts.Absence(absence.reason, absence.from_on, absence.to_on)
                for absence in absences
                if absence.worker_id == row.id
            ),
            tuple(
                _agreement(agreement)
                for agreement in agreements
                if agreement.supervisee_id == row.id
            ),
        )
        for row in known
    }


def agreement(uow: UnitOfWork, id: UUID) -> facts.AgreementStream | None:
    """An agreement with its supervisee; None for one that was entered in error."""
    row = uow.one(BY_ID, id=id)
    supervisee = workers(uow, [row.supervisee_id]).get(row.supervisee_id) if row else None
    return facts.AgreementStream(_agreement(row), supervisee) if row and supervisee else None


def _agreement(row: Found) -> facts.Agreement:
    return facts.Agreement(
        row.id,
        row.supervisor_id,
        row.started_on,
        row.ended_on,
        row.interval_days,
        row.signed_on,
        tuple(map(date.fromisoformat, row.reviews)),
    )


def _post(post: Found, worker: Found) -> facts.Post:
    return facts.Post(
        id=post.id,
        team_id=post.team_id,
        role=post.role,
        stage=post.meaning or post.stage,
        supervised=post.supervised,
        started_on=post.started_on,
        ended_on=post.ended_on,
        received_on=worker.received_on,
    )

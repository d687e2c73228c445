"""Workers: how one is written, found and filtered."""

from typing import cast
from uuid import UUID

from app.db import records
from app.db.base import columns_of
from app.db.tables import Post
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer, read_models
from app.resources.records.filters import narrowed
from app.resources.records.listing import page
from app.resources.records.team_tree import team_and_below
from app.resources.workers.kind import WORKERS
from app.resources.workers.schemas import WorkerFilters, WorkerRead

WRITER = Writer.of(WORKERS)
POST = columns_of(Post)


def find_all(uow: UnitOfWork, filters: WorkerFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = [POST.team_id.in_(team_and_below(filters.team))] if filters.team else []
    return page(uow, WORKERS, filters, narrowed(Post, wanted, "worker_id"))


def whole(uow: UnitOfWork, id: UUID) -> WorkerRead:
    """One worker with all posts and absences."""
    (worker,) = read_models(uow, WORKERS, [records.find(uow, WORKERS.type, id)])
    return cast("WorkerRead", worker)

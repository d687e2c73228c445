"""Cases: how one is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import Allocation
from app.db.unit_of_work import UnitOfWork
from app.resources.cases.kind import CASES
from app.resources.cases.schemas import CaseFilters
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer
from app.resources.records.filters import equal, narrowed
from app.resources.records.listing import page

WRITER = Writer.of(CASES)
ALLOCATION = columns_of(Allocation)


def find_all(uow: UnitOfWork, filters: CaseFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = equal((ALLOCATION.worker_id, filters.worker))
    return page(uow, CASES, filters, narrowed(Allocation, wanted, "case_id"))

"""Agreements: how one is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import Agreement
from app.db.unit_of_work import UnitOfWork
from app.resources.agreements.kind import AGREEMENTS
from app.resources.agreements.schemas import AgreementFilters
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer
from app.resources.records.filters import equal, narrowed
from app.resources.records.listing import page

WRITER = Writer.of(AGREEMENTS)
AGREEMENT = columns_of(Agreement)


def find_all(uow: UnitOfWork, filters: AgreementFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    wanted = equal(
        (AGREEMENT.supervisee_id, filters.supervisee),
        (AGREEMENT.supervisor_id, filters.supervisor),
    )
    if filters.on:
        still = AGREEMENT.ended_on.is_(None) | (AGREEMENT.ended_on >= filters.on)
        wanted += [AGREEMENT.started_on <= filters.on, still]
    return page(uow, AGREEMENTS, filters, narrowed(Agreement, wanted))

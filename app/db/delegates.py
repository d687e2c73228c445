"""Acting for a person: whom a client's request is on behalf of."""

from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Record
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Fault, Invalid
from app.vocabulary import RecordType

RECORD = columns_of(Record)
HEADER = "On-Behalf-Of"
PERSON = Prepared(
    owned(Record, RECORD.id).where(
        RECORD.type == RecordType.WORKER.value,
        RECORD.source == bindparam("source"),
        RECORD.reference == bindparam("reference"),
        RECORD.deleted_at.is_(None),
    )
)


def person(uow: UnitOfWork, reference: str) -> UUID:
    """The worker whom the client calls so; raises `Invalid` where there is none."""
    row = uow.one(PERSON, source=uow.client.source, reference=reference)
    if row is None:
        raise Invalid(
            "The person acted for does not exist.",
            code="reference-not-found",
            faults=(Fault("reference-not-found", "There is no such worker.", parameter=HEADER),),
        )
    id: UUID = row.id
    return id

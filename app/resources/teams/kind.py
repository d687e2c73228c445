"""Teams as a type of record."""

from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.tables import Team
from app.db.unit_of_work import UnitOfWork, owned
from app.errors import Fault, Invalid
from app.resources.records.days import day
from app.resources.records.kinds import Kind
from app.resources.teams.schemas import TeamDocument, TeamRead
from app.vocabulary import RecordType

TEAM = columns_of(Team)
PARENT = Prepared(owned(Team, TEAM.parent_id).where(TEAM.id == bindparam("id")))


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the team's row anew; no expectation depends on a team's own dates."""
    if before is not None:
        uow.remove(Team, "id", record.id)
    if after is not None:
        parent = after["parent_id"]
        row = {
            "id": record.id,
            "parent_id": UUID(parent) if parent else None,
            "started_on": day(after["started_on"]),
            "ended_on": day(after["ended_on"]),
        }
        uow.insert(Team, [row])


def examine(uow: UnitOfWork, record: Stored | None, team: TeamDocument) -> None:
    """Refuse a team above itself."""
    above = team.parent_id
    while record and above:
        if above == record.id:
            fault = Fault("circle", "A team cannot stand above itself.", pointer="/parent_ref")
            raise Invalid("The teams would form a circle.", faults=(fault,))
        row = uow.one(PARENT, id=above)
        above = row.parent_id if row else None


TEAMS = Kind(
    type=RecordType.TEAM, document=TeamDocument, read=TeamRead, project=project, examine=examine
)

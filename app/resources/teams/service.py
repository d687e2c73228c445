"""Teams: how one is written, found and filtered."""

from app.db.base import columns_of
from app.db.tables import Team
from app.db.unit_of_work import UnitOfWork
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer
from app.resources.records.filters import equal, narrowed
from app.resources.records.listing import page
from app.resources.teams.kind import TEAMS
from app.resources.teams.schemas import TeamFilters

WRITER = Writer.of(TEAMS)
TEAM = columns_of(Team)


def find_all(uow: UnitOfWork, filters: TeamFilters) -> tuple[Answer, str | None]:
    """A page of them."""
    return page(uow, TEAMS, filters, narrowed(Team, equal((TEAM.parent_id, filters.parent))))

"""A team and all teams below it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from app.db.base import columns_of
from app.db.tables import Team
from app.db.unit_of_work import owned

TEAM = columns_of(Team)


def team_and_below(id: UUID) -> Select[Any]:
    """The ids of a team and of every team that stands below it, however deep."""
    top = owned(Team, TEAM.id).where(TEAM.id == id).cte("team_and_below", recursive=True)
    below = owned(Team, TEAM.id).where(TEAM.parent_id == top.c.id)
    whole = top.union(below)
    return whole.select()

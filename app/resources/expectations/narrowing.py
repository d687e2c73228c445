"""The conditions that narrow stretches to who carried them, and under which plan.

Shared by lists and figures.
"""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.resources.records.team_tree import team_and_below

E = columns_of(ExpectationRow)
NONE = "none"
Whom = UUID | Literal["none"]
"""An id, or `none` for what has nobody there."""


def carried_by(
    *, worker: Whom | None, supervisor: Whom | None, team: Whom | None, below: bool = True
) -> Iterator[ColumnElement[bool]]:
    """Conditions for those that are asked for; a team with the teams below it, unless told."""
    if isinstance(team, UUID) and below:
        yield E.team_id.in_(team_and_below(team))
        team = None
    for column, asked in (
        (E.worker_id, worker),
        (E.supervisor_id, supervisor),
        (E.team_id, team),
    ):
        if isinstance(asked, UUID):
            yield column == asked
        elif asked is not None:
            yield column.is_(None)


def of_plan(plan_type: str | None) -> list[ColumnElement[bool]]:
    """The condition that it was due under a plan, or under none."""
    if plan_type is None:
        return []
    return [E.plan_type.is_(None) if plan_type == NONE else E.plan_type == plan_type]

"""Summaries of feedback: gathered, hidden where need be, and given their names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Malformed
from app.resources.feedback_summary.gathering import Sought, sought_in
from app.resources.feedback_summary.quarters import Quarter, newest
from app.resources.feedback_summary.schemas import (
    FeedbackSummary,
    GroupBy,
    SummaryQuery,
    SummaryRow,
)
from app.resources.feedback_summary.suppression import Given, shown
from app.resources.records.pointers import names
from app.vocabulary import Direction

Group = tuple[UUID | None, ...]
DEPTH = {None: 0, GroupBy.TEAM: 1, GroupBy.SUPERVISOR: 2}
FIGURES = ("respondents", "scores", "mean_score", "asked", "answered", "declined")


def summarise(uow: UnitOfWork, query: SummaryQuery) -> FeedbackSummary:
    """One quarter's feedback; what is hidden is settled for all ways of splitting it together."""
    quarter = _published(uow, query.quarter)
    sought = sought_in(uow, quarter)
    depth = DEPTH[query.group_by]
    known = names(uow, list({id for one in sought for id in _path(one)[:depth] if id}))
    return FeedbackSummary(
        quarter=str(quarter),
        as_at=quarter.last_on,
        known_at=quarter.known_at,
        items=[
            SummaryRow(direction=direction, **_named(group, known), **figures)
            for direction in Direction
            for group, figures in _figures(
                [one for one in sought if one.direction is direction], depth
            )
        ],
    )


def _published(uow: UnitOfWork, text: str | None) -> Quarter:
    quarter = Quarter.parse(text) if text else newest(uow.now)
    if quarter.published_at > uow.now:
        fault = Fault(
            "not-yet", "A quarter can be asked for 29 days after its end.", parameter="quarter"
        )
        raise Malformed(
            "This quarter's feedback is not settled yet.", code="invalid-parameter", faults=(fault,)
        )
    return quarter


def _figures(sought: Sequence[Sought], depth: int) -> Iterator[tuple[Group, dict[str, Any]]]:
    """The groups of one direction at one depth, each with what may be shown of it."""
    may_be_shown = shown(
        [Given(_path(one), one.respondent, one.score) for one in sought if one.score]
    )
    groups: defaultdict[Group, list[Sought]] = defaultdict(list)
    for one in sought:
        groups[_path(one)[:depth]].append(one)
    for group in sorted(groups, key=str):
        hidden = group not in may_be_shown
        figures = {} if hidden else _measured(groups[group], whole=not depth)
        yield group, {"hidden": hidden, **dict.fromkeys(FIGURES), **figures}


def _measured(sought: Sequence[Sought], *, whole: bool) -> dict[str, Any]:
    """The figures of a group; what was not scored is counted in the whole alone.

    By team it could be told from the totals who of a small group had declined.
    """
    scores = [one.score for one in sought if one.score]
    figures: dict[str, Any] = {
        "respondents": len({one.respondent for one in sought if one.score and one.respondent}),
        "scores": len(scores),
        "mean_score": round(sum(scores) / len(scores), 1),
    }
    if whole:
        answered, declined = (sum(getattr(one, name) for one in sought) for name in FIGURES[-2:])
        figures |= {"asked": len(sought), "answered": answered, "declined": declined}
    return figures


def _path(sought: Sought) -> Group:
    """The narrowest group, by way of those that it lies in."""
    return sought.team_id, sought.supervisor_id


def _named(group: Group, known: dict[str, str | None]) -> dict[str, Any]:
    """Whom a group is about; null where it is not split, and where nobody is known."""
    team_id, supervisor_id = (*group, None, None)[:2]
    return {
        "team_id": team_id,
        "team_ref": known.get(str(team_id)),
        "supervisor_id": supervisor_id,
        "supervisor_ref": known.get(str(supervisor_id)),
    }

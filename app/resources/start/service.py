"""Today's figures for the start page."""

from collections.abc import Iterable

from app.db import records
from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.banding import ageing
from app.resources.compliance.figures import figures
from app.resources.compliance.queries import AgeingQuery, ComplianceQuery
from app.resources.compliance.schemas import InTimescale
from app.resources.expectations.asking import asked
from app.resources.expectations.rulebook import policy_for
from app.resources.start.schemas import Standing, TeamStanding, Today
from app.vocabulary import Measure

RULE = "personal-timescale"
LONG = 28


def today(uow: UnitOfWork) -> Today:
    """Who is within timescale for personal supervision, by team, and how much is overdue."""
    moment = asked(uow, None, None)
    whole = _standing(uow, None)
    late = ageing(uow, AgeingQuery(bands=str(LONG))).items
    return Today(
        organisation=uow.client.name,
        as_at=moment.as_at,
        green=policy_for(uow, moment.as_at, moment.known_at).rag["green"],
        all=Standing(**_counts(whole[0])) if whole else _NOBODY,
        teams=_teams(uow, _standing(uow, "team")),
        overdue=sum(band.overdue for band in late),
        overdue_long=sum(band.overdue for band in late if band.from_days > LONG),
    )


_NOBODY = Standing(subjects=0, in_timescale=0, cannot_judge=0, rate=None, rag=None)


def _standing(uow: UnitOfWork, group_by: str | None) -> list[InTimescale]:
    query = ComplianceQuery(measure=Measure.IN_TIMESCALE, rule=RULE, group_by=group_by)
    return [item for item in figures(uow, query).items if isinstance(item, InTimescale)]


def _teams(uow: UnitOfWork, rows: Iterable[InTimescale]) -> list[TeamStanding]:
    """Those furthest behind first; those with nobody to judge last."""
    ordered = sorted(rows, key=lambda row: (row.rate is None, row.rate, str(row.team_ref)))
    known = records.among(uow, [row.team_id for row in ordered if row.team_id])
    return [
        TeamStanding(
            team_ref=row.team_ref,
            name=known[row.team_id].document.get("name") if row.team_id else None,
            **_counts(row),
        )
        for row in ordered
    ]


def _counts(row: InTimescale) -> dict[str, object]:
    return row.model_dump(include=set(Standing.model_fields))

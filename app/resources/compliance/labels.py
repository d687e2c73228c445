"""What groups and filters are called in charts: teams by name, people by reference."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from app.db import records
from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.groups import FIELDS, POINTING, Group
from app.resources.compliance.queries import GroupBy, Narrowed
from app.resources.compliance.schemas import Grouped
from app.resources.expectations.narrowing import NONE
from app.resources.records.pointers import names
from app.rules.catalogue import CATALOGUE

Item = TypeVar("Item", bound=Grouped)
ALL = "All"
TITLES = {rule.code: rule.title for rule in CATALOGUE}
NOBODY = {
    GroupBy.TEAM: "Without a team",
    GroupBy.SUPERVISOR: "Without a supervisor",
    GroupBy.WORKER: "Without a worker",
    GroupBy.PLAN_TYPE: "Without a plan",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The words for groups, a month being none; `teams` are names by id."""

    groups: tuple[GroupBy, ...] = ()
    teams: Mapping[UUID, str] = field(default_factory=dict)

    def apart(self, items: Iterable[Item]) -> list[list[Item]]:
        """The rows of figures of each group."""
        found: dict[Group, list[Item]] = {}
        for item in items:
            key = tuple(getattr(item, FIELDS[group]) for group in self.groups)
            found.setdefault(key, []).append(item)
        return list(found.values())

    def of(self, item: Grouped) -> str:
        """What a row of figures is about."""
        return ", ".join(self._said(group, item) for group in self.groups) or ALL

    def _said(self, group: GroupBy, item: Grouped) -> str:
        if group is GroupBy.TEAM and item.team_id and item.team_id in self.teams:
            return self.teams[item.team_id]
        if group in POINTING:
            pointed = POINTING[group]
            of_theirs = getattr(item, f"{pointed}_ref") or getattr(item, f"{pointed}_id")
            return str(of_theirs) if of_theirs else NOBODY[group]
        said = getattr(item, group.value)
        return TITLES.get(said, said) if said else NOBODY[group]


def labels(uow: UnitOfWork, groups: tuple[GroupBy, ...], items: Iterable[Grouped]) -> Labels:
    """The words for the groups of an answer."""
    ids = {item.team_id for item in items if item.team_id}
    shown = tuple(group for group in groups if group is not GroupBy.MONTH)
    return Labels(shown, team_names(uow, ids))


def team_names(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of teams; those that share one have their reference behind it."""
    known = records.among(uow, list(ids))
    called = {id: team.document["name"] for id, team in known.items() if "name" in team.document}
    bearers = Counter(called.values())
    return {
        id: name if bearers[name] == 1 else f"{name} ({known[id].reference or id})"
        for id, name in called.items()
    }


def narrowed_to(uow: UnitOfWork, query: Narrowed) -> Iterator[str]:
    """What a question is narrowed to, in words; what was filtered by an id has its reference."""
    if query.rule:
        yield TITLES.get(query.rule, query.rule)
    if isinstance(query.team, UUID):
        name = team_names(uow, [query.team]).get(query.team, "a team that is not known")
        yield f"{name}, with the teams below it"
    for group in (GroupBy.SUPERVISOR, GroupBy.WORKER):
        whom = getattr(query, group)
        if isinstance(whom, UUID):
            yield f"{group.value} {names(uow, [whom]).get(str(whom)) or whom}"
    if query.plan_type and query.plan_type != NONE:
        yield f"plan {query.plan_type}"
    yield from (said for group, said in NOBODY.items() if getattr(query, group) == NONE)

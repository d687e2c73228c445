"""Which stretches are counted, how they are split, and which day and policy it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.groups import columns, narrowed
from app.resources.compliance.queries import GroupBy, Narrowed
from app.resources.expectations.asking import Asked, asked
from app.resources.expectations.rulebook import policy_for
from app.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question of figures is about; `policy` says what is soon and what is green.

    `also` are further columns to split by, after the groups.
    """

    moment: Asked
    policy: Policy
    groups: tuple[GroupBy, ...]
    conditions: Sequence[ColumnElement[bool]]
    also: tuple[ColumnElement[Any], ...] = ()

    def columns(self, month: ColumnElement[Any] | None = None) -> list[ColumnElement[Any]]:
        """What to group by; `month` is needed where there are months."""
        return [*columns(self.groups, month), *self.also]

    @property
    def warning_days(self) -> int:
        """How many days before its due day something is due soon."""
        return self.policy.warning_days


def scope_of(uow: UnitOfWork, query: Narrowed) -> Scope:
    """What a question is about, as at its day."""
    moment = asked(uow, query.as_at, query.known_at)
    policy = policy_for(uow, moment.as_at, moment.known_at)
    return Scope(moment, policy, query.groups, narrowed(query))


def on_the(uow: UnitOfWork, day: date, scope: Scope) -> Scope:
    """The same question as at another day, known when it was known."""
    moment = replace(scope.moment, as_at=day)
    return replace(scope, moment=moment, policy=policy_for(uow, day, moment.known_at))

"""One stretch of an expectation: what is expected of one subject by one day, and why."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from uuid_utils.compat import uuid5

from app.vocabulary import EndReason, Judgement, SubjectType

NAMESPACE = UUID("5f6f1c1e-3a0c-5d53-9b51-0d6c1f6f0a77")

Step = dict[str, Any]
"""One step of a trace, or one near miss: {"code": …, further arguments}; JSON values only."""


@lru_cache(maxsize=8192)
def written(day: date) -> str:
    """A day as steps have it; a life has few days, and each stands in many steps."""
    return day.isoformat()


class Expectation(NamedTuple):
    """A stretch: it stands on days from_on <= A < ended_on; days are civil, `reason` is a code.

    A named tuple, because a write makes dozens: a frozen dataclass takes three times as long.
    What is made by `placed` fills the fields in this order.
    """

    rule: str
    subject_type: SubjectType
    subject_id: UUID
    anchor: str
    opened_on: date
    from_on: date
    ended_on: date | None = None
    end_reason: EndReason | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    breach_on: date | None = None
    met_on: date | None = None
    met_by: UUID | None = None
    in_time: bool | None = None
    judgement: Judgement = Judgement.JUDGED
    reason: str | None = None
    record_type: str | None = None
    record_id: UUID | None = None
    worker_id: UUID | None = None
    supervisor_id: UUID | None = None
    team_id: UUID | None = None
    plan_type: str | None = None
    policy_version: int = 0
    calendar_version: int = 0
    trace: tuple[Step, ...] = ()
    near_misses: tuple[Step, ...] = ()

    @property
    def id(self) -> UUID:
        """The stable id of all stretches with this key; the due day is never part of it."""
        return id_of(self.rule, self.subject_id, self.anchor)


placed: Callable[[tuple[Any, ...]], Expectation] = partial(tuple.__new__, Expectation)
"""An expectation out of all its fields in order: half the time of calling it, dozens a write."""


@lru_cache(maxsize=10_000)  # the stretches of one expectation come one after the other
def id_of(rule: str, subject_id: UUID | str, anchor: str) -> UUID:
    """The id of the expectation of one subject that one fact opened."""
    return uuid5(NAMESPACE, f"{rule}|{subject_id}|{anchor}")

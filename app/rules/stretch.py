"""What a building block works out about one stretch, before it is known who carried it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from app.rules.expectation import Step
from app.vocabulary import EndReason, Judgement


class Fact(NamedTuple):
    """What opened an expectation: its rule, its anchor, its day and the record it is about.

    `origin` is the session that opened it, whoever was supervised there carries a case's row;
    `carried_by` is who carries it whatever else is known.
    """

    rule: str
    anchor: str
    opened_on: date
    record_type: str | None = None
    record_id: UUID | None = None
    origin: UUID | None = None
    carried_by: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Stretch:
    """The days a sum held, what came of it and how it was done.

    `unjudged` stays true where a pause covers days that could not be judged anyway.
    """

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
    unjudged: bool = False
    reason: str | None = None
    plan_type: str | None = None
    policy_version: int = 0
    calendar_version: int = 0
    trace: tuple[Step, ...] = ()
    near_misses: tuple[Step, ...] = ()

    def end(self, day: date, reason: EndReason) -> None:
        """Let it stand no longer from that day on."""
        self.ended_on, self.end_reason = day, reason

    def meet(self, day: date, record_id: UUID | None, at: datetime | None = None) -> None:
        """Say when and by which record it was met; what is due by the hour is judged by it."""
        self.met_on, self.met_by = day, record_id
        if self.due_at and at:
            self.in_time = at <= self.due_at
        else:
            self.in_time = self.due_on is None or day <= self.due_on

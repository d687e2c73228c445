"""What a building block works out about one stretch, before it is known who carried it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.rules.expectation import Step
from app.vocabulary import EndReason, Judgement


class Fact(NamedTuple):
    """What opened an expectation: its rule, its anchor, its day and the record it is about.

    `origin` is the session that opened it, whoever was supervised there carries a case's row.
    """

    rule: str
    anchor: str
    opened_on: date
    record_type: str | None = None
    record_id: UUID | None = None
    origin: UUID | None = None


@dataclass(slots=True, kw_only=True)
class Stretch:
    """The days a sum held, what came of it and how it was done."""

    from_on: date
    ended_on: date | None = None
    end_reason: EndReason | None = None
    due_on: date | None = None
    breach_on: date | None = None
    met_on: date | None = None
    met_by: UUID | None = None
    in_time: bool | None = None
    judgement: Judgement = Judgement.JUDGED
    reason: str | None = None
    policy_version: int = 0
    calendar_version: int = 0
    trace: tuple[Step, ...] = ()
    near_misses: tuple[Step, ...] = ()

    def end(self, day: date, reason: EndReason) -> None:
        """Let it stand no longer from that day on."""
        self.ended_on, self.end_reason = day, reason

    def meet(self, day: date, record_id: UUID | None) -> None:
        """Say when and by which record it was met."""
        self.met_on, self.met_by = day, record_id
        self.in_time = self.due_on is None or day <= self.due_on

"""The shapes of subject pages."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.fields import Day
from app.resources.expectations.asking import KnownAt
from app.resources.expectations.reevaluating import Reevaluating
from app.resources.expectations.schemas import RESTATED, ExpectationRead
from app.vocabulary import EndReason, SessionKind, State

MOST = 100
LIMITED = f"{MOST} at most."


class SupervisionQuery(BaseModel):
    """Which day a subject page is about, and whose knowledge answers."""

    model_config = ConfigDict(extra="forbid")

    as_at: Day | None = Field(default=None, description="The day it is about; today unless told.")
    known_at: KnownAt | None = None


class LastHeld(BaseModel):
    """The last session that was held by the day."""

    session_id: UUID
    session_ref: str | None
    kind: SessionKind
    held_on: date
    supervisor_id: UUID | None
    supervisor_ref: str | None


class OpenAction(BaseModel):
    """An action that was open at the end of the day."""

    action_id: UUID
    action_ref: str | None
    owner_id: UUID | None
    owner_ref: str | None
    agreed_on: date
    due_on: date | None = Field(description="As re-dated by the day.")
    days_late: int | None = Field(description="Null: it is not late.")
    carried_forward: int = Field(description="How often, by the day.")


class Cycle(BaseModel):
    """One stretch of the clock of supervision."""

    id: UUID = Field(description="Of the expectation.")
    opened_on: date
    from_on: date
    ended_on: date | None
    end_reason: EndReason | None
    due_on: date | None
    met_on: date | None
    met_by: UUID | None
    days_late: int | None
    state: State


class SupervisionPage(BaseModel):
    """What stands about one subject; nothing of it lies after the day."""

    as_at: date
    known_at: datetime
    restated_policy_versions: list[int] = Field(description=RESTATED)
    reevaluating: Reevaluating | None
    next_due: list[ExpectationRead] = Field(
        description="The stretches that are open of what recurs, the earliest due day first."
    )
    open_flags: list[ExpectationRead] = Field(
        description=f"What is overdue, with its sentence; the earliest due day first. {LIMITED}"
    )
    open_actions: list[OpenAction] = Field(description=f"The earliest due day first. {LIMITED}")
    cycles: list[Cycle] = Field(
        description=f"How the clock of supervision has run, the newest first. {LIMITED}"
    )


class WorkerSupervision(SupervisionPage):
    """The supervision of one worker."""

    worker_id: UUID
    worker_ref: str | None
    last_held: LastHeld | None = Field(description="Personal or joint; null: none is known.")


class CaseSupervision(SupervisionPage):
    """The supervision of one case."""

    case_id: UUID
    case_ref: str | None
    last_held: LastHeld | None = Field(description="That discussed it; null: none is known.")

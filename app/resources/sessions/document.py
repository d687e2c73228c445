"""A session as it is stored: the whole of it, with every rule between its fields."""

from datetime import timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, StrictInt, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from app.fields import Day, Instant, Line, Minutes, Narrative, Switch
from app.resources.records.checks import Context, agree, context_of, is_to_come, once
from app.vocabulary import PlanProgress, ReviewOutcome, SessionKind, SessionStatus

LONGEST = timedelta(hours=24)
CLOSING = {ReviewOutcome.COMPLETED, ReviewOutcome.NO_LONGER_NEEDED}


class CheckInPart(BaseModel):
    """The opening of a session."""

    held: Switch | None = None
    note: Narrative | None = None


class IdentityPart(BaseModel):
    """One aspect of identity."""

    aspect: Line
    whose: Line | None = None


class SignaturesPart(BaseModel):
    """The signatures under a record."""

    supervisee_on: Day | None = None
    supervisor_on: Day | None = None
    disagreement: Narrative | None = None
    disagreed_on: Day | None = None


class TemplateAnswerPart(BaseModel):
    """The answer to a question that a template asks beyond our fields."""

    question: Line
    answer: Switch | StrictInt | Narrative | None = None


class DiscussionPart(BaseModel):
    """What was said about one case."""

    case_id: UUID
    plan_progress: PlanProgress | None = None
    analysis: Narrative | None = None
    childs_voice: Narrative | None = None
    decision: Narrative | None = None
    rationale: Narrative | None = None
    contingency: Narrative | None = None
    recorded_at: Instant | None = None


class ReviewPart(BaseModel):
    """The review of one earlier action."""

    action_id: UUID
    outcome: ReviewOutcome
    completed_on: Day | None = None
    new_due_on: Day | None = None
    comment: Narrative | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.completed_on and self.outcome is not ReviewOutcome.COMPLETED:
            raise PydanticCustomError("completed-on", "Only a completed action has completed_on.")
        if self.new_due_on and self.outcome in CLOSING:
            raise PydanticCustomError("new-due-on", "An action that is closed has no new due day.")
        return self


class SessionDocument(BaseModel):
    """A session without the actions and feedback, which are records of their own."""

    kind: SessionKind
    status: SessionStatus
    supervisee_ids: list[UUID] = Field(default=[], max_length=100)
    supervisor_ids: list[UUID] = Field(default=[], max_length=20)
    planned_for: Instant | None = None
    planned_on: Day | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    held_on: Day | None = None
    minutes: Minutes | None = None
    interrupted_minutes: Minutes | None = None
    recorded_at: Instant | None = None
    format: Line | None = None
    check_in: CheckInPart | None = None
    reflection: Narrative | None = None
    appreciative_note: Narrative | None = None
    wellbeing: Narrative | None = None
    development: Narrative | None = None
    family_feedback: Narrative | None = None
    circular_questions: list[Narrative] | None = None
    identity_aspects: list[IdentityPart] | None = None
    feedback_minutes: Minutes | None = None
    discussions: list[DiscussionPart] | None = None
    action_reviews: list[ReviewPart] | None = None
    feedback_listed: bool = False
    template: Line | None = None
    template_version: Annotated[StrictInt, Field(ge=0)] | None = None
    template_answers: list[TemplateAnswerPart] | None = None
    signatures: SignaturesPart | None = None
    fallen_signatures: SignaturesPart | None = None
    signatures_fell_on: Day | None = None
    shared_on: Day | None = None
    previous_actions_reviewed: Switch | None = None
    cancelled_on: Day | None = None
    cancelled_by: Line | None = None
    cancel_reason: Narrative | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_people_is_an_empty_list(cls, value: dict[str, Any]) -> dict[str, Any]:
        return {
            **value,
            "supervisee_ids": value.get("supervisee_ids") or [],
            "supervisor_ids": value.get("supervisor_ids") or [],
        }

    @model_validator(mode="after")
    def _whole(self, info: ValidationInfo) -> Self:
        context = context_of(info)
        self._people()
        self._times(context)
        self._fits_its_status()
        self._is_not_to_come(context)
        once("action_reviews", (review.action_id for review in self.action_reviews or ()))
        once("discussions", (discussion.case_id for discussion in self.discussions or ()))
        once("template_answers", (answer.question for answer in self.template_answers or ()))
        if self.template_answers and self.template is None:
            raise PydanticCustomError("template", "Answers to a template name the template.")
        return self

    def _people(self) -> None:
        once("supervisees", self.supervisee_ids)
        once("supervisors", self.supervisor_ids)
        if set(self.supervisee_ids) & set(self.supervisor_ids):
            raise PydanticCustomError("own-supervisor", "Nobody supervises themselves.")
        if self.kind is SessionKind.PERSONAL and len(self.supervisee_ids) != 1:
            raise PydanticCustomError("supervisees", "A personal session has one supervisee.")
        if self.kind is SessionKind.JOINT and not self.supervisee_ids:
            raise PydanticCustomError("supervisees", "A joint session has supervisees.")

    def _times(self, context: Context) -> None:
        if self.ended_at and not self.started_at:
            raise PydanticCustomError("ended-at", "A session that ended has started_at, too.")
        if self.started_at and self.ended_at:
            if not timedelta(0) < self.ended_at - self.started_at <= LONGEST:
                raise PydanticCustomError(
                    "ended-at", "A session ends after it started, within 24 hours."
                )
            if self.minutes is not None and self.minutes != self.length:
                raise PydanticCustomError("minutes", "The minutes and the two instants differ.")
        if (self.length or 0) < (self.interrupted_minutes or 0) and self.length is not None:
            raise PydanticCustomError("interrupted", "More was interrupted than was held.")
        if (self.length or 0) < (self.feedback_minutes or 0) and self.length is not None:
            raise PydanticCustomError("feedback-minutes", "More was fed back than was held.")
        agree("planned_on", self.planned_on, self.planned_for, context)
        agree("held_on", self.held_on, self.started_at, context)

    def _fits_its_status(self) -> None:
        if self.status is SessionStatus.HELD:
            if not (self.started_at or self.held_on):
                raise PydanticCustomError("held", "A held session has started_at or held_on.")
            return
        if self.status is SessionStatus.PLANNED and not (self.planned_for or self.planned_on):
            raise PydanticCustomError("planned", "A planned session has planned_for or planned_on.")
        if not (self.planned_for or self.planned_on or self.cancelled_on):
            raise PydanticCustomError(
                "cancelled", "A session that was not held says when it was planned or cancelled."
            )
        if self.action_reviews:
            raise PydanticCustomError("not-held", "Only a held session reviews actions.")

    def _is_not_to_come(self, context: Context) -> None:
        if self.status is not SessionStatus.HELD:
            return
        if is_to_come(self.held_on, self.ended_at or self.started_at, context):
            raise PydanticCustomError(
                "held-in-the-future", "A session cannot be held in the future."
            )

    @property
    def length(self) -> int | None:
        """Whole minutes, as far as they are known."""
        if self.started_at and self.ended_at:
            return int((self.ended_at - self.started_at).total_seconds() // 60)
        return self.minutes

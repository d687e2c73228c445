"""What is sent and answered about sessions."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.fields import Day, Instant, Line, Minutes, Narrative, Reference, Source, Switch
from app.resources.actions.schemas import ActionAgreed, ActionInside
from app.resources.feedback.schemas import FeedbackInSession, FeedbackRead
from app.resources.records.listing import ListQuery
from app.resources.records.schemas import (
    Envelope,
    FlagNotices,
    Incoming,
    IncomingRecord,
    NewRecord,
    Pointer,
    without_key,
)
from app.resources.sessions.document import (
    CheckInPart,
    IdentityPart,
    SignaturesPart,
    TemplateAnswerPart,
)
from app.resources.sessions.example import CHANGE_EXAMPLE, EXAMPLE, REVIEWS_EXAMPLE
from app.vocabulary import (
    PlanProgress,
    RecordType,
    ReviewOutcome,
    ReviewStatus,
    SessionKind,
    SessionStatus,
    Whose,
)


class CheckIn(CheckInPart, Incoming):
    """Whether the session opened with a check-in."""


class IdentityAspect(IdentityPart, Incoming):
    """One aspect of identity that was explored, and whose."""

    whose: Whose | None = None


class TemplateAnswer(TemplateAnswerPart, Incoming):
    """The answer to a question that the template asks beyond our fields."""


class Signatures(SignaturesPart, Incoming):
    """Who signed when, or that they did not agree."""


class DiscussionSent(Incoming):
    """What the session said about one case."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("case", RecordType.CASE),)

    case_id: UUID | None = None
    case_ref: Reference | None = None
    case_source: Source | None = None
    plan_progress: PlanProgress | None = None
    analysis: Narrative | None = None
    childs_voice: Narrative | None = None
    decision: Narrative | None = None
    rationale: Narrative | None = None
    contingency: Narrative | None = None
    recorded_at: Instant | None = None


class ActionReviewSent(Incoming):
    """The review of one earlier action."""

    pointers: ClassVar[tuple[Pointer, ...]] = (Pointer("action", RecordType.ACTION),)

    action_id: UUID | None = None
    action_ref: Reference | None = None
    action_source: Source | None = None
    outcome: ReviewOutcome
    completed_on: Day | None = Field(default=None, description="The session's day unless told.")
    new_due_on: Day | None = Field(default=None, description="Where the action goes on.")
    comment: Narrative | None = None


class SessionPut(IncomingRecord):
    """A session as its sender knows it; it may be sent in pieces."""

    model_config = ConfigDict(json_schema_extra={"examples": [without_key(EXAMPLE)]})

    pointers: ClassVar[tuple[Pointer, ...]] = (
        Pointer("supervisee", RecordType.WORKER),
        Pointer("supervisee", RecordType.WORKER, many=True),
        Pointer("supervisor", RecordType.WORKER),
        Pointer("supervisor", RecordType.WORKER, many=True),
    )

    kind: SessionKind | None = None
    status: SessionStatus | None = None
    supervisee_id: UUID | None = None
    supervisee_ref: Reference | None = None
    supervisee_source: Source | None = None
    supervisee_ids: list[UUID] | None = Field(default=None, max_length=100)
    supervisee_refs: list[Reference] | None = Field(default=None, max_length=100)
    supervisor_id: UUID | None = None
    supervisor_ref: Reference | None = None
    supervisor_source: Source | None = None
    supervisor_ids: list[UUID] | None = Field(default=None, max_length=20)
    supervisor_refs: list[Reference] | None = Field(default=None, max_length=20)
    planned_for: Instant | None = None
    planned_on: Day | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    held_on: Day | None = Field(default=None, description="Where only the day is known.")
    minutes: Minutes | None = Field(default=None, description="Where only the length is known.")
    interrupted_minutes: Minutes | None = None
    recorded_at: Instant | None = Field(default=None, description="When it was written up.")
    format: Line | None = None
    check_in: CheckIn | None = None
    reflection: Narrative | None = None
    appreciative_note: Narrative | None = None
    wellbeing: Narrative | None = None
    development: Narrative | None = None
    family_feedback: Narrative | None = None
    circular_questions: list[Narrative] | None = Field(default=None, max_length=100)
    identity_aspects: list[IdentityAspect] | None = Field(default=None, max_length=100)
    feedback_minutes: Minutes | None = Field(default=None, description="Spent on two-way feedback.")
    discussions: list[DiscussionSent] | None = Field(default=None, max_length=200)
    action_reviews: list[ActionReviewSent] | None = Field(default=None, max_length=500)
    actions: list[ActionAgreed] | None = Field(default=None, max_length=200)
    feedback: list[FeedbackInSession] | None = Field(default=None, max_length=200)
    template: Line | None = Field(
        default=None, max_length=100, description="The code of the template that it followed."
    )
    template_version: int | None = Field(
        default=None, strict=True, ge=0, le=2**31 - 1, description="Its newest edition unless told."
    )
    template_answers: list[TemplateAnswer] | None = Field(default=None, max_length=300)
    signatures: Signatures | None = Field(
        default=None, description="They fall away when the text that was signed is edited."
    )
    shared_on: Day | None = None
    previous_actions_reviewed: Switch | None = Field(
        default=None, description="The sender's own tick box: kept and compared, never believed."
    )
    cancelled_on: Day | None = None
    cancelled_by: Line | None = None
    cancel_reason: Narrative | None = None


class SessionChange(SessionPut):
    """What may be changed of a session."""

    model_config = ConfigDict(json_schema_extra={"examples": [CHANGE_EXAMPLE]})


class SessionCreate(SessionPut, NewRecord):
    """A session with all that was said and agreed in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    kind: SessionKind
    status: SessionStatus


class ActionReviewsPut(IncomingRecord):
    """The whole set of a session's reviews."""

    model_config = ConfigDict(json_schema_extra={"examples": [REVIEWS_EXAMPLE]})

    action_reviews: list[ActionReviewSent] = Field(max_length=500)


class SessionFilters(ListQuery):
    """What a list of sessions can be narrowed to."""

    supervisee: UUID | None = None
    supervisor: UUID | None = None
    team: UUID | None = Field(default=None, description="A supervisee's post, or below this team.")
    case: UUID | None = None
    kind: SessionKind | None = None
    status: SessionStatus | None = None
    held_from: Day | None = None
    held_to: Day | None = None


class CheckInRead(BaseModel):
    """Whether the session opened with a check-in."""

    held: bool | None
    note: str | None


class IdentityAspectRead(BaseModel):
    """One aspect of identity that was explored, and whose."""

    aspect: str
    whose: str | None


class DiscussionRead(BaseModel):
    """What the session said about one case."""

    case_id: UUID
    case_ref: str | None
    plan_progress: PlanProgress | None
    analysis: str | None
    childs_voice: str | None
    decision: str | None
    rationale: str | None
    contingency: str | None
    recorded_at: datetime | None


class ReviewInSession(BaseModel):
    """The review of one earlier action."""

    action_id: UUID
    action_ref: str | None
    outcome: ReviewOutcome
    completed_on: date | None
    new_due_on: date | None
    comment: str | None
    withdrawn: bool = Field(description="The action was entered in error; the review stays.")


class TemplateAnswerRead(BaseModel):
    """The answer to a question of the template."""

    question: str
    answer: bool | int | str | None


class SignaturesRead(BaseModel):
    """Who signed when, or that they did not agree."""

    supervisee_on: date | None
    supervisor_on: date | None
    disagreement: str | None
    disagreed_on: date | None


class Derived(BaseModel):
    """What follows from the session and others; no part of its version."""

    held_on: date | None
    minutes: int | None
    review_status: ReviewStatus | None = Field(
        description="Null for a session that owes no review."
    )
    reviews_due: int
    reviews_made: int


class SessionRead(Envelope):
    """A session with its reviews, and the actions and feedback that belong to it."""

    kind: SessionKind
    status: SessionStatus
    supervisee_id: UUID | None = Field(description="The first supervisee.")
    supervisee_ref: str | None
    supervisee_ids: list[UUID]
    supervisee_refs: list[str | None]
    supervisor_id: UUID | None = Field(description="The first supervisor.")
    supervisor_ref: str | None
    supervisor_ids: list[UUID]
    supervisor_refs: list[str | None]
    planned_for: datetime | None
    planned_on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    held_on: date | None
    minutes: int | None
    interrupted_minutes: int | None
    recorded_at: datetime | None
    format: str | None
    check_in: CheckInRead | None
    reflection: str | None
    appreciative_note: str | None
    wellbeing: str | None
    development: str | None
    family_feedback: str | None
    circular_questions: list[str] | None
    identity_aspects: list[IdentityAspectRead] | None
    feedback_minutes: int | None
    discussions: list[DiscussionRead] | None
    action_reviews: list[ReviewInSession] | None
    actions: list[ActionInside]
    feedback: list[FeedbackRead] | None
    template: str | None
    template_version: int | None
    template_answers: list[TemplateAnswerRead] | None
    signatures: SignaturesRead | None
    signatures_fell_on: date | None = Field(
        description="When an edit last made signatures fall away."
    )
    shared_on: date | None
    previous_actions_reviewed: bool | None
    cancelled_on: date | None
    cancelled_by: str | None
    cancel_reason: str | None
    derived: Derived


class SessionWritten(SessionRead):
    """A session, with the flags that the request raised or cleared."""

    flags: FlagNotices


class PreviousAction(BaseModel):
    """An earlier action that is due a review."""

    id: UUID
    reference: str | None
    description: str | None
    owner_id: UUID | None
    owner_ref: str | None
    case_id: UUID | None
    case_ref: str | None
    agreed_on: date
    current_due_on: date | None
    carried_forward: int
    reviewed: bool


class PreviousActions(BaseModel):
    """All earlier actions that are due a review in one session."""

    items: list[PreviousAction]

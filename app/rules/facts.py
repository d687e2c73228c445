"""What a rule may know: frozen facts, with every instant already turned into a civil day."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from app.vocabulary import (
    Direction,
    OversightKind,
    PlanProgress,
    ReviewOutcome,
    SessionKind,
    SessionStatus,
)

# Looked up once: an enum's member is dear where thousands are compared a second.
HELD, PLANNED = SessionStatus.HELD, SessionStatus.PLANNED

EARLIEST = datetime.min.replace(tzinfo=UTC)

Place = tuple[date, datetime, UUID]
"""Where a session stands in time: its day, its start (unknown comes first), its id."""


@dataclass(frozen=True, slots=True)
class Post:
    """A worker's employment; `started_on` None: not known. `ended_on` is the last day inside."""

    id: UUID
    team_id: UUID | None
    role: str | None
    stage: str
    supervised: bool
    started_on: date | None
    ended_on: date | None
    received_on: date


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away; `to_on` is the last day inside, None: the end is not known."""

    reason: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who has agreed to supervise a worker; `ended_on` is the last day inside.

    `interval_days` is None where nothing is agreed but the policy's interval; `reviews` are days.
    """

    id: UUID
    supervisor_id: UUID
    started_on: date
    ended_on: date | None = None
    interval_days: int | None = None
    signed_on: date | None = None
    reviews: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Whoever is supervised."""

    id: UUID
    asye_started_on: date | None = None
    posts: tuple[Post, ...] = ()
    absences: tuple[Absence, ...] = ()
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """One feedback record; `worker_id` is the supervisee whose supervision it is about."""

    id: UUID
    worker_id: UUID
    direction: Direction
    given_on: date
    declined: bool
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What a rule may know of narrative: how many words it has, and the hashes of its shingles."""

    words: int
    shingles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Discussion:
    """What a session said about one case, without the words.

    `analysis` None: not sent. `decided`, `reasoned` and `contingency` say whether there is one.
    """

    id: UUID
    case_id: UUID
    recorded_on: date | None
    plan_progress: PlanProgress | None = None
    analysis: Text | None = None
    decided: bool = False
    reasoned: bool = False
    contingency: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signed a record when, and whether a disagreement stands under it."""

    supervisee_on: date | None = None
    supervisor_on: date | None = None
    disagreed: bool = False
    disagreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session without its narrative; `day_of` says which day is its own.

    `reviewed` holds the ids of the actions that this session reviewed. `feedback_listed` is False
    where the sender gave no feedback list at all and no feedback has come since. `reflection`,
    `appreciated` and `identity_explored` are None where nothing was sent. `fallen` are the
    signatures that stood under the text until it was edited, which we received on `fell_on`.
    """

    id: UUID
    kind: SessionKind
    status: SessionStatus
    received_at: datetime
    held_on: date | None = None
    started_at: datetime | None = None
    planned_on: date | None = None
    cancelled_on: date | None = None
    minutes: int | None = None
    interrupted_minutes: int | None = None
    recorded_on: date | None = None
    check_in: bool | None = None
    feedback_minutes: int | None = None
    feedback_listed: bool = False
    tick_box: bool | None = None
    reflection: Text | None = None
    appreciated: bool | None = None
    identity_explored: bool | None = None
    shared_on: date | None = None
    signatures: Signatures | None = None
    fallen: Signatures | None = None
    fell_on: date | None = None
    supervisees: tuple[UUID, ...] = ()
    supervisors: tuple[UUID, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    reviewed: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Review:
    """What one session said about one action, with the place of that session in time."""

    session_id: UUID
    held_on: date
    started_at: datetime | None
    outcome: ReviewOutcome
    completed_on: date | None = None
    new_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something agreed; `due_on` is the first due day, as agreed or corrected.

    `agreed_in` is the session or the oversight note it came from and `agreed_started_at` that
    session's start; `from_note` tells a note's action. `closed_on` and `dropped` are what the
    sender said outside any review.
    """

    id: UUID
    agreed_on: date
    agreed_in: UUID | None
    agreed_started_at: datetime | None
    owner_id: UUID | None
    due_on: date | None
    closed_on: date | None = None
    dropped: bool = False
    from_note: bool = False
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class Supervised:
    """A held session before the window: what remains of it is who supervised whom, and its text.

    `text` is the reflection of a worker's session, the analysis of a case's. `group`: a group
    session, which owes no review of actions.
    """

    held_on: date
    started_at: datetime | None
    id: UUID
    supervisor_id: UUID | None
    supervisee_id: UUID | None = None
    text: Text | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened before the window and stands open: facts inside it may meet it.

    From `blurred_on` on it could not be judged, by what had been sent before the window.
    """

    anchor: str
    on: date
    blurred_on: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An oversight note without its words; `decided_at` None: only the day is known."""

    id: UUID
    author_id: UUID
    kind: OversightKind
    received_at: datetime
    decided_on: date
    decided_at: datetime | None = None
    recorded_on: date | None = None
    recorded_at: datetime | None = None
    decided: bool = False
    reasoned: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """An episode on a case; `type` None: a label without meaning; `ended_on`: its last day."""

    id: UUID
    label: str
    type: str | None
    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who holds a case; `ended_on` is the last day inside."""

    id: UUID
    worker_id: UUID
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class WorkerStream:
    """One supervisee's facts: sessions from the window's first day on, actions alive in it.

    `explored` is what stood open for identity-explored before the window, be it for years. Where a
    policy asks about closed actions, those alive since the last session before the window belong
    to it, too.
    """

    worker: Worker
    sessions: tuple[Session, ...] = ()
    actions: tuple[Action, ...] = ()
    earlier: tuple[Supervised, ...] = ()
    explored: Opened | None = None


@dataclass(frozen=True, slots=True)
class CaseStream:
    """One case's facts; `workers` are those who may carry its rows, for their teams.

    `closed_on` is the case's last day.
    """

    case_id: UUID
    closed_on: date | None = None
    plans: tuple[Plan, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    sessions: tuple[Session, ...] = ()
    notes: tuple[Note, ...] = ()
    actions: tuple[Action, ...] = ()
    earlier: tuple[Supervised, ...] = ()
    workers: dict[UUID, Worker] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgreementStream:
    """One agreement's facts, and the worker whose supervision it is about."""

    agreement: Agreement
    worker: Worker


def day_of(session: Session) -> date | None:
    """The day a session belongs to, also for windows: held, called off or planned on it."""
    if session.status is HELD:
        return session.held_on or session.planned_on
    if session.status is PLANNED:
        return session.planned_on
    return session.cancelled_on or session.planned_on


def place_of(session: Session) -> Place:
    """Where a session stands in time; one without a day comes last."""
    return (day_of(session) or date.max, session.started_at or EARLIEST, session.id)

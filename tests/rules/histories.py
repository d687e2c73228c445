"""Random histories of one worker, small enough to read and mixed enough to hurt."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from app.rules.calendar import Calendar
from app.rules.facts import (
    Absence,
    Action,
    Agreement,
    Allocation,
    CaseStream,
    Note,
    Opened,
    Plan,
    Review,
    Session,
    Signatures,
    Supervised,
    Text,
    WorkerStream,
    day_of,
)
from app.rules.policy import RuleBook
from app.rules.standing import standing
from app.rules.view import PERSONAL
from app.vocabulary import (
    Direction,
    OversightKind,
    PlanProgress,
    ReviewOutcome,
    SessionKind,
    SessionStatus,
)
from tests.rules import make

FIRST = date(2025, 9, 1)
SPAN = 160

days = st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))
optional_days = st.none() | days
texts = st.none() | st.builds(
    Text, st.sampled_from([0, 29, 30, 200]), st.sets(st.integers(1, 6), max_size=5).map(frozenset)
)
signatures = st.none() | st.builds(
    Signatures, optional_days, optional_days, st.booleans(), optional_days
)
supervisors = st.sampled_from([(), (UUID(int=21),), (UUID(int=22),)])


@st.composite
def posts(draw: Any) -> tuple[Any, ...]:
    found = []
    for index in range(draw(st.integers(1, 3))):
        started_on = draw(st.sampled_from([date(2025, 1, 6), None]) | days)
        ended_on = draw(optional_days)
        if started_on and ended_on and ended_on < started_on:
            started_on, ended_on = ended_on, started_on
        found.append(
            make.post(
                started_on,
                id=UUID(int=50 + index),
                team_id=UUID(int=60 + index),
                ended_on=ended_on,
                stage=draw(st.sampled_from(["standard", "standard", "asye", "probation", "odd"])),
                supervised=draw(st.sampled_from([True, True, True, False])),
                received_on=draw(days),
            )
        )
    return tuple(found)


@st.composite
def absences(draw: Any) -> Absence:
    from_on = draw(days)
    length = draw(st.none() | st.integers(0, 30))
    to_on = None if length is None else from_on + timedelta(days=length)
    return Absence(draw(st.sampled_from(["sickness", "unpaid", "training"])), from_on, to_on)


@st.composite
def sessions(draw: Any) -> Session:
    id, on = make.new_id(), draw(days)
    status = draw(st.sampled_from([SessionStatus.HELD] * 4 + list(SessionStatus)))
    held = status is SessionStatus.HELD
    hour = draw(st.none() | st.integers(8, 17))
    return make.held(
        on,
        id=id,
        status=status,
        kind=draw(st.sampled_from([SessionKind.PERSONAL] * 5 + list(SessionKind))),
        held_on=on if held else None,
        planned_on=on if status is SessionStatus.PLANNED else draw(optional_days),
        cancelled_on=on if not held else None,
        started_at=make.instant(on, hour) if hour else None,
        minutes=draw(st.sampled_from([95, 95, 60, 30, 29, None])),
        interrupted_minutes=draw(st.sampled_from([None, 0, 10])),
        recorded_on=draw(st.none() | st.just(on) | days),
        check_in=draw(st.sampled_from([True, False, None])),
        feedback_minutes=draw(st.sampled_from([None, 9, 10])),
        feedback_listed=draw(st.booleans()),
        received_at=make.instant(draw(days), 18),
        reflection=draw(texts),
        appreciated=draw(st.sampled_from([True, False, None])),
        identity_explored=draw(st.sampled_from([True, False, False, None])),
        shared_on=draw(optional_days),
        signatures=draw(signatures),
        fallen=draw(signatures),
        fell_on=draw(optional_days),
        supervisors=draw(supervisors),
        feedback=tuple(
            replace(make.feedback(direction, draw(days)), score=draw(st.none() | st.integers(3, 6)))
            for direction in draw(st.sets(st.sampled_from(Direction)))
        )
        if held
        else (),
    )


@st.composite
def agreed(draw: Any, held: list[Session]) -> Action:
    session = draw(st.none() | st.sampled_from(held)) if held else None
    agreed_on = session.held_on if session else draw(days)
    action = make.action(
        session or agreed_on,
        draw(st.none() | st.integers(0, 40).map(lambda n: agreed_on + timedelta(days=n))),
        owner_id=draw(st.sampled_from([make.WORKER, None])),
        closed_on=draw(st.none() | st.none() | days),
        dropped=draw(st.booleans()),
        from_note=session is None and draw(st.booleans()),
    )
    later = [s for s in held if s.held_on >= agreed_on and s is not session]
    reviewers = draw(st.lists(st.sampled_from(later), unique_by=id_of, max_size=4)) if later else []
    return replace(action, reviews=tuple(draw(reviews(s)) for s in reviewers))


def id_of(session: Session) -> UUID:
    return session.id


@st.composite
def reviews(draw: Any, session: Session) -> Review:
    outcome = draw(st.sampled_from(ReviewOutcome))
    later = st.integers(0, 40).map(lambda n: session.held_on + timedelta(days=n))
    redated = outcome is ReviewOutcome.CARRIED_FORWARD
    back = st.integers(0, 20).map(lambda n: session.held_on - timedelta(days=n))
    completed = outcome is ReviewOutcome.COMPLETED
    return Review(
        session.id,
        session.held_on,
        session.started_at,
        outcome,
        completed_on=draw(st.none() | back) if completed else None,
        new_due_on=draw(later) if redated else None,
    )


@st.composite
def agreements(draw: Any) -> Agreement:
    started_on, ended_on = draw(days), draw(optional_days)
    if ended_on and ended_on < started_on:
        started_on, ended_on = ended_on, started_on
    return Agreement(
        make.new_id(),
        draw(st.sampled_from([UUID(int=23), UUID(int=24)])),
        started_on,
        ended_on,
        draw(st.sampled_from([None, None, 14, 40])),
    )


@st.composite
def histories(draw: Any) -> WorkerStream:
    """A whole history: every review belongs to a session, every session says what it reviewed."""
    known = draw(st.lists(sessions(), max_size=8))
    held = [s for s in known if s.status is SessionStatus.HELD]
    actions = tuple(draw(st.lists(agreed(held), max_size=5)))
    reviewed = {
        s.id: frozenset(a.id for a in actions for r in a.reviews if r.session_id == s.id)
        for s in held
    }
    return WorkerStream(
        worker=make.worker(
            *draw(posts()),
            asye_started_on=draw(optional_days),
            absences=tuple(draw(st.lists(absences(), max_size=3))),
            agreements=tuple(draw(st.lists(agreements(), max_size=2))),
        ),
        sessions=tuple(replace(s, reviewed=reviewed.get(s.id, frozenset())) for s in known),
        actions=actions,
    )


@st.composite
def books(draw: Any) -> RuleBook:
    """The shipped policy and calendar, and perhaps a change of each in the middle."""
    policies = []
    if draw(st.booleans()):
        timescale = {
            "interval": draw(st.integers(1, 60)),
            "enabled": draw(st.sampled_from([True, True, True, False])),
            "unit": draw(st.sampled_from(["calendar_day", "working_day", "calendar_month"])),
            "roll": draw(st.sampled_from(["none", "next_working_day", "previous_working_day"])),
            "grace": draw(st.sampled_from([0, 3])),
        }
        changed = {
            "personal-timescale": timescale,
            "feedback-sought": {"interval": 2},
            "identity-explored": {"interval": draw(st.integers(20, 90))},
            "previous-actions-reviewed": {"review_closed": draw(st.booleans())},
            "case-timescale": {"interval": draw(st.integers(10, 50)), "kinds": ["case", "group"]},
            "oversight-recorded": {"unit": draw(st.sampled_from(["hour", "working_day"]))},
        }
        policies.append(make.policy(changed, applies_from=draw(days)))
    calendars = [make.ENGLAND]
    if draw(st.booleans()):
        closed = frozenset(draw(st.sets(days, max_size=20)))
        calendars.append(Calendar(2, draw(days), make.ENGLAND.holidays | closed))
    return RuleBook.of(policies, calendars)


def windowed(stream: WorkerStream, since: date, opened: Opened | None) -> WorkerStream:
    """What the service loads for a window: the contract of `evaluate`."""
    within, before = [], []
    for session in stream.sessions:
        day = day_of(session)
        (within if day and day >= since else before).append(session)
    return replace(
        stream,
        sessions=tuple(within),
        actions=tuple(a for a in stream.actions if alive(a, reach(stream, since))),
        earlier=tuple(
            Supervised(
                s.held_on, s.started_at, s.id, first(s.supervisors), make.WORKER, s.reflection
            )
            for s in before
            if s.status is SessionStatus.HELD and s.kind in PERSONAL
        ),
        explored=opened,
    )


def reach(stream: WorkerStream | CaseStream, since: date) -> date:
    """Actions closed since the last session that owed a review may be asked about in the window."""
    owing = [
        session.held_on
        for session in stream.sessions
        if session.status is SessionStatus.HELD
        and session.held_on
        and session.held_on < since
        and (session.kind in PERSONAL if isinstance(stream, WorkerStream) else session.discussions)
        and session.kind is not SessionKind.GROUP
    ]
    return max(owing, default=date.min)


def alive(action: Action, since: date) -> bool:
    settled_on = standing(action).settled_on
    return action.agreed_on >= since or settled_on is None or settled_on >= since


def case_windowed(stream: CaseStream, since: date) -> CaseStream:
    """The same of a case's stream."""
    before = [s for s in stream.sessions if s.held_on and s.held_on < since]
    return replace(
        stream,
        sessions=tuple(s for s in stream.sessions if s.held_on and s.held_on >= since),
        notes=tuple(n for n in stream.notes if n.decided_on >= since),
        actions=tuple(a for a in stream.actions if alive(a, reach(stream, since))),
        earlier=tuple(
            Supervised(
                s.held_on,
                s.started_at,
                s.id,
                first(s.supervisors),
                first(s.supervisees),
                s.discussions[0].analysis,
                s.kind is SessionKind.GROUP,
            )
            for s in before
        ),
    )


def first(people: tuple[UUID, ...]) -> UUID | None:
    return people[0] if people else None


@st.composite
def discussions(draw: Any) -> Any:
    return make.discussion(
        draw(optional_days),
        plan_progress=draw(st.none() | st.sampled_from(PlanProgress)),
        analysis=draw(texts),
        decided=draw(st.booleans()),
        reasoned=draw(st.booleans()),
        contingency=draw(st.booleans()),
    )


@st.composite
def plans(draw: Any) -> Plan:
    started_on, ended_on = draw(days), draw(optional_days)
    if ended_on and ended_on < started_on:
        started_on, ended_on = ended_on, started_on
    known = ["child_protection", "child_in_need", "care_leaver", "looked_after", None]
    type = draw(st.sampled_from(known))
    return Plan(make.new_id(), type or "odd", type, started_on, ended_on)


@st.composite
def notes(draw: Any) -> Note:
    decided_on = draw(days)
    decided_at = make.instant(decided_on, 16) if draw(st.booleans()) else None
    recorded_on = draw(optional_days)
    return Note(
        make.new_id(),
        draw(st.sampled_from([make.WORKER, make.MANAGER])),
        draw(st.sampled_from(OversightKind)),
        make.instant(draw(days), 18),
        decided_on,
        decided_at,
        recorded_on,
        make.instant(recorded_on, 15) if recorded_on else None,
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def case_histories(draw: Any) -> CaseStream:
    """One case, discussed in held sessions of any kind by a worker who may come and go."""
    history = draw(histories())
    discussed = tuple(
        replace(s, supervisees=(make.WORKER,), discussions=(draw(discussions()),))
        for s in history.sessions
        if s.held_on
    )
    allocated = draw(st.lists(st.tuples(days, optional_days), max_size=2, unique=True))
    return CaseStream(
        case_id=make.CASE,
        closed_on=draw(st.none() | optional_days),
        plans=tuple(draw(st.lists(plans(), max_size=3))),
        allocations=tuple(
            Allocation(UUID(int=70 + n), make.WORKER, start, end)
            for n, (start, end) in enumerate(allocated)
        ),
        sessions=discussed,
        notes=tuple(draw(st.lists(notes(), max_size=3))),
        actions=history.actions,
        workers={make.WORKER: history.worker},
    )

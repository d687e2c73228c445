"""Random lives, short enough to read: ids tell what a thing is and which of its kind."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.rules.facts import (
    Absence,
    Action,
    Agreement,
    AgreementStream,
    Allocation,
    CaseStream,
    Note,
    Plan,
    Post,
    Review,
    Session,
    Worker,
    WorkerStream,
    place_of,
)
from app.vocabulary import OversightKind, PlanType, ReviewOutcome, SessionStatus
from tests.oracle.meetings import discussions, id_of, sessions, soon
from tests.oracle.span import (
    CASE,
    LONDON,
    OTHER,
    START,
    SUPERVISORS,
    TEAMS,
    WORKER,
    after,
    days,
    instant,
    lengths,
    numbered,
)

STAGES = ["standard", "standard", "standard", "asye", "probation", "trainee"]
TYPES = [*PlanType, PlanType.CHILD_PROTECTION, PlanType.CHILD_IN_NEED, None]
BEFORE = START - timedelta(days=40)


@st.composite
def posts(draw: Any) -> tuple[Post, ...]:
    """Often one after the other, so that there are hand-over days and short gaps."""
    found: list[Post] = []
    for index in range(draw(st.sampled_from((1, 1, 1, 2, 2, 3)))):
        start = draw(st.sampled_from((BEFORE, BEFORE, None)) | days)
        last = found[-1].ended_on if found else None
        if last and draw(st.booleans()):
            start = last + timedelta(days=draw(st.sampled_from((0, 1, 2, 28, 29, 30))))
        ended_on = draw(st.none() | st.just(after(start or START, draw(st.integers(0, 120)))))
        found.append(
            Post(
                id=numbered("post", index),
                team_id=TEAMS[index],
                role=draw(st.sampled_from((None, "social_worker", "manager"))),
                stage=draw(st.sampled_from(STAGES)),
                supervised=draw(st.sampled_from((True, True, True, True, False))),
                started_on=start,
                ended_on=ended_on,
                received_on=draw(days),
            )
        )
    return tuple(found)


@st.composite
def absences(draw: Any) -> Absence:
    from_on = draw(days)
    reason = draw(st.sampled_from(("sickness", "sickness", "unpaid", "training", "annual_leave")))
    return Absence(reason, from_on, after(from_on, draw(st.none() | st.integers(0, 25))))


@st.composite
def agreements(draw: Any, index: int) -> Agreement:
    start = draw(days)
    ended_on = after(start, draw(lengths))
    return Agreement(
        id=numbered("agreement", index),
        supervisor_id=draw(st.sampled_from(SUPERVISORS)),
        started_on=start,
        ended_on=ended_on,
        interval_days=draw(st.sampled_from((None, None, 14, 21, 40))),
        signed_on=draw(st.none() | soon(start, 40)),
        reviews=tuple(sorted(draw(st.sets(soon(start, 90), max_size=3)))),
    )


@st.composite
def workers(draw: Any) -> Worker:
    return Worker(
        id=WORKER,
        asye_started_on=draw(st.none() | st.just(BEFORE) | days),
        posts=draw(posts()),
        absences=tuple(draw(st.lists(absences(), max_size=3))),
        agreements=tuple(draw(agreements(n)) for n in range(draw(st.sampled_from((0, 0, 1, 2))))),
    )


@st.composite
def reviews(draw: Any, session: Session) -> Review:
    assert session.held_on
    outcome = draw(st.sampled_from((*ReviewOutcome, *[ReviewOutcome.CARRIED_FORWARD] * 4)))
    days_back, days_on = draw(st.integers(0, 12)), draw(st.integers(0, 30))
    completed = outcome is ReviewOutcome.COMPLETED and draw(st.booleans())
    dated = outcome is ReviewOutcome.CARRIED_FORWARD and draw(st.sampled_from((True, True, False)))
    return Review(
        session_id=session.id,
        held_on=session.held_on,
        started_at=session.started_at,
        outcome=outcome,
        completed_on=session.held_on - timedelta(days=days_back) if completed else None,
        new_due_on=session.held_on + timedelta(days=days_on) if dated else None,
    )


@st.composite
def agreed(draw: Any, held: list[Session], index: int) -> Action:
    """Agreed in a session or a note, and reviewed in sessions after it."""
    session = draw(st.sampled_from((None, *held, *held))) if held else None
    agreed_on = session.held_on if session else draw(days)
    assert agreed_on
    place = place_of(session) if session else None
    later = [
        each
        for each in held
        if (place_of(each) > place if place else each.held_on and each.held_on >= agreed_on)
    ]
    several = draw(st.lists(st.sampled_from(later), unique_by=id_of, max_size=6)) if later else []
    return Action(
        id=numbered("action", index),
        agreed_on=agreed_on,
        agreed_in=session.id if session else numbered("note", 900 + index),
        agreed_started_at=session.started_at if session else None,
        owner_id=draw(st.sampled_from((WORKER, WORKER, None))),
        due_on=draw(st.none() | soon(agreed_on, 30)),
        closed_on=draw(st.none() | st.none() | soon(agreed_on, 60)),
        dropped=draw(st.booleans()),
        from_note=session is None,
        reviews=tuple(draw(reviews(each)) for each in several),
    )


@st.composite
def met(draw: Any) -> tuple[list[Session], tuple[Action, ...]]:
    """Sessions and the actions agreed in them; each session says what it reviewed."""
    known = [draw(sessions(n)) for n in range(draw(st.integers(0, 8)))]
    held = [each for each in known if each.status is SessionStatus.HELD]
    actions = tuple(draw(agreed(held, n)) for n in range(draw(st.integers(0, 4))))
    spoken = [(r.session_id, action.id) for action in actions for r in action.reviews]
    return [
        replace(s, reviewed=frozenset(action for session, action in spoken if session == s.id))
        for s in known
    ], actions


@st.composite
def worker_streams(draw: Any) -> WorkerStream:
    known, actions = draw(met())
    return WorkerStream(worker=draw(workers()), sessions=tuple(known), actions=actions)


@st.composite
def plans(draw: Any) -> tuple[Plan, ...]:
    """Often one after the other, as plans step up and down."""
    found: list[Plan] = []
    for index in range(draw(st.sampled_from((0, 1, 1, 2, 2, 3)))):
        start = draw(st.just(BEFORE) | days)
        last = found[-1].ended_on if found else None
        if last and draw(st.booleans()):
            start = last + timedelta(days=draw(st.sampled_from((0, 1, 2, 3, 4, 5))))
        type_ = draw(st.sampled_from(TYPES))
        ended_on = after(start, draw(st.none() | st.integers(0, 100)))
        found.append(Plan(numbered("plan", index), type_ or "odd", type_, start, ended_on))
    return tuple(found)


@st.composite
def allocations(draw: Any, index: int) -> Allocation:
    start = draw(days)
    worker_id = draw(st.sampled_from((WORKER, WORKER, OTHER)))
    return Allocation(numbered("allocation", index), worker_id, start, after(start, draw(lengths)))


@st.composite
def notes(draw: Any, index: int) -> Note:
    day = draw(days)
    decided_at = draw(st.none() | st.integers(8, 22).map(lambda hour: instant(day, hour)))
    waited = draw(st.sampled_from((None, 100, 48, 30, 25, 24, 23, 1, 0, -3)))
    recorded_at = None
    if waited is not None:
        recorded_at = (decided_at or instant(day, 12)) + timedelta(hours=waited)
    return Note(
        id=numbered("note", index),
        author_id=draw(st.sampled_from((WORKER, OTHER, *SUPERVISORS))),
        kind=draw(st.sampled_from(OversightKind)),
        received_at=instant(draw(soon(day)), 12),
        decided_on=day,
        decided_at=decided_at,
        recorded_on=recorded_at.astimezone(LONDON).date() if recorded_at else None,
        recorded_at=recorded_at,
        decided=draw(st.booleans()),
        reasoned=draw(st.booleans()),
    )


@st.composite
def case_streams(draw: Any) -> CaseStream:
    """One case, talked about in every session of whoever held it."""
    known, actions = draw(met())
    held = [each for each in known if each.held_on]
    talked = [replace(s, discussions=draw(discussions(s, n))) for n, s in enumerate(held)]
    worker = draw(workers())
    other = Worker(OTHER, posts=(replace(worker.posts[0], team_id=TEAMS[2]),))
    return CaseStream(
        case_id=CASE,
        closed_on=draw(st.none() | st.none() | days),
        plans=draw(plans()),
        allocations=tuple(draw(allocations(n)) for n in range(draw(st.integers(0, 3)))),
        sessions=tuple(talked),
        notes=tuple(draw(notes(n)) for n in range(draw(st.integers(0, 3)))),
        actions=actions,
        workers={WORKER: worker, OTHER: other},
    )


@st.composite
def agreement_streams(draw: Any) -> AgreementStream:
    worker, agreement = draw(workers()), draw(agreements(0))
    return AgreementStream(agreement, replace(worker, agreements=(agreement,)))

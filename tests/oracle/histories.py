"""Random lives, short enough to read: ids tell what a thing is and which of its kind."""

from dataclasses import replace
from datetime import date, timedelta

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
from tests.oracle.chance import Chance
from tests.oracle.meetings import discussions, session
from tests.oracle.span import (
    CASE,
    LONDON,
    OTHER,
    START,
    SUPERVISORS,
    TEAMS,
    WORKER,
    after,
    instant,
    numbered,
)

STAGES = ("standard", "standard", "standard", "asye", "probation", "trainee")
ROLES = (None, "social_worker", "manager")
REASONS = ("sickness", "sickness", "unpaid", "training", "annual_leave")
TYPES = (*PlanType, PlanType.CHILD_PROTECTION, PlanType.CHILD_IN_NEED, None)
OUTCOMES = (*ReviewOutcome, *[ReviewOutcome.CARRIED_FORWARD] * 4)
BEFORE = START - timedelta(days=40)


def ending(chance: Chance, start: date, most: int) -> date | None:
    return chance.perhaps(after(start, chance.whole(0, most)))


def posts(chance: Chance) -> tuple[Post, ...]:
    """Often one after the other, so that there are hand-over days and short gaps."""
    found: list[Post] = []
    for index in range(chance.one_of(1, 1, 1, 2, 2, 3)):
        start = chance.one_of(BEFORE, None, chance.day(), chance.day())
        last = found[-1].ended_on if found else None
        if last and chance.yes():
            start = after(last, chance.one_of(0, 1, 2, 28, 29, 30))
        found.append(
            Post(
                id=numbered("post", index),
                team_id=TEAMS[index],
                role=chance.one_of(*ROLES),
                stage=chance.one_of(*STAGES),
                supervised=not chance.yes(5),
                started_on=start,
                ended_on=ending(chance, start or START, 120),
                received_on=chance.day(),
            )
        )
    return tuple(found)


def absence(chance: Chance) -> Absence:
    from_on = chance.day()
    return Absence(chance.one_of(*REASONS), from_on, ending(chance, from_on, 25))


def agreement(chance: Chance, index: int) -> Agreement:
    start = chance.day()
    return Agreement(
        id=numbered("agreement", index),
        supervisor_id=chance.one_of(*SUPERVISORS),
        started_on=start,
        ended_on=ending(chance, start, 60),
        interval_days=chance.one_of(None, None, 14, 21, 40),
        signed_on=chance.perhaps(chance.soon(start, 40)),
        reviews=tuple(sorted({chance.soon(start, 90) for _ in range(chance.whole(0, 3))})),
    )


def worker(chance: Chance) -> Worker:
    return Worker(
        id=WORKER,
        asye_started_on=chance.one_of(None, BEFORE, chance.day()),
        posts=posts(chance),
        absences=tuple(absence(chance) for _ in range(chance.whole(0, 3))),
        agreements=tuple(agreement(chance, n) for n in range(chance.one_of(0, 0, 1, 2))),
    )


def review(chance: Chance, session: Session) -> Review:
    assert session.held_on
    outcome = chance.one_of(*OUTCOMES)
    completed = outcome is ReviewOutcome.COMPLETED and chance.yes()
    dated = outcome is ReviewOutcome.CARRIED_FORWARD and not chance.yes(3)
    return Review(
        session_id=session.id,
        held_on=session.held_on,
        started_at=session.started_at,
        outcome=outcome,
        completed_on=after(session.held_on, -chance.whole(0, 12)) if completed else None,
        new_due_on=after(session.held_on, chance.whole(0, 30)) if dated else None,
    )


def action(chance: Chance, held: list[Session], index: int) -> Action:
    """Agreed in a session or a note, and reviewed in sessions after it."""
    origin = chance.one_of(None, *held, *held)
    agreed_on = (origin and origin.held_on) or chance.day()
    later = [each for each in held if follows(each, origin, agreed_on)]
    return Action(
        id=numbered("action", index),
        agreed_on=agreed_on,
        agreed_in=origin.id if origin else numbered("note", 900 + index),
        agreed_started_at=origin.started_at if origin else None,
        owner_id=chance.one_of(WORKER, WORKER, None),
        due_on=chance.perhaps(chance.soon(agreed_on, 30)),
        closed_on=chance.seldom(chance.soon(agreed_on, 60)),
        dropped=chance.yes(),
        from_note=origin is None,
        reviews=tuple(review(chance, each) for each in chance.some(later, most=6)),
    )


def follows(session: Session, origin: Session | None, agreed_on: date) -> bool:
    if origin:
        return place_of(session) > place_of(origin)
    return place_of(session)[0] >= agreed_on


def meetings(chance: Chance) -> tuple[list[Session], tuple[Action, ...]]:
    """Sessions and the actions agreed in them; each session says what it reviewed."""
    known = [session(chance, n) for n in range(chance.whole(0, 8))]
    held = [each for each in known if each.status is SessionStatus.HELD]
    actions = tuple(action(chance, held, n) for n in range(chance.whole(0, 4)))
    spoken = [(each.session_id, action.id) for action in actions for each in action.reviews]
    return [
        replace(s, reviewed=frozenset(action for session, action in spoken if session == s.id))
        for s in known
    ], actions


def worker_stream(chance: Chance) -> WorkerStream:
    sessions, actions = meetings(chance)
    return WorkerStream(worker=worker(chance), sessions=tuple(sessions), actions=actions)


def plans(chance: Chance) -> tuple[Plan, ...]:
    """Often one after the other, as plans step up and down."""
    found: list[Plan] = []
    for index in range(chance.one_of(0, 1, 1, 2, 2, 3)):
        start = chance.one_of(BEFORE, chance.day())
        last = found[-1].ended_on if found else None
        if last and chance.yes():
            start = last + timedelta(days=chance.whole(0, 5))
        type_ = chance.one_of(*TYPES)
        ended_on = ending(chance, start, 100)
        found.append(Plan(numbered("plan", index), type_ or "odd", type_, start, ended_on))
    return tuple(found)


def allocation(chance: Chance, index: int) -> Allocation:
    start = chance.day()
    worker_id = chance.one_of(WORKER, WORKER, OTHER)
    return Allocation(numbered("allocation", index), worker_id, start, ending(chance, start, 60))


def note(chance: Chance, index: int) -> Note:
    day = chance.day()
    decided_at = chance.perhaps(instant(day, chance.whole(8, 22)))
    waited = chance.one_of(None, 100, 48, 30, 25, 24, 23, 1, 0, -3)
    recorded_at = None
    if waited is not None:
        recorded_at = (decided_at or instant(day, 12)) + timedelta(hours=waited)
    return Note(
        id=numbered("note", index),
        author_id=chance.one_of(WORKER, OTHER, *SUPERVISORS),
        kind=chance.one_of(*OversightKind),
        received_at=instant(chance.soon(day), 12),
        decided_on=day,
        decided_at=decided_at,
        recorded_on=recorded_at.astimezone(LONDON).date() if recorded_at else None,
        recorded_at=recorded_at,
        decided=chance.yes(),
        reasoned=chance.yes(),
    )


def case_stream(chance: Chance) -> CaseStream:
    """One case, talked about in every session of whoever held it."""
    sessions, actions = meetings(chance)
    held = [each for each in sessions if each.held_on]
    someone = worker(chance)
    other = Worker(OTHER, posts=(replace(someone.posts[0], team_id=TEAMS[2]),))
    return CaseStream(
        case_id=CASE,
        closed_on=chance.seldom(chance.day()),
        plans=plans(chance),
        allocations=tuple(allocation(chance, n) for n in range(chance.whole(0, 3))),
        sessions=tuple(
            replace(each, discussions=discussions(chance, each, n)) for n, each in enumerate(held)
        ),
        notes=tuple(note(chance, n) for n in range(chance.whole(0, 3))),
        actions=actions,
        workers={WORKER: someone, OTHER: other},
    )


def agreement_stream(chance: Chance) -> AgreementStream:
    agreed = agreement(chance, 0)
    return AgreementStream(agreed, replace(worker(chance), agreements=(agreed,)))

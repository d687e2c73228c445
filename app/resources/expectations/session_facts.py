"""Sessions as facts for the rules: their rows with people, feedback, discussions and reviews."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam

from app.db.base import OrganisationRow, columns_of, table_of
from app.db.pending import Document
from app.db.prepared import Prepared
from app.db.tables import Discussion, Feedback, SessionPerson, SupervisionSession
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.records.days import day
from app.resources.records.texts import as_fact
from app.rules import facts
from app.vocabulary import Direction, PlanProgress, SessionKind, SessionStatus, SubjectType

SESSION = columns_of(SupervisionSession)
PERSON = columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
FEEDBACK = columns_of(Feedback)

IN_SESSION = (SESSION.organisation_id == PERSON.organisation_id) & (SESSION.id == PERSON.session_id)
OF_SESSION = (SESSION.organisation_id == DISCUSSION.organisation_id) & (
    SESSION.id == DISCUSSION.session_id
)
OF_WORKER = Prepared(
    owned(SupervisionSession)
    .join(table_of(SessionPerson), IN_SESSION)
    .where(
        PERSON.worker_id == bindparam("worker_id"),
        PERSON.part == "supervisee",
        PERSON.day >= bindparam("since"),
    )
)
OF_CASE = Prepared(
    owned(SupervisionSession)
    .join(table_of(Discussion), OF_SESSION)
    .where(DISCUSSION.case_id == bindparam("case_id"), DISCUSSION.day >= bindparam("since"))
)
BY_ID = Prepared(owned(SupervisionSession).where(SESSION.id == bindparam("id")))


def _last_before(
    through: type[OrganisationRow],
    subject: ColumnElement[UUID],
    text: tuple[ColumnElement[int], ColumnElement[bytes]],
    *conditions: ColumnElement[bool],
) -> Prepared:
    """The last held session by a day before the window, found through the table of its subjects."""
    part, (words, shingles) = columns_of(through), text
    return Prepared(
        owned(
            SupervisionSession,
            SESSION.id,
            SESSION.held_on,
            SESSION.started_at,
            SESSION.supervisors,
            SESSION.supervisees,
            SESSION.kind,
            words.label("words"),
            shingles.label("shingles"),
        )
        .join(
            table_of(through),
            (SESSION.organisation_id == part.organisation_id) & (SESSION.id == part.session_id),
        )
        .where(
            subject == bindparam("subject_id"),
            part.day <= bindparam("day"),
            part.day < bindparam("since"),
            SESSION.status == SessionStatus.HELD.value,
            *conditions,
        )
        .order_by(part.day.desc(), SESSION.started_at.desc().nulls_last(), SESSION.id.desc())
        .limit(1)
    )


LAST_HELD_BEFORE = _last_before(
    SessionPerson,
    PERSON.worker_id,
    (SESSION.reflection_words, SESSION.reflection_shingles),
    PERSON.part == "supervisee",
    SESSION.kind.in_((SessionKind.PERSONAL.value, SessionKind.JOINT.value)),
)
LAST_DISCUSSED_BEFORE = _last_before(
    Discussion,
    DISCUSSION.case_id,
    (DISCUSSION.analysis_words, DISCUSSION.analysis_shingles),
)
LAST_OWING_OF_CASE = _last_before(
    Discussion,
    DISCUSSION.case_id,
    (DISCUSSION.analysis_words, DISCUSSION.analysis_shingles),
    SESSION.kind != SessionKind.GROUP.value,
)
GIVEN = Prepared(owned(Feedback).where(FEEDBACK.session_id.in_(bindparam("ids", expanding=True))))
DISCUSSED = Prepared(
    owned(Discussion).where(DISCUSSION.session_id.in_(bindparam("ids", expanding=True)))
)


def of_worker(uow: UnitOfWork, worker_id: UUID, since: date) -> tuple[facts.Session, ...]:
    """The sessions in which somebody was supervised, from a day on."""
    return _whole(uow, uow.rows(OF_WORKER, worker_id=worker_id, since=since))


def of_case(
    uow: UnitOfWork, case_id: UUID, since: date, known: dict[UUID, facts.Session]
) -> tuple[facts.Session, ...]:
    """The sessions that discussed a case, from a day on; none that another case asked for twice."""
    rows = uow.rows(OF_CASE, case_id=case_id, since=since)
    missing = [row for row in rows if row.id not in known]
    known |= {session.id: session for session in _whole(uow, missing, discussing=True)}
    return tuple(known[row.id] for row in rows)


def one(uow: UnitOfWork, id: UUID) -> facts.Session:
    """One session."""
    return _whole(uow, uow.rows(BY_ID, id=id), discussing=True)[0]


def earlier_of_worker(
    uow: UnitOfWork, worker_id: UUID, since: date, days: set[date]
) -> tuple[facts.Supervised, ...]:
    """For each day before the window: the last personal session by then."""
    return _earlier(uow, LAST_HELD_BEFORE, worker_id, since, days)


def earlier_of_case(
    uow: UnitOfWork, case_id: UUID, since: date, days: set[date]
) -> tuple[facts.Supervised, ...]:
    """For each day before the window: the last session by then that discussed the case."""
    return _earlier(uow, LAST_DISCUSSED_BEFORE, case_id, since, days)


def last_owing(
    uow: UnitOfWork, subject: SubjectType, id: UUID, since: date
) -> tuple[facts.Supervised, ...]:
    """The last session before the window that owed a review of the subject's actions, if any."""
    query = LAST_HELD_BEFORE if subject is SubjectType.WORKER else LAST_OWING_OF_CASE
    return _earlier(uow, query, id, since, {since})


def _earlier(
    uow: UnitOfWork, query: Prepared, subject_id: UUID, since: date, days: set[date]
) -> tuple[facts.Supervised, ...]:
    found = {}
    for last in days:
        row = uow.one(query, subject_id=subject_id, since=since, day=last)
        if row is not None:
            found[row.id] = row
    return tuple(
        facts.Supervised(
            row.held_on,
            row.started_at,
            row.id,
            _first(row.supervisors),
            _first(row.supervisees),
            as_fact(row.words, row.shingles),
            row.kind == SessionKind.GROUP,
        )
        for row in found.values()
    )


def _first(ids: list[str]) -> UUID | None:
    return UUID(ids[0]) if ids else None


def _whole(
    uow: UnitOfWork, rows: Sequence[Found], *, discussing: bool = False
) -> tuple[facts.Session, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    given = _grouped(uow.rows(GIVEN, ids=ids))
    discussed = _grouped(uow.rows(DISCUSSED, ids=ids)) if discussing else {}
    return tuple(_session(row, given.get(row.id, ()), discussed.get(row.id, ())) for row in rows)


def _grouped(rows: Sequence[Found]) -> dict[UUID, list[Found]]:
    groups: dict[UUID, list[Found]] = defaultdict(list)
    for row in rows:
        groups[row.session_id].append(row)
    return groups


def _session(row: Found, given: Sequence[Found], discussed: Sequence[Found]) -> facts.Session:
    supervisees = tuple(map(UUID, row.supervisees))
    return facts.Session(
        id=row.id,
        kind=SessionKind(row.kind),
        status=SessionStatus(row.status),
        received_at=row.received_at,
        held_on=row.held_on,
        started_at=row.started_at,
        planned_on=row.planned_on,
        cancelled_on=row.cancelled_on,
        minutes=row.minutes,
        interrupted_minutes=row.interrupted_minutes,
        recorded_on=row.recorded_on,
        check_in=row.check_in,
        feedback_minutes=row.feedback_minutes,
        feedback_listed=row.feedback_listed or bool(given),
        tick_box=row.tick_box,
        reflection=as_fact(row.reflection_words, row.reflection_shingles),
        appreciated=row.appreciated,
        identity_explored=row.identity_explored,
        shared_on=row.shared_on,
        signatures=_signatures(row.signatures),
        fallen=_signatures(row.fallen),
        fell_on=row.fell_on,
        supervisees=supervisees,
        supervisors=tuple(map(UUID, row.supervisors)),
        feedback=tuple(fact for one in given for fact in _feedback(one, supervisees)),
        discussions=tuple(map(_discussion, discussed)),
        reviewed=frozenset(map(UUID, row.reviewed)),
    )


def _discussion(row: Found) -> facts.Discussion:
    return facts.Discussion(
        row.id,
        row.case_id,
        row.recorded_on,
        PlanProgress(row.plan_progress) if row.plan_progress else None,
        as_fact(row.analysis_words, row.analysis_shingles),
        row.decided,
        row.reasoned,
        row.contingency,
    )


def _signatures(said: Document | None) -> facts.Signatures | None:
    if not said:
        return None
    return facts.Signatures(
        day(said["supervisee_on"]),
        day(said["supervisor_on"]),
        said["disagreed"],
        day(said["disagreed_on"]),
    )


def _feedback(row: Found, supervisees: tuple[UUID, ...]) -> Iterator[facts.Feedback]:
    """Feedback that is kept under a supervisor's own name is for every supervisee."""
    about = (row.worker_id,) if row.worker_id in supervisees else supervisees
    for worker_id in about:
        yield facts.Feedback(
            row.id, worker_id, Direction(row.direction), row.given_on, row.declined, row.score
        )

"""The feedback on a quarter's sessions, as it was known when the quarter was settled."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import bindparam

from app.db import history
from app.db.line import seq_at
from app.db.pending import Document, Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, VERSIONS, stored
from app.db.unit_of_work import UnitOfWork
from app.resources.feedback_summary.quarters import Quarter
from app.resources.records.days import day, day_of_session
from app.rules import facts
from app.rules.duty import Duty
from app.vocabulary import Direction, RecordType

STOOD = Prepared(
    history.THEN.where(
        RECORD.type == RecordType.FEEDBACK.value,
        VERSIONS.c.deleted.is_(False),
        VERSIONS.c.seq > bindparam("since"),
    ).order_by(RECORD.id)
)
ANSWERS = ("score", "more_of", "less_of", "differently", "unasked")
AT_ONCE = 500

Documents = dict[str, Document]


@dataclass(frozen=True, slots=True)
class Sought:
    """One piece of feedback, given or not; `respondent` is None where that cannot be told."""

    direction: Direction
    team_id: UUID | None
    supervisor_id: UUID | None
    respondent: UUID | None
    score: int | None
    answered: bool
    declined: bool


def sought_in(uow: UnitOfWork, quarter: Quarter) -> list[Sought]:
    """All feedback on the sessions of a quarter, whatever has been said of it since."""
    seq = seq_at(uow, quarter.known_at)
    # A session is held before its feedback is recorded; a quarter more leaves room for clocks.
    begun = datetime.combine(quarter.before.first_on, time(), UTC)
    rows = uow.rows(STOOD, seq=seq, since=seq_at(uow, begun))
    found = [stored(row).document for row in rows]
    sessions = _documents(uow, {given["session_id"] for given in found}, seq)
    of_quarter = {
        id: (session, on)
        for id, session in sessions.items()
        if quarter.first_on <= (on := day_of_session(uow, session)) <= quarter.last_on
    }
    wanted = [given for given in found if given["session_id"] in of_quarter]
    people = [_of(given, of_quarter[given["session_id"]][0]["supervisee_ids"]) for given in wanted]
    workers = _documents(uow, {id for id in people if id}, seq)
    return [_sought(given, *of_quarter[given["session_id"]], workers) for given in wanted]


def _sought(given: Document, session: Document, on: date, workers: Documents) -> Sought:
    direction = Direction(given["direction"])
    supervisee = _of(given, session["supervisee_ids"])
    supervisor = _of(given, session["supervisor_ids"])
    by_supervisee = direction is Direction.SUPERVISEE_TO_SUPERVISOR
    respondent = supervisee if by_supervisee else supervisor
    return Sought(
        direction=direction,
        team_id=_team_on(workers.get(supervisee or ""), on),
        supervisor_id=UUID(supervisor) if supervisor else None,
        respondent=UUID(respondent) if respondent else None,
        score=given["score"],
        answered=any(given[answer] is not None for answer in ANSWERS),
        declined=bool(given["declined"]),
    )


def _of(given: Document, people: list[str]) -> str | None:
    """Whose feedback it is of the people on one side: the worker it names, else the only one."""
    if given["worker_id"] in people:
        return str(given["worker_id"])
    return people[0] if len(people) == 1 else None


def _team_on(worker: Document | None, on: date) -> UUID | None:
    """The team of a worker's post on a day."""
    posts = tuple(_posts(worker)) if worker else ()
    post = Duty(facts.Worker(UUID(int=0), posts=posts)).post_on(on)
    return post.team_id if post else None


def _posts(worker: Document) -> Iterator[facts.Post]:
    for place, post in enumerate(worker["posts"]):
        yield facts.Post(
            id=UUID(int=place),
            team_id=UUID(post["team_id"]) if post["team_id"] else None,
            role=post["role"],
            stage=post["stage"],
            supervised=post["supervised"],
            started_on=day(post["started_on"]),
            ended_on=day(post["ended_on"]),
            received_on=date.min,
        )


def _documents(uow: UnitOfWork, ids: Collection[str], seq: int) -> Documents:
    """Documents by id as they stood then; those that were deleted are left out."""
    wanted = sorted(UUID(id) for id in ids)
    found: dict[UUID, Stored] = {}
    for start in range(0, len(wanted), AT_ONCE):
        found |= history.among(uow, wanted[start : start + AT_ONCE], seq)
    return {str(id): one.document for id, one in found.items() if not one.deleted_at}

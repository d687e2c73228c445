"""Near misses of a case's clock: sessions of its worker that discussed other cases instead.

They are looked up when an expectation is explained and not kept with it, because every case of a
worker would have to be worked out anew with each session about another.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam

from app.db.base import columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Discussion, SessionPerson, SupervisionSession
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations.asking import Asked
from app.rules.calendar import DAY
from app.rules.case import CASE_TIMESCALE
from app.rules.expectation import Expectation, Step
from app.vocabulary import SessionKind, SessionStatus

SESSION = columns_of(SupervisionSession)
PERSON = columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
MOST = 5
IN_SESSION = (SESSION.organisation_id == PERSON.organisation_id) & (SESSION.id == PERSON.session_id)
DISCUSSED = owned(Discussion, DISCUSSION.id).where(
    DISCUSSION.organisation_id == PERSON.organisation_id,
    DISCUSSION.session_id == PERSON.session_id,
)
NEWEST = Prepared(
    owned(SessionPerson, PERSON.session_id, PERSON.day)
    .join(table_of(SupervisionSession), IN_SESSION)
    .where(
        PERSON.worker_id == bindparam("worker_id"),
        PERSON.part == "supervisee",
        PERSON.day >= bindparam("first"),
        PERSON.day <= bindparam("last"),
        SESSION.status == SessionStatus.HELD.value,
        SESSION.kind != SessionKind.INFORMAL.value,
        DISCUSSED.correlate(table_of(SessionPerson)).exists(),
        ~DISCUSSED.where(DISCUSSION.case_id == bindparam("case_id"))
        .correlate(table_of(SessionPerson))
        .exists(),
    )
    .order_by(PERSON.day.desc(), PERSON.session_id.desc())
    .limit(MOST)
)


def since(uow: UnitOfWork, stretches: Sequence[Expectation], moment: Asked) -> list[Step]:
    """The newest of them from the opening day until it was met, ended or asked about.

    None for an earlier `known_at`: sessions are kept as they are known now.
    """
    last = stretches[-1]
    if last.rule != CASE_TIMESCALE or last.worker_id is None or moment.seq is not None:
        return []
    until = [day - DAY for day in (last.met_on, last.ended_on) if day]
    rows = uow.rows(
        NEWEST,
        worker_id=last.worker_id,
        case_id=last.subject_id,
        first=last.opened_on,
        last=min([moment.as_at, *until]),
    )
    return [
        {"code": "other_case", "session_id": str(row.session_id), "on": row.day.isoformat()}
        for row in rows
    ]

"""Subject pages: put together from what was held, what is expected and what was agreed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.db.base import columns_of
from app.db.tables import ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations import excusing
from app.resources.expectations.asking import Asked, asked
from app.resources.expectations.measures import CADENCES
from app.resources.expectations.reading import flattened, read
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rows import expectation
from app.resources.expectations.rulebook import policy_for, restated_versions
from app.resources.expectations.state_sql import is_open, state_as_at
from app.resources.supervision import subject as subjects
from app.resources.supervision.actions import open_actions
from app.resources.supervision.schemas import (
    MOST,
    CaseSupervision,
    Cycle,
    SupervisionQuery,
    WorkerSupervision,
)
from app.resources.supervision.sessions import last_held
from app.resources.supervision.subject import Subject
from app.vocabulary import State

E = columns_of(ExpectationRow)


def of_worker(uow: UnitOfWork, id: UUID, query: SupervisionQuery) -> WorkerSupervision:
    """The page of a worker."""
    moment, subject = asked(uow, query.as_at, query.known_at), subjects.worker(id)
    reference = subjects.reference(uow, subject, moment)
    return WorkerSupervision(worker_id=id, worker_ref=reference, **_page(uow, subject, moment))


def of_case(uow: UnitOfWork, id: UUID, query: SupervisionQuery) -> CaseSupervision:
    """The page of a case."""
    moment, subject = asked(uow, query.as_at, query.known_at), subjects.case(id)
    reference = subjects.reference(uow, subject, moment)
    return CaseSupervision(case_id=id, case_ref=reference, **_page(uow, subject, moment))


def _page(uow: UnitOfWork, subject: Subject, moment: Asked) -> dict[str, Any]:
    return {
        "as_at": moment.as_at,
        "known_at": moment.known_at,
        "restated_policy_versions": restated_versions(uow, moment.as_at, moment.known_at),
        "reevaluating": reevaluating(uow, moment),
        "last_held": last_held(uow, subject, moment),
        "next_due": read(uow, _next_due(uow, subject, moment), moment, words=True),
        "open_flags": read(uow, _flags(uow, subject, moment), moment, words=True),
        "open_actions": open_actions(uow, subject, moment),
        "cycles": _cycles(uow, subject, moment),
    }


def _next_due(uow: UnitOfWork, subject: Subject, moment: Asked) -> Sequence[Found]:
    return uow.rows(
        owned(ExpectationRow)
        .where(
            moment.is_known,
            subject.is_about,
            E.rule.in_(CADENCES),
            is_open(moment.as_at),
        )
        .order_by(E.due_on.asc().nulls_last(), E.rule, E.id, E.from_on)
        .limit(MOST)
    )


def _flags(uow: UnitOfWork, subject: Subject, moment: Asked) -> Sequence[Found]:
    warning_days = policy_for(uow, moment.as_at, moment.known_at).warning_days
    exempt = excusing.conditions(uow, moment.as_at, moment.seq)
    state = state_as_at(moment.as_at, warning_days, exempt)
    return uow.rows(
        owned(ExpectationRow)
        .where(
            moment.is_known,
            subject.is_about,
            is_open(moment.as_at),
            state == State.OVERDUE.value,
        )
        .order_by(E.due_on, E.id, E.from_on)
        .limit(MOST)
    )


def _cycles(uow: UnitOfWork, subject: Subject, moment: Asked) -> list[Cycle]:
    """Every stretch of the subject's own clock that had begun by the day, the newest first."""
    rows = uow.rows(
        owned(ExpectationRow)
        .where(
            moment.is_known,
            E.subject_id == subject.id,
            E.rule == subject.clock,
            E.from_on <= moment.as_at,
        )
        .order_by(E.from_on.desc(), E.opened_on.desc(), E.id)
        .limit(MOST)
    )
    warning_days = policy_for(uow, moment.as_at, moment.known_at).warning_days
    excused = excusing.periods(uow, {row.id for row in rows}, moment.seq)
    return [
        Cycle.model_validate(
            {
                "id": row.id,
                **flattened(expectation(row), moment.as_at, warning_days, excused.get(row.id, ())),
            }
        )
        for row in rows
    ]

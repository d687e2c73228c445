"""An expectation explained: its trace, its near misses and what would clear it, in words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.db.unit_of_work import UnitOfWork
from app.resources.expectations import excusing, other_cases
from app.resources.expectations.asking import Asked
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rows import expectation
from app.resources.expectations.rulebook import policy_for, restated_versions
from app.resources.expectations.schemas import ExpectationRead, ExpectationWhole, Explained
from app.resources.records.pointers import names
from app.rules.catalogue import RULES
from app.rules.expectation import Expectation, Step
from app.rules.paragraph import SETTLED, Told, paragraph, seen_on
from app.rules.telling import line, near_miss
from app.rules.wording import clears_when


def whole(
    uow: UnitOfWork, rows: Sequence[Row[Any]], flat: list[ExpectationRead], moment: Asked
) -> ExpectationWhole:
    """All stretches of one expectation, the last of which says what would clear it."""
    id, rule = rows[0].id, RULES[rows[0].rule]
    stretches = [expectation(row) for row in rows]
    misses = [_misses(stretch, moment) for stretch in stretches]
    misses[-1] = _in_order([*misses[-1], *other_cases.since(uow, stretches, moment)])
    last, shown = stretches[-1], flat[-1]
    told = Told(
        subject=shown.subject_ref,
        record=shown.record_ref,
        worker=shown.worker_ref,
        supervisor=shown.supervisor_ref,
        met_by=_reference(uow, shown.met_by),
        near_misses=tuple(misses[-1]),
        earlier=tuple(stretches[:-1]),
        warning_days=policy_for(uow, moment.as_at, moment.known_at).warning_days,
        exemptions=tuple(excusing.periods(uow, {id}, moment.seq).get(id, ())),
        time_zone=uow.client.time_zone,
    )
    seen = seen_on(last, moment.as_at)
    return ExpectationWhole(
        as_at=moment.as_at,
        known_at=moment.known_at,
        restated_policy_versions=restated_versions(uow, moment.as_at, moment.known_at),
        reevaluating=reevaluating(uow, moment),
        id=id,
        rule=rule.code,
        expects=rule.expects,
        basis=[*rule.basis.duty, *rule.basis.number],
        clears_when=None if shown.state in SETTLED else clears_when(seen),
        paragraph=paragraph(last, moment.as_at, told),
        stretches=[
            _explained(*each, time_zone=uow.client.time_zone)
            for each in zip(stretches, flat, misses, strict=True)
        ],
    )


def _explained(
    stretch: Expectation, plain: ExpectationRead, misses: list[Step], *, time_zone: str
) -> Explained:
    return Explained(
        **plain.model_dump(),
        trace=list(stretch.trace),
        explanation=[line(step, time_zone) for step in stretch.trace],
        near_misses=misses,
        near_miss_sentences=[near_miss(miss) for miss in misses],
    )


def _misses(stretch: Expectation, moment: Asked) -> list[Step]:
    """As at a day, what lies after it is not shown."""
    by = moment.as_at.isoformat()
    return [miss for miss in stretch.near_misses if miss["on"] <= by]


def _in_order(misses: list[Step]) -> list[Step]:
    return sorted(misses, key=lambda miss: (miss["on"], miss.get("session_id", "")))


def _reference(uow: UnitOfWork, id: UUID | None) -> str | None:
    return names(uow, [id]).get(str(id)) if id else None

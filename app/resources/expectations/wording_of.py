"""An expectation explained: its trace, its near misses and what would clear it, in words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from app.resources.expectations.asking import Asked
from app.resources.expectations.rows import expectation
from app.resources.expectations.schemas import ExpectationRead, ExpectationWhole, Explained
from app.rules.catalogue import RULES
from app.rules.expectation import Step
from app.rules.telling import line, near_miss
from app.rules.wording import clears_when
from app.vocabulary import State

CLEARED = (State.MET, State.MET_LATE, State.ENDED)


def whole(rows: Sequence[Row[Any]], flat: list[ExpectationRead], moment: Asked) -> ExpectationWhole:
    """All stretches of one expectation, the last of which says what would clear it."""
    rule, last = RULES[rows[0].rule], expectation(rows[-1])
    return ExpectationWhole(
        as_at=moment.as_at,
        known_at=moment.known_at,
        id=rows[0].id,
        rule=rule.code,
        expects=rule.expects,
        basis=[*rule.basis.duty, *rule.basis.number],
        clears_when=None if flat[-1].state in CLEARED else clears_when(last),
        stretches=[_explained(row, plain, moment) for row, plain in zip(rows, flat, strict=True)],
    )


def _explained(row: Row[Any], plain: ExpectationRead, moment: Asked) -> Explained:
    stretch = expectation(row)
    misses = [miss for miss in stretch.near_misses if _is_by(miss, moment)]
    return Explained(
        **plain.model_dump(),
        trace=list(stretch.trace),
        explanation=[line(step) for step in stretch.trace],
        near_misses=misses,
        near_miss_sentences=[near_miss(miss) for miss in misses],
    )


def _is_by(step: Step, moment: Asked) -> bool:
    """As at a day, what lies after it is not shown."""
    return str(step.get("on") or "") <= moment.as_at.isoformat()

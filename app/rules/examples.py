"""One worked example of each rule, judged by the rule itself whenever it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from app.rules import examples_of_cases, examples_of_workers
from app.rules.catalogue import evaluate
from app.rules.expectation import Expectation, Step
from app.rules.invented import BOOK, NAMES, TIME_ZONE, Example
from app.rules.paragraph import Told, paragraph, seen_on
from app.rules.policy import DEFAULT_POLICY
from app.rules.state import days_late, state_on
from app.vocabulary import State

EXAMPLES: Mapping[str, Example] = {
    example.rule: example
    for example in (
        *examples_of_workers.CLOCKS,
        *examples_of_workers.SHOWN,
        *examples_of_workers.FOLLOWED,
        *examples_of_cases.CLOCKS,
        *examples_of_cases.SHOWN,
    )
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rule made of an example: the stretch that stands as at its day."""

    example: Example
    stretch: Expectation
    state: State
    days_late: int | None
    near_misses: tuple[Step, ...]
    paragraph: str


def judged(code: str) -> Judged:
    """The example of a rule under the shipped policy and the calendar of England."""
    example = EXAMPLES[code]
    day, warning_days = example.as_at, DEFAULT_POLICY.warning_days
    begun = [
        row for row in evaluate(example.stream, BOOK) if row.rule == code and row.from_on <= day
    ]
    last = begun[-1]
    misses = tuple(miss for miss in last.near_misses if miss["on"] <= day.isoformat())
    told = Told(
        subject=_name(last.subject_id),
        record=_name(last.record_id),
        worker=_name(last.worker_id),
        supervisor=_name(last.supervisor_id),
        met_by=_name(last.met_by),
        near_misses=misses,
        earlier=tuple(row for row in begun[:-1] if row.anchor == last.anchor),
        warning_days=warning_days,
        time_zone=TIME_ZONE,
    )
    return Judged(
        example=example,
        stretch=seen_on(last, day),
        state=state_on(last, day, warning_days) or State.ENDED,
        days_late=days_late(last, day),
        near_misses=misses,
        paragraph=paragraph(last, day, told),
    )


def _name(id: UUID | None) -> str | None:
    return NAMES.get(id) if id else None

"""What stands above a chart: the moment, what it is narrowed to, what is not shown."""

from collections.abc import Iterator
from typing import Any

from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.labels import narrowed_to
from app.resources.compliance.queries import Narrowed
from app.resources.compliance.schemas import Answered, Compliance
from app.rules.words import begun, words
from app.vocabulary import Measure
from app.web.formats.asked import in_words
from app.web.formats.cells import instant


def captioned(uow: UnitOfWork, query: Narrowed, answer: Answered, *more: str) -> dict[str, Any]:
    """What a chart says of the answer that it draws, as tables say it too."""
    said = answer.model_dump(by_alias=True, exclude={"items", "reevaluating"})
    return {
        "about": [*_captions(uow, query, answer), *filter(None, more)],
        "asked": in_words(query, said),
        "as_at": answer.as_at,
        "known_at": answer.known_at,
    }


def between(answer: Compliance) -> str:
    """The period that figures are of, in words; empty where they are of a day."""
    if answer.from_ is None or answer.to is None:
        return ""
    begins = "Due from" if answer.measure is Measure.DUE_IN_PERIOD else "From"
    return f"{begins} {words(answer.from_)} to {words(answer.to)}"


def some(shown: int, there_are: int, which: str) -> str:
    """Says that not all groups are shown; empty where all are."""
    if shown == there_are:
        return ""
    return f"Shown are the {shown} of {there_are} {which}; the table beside this has all"


def _captions(uow: UnitOfWork, query: Narrowed, answer: Answered) -> Iterator[str]:
    yield f"As at {words(answer.as_at)}, as known at {instant(answer.known_at)}"
    narrowed = "; ".join(narrowed_to(uow, query))
    if narrowed:
        yield begun(narrowed)
    if answer.reevaluating:
        so_far = answer.reevaluating
        yield f"Being worked out again: {so_far.done} of {so_far.total} records are done"

"""Answers about editions as HTTP responses; only routers call these."""

from typing import Any

from starlette.responses import Response

from app.resources.editions.schemas import EditionRead, Written
from app.vocabulary import Outcome
from app.web.answers import answer

Documented = dict[int | str, dict[str, Any]]


def created(model: object) -> Documented:
    """What the documentation says of the answer to a first edition."""
    return {201: {"model": model, "description": "The first edition"}}


def written(done: Written[Any]) -> Response:
    """What became of an edition that was put; 201 for the first."""
    status = 201 if done.outcome is Outcome.CREATED else 200
    return answer(done.model_dump_json().encode(), status=status)


def shown(edition: EditionRead, if_none_match: str | None) -> Response:
    """One edition, or 304 where the caller holds it already."""
    body = edition.model_dump_json().encode()
    return answer(body, version=edition.version, if_none_match=if_none_match)

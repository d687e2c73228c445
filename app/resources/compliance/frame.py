"""What every answer of figures says of itself, so that it can be had again and be compared."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from app.db.line import canonical
from app.db.unit_of_work import UnitOfWork
from app.resources.compliance.scope import Scope
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rulebook import restated_versions, rulebook


def frame(
    uow: UnitOfWork, scope: Scope, first: date, last: date, items: Sequence[BaseModel]
) -> dict[str, Any]:
    """The day, what was known, the policies that spoke between two days, and the items' hash."""
    moment = scope.moment
    book = rulebook(uow)
    span = (first, min(last, moment.as_at))
    changes = [day for day in book.changes_after(span[0]) if day <= span[1]]
    versions = {book.policy_on(day).version for day in (*span, *changes)}
    restated = restated_versions(uow, span[1], moment.known_at)
    return {
        "as_at": moment.as_at,
        "known_at": moment.known_at,
        "policy_versions": sorted(versions),
        "restated_policy_versions": [version for version in restated if version in versions],
        "reevaluating": reevaluating(uow, moment),
        "hash": hash_of(items),
        "items": items,
    }


def hash_of(items: Sequence[BaseModel]) -> str:
    """The SHA-256 of the figures without their links: the same figures have the same."""
    said = [item.model_dump(mode="json", exclude={"href"}) for item in items]
    return hashlib.sha256(canonical(said).encode()).hexdigest()

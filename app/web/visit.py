"""What is known of the request in hand; made by the gate, filled in on the way."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from app.db.unit_of_work import Client

_KEY = "supervision.visit"


@dataclass(slots=True)
class Visit:
    """One request: its id, its limits, who makes it, which problem it met or change it made."""

    id: str = field(default_factory=lambda: str(uuid4()))
    max_body_bytes: int = 1_000_000
    max_import_bytes: int = 50_000_000
    receive_seconds: float = 20.0
    client: Client | None = None
    problem: str | None = None
    change: int | None = None

    def enter(self, scope: MutableMapping[str, Any]) -> None:
        """Go along with a request."""
        scope[_KEY] = self


def visit_of(scope: MutableMapping[str, Any]) -> Visit:
    """The visit of this request; a new one where no gate made it."""
    visit = scope.get(_KEY)
    if isinstance(visit, Visit):
        return visit
    made = Visit()
    made.enter(scope)
    return made

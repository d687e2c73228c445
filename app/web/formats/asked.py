"""What was asked, in words: the parameters that were sent, and what the answer says of itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from app.web.formats.cells import instant, listed


def in_words(query: BaseModel, answered: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Each parameter that was sent, unless the answer says it better; then what answered."""
    sent = query.model_dump(exclude_unset=True, by_alias=True, exclude_none=True)
    told = {**{name: value for name, value in sent.items() if name not in answered}, **answered}
    return tuple((name, _said(value)) for name, value in told.items() if value is not None)


def _said(value: object) -> str:
    match value:
        case datetime():
            return instant(value)
        case list() | tuple():
            return listed(value) or "none"
        case bool():
            return "true" if value else "false"
    return str(value)

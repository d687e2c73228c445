"""Rows of a file before anybody has looked at what they say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.errors import Fault


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the fields that it sends, or why it cannot be read; numbers begin at 1."""

    number: int
    sent: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()

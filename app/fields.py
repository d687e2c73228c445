"""The kinds of value that records are made of: what is let in, and what is refused."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
REFERENCE = re.compile(r"[!-~]{1,128}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters, but for those that lay out a text."""
UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Cs"})
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def as_day(value: object) -> date:
    """A day from its text; raises `PydanticCustomError`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day = _day(value) if isinstance(value, str) and DAY.fullmatch(value) else None
    if day is None:
        raise PydanticCustomError("day", "A day is written YYYY-MM-DD and must exist.")
    return _in_our_years(day)


def as_instant(value: object) -> datetime:
    """An instant in UTC from its text; raises `PydanticCustomError`."""
    if isinstance(value, datetime) and value.tzinfo:
        return value
    instant = _instant(value) if isinstance(value, str) and INSTANT.fullmatch(value) else None
    if instant is None:
        raise PydanticCustomError(
            "instant",
            "An instant is written in RFC 3339 with an offset, as 2026-11-02T10:00:00+00:00.",
        )
    _in_our_years(instant.date())
    return instant


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _in_our_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("year", "Years run from 1900 to 2200.")
    return day


def _reference(value: str) -> str:
    if not REFERENCE.fullmatch(value):
        raise PydanticCustomError(
            "reference",
            "A reference is 1 to 128 characters from ! to ~, without blanks or accents.",
        )
    return value


def _narrative(value: str) -> str:
    if CONTROL.search(value):
        raise PydanticCustomError("control-character", "Control characters are not allowed here.")
    return value


def _line(value: str) -> str:
    if any(
        letter < " " or "\x7f" <= letter <= "\x9f" or letter in TURNING or letter in "\u2028\u2029"
        for letter in value
    ):
        raise PydanticCustomError("control-character", "Control characters are not allowed here.")
    if all(unicodedata.category(letter) in UNSEEN for letter in value):
        raise PydanticCustomError("blank", "This needs at least one visible character.")
    return value


Day = Annotated[date, BeforeValidator(as_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A civil day, YYYY-MM-DD."""

Instant = Annotated[
    datetime, BeforeValidator(as_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""An instant with an offset; kept in UTC."""

Reference = Annotated[str, Field(min_length=1, max_length=128), AfterValidator(_reference)]
"""The sender's own id of a record."""

Source = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_reference)]
"""The system that a record comes from."""

Narrative = Annotated[str, Field(max_length=100_000), AfterValidator(_narrative)]
"""Free text; tabs and line breaks are kept."""

Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_line)]
"""One line of visible text: a name or a label."""

Minutes = Annotated[StrictInt, Field(ge=0, le=1440)]
"""Whole minutes of one day."""

Score = Annotated[StrictInt, Field(ge=1, le=10)]
"""A score from 1 to 10."""

Switch = StrictBool
"""True or false, and nothing that resembles them."""

FUTURE_TOLERANCE = timedelta(minutes=5)

"""How long to wait after a call that failed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=6)
PATIENCE = timedelta(days=3)
"""A webhook that has failed for so long is paused."""
_SECONDS = re.compile(r"[0-9]{1,9}")

Draw = Callable[[float, float], float]
"""Any number between two: whoever failed together should not come back together."""


def ceiling(failures: int) -> timedelta:
    """The longest wait after so many failures in a row: it doubles, up to six hours."""
    doublings = min(failures - 1, 20)  # by then the longest is long reached
    return min(FIRST * (1 << doublings), LONGEST)


def wait(failures: int, asked: timedelta | None, draw: Draw) -> timedelta:
    """Anything up to the ceiling, and as long as the receiver asked for, within reason."""
    drawn = timedelta(seconds=draw(0, ceiling(failures).total_seconds()))
    return max(drawn, min(asked or timedelta(), LONGEST))


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After says, in seconds or as a date; None where it cannot be read."""
    if header is None:
        return None
    if _SECONDS.fullmatch(header.strip()):
        return timedelta(seconds=int(header))
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return (until if until.tzinfo else until.replace(tzinfo=UTC)) - now

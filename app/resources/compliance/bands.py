"""Days cut into bands: how late, how soon, how long ago."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

AGEING = "7,14,28,56"
SINCE = "28,35,42,56,84"
MOST_BANDS = 20
MOST_DAYS = 3650
WEEK = 7


@dataclass(frozen=True, slots=True)
class Band:
    """A number of days from the first to the last; the last of the oldest band is open."""

    from_days: int
    to_days: int | None

    def before(self, day: date) -> tuple[date | None, date]:
        """The days that lie so far before a day; the first is null where the band is open."""
        first = None if self.to_days is None else day - timedelta(days=self.to_days)
        return first, day - timedelta(days=self.from_days)

    def after(self, day: date) -> tuple[date, date]:
        """The days that lie so far after a day; the band has to be closed."""
        last = self.from_days if self.to_days is None else self.to_days
        return day + timedelta(days=self.from_days), day + timedelta(days=last)


Bands = tuple[Band, ...]


def bands_of(ends: str) -> Bands:
    """Bands out of the last day of each, `7,14` say; ValueError unless they rise from 0 to 3650."""
    last = [int(end) for end in ends.split(",")]
    rise = all(one < other for one, other in pairwise(last))
    if not rise or len(last) >= MOST_BANDS or last[0] < 0 or last[-1] > MOST_DAYS:
        raise ValueError
    starts = [0, *(end + 1 for end in last)]
    return tuple(Band(start, end) for start, end in zip(starts, [*last, None], strict=True))


def weeks(days: int) -> Bands:
    """So many days from 0 on, cut into weeks; the last may be shorter."""
    return tuple(Band(first, min(first + WEEK, days) - 1) for first in range(0, days, WEEK))

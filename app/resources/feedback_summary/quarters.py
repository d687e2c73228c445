"""Calendar quarters, and the instant whose knowledge their figures keep for good."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.rules.calendar import DAY

SETTLED = timedelta(days=28)
"""What arrives later than this after a quarter's end is never counted in it."""

PUBLISHED = SETTLED + DAY
"""A day more, so that nothing is still being stored under an instant that has been answered for."""

QUARTERS, MONTHS = 4, 3


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter; its instants are in UTC, so that no setting can move them."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter that is written YYYY-Qn."""
        return cls(int(text[:4]), int(text[-1]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that a day lies in."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * MONTHS + 1, 1)

    @property
    def before(self) -> "Quarter":
        """The one before it."""
        return Quarter.of(self.first_on - DAY)

    @property
    def known_at(self) -> datetime:
        """The instant whose knowledge answers for it."""
        return self._ended_at + SETTLED

    @property
    def published_at(self) -> datetime:
        """The instant from which on its figures are answered."""
        return self._ended_at + PUBLISHED

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self._ended_at.date() - DAY

    @property
    def _ended_at(self) -> datetime:
        year, number = divmod(self.year * QUARTERS + self.number, QUARTERS)
        return datetime.combine(Quarter(year, number + 1).first_on, time(), UTC)

    def __str__(self) -> str:
        """Written as it is asked for."""
        return f"{self.year}-Q{self.number}"


def newest(now: datetime) -> Quarter:
    """The last quarter whose figures are published."""
    quarter = Quarter.of(now.astimezone(UTC).date()).before
    return quarter if quarter.published_at <= now else quarter.before

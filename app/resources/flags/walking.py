"""The history of a flag, derived: walk what was known in order, and within that the days.

Nothing of it is stored, so evaluating twice adds nothing. Days before the first knowledge are
walked under it; later knowledge counts from the civil day on which it came.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.resources.expectations.flags import is_overdue
from app.rules.catalogue import RULES, Block
from app.rules.expectation import Expectation
from app.rules.state import Excused, covers
from app.vocabulary import ClearedBy, EndReason, ExemptionEnd, FlagEvent

ONE_DAY = timedelta(days=1)
ENDED: dict[EndReason, ClearedBy] = {
    EndReason.CHANGED: ClearedBy.RE_DATED,
    EndReason.LEFT: ClearedBy.LEFT,
    EndReason.CLOSED: ClearedBy.CLOSED,
    EndReason.DROPPED: ClearedBy.DROPPED,
    EndReason.SUPERSEDED: ClearedBy.SUPERSEDED,
}


Why = ClearedBy | ExemptionEnd
Cleared = tuple[ClearedBy, UUID | None]
"""What cleared or moved a flag, and the record that the stretch itself names."""


class Granted(NamedTuple):
    """An exemption that counts."""

    id: UUID
    days: Excused


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What was known from a change on, until the next: stretches in order, and exemptions.

    `on` is the civil day of the change, `received` the records that came with it, `withdrawn` the
    exemptions that it took back.
    """

    seq: int
    at: datetime
    on: date
    stretches: tuple[Expectation, ...]
    exemptions: tuple[Granted, ...]
    withdrawn: frozenset[UUID]
    received: frozenset[UUID]
    is_of_policy: bool


class Event(NamedTuple):
    """One thing that happened to a flag.

    `seq` is the change by which somebody did it, `news` the one that brought it. `flag` is the
    stretch that was, or is, overdue, `after` the one in its place, if any.
    """

    what: FlagEvent
    as_at: date
    known_at: datetime
    by: Why | None = None
    record_id: UUID | None = None
    exemption_id: UUID | None = None
    acknowledgement_id: UUID | None = None
    seq: int | None = None
    news: int | None = None
    flag: Expectation | None = None
    after: Expectation | None = None


class Point(NamedTuple):
    """A day under what was known; `at` is when both had come, `is_news`: by the change itself."""

    known: Knowledge
    day: date
    at: datetime
    is_news: bool

    @property
    def is_excused(self) -> bool:
        """Whether an exemption covers the day."""
        return covers([one.days for one in self.known.exemptions], self.day)

    def event(
        self,
        what: FlagEvent,
        flag: Expectation,
        *,
        by: ClearedBy | None = None,
        after: Expectation | None = None,
    ) -> Event:
        """Something that happens here."""
        news = self.known.seq if self.is_news else None
        return Event(what, self.day, self.at, by, news=news, flag=flag, after=after)

    @property
    def overdue(self) -> Expectation | None:
        """The stretch that is a breach, whether it is excused or not."""
        return next((one for one in self.known.stretches if is_overdue(one, self.day)), None)


@dataclass(slots=True)
class Walk:
    """A walk up to a day; `policy_days` are those on which a policy or calendar began to hold."""

    until: date
    midnight: Callable[[date], datetime]
    policy_days: frozenset[date]
    _flag: Expectation | None = None
    _was_raised: bool = False
    _granted: set[UUID] = field(default_factory=set)

    def events(self, known: Sequence[Knowledge]) -> Iterator[Event]:
        """All that happened, in the order in which it became known."""
        for place, now in enumerate(known):
            is_last = place + 1 == len(known)
            last = self.until if is_last else min(known[place + 1].on, self.until)
            if now.on <= self.until:
                yield from self._done(now)
            for day in _days(now, last, is_first=place == 0):
                at = self.midnight(day) if day > now.on else now.at
                yield from self._on(Point(now, day, at, is_news=place > 0 and day == now.on))

    def _done(self, now: Knowledge) -> Iterator[Event]:
        """What people did by the change itself."""
        for one in now.exemptions:
            if one.id not in self._granted:
                self._granted.add(one.id)
                yield Event(FlagEvent.EXEMPTED, now.on, now.at, exemption_id=one.id, seq=now.seq)
        for id in sorted(now.withdrawn):
            what, how = FlagEvent.EXEMPTION_ENDED, ExemptionEnd.WITHDRAWN
            yield Event(what, now.on, now.at, how, exemption_id=id, seq=now.seq)

    def _on(self, point: Point) -> Iterator[Event]:
        """What a day brings; news came during it, anything else with its beginning."""
        for one in point.known.exemptions if not point.is_news else ():
            if one.days.expires_on + ONE_DAY == point.day:
                what, how = FlagEvent.EXEMPTION_ENDED, ExemptionEnd.EXPIRED
                yield Event(what, point.day, point.at, how, exemption_id=one.id)
        flag = None if point.is_excused else point.overdue
        if flag and not self._flag:
            what = FlagEvent.REOPENED if self._was_raised else FlagEvent.RAISED
            self._was_raised = True
            yield point.event(what, flag)
        elif self._flag and flag and self._flag.due_on != flag.due_on:
            by, _ = self._why_moved(self._flag, flag, flag.from_on, point)
            yield point.event(FlagEvent.MOVED, self._flag, by=by, after=flag)
        elif self._flag and not flag:
            yield self._cleared(self._flag, point)
        self._flag = flag

    def _cleared(self, flag: Expectation, point: Point) -> Event:
        """Why what was overdue is not: what people did, then policy, then what the stretch says."""
        what = FlagEvent.CLEARED
        if point.overdue:
            covering = (one for one in point.known.exemptions if covers([one.days], point.day))
            event = point.event(what, flag, by=ClearedBy.EXEMPTION, after=point.overdue)
            return event._replace(exemption_id=next(covering).id)
        begun = [stretch for stretch in point.known.stretches if stretch.from_on <= point.day]
        same = next((one for one in begun if one.from_on == flag.from_on), None)
        last = begun[-1] if begun else None
        is_replaced = same is not None and same.end_reason is EndReason.CHANGED
        after = last if is_replaced else same or last
        changed_on = same.ended_on if same and is_replaced else None
        by, record_id = self._why(flag, after, changed_on, point)
        return point.event(what, flag, by=by, after=after)._replace(record_id=record_id)

    def _why(
        self, flag: Expectation, after: Expectation | None, changed_on: date | None, point: Point
    ) -> Cleared:
        if point.is_news and point.known.is_of_policy:
            return ClearedBy.POLICY_CHANGE, None
        if after is None or changed_on is None or _is_by(after.met_on, point.day):
            return _settled(flag, after, point)
        return self._why_moved(flag, after, changed_on, point)

    def _why_moved(
        self, old: Expectation, new: Expectation, changed_on: date, point: Point
    ) -> Cleared:
        """What is expected changed: it is due on another day, or another stretch took its place."""
        versions = (old.policy_version, old.calendar_version)
        is_another = versions != (new.policy_version, new.calendar_version)
        if point.is_news and point.known.is_of_policy:
            return ClearedBy.POLICY_CHANGE, None
        if is_another and changed_on in self.policy_days:
            return ClearedBy.POLICY_CHANGE, None
        if old.from_on == new.from_on:
            return ClearedBy.CORRECTION, new.record_id
        return ClearedBy.RE_DATED, new.record_id


def _settled(flag: Expectation, stretch: Expectation | None, point: Point) -> Cleared:
    """It was met, it ended, or it never was due: the facts were put right."""
    if stretch is not None and _is_by(stretch.met_on, point.day):
        return _met_by(stretch, point), stretch.met_by or stretch.record_id
    if stretch is not None and stretch.end_reason and _is_by(stretch.ended_on, point.day):
        return ENDED[stretch.end_reason], None
    return ClearedBy.CORRECTION, flag.record_id


def _met_by(stretch: Expectation, point: Point) -> ClearedBy:
    """Met by what was known already, by what has just come, or because a record was put right."""
    if not point.is_news:
        return ClearedBy.RECORD
    block = RULES[stretch.rule].block
    is_new = stretch.met_by in point.known.received
    if block is Block.CONTENT or (block is Block.CADENCE and not is_new):
        return ClearedBy.CORRECTION
    return ClearedBy.LATE_RECORD if stretch.in_time else ClearedBy.RECORD


def _is_by(happened_on: date | None, day: date) -> bool:
    return happened_on is not None and happened_on <= day


def _days(now: Knowledge, last: date, *, is_first: bool) -> list[date]:
    """The day of the change, and those on which something may begin or end under what it says."""
    found: set[date | None] = {now.on}
    for stretch in now.stretches:
        found |= {stretch.from_on, stretch.breach_on, stretch.met_on, stretch.ended_on}
    for one in now.exemptions:
        found |= {one.days.from_on, one.days.expires_on + ONE_DAY}
    return sorted(day for day in found if day and day <= last and (is_first or day >= now.on))

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
    """One thing that happened to a flag; `seq` is the change by which somebody did it."""

    what: FlagEvent
    as_at: date
    known_at: datetime
    by: ClearedBy | ExemptionEnd | None = None
    record_id: UUID | None = None
    exemption_id: UUID | None = None
    seq: int | None = None


@dataclass(slots=True)
class Walk:
    """A walk up to a day; `policy_days` are those on which a policy or calendar began to hold."""

    until: date
    midnight: Callable[[date], datetime]
    policy_days: frozenset[date]
    _flag: Expectation | None = None
    _was_raised: bool = False
    _seen: set[UUID] = field(default_factory=set)

    def events(self, known: Sequence[Knowledge]) -> Iterator[Event]:
        """All that happened, in the order in which it became known."""
        for place, now in enumerate(known):
            is_last = place + 1 == len(known)
            last = self.until if is_last else min(known[place + 1].on, self.until)
            if now.on <= self.until:
                yield from self._done(now)
            for day in _days(now, last, is_first=place == 0):
                is_news = place > 0 and day == now.on
                yield from self._on(now, day, is_news=is_news)

    def _done(self, now: Knowledge) -> Iterator[Event]:
        """What people did by the change itself."""
        for one in now.exemptions:
            if one.id not in self._seen:
                self._seen.add(one.id)
                yield Event(
                    FlagEvent.EXEMPTED, now.on, now.at, exemption_id=one.id, seq=now.seq
                )
        for id in sorted(now.withdrawn):
            how = ExemptionEnd.WITHDRAWN
            yield Event(
                FlagEvent.EXEMPTION_ENDED, now.on, now.at, how, exemption_id=id, seq=now.seq
            )

    def _on(self, now: Knowledge, day: date, *, is_news: bool) -> Iterator[Event]:
        """What a day brings; news came during it, anything else with its beginning."""
        at = max(now.at, self.midnight(day))
        for one in now.exemptions if not is_news else ():
            if one.days.expires_on + ONE_DAY == day:
                how = ExemptionEnd.EXPIRED
                yield Event(FlagEvent.EXEMPTION_ENDED, day, at, how, exemption_id=one.id)
        flag = _flag_on(now, day)
        if flag and not self._flag:
            what = FlagEvent.REOPENED if self._was_raised else FlagEvent.RAISED
            self._was_raised = True
            yield Event(what, day, at)
        elif self._flag and not flag:
            yield self._cleared(self._flag, now, day, at, is_news=is_news)
        self._flag = flag

    def _cleared(
        self, flag: Expectation, now: Knowledge, day: date, at: datetime, *, is_news: bool
    ) -> Event:
        """Why what was overdue is not: what people did, then policy, then what the stretch says."""
        if any(is_overdue(stretch, day) for stretch in now.stretches):
            exemption = next(one for one in now.exemptions if covers([one.days], day))
            return _clearing(day, at, ClearedBy.EXEMPTION, exemption_id=exemption.id)
        if is_news and now.is_of_policy:
            return _clearing(day, at, ClearedBy.POLICY_CHANGE)
        begun = [stretch for stretch in now.stretches if stretch.from_on <= day]
        same = next((one for one in begun if one.from_on == flag.from_on), None)
        if same is not None and same.end_reason is EndReason.CHANGED:
            return self._moved(same, begun[-1], now, day, at, is_news=is_news)
        stretch = same or (begun[-1] if begun else None)
        return self._settled(flag, stretch, now, day, at, is_news=is_news)

    def _moved(
        self,
        old: Expectation,
        last: Expectation,
        now: Knowledge,
        day: date,
        at: datetime,
        *,
        is_news: bool,
    ) -> Event:
        """What was expected changed: another stretch stands in its place."""
        if last.met_on and last.met_on <= day:
            return self._settled(old, last, now, day, at, is_news=is_news)
        versions = (old.policy_version, old.calendar_version)
        is_another = versions != (last.policy_version, last.calendar_version)
        if is_another and old.ended_on in self.policy_days:
            return _clearing(day, at, ClearedBy.POLICY_CHANGE)
        return _clearing(day, at, ClearedBy.RE_DATED, last.record_id)

    def _settled(
        self,
        flag: Expectation,
        stretch: Expectation | None,
        now: Knowledge,
        day: date,
        at: datetime,
        *,
        is_news: bool,
    ) -> Event:
        """It was met, it ended, or it never was due: the facts were put right."""
        if stretch is not None and stretch.met_on and stretch.met_on <= day:
            how = _met_by(stretch, now, is_news=is_news)
            return _clearing(day, at, how, stretch.met_by or stretch.record_id)
        if stretch is not None and stretch.ended_on and stretch.ended_on <= day:
            reason = stretch.end_reason or EndReason.CLOSED
            if reason is not EndReason.CHANGED:
                return _clearing(day, at, ClearedBy(reason.value))
        return _clearing(day, at, ClearedBy.CORRECTION, flag.record_id)


def _clearing(
    day: date,
    at: datetime,
    by: ClearedBy,
    record_id: UUID | None = None,
    exemption_id: UUID | None = None,
) -> Event:
    return Event(FlagEvent.CLEARED, day, at, by, record_id, exemption_id)


def _met_by(stretch: Expectation, now: Knowledge, *, is_news: bool) -> ClearedBy:
    """Met by what was known already, by what has just come, or because a record was put right."""
    if not is_news:
        return ClearedBy.RECORD
    block = RULES[stretch.rule].block
    is_new = stretch.met_by in now.received
    if block is Block.CONTENT or (block is Block.CADENCE and not is_new):
        return ClearedBy.CORRECTION
    return ClearedBy.LATE_RECORD if stretch.in_time else ClearedBy.RECORD


def _flag_on(now: Knowledge, day: date) -> Expectation | None:
    """The stretch that is overdue on a day and not excused."""
    if covers([one.days for one in now.exemptions], day):
        return None
    return next((stretch for stretch in now.stretches if is_overdue(stretch, day)), None)


def _days(now: Knowledge, last: date, *, is_first: bool) -> list[date]:
    """The day of the change, and those on which something may begin or end under what it says."""
    found = {now.on}
    for stretch in now.stretches:
        found |= {
            day
            for day in (stretch.from_on, stretch.breach_on, stretch.met_on, stretch.ended_on)
            if day
        }
    for one in now.exemptions:
        found |= {one.days.from_on, one.days.expires_on + ONE_DAY}
    return sorted(day for day in found if day <= last and (is_first or day >= now.on))

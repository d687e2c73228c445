"""The days on which a case is expected to be discussed: its plans, joined over short gaps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.rules.calendar import DAY
from app.rules.facts import Allocation, Plan
from app.rules.policy import RuleBook

LONGEST_GAP = 1
"""Working days without a plan that do not begin a case anew."""


@dataclass(frozen=True, slots=True)
class Episode:
    """The days of one plan, from the first to the one after the last."""

    from_on: date
    until: date
    plan: Plan

    def holds(self, day: date) -> bool:
        """Whether the plan is open that day."""
        return self.from_on <= day < self.until


@dataclass(frozen=True, slots=True)
class CaseRun:
    """Plans one after another, without a gap long enough to begin anew."""

    from_on: date
    until: date
    episodes: tuple[Episode, ...]

    def covers(self, day: date) -> bool:
        """Whether some plan is open that day."""
        return self.from_on <= day < self.until

    @property
    def opener(self) -> Plan:
        """The plan that began the run."""
        return self.episodes[0].plan


def case_runs(plans: Iterable[Plan], closed_on: date | None, book: RuleBook) -> tuple[CaseRun, ...]:
    """The runs of a case in order; a plan goes on through a short gap until the next begins."""
    known = tuple(plans)
    end = closed_on + DAY if closed_on else date.max
    groups: list[list[Episode]] = []
    until = date.min
    for episode in sorted((_episode(plan, known, end) for plan in known), key=_order):
        if episode.from_on >= episode.until:
            continue
        if groups and (episode.from_on <= until or _is_short(until, episode.from_on, book)):
            groups[-1] = [_reaching(each, until, episode.from_on) for each in groups[-1]]
            groups[-1].append(episode)
        else:
            groups.append([episode])
            until = date.min
        until = max(until, episode.until)
    return tuple(
        CaseRun(group[0].from_on, max(each.until for each in group), tuple(group))
        for group in groups
    )


def held_until(allocation: Allocation, allocations: Iterable[Allocation]) -> date | None:
    """The first day on which a worker no longer holds a case; a hand-over day is the new one's."""
    return _until(allocation.started_on, allocation.ended_on, (a.started_on for a in allocations))


def _until(started_on: date, ended_on: date | None, starts: Iterable[date]) -> date | None:
    """The first day outside: the last day itself where something else begins on it."""
    if ended_on is None:
        return None
    handed_over = started_on < ended_on and ended_on in starts
    return ended_on if handed_over else ended_on + DAY


def _episode(plan: Plan, plans: tuple[Plan, ...], end: date) -> Episode:
    until = _until(plan.started_on, plan.ended_on, (p.started_on for p in plans))
    return Episode(plan.started_on, min(until or end, end), plan)


def _order(episode: Episode) -> tuple[date, str]:
    return (episode.from_on, str(episode.plan.id))


def _is_short(until: date, from_on: date, book: RuleBook) -> bool:
    """Whether at most one working day lies between the last day of one and the first of another."""
    working, day = 0, until
    while day < from_on and working <= LONGEST_GAP:
        working += book.calendar_on(day).is_working_day(day)
        day += DAY
    return working <= LONGEST_GAP


def _reaching(episode: Episode, until: date, from_on: date) -> Episode:
    """A plan that ended when the gap began goes on to its end."""
    if until < from_on and episode.until == until:
        return replace(episode, until=from_on)
    return episode

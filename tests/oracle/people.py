"""Who works when, for which team, under whom."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from app.rules.facts import Agreement, Post, Session, Worker, place_of
from app.vocabulary import SessionKind, SessionStatus
from tests.oracle.days import DAY

PERSONAL = (SessionKind.PERSONAL, SessionKind.JOINT)
LONGEST_GAP = timedelta(days=28)


class Lasting(Protocol):
    @property
    def started_on(self) -> date | None: ...
    @property
    def ended_on(self) -> date | None: ...


L = TypeVar("L", bound=Lasting)


def running(things: Iterable[L], day: date) -> list[L]:
    """Those that last on that day; on a hand-over day the old one has made way."""
    found = [
        each
        for each in things
        if (each.started_on is None or each.started_on <= day)
        and (each.ended_on is None or day <= each.ended_on)
    ]
    begun = [each for each in found if each.started_on == day]
    return [each for each in found if not begun or each in begun or each.ended_on != day]


class Employment:
    """The days on which a worker is to be supervised."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        known = [post.started_on for post in worker.posts if post.supervised and post.started_on]
        self.known_from = min(known, default=None)
        self.original = {post.id: post for post in worker.posts}
        self.all = [placed for post in worker.posts for placed in self.placed(post)]
        self.posts = [post for post in self.all if post.supervised]

    def placed(self, post: Post) -> list[Post]:
        """With its start; one that is not known is the earliest that is, if it has a day then."""
        if post.started_on or not post.supervised or not self.known_from:
            return [post]
        if post.ended_on and post.ended_on < self.known_from:
            return []
        return [replace(post, started_on=self.known_from)]

    def posts_on(self, day: date) -> list[Post]:
        return [post for post in running(self.all, day) if post.supervised]

    def inside(self, day: date) -> bool:
        return bool(self.posts_on(day))

    def first_day(self, day: date) -> bool:
        """Whether a duty of its own begins that day: no post in the 28 days before."""
        if not self.inside(day):
            return False
        if self.known_from is None:
            return False
        return not any(self.inside(day - n * DAY) for n in range(1, LONGEST_GAP.days + 2))

    def left_on(self, day: date) -> date | None:
        """The first day after the duty of that day; None: it does not end, or is none."""
        if not self.within(day):
            return None
        days = [post.started_on for post in self.posts if post.started_on]
        quiet_from = max([day, *days, *(post.ended_on for post in self.posts if post.ended_on)])
        today, last = day, day
        while today <= last + LONGEST_GAP + DAY:
            if self.inside(today):
                last = today
            if last > quiet_from:
                return None
            today += DAY
        return last + DAY

    def within(self, day: date) -> bool:
        """Inside, or in a gap that is short enough to be none."""
        if self.inside(day):
            return True
        back = next((n for n in range(1, 30) if self.inside(day - n * DAY)), None)
        on = next((n for n in range(1, 30) if self.inside(day + n * DAY)), None)
        return back is not None and on is not None and back + on - 1 <= LONGEST_GAP.days

    def team_on(self, day: date) -> UUID | None:
        """That of the post begun first, between posts that of the last one."""
        now = running(self.all, day)
        if now:
            return min(now, key=begun_first).team_id
        past = [post for post in self.all if post.ended_on and post.ended_on < day]
        last = max(past, key=lambda post: (post.ended_on, *begun_first(post)), default=None)
        return last.team_id if last else None


def begun_first(post: Post) -> tuple[date, UUID]:
    return (post.started_on or date.min, post.id)


def agreed_supervisor(agreements: Iterable[Agreement], day: date) -> UUID | None:
    now = running(agreements, day)
    return max(now, key=lambda each: (each.started_on, each.id)).supervisor_id if now else None


def last_supervisor(sessions: Iterable[Session], day: date) -> UUID | None:
    """That of the last session held by that day."""
    past = [each for each in sessions if each.held_on and each.held_on <= day]
    if not past:
        return None
    return next(iter(max(past, key=place_of).supervisors), None)


def held(sessions: Iterable[Session]) -> list[Session]:
    return sorted(
        (each for each in sessions if each.status is SessionStatus.HELD and each.held_on),
        key=place_of,
    )


def personal(sessions: Iterable[Session]) -> list[Session]:
    return [each for each in held(sessions) if each.kind in PERSONAL]

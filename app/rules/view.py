"""What the rules share about one stream, worked out once: its sessions in order, its carriers."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import DAY
from app.rules.carriers import Carrier
from app.rules.expectation import Expectation, placed
from app.rules.facts import (
    EARLIEST,
    HELD,
    Action,
    Discussion,
    Place,
    Session,
    Supervised,
    day_of,
    place_of,
)
from app.rules.parameters import RulePolicy
from app.rules.policy import Policy, RuleBook
from app.rules.standing import Followed, follow
from app.rules.stretch import Fact, Stretch
from app.vocabulary import SessionKind, SubjectType

PERSONAL = (SessionKind.PERSONAL, SessionKind.JOINT)


class Placed(NamedTuple):
    """A session with where it stands in time, its day and its id as an anchor.

    In a case's stream `said` is what it said about the case, `about` the id of that as an anchor.
    """

    place: Place
    session: Session
    day: date
    anchor: str
    said: Discussion | None = None
    about: str = ""


class View:
    """A stream seen from one window: `since` is its first day, None: everything.

    `sessions` are those that have a day, in order; `served` those that supersede what earlier ones
    left open; `opening` those of the served whose day is in the window; `before` the last of them
    before the window.
    """

    subject_type: SubjectType
    subject_id: UUID

    def __init__(self, book: RuleBook, since: date | None) -> None:
        """Nothing but the window and the versions; subclasses know the stream."""
        self.book = book
        self.since = since
        self.sessions: list[Placed] = []
        self.served: list[Placed] = []
        self.opening: list[Placed] = []
        self.earlier: tuple[Supervised, ...] = ()
        self.before: Supervised | None = None
        self.actions: tuple[Action, ...] = ()
        self._served_days: list[date] = []
        self._policies: dict[date, Policy] = {}

    def opens(self, day: date | None) -> bool:
        """Whether what a fact of that day opens belongs to the window."""
        return day is not None and (self.since is None or day >= self.since)

    def parameters(self, rule: str, day: date) -> tuple[RulePolicy, int] | None:
        """What the policy of a day says about a rule, and its version; None: it is switched off."""
        policy = self.policy_on(day)
        parameters = policy.rules[rule]
        return (parameters, policy.version) if parameters.enabled else None

    def policy_on(self, day: date) -> Policy:
        """The policy of a day, looked up once."""
        policy = self._policies.get(day)
        if policy is None:
            policy = self._policies[day] = self.book.policy_on(day)
        return policy

    def calendar_version(self, day: date) -> int:
        """Which version of the calendar held on a day."""
        return self.book.calendar_on(day).version

    def next_served(self, day: date) -> date | None:
        """The first later day with a held session of the stream."""
        index = bisect_right(self._served_days, day)
        return self._served_days[index] if index < len(self._served_days) else None

    @cached_property
    def followed(self) -> list[Followed]:
        """The stream's actions and what became of them."""
        return follow(self.actions)

    def owing_before(self, place: Place) -> Place | None:
        """Where the last session before a place stands that owed a review: any but a group's."""
        owing = [e.place for e in self.served if e.session.kind is not SessionKind.GROUP]
        owing += [supervised_at(one) for one in self.earlier if not one.group]
        return max((one for one in owing if one < place), default=None)

    def left_on(self, day: date) -> date | None:
        """The first day outside the worker's duty that holds on a day; a case has none."""
        return None

    def carried_until(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day, whosever it is."""
        raise NotImplementedError

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """Who carried what the fact opened on a day."""
        raise NotImplementedError

    def carried(self, fact: Fact, due_on: date | None) -> Carrier:
        """Who carried a stretch: on its due day or the duty's last, else on the opening day."""
        if due_on is None:
            return self.carrier(fact, fact.opened_on)
        until = self.carried_until(fact.opened_on)
        return self.carrier(fact, due_on if until is None or due_on < until else until - DAY)

    def row(self, fact: Fact, stretch: Stretch) -> Expectation:
        """The stretch as an expectation of this stream."""
        carrier = self.carried(fact, stretch.due_on)
        return placed(
            (
                fact.rule,
                self.subject_type,
                self.subject_id,
                fact.anchor,
                fact.opened_on,
                stretch.from_on,
                stretch.ended_on,
                stretch.end_reason,
                stretch.due_on,
                stretch.due_at,
                stretch.breach_on,
                stretch.met_on,
                stretch.met_by,
                stretch.in_time,
                stretch.judgement,
                stretch.reason,
                fact.record_type,
                fact.record_id,
                carrier.worker_id,
                carrier.supervisor_id,
                carrier.team_id,
                stretch.plan_type or carrier.plan_type,
                stretch.policy_version,
                stretch.calendar_version,
                stretch.trace,
                stretch.near_misses,
            )
        )

    def serve(self, held: list[Placed]) -> None:
        """Remember the held sessions that supersede what earlier ones left open."""
        self.served = held
        self.opening = [each for each in held if self.opens(each.day)]
        self._served_days = [each.day for each in held]


def in_order(sessions: Iterable[Session]) -> list[Placed]:
    """The sessions that have a day, each placed once."""
    known = [(place_of(session), session) for session in sessions if day_of(session)]
    known.sort(key=itemgetter(0))
    return [Placed(place, session, place[0], str(session.id)) for place, session in known]


def last(earlier: Iterable[Supervised]) -> Supervised | None:
    """The last of some sessions before the window."""
    return max(earlier, key=supervised_at, default=None)


def supervised_at(one: Supervised) -> Place:
    """Where a session before the window stands in time."""
    return (one.held_on, one.started_at or EARLIEST, one.id)


def held(sessions: Iterable[Placed]) -> list[Placed]:
    """Those that were held."""
    return [each for each in sessions if each.session.status is HELD]

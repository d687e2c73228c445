"""An organisation's policies and calendars for the rules; parsed once for each pair of versions."""

import json
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.db.base import columns_of
from app.db.clients import versions
from app.db.prepared import Prepared
from app.db.tables import CalendarVersion, PolicyVersion
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules.calendar import Calendar
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook

POLICIES = Prepared(owned(PolicyVersion).order_by(columns_of(PolicyVersion).version))
CALENDARS = Prepared(owned(CalendarVersion).order_by(columns_of(CalendarVersion).version))
MOST_REMEMBERED = 1000


class Restated(NamedTuple):
    """A version that applies to days that had passed when it was sent."""

    version: int
    applies_from: date
    created_at: datetime


class Known(NamedTuple):
    """A rule book, which of its policies were restated, and when each was sent."""

    book: RuleBook
    restated: tuple[Restated, ...]
    received: dict[int, datetime]


_books: dict[tuple[UUID, int, int], Known] = {}


def rulebook(uow: UnitOfWork) -> RuleBook:
    """All versions that the organisation has had, the shipped policy before the first of them."""
    if uow.pending.book is not None:
        book: RuleBook = uow.pending.book
        return book
    return _known(uow).book


def policy_for(uow: UnitOfWork, as_at: date, known_at: datetime) -> Policy:
    """The policy of a day, as far as it was known at an instant: what is soon, what is green."""
    known = _known(uow)
    sent = known.received
    policies = [
        each for each in known.book.policies if sent.get(each.version, known_at) <= known_at
    ]
    return RuleBook(tuple(policies)).policy_on(as_at)


def restated_versions(uow: UnitOfWork, as_at: date, known_at: datetime) -> list[int]:
    """The policies that apply by a day, were known by an instant and reach back before they came.

    Every answer that may rest on one says so.
    """
    return [
        each.version
        for each in _known(uow).restated
        if each.applies_from <= as_at and each.created_at <= known_at
    ]


def is_restated(uow: UnitOfWork, applies_from: date, created_at: datetime) -> bool:
    """Whether a version reaches back before the civil day on which it was sent."""
    return applies_from < uow.day_of(created_at)


def time_zones(uow: UnitOfWork) -> list[tuple[datetime, str]]:
    """Since when each time zone of the organisation's was set."""
    rows = uow.rows(CALENDARS)
    return [(row.created_at, json.loads(row.document)["time_zone"]) for row in rows]


def suppose(uow: UnitOfWork, book: RuleBook) -> None:
    """Let everything in this unit of work be judged by another book."""
    uow.pending.book = book


def calendar_of(row: Found) -> Calendar:
    """A calendar version from its row."""
    document = json.loads(row.document)
    days = frozenset(map(date.fromisoformat, document["days"]))
    return Calendar(row.version, row.applies_from, days, document["time_zone"])


def _known(uow: UnitOfWork) -> Known:
    key = (uow.client.organisation_id, *versions(uow))
    if key not in _books:
        if len(_books) >= MOST_REMEMBERED:
            _books.clear()
        _books[key] = _read(uow)
    return _books[key]


def _read(uow: UnitOfWork) -> Known:
    policies: list[Policy] = []
    restated, received = [], {}
    for row in uow.rows(POLICIES):
        base = policies[-1] if policies else DEFAULT_POLICY
        document = _whole(json.loads(row.document), base)
        policies.append(Policy.from_document(document, row.version, row.applies_from, base))
        received[row.version] = row.created_at
        if is_restated(uow, row.applies_from, row.created_at):
            restated.append(Restated(row.version, row.applies_from, row.created_at))
    calendars = [calendar_of(row) for row in uow.rows(CALENDARS)]
    return Known(RuleBook.of(policies, calendars), tuple(restated), received)


def _whole(document: dict[str, Any], base: Policy) -> dict[str, Any]:
    """A stored policy, which names all of its intervals: those of the one before it are no more."""
    rules = dict(document["rules"])
    for code, rule in document["rules"].items():
        if "intervals" in rule:
            gone = dict.fromkeys(base.rules[code].intervals or {})
            rules[code] = {**rule, "intervals": {**gone, **rule["intervals"]}}
    return {**document, "rules": rules}

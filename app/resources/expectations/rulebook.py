"""An organisation's policies and calendars for the rules; parsed once for each pair of versions."""

import json
from datetime import date
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

_books: dict[tuple[UUID, int, int], RuleBook] = {}


def rulebook(uow: UnitOfWork) -> RuleBook:
    """All versions that the organisation has had, the shipped policy before the first of them."""
    if uow.pending.book is not None:
        book: RuleBook = uow.pending.book
        return book
    key = (uow.client.organisation_id, *versions(uow))
    if key not in _books:
        if len(_books) >= MOST_REMEMBERED:
            _books.clear()
        _books[key] = _read(uow)
    return _books[key]


def forget(uow: UnitOfWork) -> None:
    """Read anew what this unit of work has added to; remember nothing of it before the commit."""
    uow.pending.book = _read(uow)


def _read(uow: UnitOfWork) -> RuleBook:
    policies: list[Policy] = []
    for row in uow.rows(POLICIES):
        base = policies[-1] if policies else DEFAULT_POLICY
        document = json.loads(row.document)
        policies.append(Policy.from_document(document, row.version, row.applies_from, base))
    return RuleBook.of(policies, [_calendar(row) for row in uow.rows(CALENDARS)])


def _calendar(row: Found) -> Calendar:
    days = json.loads(row.document)["days"]
    return Calendar(row.version, row.applies_from, frozenset(map(date.fromisoformat, days)))

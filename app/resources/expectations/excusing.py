"""Which exemptions excuse what: asked for stretches, and as conditions for lists and figures.

Most organisations never exempt anything, so that is asked first, and their queries stay as short.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, bindparam

from app.db.base import LIVE, columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Exemption, ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.rules.state import Excused

E = columns_of(ExpectationRow)
X = columns_of(Exemption)
PERIOD = (X.expectation_id, X.from_on, X.expires_on)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
ANY_LIVE = Prepared(owned(Exemption, X.id).where(X.known_until == LIVE).limit(1))
LIVE_OF = Prepared(
    owned(Exemption, *PERIOD).where(X.expectation_id.in_(IDS), X.known_until == LIVE)
)

Periods = dict[UUID, list[Excused]]


@dataclass(frozen=True, slots=True)
class Exempt:
    """Conditions on a stretch: an exemption covers the day asked about; it covers the due day."""

    on_the_day: ColumnElement[bool]
    when_due: ColumnElement[bool]


def are_there(uow: UnitOfWork, seq: int | None) -> bool:
    """Whether any exemption was known after a change; None: is known now."""
    known = uow.pending.exempting
    if seq not in known:
        query = ANY_LIVE if seq is None else owned(Exemption, X.id).where(_known(seq)).limit(1)
        known[seq] = uow.one(query) is not None
    return known[seq]


def periods(uow: UnitOfWork, ids: Collection[UUID], seq: int | None) -> Periods:
    """By expectation, when it was excused, as known after a change; None: as known now."""
    if not (ids and are_there(uow, seq)):
        return {}
    if seq is None:
        return live(uow, ids)
    return _by_id(uow.rows(owned(Exemption, *PERIOD).where(X.expectation_id.in_(ids), _known(seq))))


def live(uow: UnitOfWork, ids: Collection[UUID]) -> Periods:
    """The same as stored now, for who knows that there may be some."""
    return _by_id(uow.rows(LIVE_OF, ids=list(ids)))


def conditions(uow: UnitOfWork, day: date, seq: int | None) -> Exempt | None:
    """The conditions as at a day, as known after a change; None: nothing is exempted."""
    if not are_there(uow, seq):
        return None
    of_it = owned(Exemption, X.id).where(X.expectation_id == E.id, _known(seq))
    when_due = of_it.where(X.from_on <= E.due_on, X.expires_on >= E.due_on)
    return Exempt(
        on_the_day=exempted(seq, X.from_on <= day, X.expires_on >= day),
        when_due=when_due.correlate(table_of(ExpectationRow)).exists(),
    )


def exempted(seq: int | None, *when: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a stretch's expectation has an exemption, of any days unless told."""
    return E.id.in_(owned(Exemption, X.expectation_id).where(_known(seq), *when))


def _known(seq: int | None) -> ColumnElement[bool]:
    if seq is None:
        return X.known_until == LIVE
    return (X.known_from <= seq) & (X.known_until > seq)


def _by_id(rows: Iterable[Found]) -> Periods:
    found: Periods = defaultdict(list)
    for row in rows:
        found[row.expectation_id].append(Excused(row.from_on, row.expires_on))
    return dict(found)

"""What people did about one expectation, as known after a change, wherever it stands by then."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import LIVE, OrganisationRow, columns_of
from app.db.prepared import Prepared
from app.db.tables import Acknowledgement, Exemption
from app.db.unit_of_work import Found, UnitOfWork, owned

X, A = columns_of(Exemption), columns_of(Acknowledgement)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
ABOUT: dict[type[OrganisationRow], Prepared] = {
    Exemption: Prepared(owned(Exemption, X.id).where(X.expectation_id == bindparam("id"))),
    Acknowledgement: Prepared(
        owned(Acknowledgement, A.id).where(A.expectation_id == bindparam("id"))
    ),
}
WHOLE: dict[type[OrganisationRow], Prepared] = {
    Exemption: Prepared(owned(Exemption).where(X.id.in_(IDS))),
    Acknowledgement: Prepared(owned(Acknowledgement).where(A.id.in_(IDS))),
}


@dataclass(frozen=True, slots=True)
class Done:
    """One exemption or acknowledgement: its rows in the order in which they were known.

    `has_moved_on`: another expectation has taken the place of the last, and this went with it.
    """

    rows: Sequence[Found]
    has_moved_on: bool = False

    @property
    def last(self) -> Found:
        """The row that was known last, or still is."""
        return self.rows[-1]

    def withdrawn_in(self, seq: int) -> int | None:
        """The change that withdrew it, if one up to this change did."""
        until: int = self.last.known_until
        return until if until <= seq and not self.has_moved_on else None

    def until(self, id: UUID) -> "Done":
        """As far as an expectation is concerned with it: where it stood until it left that one."""
        last = max(place for place, row in enumerate(self.rows) if row.expectation_id == id)
        return Done(self.rows[: last + 1], has_moved_on=last + 1 < len(self.rows))


def done(uow: UnitOfWork, table: type[OrganisationRow], id: UUID, seq: int | None) -> list[Done]:
    """All that was ever done about an expectation up to a change; None: until now."""
    ids = list({row.id for row in uow.rows(ABOUT[table], id=id)})
    found = among(uow, table, ids, seq)
    return [one.until(id) for one in found if id in {row.expectation_id for row in one.rows}]


def among(
    uow: UnitOfWork, table: type[OrganisationRow], ids: list[UUID], seq: int | None
) -> list[Done]:
    """The same by their own ids, in the order in which they were made."""
    found: dict[UUID, list[Found]] = defaultdict(list)
    for row in uow.rows(WHOLE[table], ids=ids) if ids else ():
        if seq is None or row.known_from <= seq:
            found[row.id].append(row)
    known = [Done(sorted(rows, key=attrgetter("known_from"))) for rows in found.values()]
    return sorted(known, key=lambda one: (one.last.made_in, one.last.id))


def latest(seq: int | None) -> int:
    """The last change that may be known; all that were made, where it is asked about now."""
    return LIVE - 1 if seq is None else seq

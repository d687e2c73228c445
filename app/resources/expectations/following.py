"""What people did about an expectation follows when a sibling's anchor takes over.

Where all stretches of one vanish and another of the same rule and subject begins that was opened on
the same day, exemptions and acknowledgements move to the new id; under the old one they stay known
as of before.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db.base import LIVE, OrganisationRow, columns_of
from app.db.prepared import Prepared
from app.db.tables import Acknowledgement, Exemption
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations.rows import Difference
from app.rules.expectation import Expectation
from app.rules.state import Excused

IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
X, A = columns_of(Exemption), columns_of(Acknowledgement)
DONE: dict[type[OrganisationRow], Prepared] = {
    Exemption: Prepared(owned(Exemption).where(X.expectation_id.in_(IDS), X.known_until == LIVE)),
    Acknowledgement: Prepared(
        owned(Acknowledgement).where(A.expectation_id.in_(IDS), A.known_until == LIVE)
    ),
}
OF_THE_LINE = ("organisation_id", "known_from", "known_until")

Key = tuple[str, UUID, str]
Place = tuple[str, UUID, date]


def follow(
    uow: UnitOfWork, stored: Iterable[Found], fresh: Iterable[Expectation], found: Difference
) -> None:
    """Move what people did from what vanishes to what takes its place; mostly there is neither."""
    heirs = _heirs(stored, fresh, found) if found.close and found.open else {}
    for table, query in DONE.items() if heirs else ():
        for row in uow.rows(query, ids=list(heirs)):
            _move(uow, table, row, heirs[row.expectation_id])


def _heirs(
    stored: Iterable[Found], fresh: Iterable[Expectation], found: Difference
) -> dict[UUID, UUID]:
    """By the id of what vanishes, the id of what takes its place."""
    kept = {_key(stretch) for stretch in fresh}
    vanished = {_key(row): row for row in found.close if _key(row) not in kept}
    if not vanished:
        return {}
    known = {_key(row) for row in stored}
    new: dict[Place, list[Expectation]] = defaultdict(list)
    for stretch in {_key(one): one for one, _ in found.open if _key(one) not in known}.values():
        new[_place(stretch)].append(stretch)
    heirs = {}
    for _, row in sorted(vanished.items()):
        if new[_place(row)]:
            heirs[row.id] = new[_place(row)].pop(0).id
    return heirs


def _move(uow: UnitOfWork, table: type[OrganisationRow], row: Found, heir: UUID) -> None:
    whole: dict[str, Any] = row._asdict()
    moved = {name: whole[name] for name in whole if name not in OF_THE_LINE}
    uow.pending.ended.setdefault(table, []).append({"by_id": row.id})
    uow.pending.begun.setdefault(table, []).append({**moved, "expectation_id": heir})
    if table is Exemption:
        period = Excused(row.from_on, row.expires_on)
        uow.pending.excused.setdefault(heir, []).append(period)


def _key(stretch: Expectation | Found) -> Key:
    return stretch.rule, stretch.subject_id, stretch.anchor


def _place(stretch: Expectation | Found) -> Place:
    return stretch.rule, stretch.subject_id, stretch.opened_on

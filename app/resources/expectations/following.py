"""What people did about an expectation follows when a sibling's anchor takes over.

Where all stretches of one vanish and another of the same rule and subject begins that was opened on
the same day, exemptions and acknowledgements move to the new id; under the old one they stay known
as of before. Of a cadence the other may begin later: until then they wait where they are, and count
again if the first comes back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, union_all

from app.db.base import LIVE, OrganisationRow, columns_of
from app.db.prepared import Prepared
from app.db.tables import Acknowledgement, Exemption
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations.rows import Difference
from app.rules.catalogue import RULES, Block
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
LEFT = Prepared(
    union_all(
        *(
            owned(table, act.expectation_id, act.rule, act.subject_id, act.opened_on).where(
                act.subject_id == bindparam("subject_id"),
                act.opened_on.in_(bindparam("days", expanding=True)),
                act.known_until == LIVE,
            )
            for table, act in ((Exemption, X), (Acknowledgement, A))
        )
    )
)
OF_THE_LINE = ("organisation_id", "known_from", "known_until")

Key = tuple[str, UUID, str]
Place = tuple[str, UUID, date]


def follow(
    uow: UnitOfWork, stored: Collection[Found], fresh: Collection[Expectation], found: Difference
) -> None:
    """Move what people did from what vanishes to what takes its place; mostly there is neither."""
    takers = heirs(stored, fresh, found) | _later_heirs(uow, stored, fresh, found)
    for table, query in DONE.items() if takers else ():
        for row in uow.rows(query, ids=list(takers)):
            _move(uow, table, row, takers[row.expectation_id])


def heirs(
    stored: Iterable[Found], fresh: Iterable[Expectation], found: Difference
) -> dict[UUID, UUID]:
    """By the id of what vanishes, the id of what takes its place."""
    if not (found.close and found.open):
        return {}
    kept = {_key(stretch) for stretch in fresh}
    vanished = {_key(row): row for row in found.close if _key(row) not in kept}
    if not vanished:
        return {}
    known = {_key(row) for row in stored}
    new: dict[Place, list[Expectation]] = defaultdict(list)
    for stretch in {_key(one): one for one, _ in found.open if _key(one) not in known}.values():
        new[_place(stretch)].append(stretch)
    takers = {}
    for _, row in sorted(vanished.items()):
        if new[_place(row)]:
            takers[row.id] = new[_place(row)].pop(0).id
    return takers


def _later_heirs(
    uow: UnitOfWork, stored: Collection[Found], fresh: Collection[Expectation], found: Difference
) -> dict[UUID, UUID]:
    """By the id of what vanished earlier, the id of what begins now in its place.

    Of a cadence alone, whose expectation any of a day's events may open: anything else belongs to
    a record of its own, and is not excused because another was.
    """
    known = {_key(row) for row in stored}
    cadences = (one for one, _ in found.open if RULES[one.rule].block is Block.CADENCE)
    new = {_place(one): one for one in cadences if _key(one) not in known}
    if not new:
        return {}
    (subject_id,) = {subject_id for _, subject_id, _ in new}
    days = sorted({opened_on for _, _, opened_on in new})
    left = uow.rows(LEFT, subject_id=subject_id, days=days)
    standing = {one.id for one in fresh} if left else set()
    return {
        row.expectation_id: new[_place(row)].id
        for row in left
        if _place(row) in new and row.expectation_id not in standing
    }


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

"""Which flags an import would raise and clear, told before what it did is undone."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.notices import notices
from app.resources.records.pointers import names
from app.resources.records.schemas import FlagNotice

KEPT = ("rule", "severity", "subject_type", "record_type", "due_on")


def foreseen(uow: UnitOfWork) -> list[dict[str, Any]]:
    """The flags by what their senders call their subjects: what is only tried has no ids."""
    found = notices(uow)
    told = [("raised", each) for each in found.raised] + [
        ("cleared", each) for each in found.cleared
    ]
    known = names(uow, {id for _, each in told for id in _ids(each)})
    return [
        {
            "change": change,
            "subject_ref": known.get(str(each.subject_id)),
            "record_ref": known.get(str(each.record_id)),
            **each.model_dump(mode="json", include=set(KEPT)),
        }
        for change, each in told
    ]


def _ids(flag: FlagNotice) -> Iterator[UUID]:
    yield flag.subject_id
    if flag.record_id:
        yield flag.record_id

"""Many records at once, by our ids and their senders' references, in the order asked."""

from collections.abc import Mapping
from typing import Generic, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import bindparam

from app.db import records
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.records import RECORD, STANDING, described, stored
from app.db.unit_of_work import UnitOfWork
from app.fields import Reference, Source
from app.resources.records.answers import Answer, read_models
from app.resources.records.kinds import Kind

T = TypeVar("T")
Key = UUID | tuple[str, str]
MOST = 200
NAMED = Prepared(
    described().where(
        RECORD.type == bindparam("type"),
        RECORD.source.in_(bindparam("sources", expanding=True)),
        RECORD.reference.in_(bindparam("references", expanding=True)),
        STANDING,
    )
)


class Wanted(BaseModel):
    """One record that is looked up: by our id, or by its sender's reference."""

    model_config = ConfigDict(extra="forbid")

    id: UUID | None = None
    source: Source | None = Field(default=None, description="The client's own source unless told.")
    reference: Reference | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.id is None) == (self.reference is None) or (self.id and self.source):
            raise PydanticCustomError("one-of-two", "Send an id or a reference, not both.")
        return self


class Lookup(BaseModel):
    """Which records are looked up."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"items": [{"reference": "W123"}, {"reference": "nobody-has-this"}]}]
        },
    )

    items: list[Wanted] = Field(max_length=MOST)


class LookedUp(BaseModel, Generic[T]):
    """What was found for one of them; a stub where there is nothing."""

    id: UUID | None
    source: str | None
    reference: str | None
    found: bool
    record: T | None


class LookupAnswer(BaseModel, Generic[T]):
    """What was found, in the order asked."""

    items: list[LookedUp[T]]


def look_up(uow: UnitOfWork, kind: Kind, lookup: Lookup) -> Answer:
    """The records asked for, each in its place; a stub for each that there is not."""
    keys = [_key(uow, wanted) for wanted in lookup.items]
    found = _found(uow, kind, keys)
    held = list({record.id: record for record in found.values()}.values())
    shown = dict(zip((record.id for record in held), read_models(uow, kind, held), strict=True))
    items = [_item(key, found.get(key), shown) for key in keys]
    return Answer(b'{"items":[%b]}' % b",".join(items))


def _key(uow: UnitOfWork, wanted: Wanted) -> Key:
    if wanted.id is not None:
        return wanted.id
    return wanted.source or uow.client.source, wanted.reference or ""


def _found(uow: UnitOfWork, kind: Kind, keys: list[Key]) -> dict[Key, Stored]:
    ids = [key for key in keys if isinstance(key, UUID)]
    found: dict[Key, Stored] = {
        id: record
        for id, record in (records.among(uow, ids) if ids else {}).items()
        if record.type is kind.type and not record.deleted_at
    }
    named = [key for key in keys if not isinstance(key, UUID)]
    if named:
        sources, references = (list(set(column)) for column in zip(*named, strict=True))
        values = {"type": kind.type.value, "sources": sources, "references": references}
        for row in uow.rows(NAMED, **values):
            if (row.source, row.reference) in named:
                found[row.source, row.reference] = stored(row)
    return found


def _item(key: Key, record: Stored | None, shown: Mapping[UUID, BaseModel]) -> bytes:
    id, source, reference = (key, None, None) if isinstance(key, UUID) else (None, *key)
    stub = LookedUp[None](
        id=record.id if record else id,
        source=record.source if record else source,
        reference=record.reference if record else reference,
        found=record is not None,
        record=None,
    )
    body = shown[record.id].model_dump_json().encode() if record else b"null"
    return b"%b%b}" % (stub.model_dump_json().encode().removesuffix(b"null}"), body)

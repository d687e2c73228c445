"""What a record points at, and where in it: one walk through all that was sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, get_args
from uuid import UUID

from app.db.naming import Name
from app.db.pending import Document
from app.errors import Fault, Invalid
from app.resources.records.schemas import Incoming, Pointer
from app.vocabulary import RecordType

Key = tuple[RecordType, UUID] | Name
"""Whom a pointer means: by our id, or by what its sender calls it."""


class Wanted(NamedTuple):
    """Whom a pointer means, and where it stands in what was sent."""

    key: Key
    place: str
    name: Name | None


class Slot(NamedTuple):
    """One pointer of one part of a document, and all whom it means."""

    part: Document
    pointer: Pointer
    sent: tuple[str, ...]
    wanted: list[Wanted]

    def fill(self, found: dict[Any, UUID]) -> None:
        """Put ids in the place of whatever was sent."""
        ids = [str(found[want.key]) for want in self.wanted]
        for name in self.sent:
            self.part.pop(name)
        many = self.pointer.many
        self.part[_spelt(self.pointer).id] = ids if many else next(iter(ids), None)


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as a document, and its pointers."""

    document: Document
    slots: list[Slot]

    @property
    def wanted(self) -> Iterator[Wanted]:
        """All that it points at."""
        return (want for slot in self.slots for want in slot.wanted)

    def names(self) -> set[Name]:
        """Those whom it points at by what their senders call them."""
        return {want.name for want in self.wanted if want.name}


def read(incoming: Incoming, source: str) -> Sent:
    """Only the fields that were sent, and where they point; `source` has the names that tell none.

    Raises `Invalid` where a record is pointed at twice in one place.
    """
    document = incoming.model_dump(mode="json", exclude_unset=True)
    return Sent(document, list(_walk(source, incoming, document, "")))


def _walk(source: str, part: Incoming, document: Document, place: str) -> Iterator[Slot]:
    for pointer in part.pointers:
        spelt = _spelt(pointer)
        if spelt.id in document or spelt.ref in document:
            yield _slot(source, part, document, pointer, place)
        document.pop(spelt.source, None)
    for name in _with_parts(type(part)):
        value = getattr(part, name) if name in document else None
        if isinstance(value, Incoming):
            yield from _walk(source, value, document[name], f"{place}/{name}")
        elif isinstance(value, list):
            for position, (item, inner) in enumerate(zip(value, document[name], strict=True)):
                if isinstance(item, Incoming):
                    yield from _walk(source, item, inner, f"{place}/{name}/{position}")


def _slot(usual: str, part: Incoming, document: Document, pointer: Pointer, place: str) -> Slot:
    spelt = _spelt(pointer)
    ids, references = getattr(part, spelt.id), getattr(part, spelt.ref)
    if ids is not None and references is not None:
        detail = f"Send {spelt.id} or {spelt.ref}, not both."
        fault = Fault("one-of-two", detail, pointer=f"{place}/{spelt.ref}")
        raise Invalid("A record is pointed at twice.", faults=(fault,))
    source = getattr(part, spelt.source, None) or usual
    where = f"{place}/{spelt.ref if ids is None else spelt.id}"
    wanted = []
    for position, one in enumerate(_listed(references if ids is None else ids)):
        name = (pointer.type, source, one) if ids is None else None
        at = f"{where}/{position}" if pointer.many else where
        wanted.append(Wanted(name or (pointer.type, one), at, name))
    return Slot(document, pointer, tuple(each for each in spelt[:2] if each in document), wanted)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class Spelt(NamedTuple):
    """The fields of a pointer."""

    id: str
    ref: str
    source: str


@lru_cache(maxsize=200)
def _spelt(pointer: Pointer) -> Spelt:
    plural = "s" if pointer.many else ""
    name = pointer.name
    return Spelt(f"{name}_id{plural}", f"{name}_ref{plural}", f"{name}_source")


@lru_cache(maxsize=200)
def _with_parts(model: type[Incoming]) -> tuple[str, ...]:
    """The fields that may hold parts which may point themselves."""
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if _may_be_part(field.annotation))


def _may_be_part(annotation: Any) -> bool:  # noqa: ANN401  # any annotation
    if isinstance(annotation, type) and issubclass(annotation, Incoming):
        return True
    return any(_may_be_part(inner) for inner in get_args(annotation))

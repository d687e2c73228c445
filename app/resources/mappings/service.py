"""Mappings: add an edition and let it work on what is stored; read them; what is unmapped."""

from collections.abc import Callable, Iterator, Mapping

from app.db.unit_of_work import UnitOfWork
from app.errors import Fault, Invalid
from app.resources.editions import service as editions
from app.resources.editions.meanings import WORDS, code_of
from app.resources.editions.schemas import Editions
from app.resources.editions.service import Collection, Kept
from app.resources.expectations.notices import notices
from app.resources.mappings import labels
from app.resources.mappings.schemas import (
    MappingPut,
    MappingRead,
    MappingWritten,
    UnmappedLabel,
    UnmappedLabels,
)
from app.vocabulary import EditionType, MappingField, Outcome

MAPPINGS = Collection(EditionType.MAPPING)


def put(
    uow: UnitOfWork, source: str, field: MappingField, sent: MappingPut
) -> Callable[[], MappingWritten]:
    """Add the next edition of a mapping, and give its meanings to what the source has sent."""
    faults = tuple(_faults(field, sent.labels))
    if faults:
        raise Invalid("Map each label of the source to one of our words.", faults=faults)
    labels.lock(uow, source, field)
    kept, outcome = editions.add(uow, MAPPINGS, code_of(source, field), {"labels": sent.labels})
    if outcome is not Outcome.UNCHANGED:
        labels.give_meaning(uow, source, field, sent.labels)
    return lambda: MappingWritten(outcome=outcome, edition=_read(kept), flags=notices(uow))


def find_all(uow: UnitOfWork) -> Editions[MappingRead]:
    """The newest edition of each mapping."""
    return Editions(items=[_read(kept) for kept in editions.find_all(uow, MAPPINGS)])


def find(uow: UnitOfWork, source: str, field: MappingField, version: int | None) -> MappingRead:
    """One mapping: its newest edition, or one of its versions."""
    return _read(editions.find(uow, MAPPINGS, code_of(source, field), version))


def versions(uow: UnitOfWork, source: str, field: MappingField) -> Editions[MappingRead]:
    """Every edition of one mapping, the first first."""
    found = editions.history(uow, MAPPINGS, code_of(source, field))
    return Editions(items=[_read(kept) for kept in found])


def find_unmapped(uow: UnitOfWork) -> UnmappedLabels:
    """The labels of records that stand, and mean nothing to the rules."""
    return UnmappedLabels(
        items=[
            UnmappedLabel(source=row.source, field=field, label=row.label, records=row.records)
            for field, row in labels.unmapped(uow)
        ]
    )


def _faults(field: MappingField, sent: Mapping[str, str]) -> Iterator[Fault]:
    """By the place of each label: its name is the sender's text."""
    words = WORDS[field]
    for place, (label, meaning) in enumerate(sent.items(), start=1):
        if label in words:
            detail = f"Label number {place} is a word of ours and cannot mean anything else."
            yield Fault("own-word", detail, pointer="/labels")
        if meaning not in words:
            listed = ", ".join(sorted(words))
            detail = f"Label number {place} must be given one of: {listed}."
            yield Fault("not-allowed", detail, pointer="/labels")


def _read(kept: Kept) -> MappingRead:
    source, _, field = kept.code.rpartition("/")
    return MappingRead(
        id=kept.id,
        version=kept.version,
        created_at=kept.created_at,
        source=source,
        field=MappingField(field),
        **kept.document,
    )

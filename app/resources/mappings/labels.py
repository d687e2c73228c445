"""The labels that posts and plans carry: which mean nothing yet, and giving them a meaning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from sqlalchemy import Column, ColumnElement, bindparam, func

from app.db import records
from app.db.base import OrganisationRow, columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Plan, Post, Record
from app.db.unit_of_work import Found, UnitOfWork, alteration, owned
from app.resources.editions.meanings import WORDS
from app.resources.workers.carrying import touch_posts
from app.vocabulary import MappingField, RecordType, SubjectType

RECORD = columns_of(Record)
OF_SOURCE = Prepared(
    owned(Record, RECORD.id)
    .where(RECORD.type == bindparam("type"), RECORD.source == bindparam("source"))
    .order_by(RECORD.id)
    .with_for_update(key_share=True)
)


def _touch_workers(uow: UnitOfWork, ids: list[UUID]) -> None:
    for id in ids:
        records.note_facts(uow, id)
    touch_posts(uow, ids)


def _touch_cases(uow: UnitOfWork, ids: list[UUID]) -> None:
    for id in ids:
        uow.pending.touch(SubjectType.CASE, id, None)


@dataclass(frozen=True)
class Labelled:
    """Rows with a label and its meaning: whose they are, what finds one, what hangs on them."""

    record_type: RecordType
    table: type[OrganisationRow]
    words: frozenset[str]
    record: str
    label: str
    keys: tuple[str, ...]
    touch: Callable[[UnitOfWork, list[UUID]], None]

    @cached_property
    def of_source(self) -> Prepared:
        """The rows of one source whose labels are not our own words."""
        columns = columns_of(self.table)
        keys = [columns[name] for name in self.keys]
        query = owned(self.table, *keys, self._record.label("record_id"), columns.meaning)
        return Prepared(
            query.join(table_of(Record), self._of_record).where(
                RECORD.source == bindparam("source"),
                columns[self.label].not_in(sorted(self.words)),
            )
        )

    @cached_property
    def unmapped(self) -> Prepared:
        """The labels that mean nothing, and how many records carry each."""
        label = columns_of(self.table)[self.label]
        count = func.count(self._record.distinct())
        query = owned(self.table, RECORD.source, label.label("label"), count.label("records"))
        return Prepared(
            query.join(table_of(Record), self._of_record)
            .where(columns_of(self.table).meaning.is_(None))
            .group_by(RECORD.source, label)
        )

    @cached_property
    def mean(self) -> Prepared:
        """Gives a row its meaning, if it still has the label."""
        statement = alteration(self.table, *self.keys)
        return Prepared(statement.values(meaning=bindparam("new_meaning")))

    @property
    def _record(self) -> Column[UUID]:
        return columns_of(self.table)[self.record]

    @property
    def _of_record(self) -> ColumnElement[bool]:
        organisation_id = columns_of(self.table).organisation_id
        return (RECORD.organisation_id == organisation_id) & (RECORD.id == self._record)


LABELLED: Mapping[MappingField, Labelled] = {
    MappingField.STAGE: Labelled(
        RecordType.WORKER,
        Post,
        WORDS[MappingField.STAGE],
        "worker_id",
        "stage",
        ("id", "stage"),
        _touch_workers,
    ),
    MappingField.PLAN_TYPE: Labelled(
        RecordType.CASE,
        Plan,
        WORDS[MappingField.PLAN_TYPE],
        "case_id",
        "type",
        ("case_id", "type", "started_on"),
        _touch_cases,
    ),
}


def lock(uow: UnitOfWork, source: str, field: MappingField) -> None:
    """Wait for whoever writes a record of the source, before anybody else has to wait for us.

    Who writes one has locked it and then holds the mapping: the other way round is a deadlock.
    """
    uow.rows(OF_SOURCE, type=LABELLED[field].record_type.value, source=source)


def give_meaning(
    uow: UnitOfWork, source: str, field: MappingField, labels: Mapping[str, str]
) -> None:
    """Let every row of a source mean what the mapping says now; touch what hangs on it."""
    labelled = LABELLED[field]
    moved = [
        row
        for row in uow.rows(labelled.of_source, source=source)
        if row.meaning != labels.get(getattr(row, labelled.label))
    ]
    uow.run_many(
        labelled.mean,
        [
            {f"by_{name}": getattr(row, name) for name in labelled.keys}
            | {"new_meaning": labels.get(getattr(row, labelled.label))}
            for row in moved
        ],
    )
    if moved:
        labelled.touch(uow, sorted({row.record_id for row in moved}))


def unmapped(uow: UnitOfWork) -> list[tuple[MappingField, Found]]:
    """Every label that means nothing yet, by source, field and label."""
    found = [(field, row) for field, kind in LABELLED.items() for row in uow.rows(kind.unmapped)]
    return sorted(found, key=lambda one: (one[1].source or "", one[0], one[1].label))

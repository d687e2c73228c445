"""What is particular to one type of record; everything else about records is shared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from pydantic import BaseModel, ValidationError

from app.db.pending import Document, Stored
from app.db.unit_of_work import UnitOfWork
from app.errors import Invalid
from app.resources.records.checks import Context
from app.resources.records.schemas import Envelope
from app.vocabulary import RecordType, Scope
from app.web.faults import faults_of

# Named here because `Kind` has a field called `type`.
DocumentModel = type[BaseModel]
ReadModel = type[Envelope]


class Project(Protocol):
    """Writes a record's rows for the rules and the filters, and says which streams it touched."""

    def __call__(
        self, uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
    ) -> None:
        """`before` and `after` are None where the record did not, or does no longer, stand."""


def _as_sent(uow: UnitOfWork, record: Stored | None, document: Document) -> Document:
    return document


def _nothing_to_refuse(uow: UnitOfWork, record: Stored | None, document: object) -> None:
    return None


def _nothing_to_ask(uow: UnitOfWork) -> None:
    return None


def _as_it_is(uow: UnitOfWork, before: Document, sent: Document, after: Document) -> Document:
    return after


def _of_its_own(document: Document) -> UUID | None:
    return None


def _no_parts(uow: UnitOfWork, records: list[Stored], seq: int | None) -> dict[Any, Document]:
    return {}


@dataclass(frozen=True)
class Kind:
    """One type of record.

    `document` is the whole as it is stored and checks what concerns its fields; `read` is how it
    is answered; `withheld` names the fields that need a further scope; `parts` adds what is
    answered inside a record but stored beside it; `parent` says what a record belongs to from
    birth. `prepare` fills in what follows from other records, `examine` refuses what contradicts
    them, `settle` says what a change takes with it, `foresee` asks beforehand what many will
    need to know of what they point at.
    """

    type: RecordType
    document: DocumentModel
    read: ReadModel
    project: Project
    withheld: dict[str, Scope] = field(default_factory=dict)
    parts: Callable[[UnitOfWork, list[Stored], int | None], dict[Any, Document]] = _no_parts
    parent: Callable[[Document], UUID | None] = _of_its_own
    prepare: Callable[[UnitOfWork, Stored | None, Document], Document] = _as_sent
    settle: Callable[[UnitOfWork, Document, Document, Document], Document] = _as_it_is
    examine: Callable[[UnitOfWork, Stored | None, Any], None] = _nothing_to_refuse
    foresee: Callable[[UnitOfWork], None] = _nothing_to_ask

    @cached_property
    def name(self) -> str:
        """The type in the singular, for sentences."""
        return self.type.value.removesuffix("s").replace("-", " ")

    @cached_property
    def _empty(self) -> Document:
        fields = self.document.model_fields.items()
        return {name: field.get_default() for name, field in fields if not field.is_required()}

    def whole(self, document: Document) -> Document:
        """A document with the fields that came into the service after it was stored."""
        return {**self._empty, **document}

    def checked(self, uow: UnitOfWork, record: Stored | None, document: Document) -> Document:
        """The whole document in its stored form, or `Invalid` with a fault for each field."""
        document = self.prepare(uow, record, document)
        context = Context(now=uow.now, day_of=uow.day_of)
        try:
            whole = self.document.model_validate(document, context=context)
        except ValidationError as error:
            raise Invalid("Some fields break a rule.", faults=faults_of(error)) from None
        self.examine(uow, record, whole)
        return whole.model_dump(mode="json")

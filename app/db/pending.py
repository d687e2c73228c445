"""What a write has decided and not yet stored: it is stored in one go, numbered, at the end."""

from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.vocabulary import RecordType, Scope, SubjectType, Verb

Document = dict[str, Any]
"""A record as its sender described it: JSON values, ids in place of references."""


@dataclass(slots=True)
class Stored:
    """A record as it stands, or stood at a change: its envelope and its document."""

    id: UUID
    type: RecordType
    parent_id: UUID | None
    source: str | None
    reference: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    source_updated_at: datetime | None
    deleted_at: datetime | None
    document: Document


@dataclass(frozen=True, slots=True)
class Noted:
    """One change for the line; `text` is the canonical document, None where there is none.

    `day` is there where nobody did anything but a day came: it is that day.
    """

    type: str
    subject_id: UUID
    verb: Verb
    version: int | None = None
    text: str | None = None
    updated_at: datetime | None = None
    source_updated_at: datetime | None = None
    day: date | None = None


class Shown(NamedTuple):
    """That a version of a record was shown with what a scope protects."""

    type: str
    record_id: UUID
    version: int
    scope: Scope


@dataclass(slots=True)
class Touch:
    """What a write touched of one stream: from which day (None: all of it), and which actions."""

    since: date | None
    actions: set[UUID] = field(default_factory=set)

    def widen(self, since: date | None, actions: frozenset[UUID]) -> None:
        """Take in one more change of the same stream."""
        self.since = None if self.since is None or since is None else min(self.since, since)
        self.actions |= actions


@dataclass(slots=True)
class Pending:
    """All that one unit of work will store when it is numbered."""

    changes: list[Noted] = field(default_factory=list)
    records: dict[UUID, Stored] = field(default_factory=dict)
    named: dict[tuple[RecordType, str | None, str], Stored] = field(default_factory=dict)
    """The same records by what their senders call them."""
    foreseen: dict[tuple[RecordType, str | None, str], Stored | None] = field(default_factory=dict)
    """Records that will be written, by what their senders call them, read beforehand in one go."""
    pointed: dict[tuple[RecordType, str | None, str], UUID | None] = field(default_factory=dict)
    """The ids of records that will be pointed at, likewise; None: it does not stand."""
    references: dict[str, str | None] = field(default_factory=dict)
    reviewed: dict[UUID, date] = field(default_factory=dict)
    actions: dict[UUID, Any] = field(default_factory=dict)
    agreed: dict[UUID, tuple[date, datetime | None]] = field(default_factory=dict)
    versions: tuple[int, int] | None = None
    book: Any = None
    callers_changed: bool = False
    read: dict[int, Any] = field(default_factory=dict)
    """What will be written, read beforehand: by the identity of what was sent."""
    children: dict[UUID, list[UUID]] = field(default_factory=dict)
    streams: dict[tuple[SubjectType, UUID], Touch] = field(default_factory=dict)
    facts_of: set[UUID] = field(default_factory=set)
    shown: set[Shown] = field(default_factory=set)
    opened: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    begun: dict[type[Any], list[dict[str, Any]]] = field(default_factory=dict)
    """Rows of other tables that are known from the number on, by table."""
    ended: dict[type[Any], list[dict[str, Any]]] = field(default_factory=dict)
    """The keys of rows of other tables that are known no longer, by table."""
    raised: list[Any] = field(default_factory=list)
    cleared: list[Any] = field(default_factory=list)
    excused: dict[UUID, Any] = field(default_factory=dict)
    exempting: dict[int | None, bool] = field(default_factory=dict)

    def copy(self) -> "Pending":
        """All of it as it is now, with records of its own: what comes later does not reach it."""
        twin = Pending(**{part.name: copy(getattr(self, part.name)) for part in fields(self)})
        twin.records = {id: replace(record) for id, record in self.records.items()}
        twin.named = {
            name: twin.records.get(record.id) or replace(record)
            for name, record in self.named.items()
        }
        twin.foreseen, twin.pointed, twin.read = {}, {}, {}  # what was written of them is undone
        twin.streams = {
            key: Touch(touch.since, set(touch.actions)) for key, touch in self.streams.items()
        }
        return twin

    def touch(
        self,
        subject: SubjectType,
        id: UUID,
        since: date | None,
        actions: frozenset[UUID] = frozenset(),
    ) -> None:
        """Remember that a stream has to be evaluated again, from a day on."""
        known = self.streams.get((subject, id))
        if known is None:
            self.streams[subject, id] = Touch(since, set(actions))
        else:
            known.widen(since, actions)

    def touch_reviewed(self, action: UUID, since: date) -> None:
        """Remember that the reviews of an action changed; whose it is, its row will say."""
        self.reviewed[action] = min(since, self.reviewed.get(action, since))

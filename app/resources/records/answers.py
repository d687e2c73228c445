"""Answers about records: rendered once, as the asking client may see them, with their ETag."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.db.pending import Document, Shown, Stored
from app.db.unit_of_work import UnitOfWork
from app.resources.records.kinds import Kind
from app.resources.records.pointers import with_references
from app.resources.records.schemas import Envelope
from app.vocabulary import Scope
from app.web.conditional import etag_of

NOTHING_RAISED = b'{"raised":[],"cleared":[]}'
Flags = Callable[[UnitOfWork], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """A rendered answer: JSON bytes, a status, headers."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def read_models(
    uow: UnitOfWork, kind: Kind, records: list[Stored], seq: int | None = None
) -> list[Envelope]:
    """Records as the client may see them, with what is stored beside them and all references."""
    parts = kind.parts(uow, records, seq)
    wholes = [{**kind.whole(record.document), **parts.get(record.id, {})} for record in records]
    return [
        kind.read.model_validate(_seen(uow, kind, record, whole))
        for record, whole in zip(records, with_references(uow, wholes), strict=True)
    ]


def rendered(
    uow: UnitOfWork, kind: Kind, record: Stored, seq: int | None = None
) -> tuple[bytes, str]:
    """One record as JSON, and its ETag."""
    body = read_models(uow, kind, [record], seq)[0].model_dump_json().encode()
    return body, etag_of(record.version, body)


def _seen(uow: UnitOfWork, kind: Kind, record: Stored, whole: Document) -> Document:
    hidden = []
    for name, scope in kind.withheld.items():
        if scope not in uow.client.scopes:
            if _hide(whole, name.split(".")):
                hidden.append(name)
        elif _is_there(whole, name.split(".")):
            note_shown(uow, record, scope)
    return {
        **whole,
        **envelope(record),
        "deleted_at": record.deleted_at,
        "withheld": hidden,
    }


def note_shown(uow: UnitOfWork, record: Stored, scope: Scope) -> None:
    """Put on the read log that a record was shown; not to the sender who has just made it."""
    if not (record.version == 1 and record.id in uow.pending.records):
        uow.pending.shown.add(Shown(record.type.value, record.id, record.version, scope))


def shows(uow: UnitOfWork, record: Stored, scope: Scope, words: object) -> bool:
    """Whether the client may see some words of a record; if there are any, that is noted."""
    if scope not in uow.client.scopes:
        return False
    if words not in (None, []):
        note_shown(uow, record, scope)
    return True


def envelope(record: Stored) -> Document:
    """What the service knows of a record that stands, as it is answered."""
    return {
        "id": record.id,
        "source": record.source,
        "reference": record.reference,
        "source_updated_at": record.source_updated_at,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "version": record.version,
    }


def _hide(part: object, path: list[str]) -> bool:
    """Blank a field, in every item where the path leads through a list; whether one was there."""
    if isinstance(part, list):
        hidden = [_hide(item, path) for item in part]
        return any(hidden)
    if not isinstance(part, dict) or part.get(path[0]) is None:
        return False
    if len(path) > 1:
        return _hide(part[path[0]], path[1:])
    part[path[0]] = None
    return True


def _is_there(part: object, path: list[str]) -> bool:
    """Whether a field says anything, in any item where the path leads through a list."""
    if isinstance(part, list):
        return any(_is_there(item, path) for item in part)
    if not isinstance(part, dict) or part.get(path[0]) in (None, []):
        return False
    return len(path) == 1 or _is_there(part[path[0]], path[1:])

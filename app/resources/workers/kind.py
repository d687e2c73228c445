"""Workers as a type of record."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.db import clients
from app.db.pending import Document, Stored
from app.db.tables import Absence, Post, Worker
from app.db.unit_of_work import UnitOfWork
from app.resources.editions.meanings import meanings
from app.resources.records.days import day
from app.resources.records.kinds import Kind
from app.resources.workers import carrying
from app.resources.workers.schemas import WorkerDocument, WorkerRead
from app.rules.expectation import NAMESPACE
from app.vocabulary import MappingField, RecordType, SubjectType


def project(
    uow: UnitOfWork, record: Stored, before: Document | None, after: Document | None
) -> None:
    """Write the worker's rows anew; touch their stream, and the cases whose rows they carry."""
    if before is not None:
        uow.remove(Absence, "worker_id", record.id)
        uow.remove(Post, "worker_id", record.id)
        uow.remove(Worker, "id", record.id)
    if before is None:
        clients.hold(uow)  # else a policy that is added meanwhile would not reach them
    if after is not None:
        row = {
            "id": record.id,
            "asye_started_on": day(after["asye_started_on"]),
            "received_on": uow.day_of(record.created_at),
        }
        uow.insert(Worker, [row])
        labels = [post["stage"] for post in after["posts"]]
        meaning = meanings(uow, record.source, MappingField.STAGE, labels)
        uow.insert(Post, list(_posts(record.id, after, meaning)))
        uow.insert(Absence, list(_absences(record.id, after)))
    _touch(uow, record, before or {}, after or {})


def _posts(
    id: UUID, document: Document, meaning: Mapping[str, str | None]
) -> Iterator[dict[str, Any]]:
    for post in document["posts"]:
        name = f"post|{id}|{post['started_on']}|{post['team_id']}|{post['role']}"
        yield {
            "id": uuid5(NAMESPACE, name),
            "worker_id": id,
            "team_id": UUID(post["team_id"]) if post["team_id"] else None,
            "role": post["role"],
            "stage": post["stage"],
            "meaning": meaning[post["stage"]],
            "supervised": post["supervised"],
            "started_on": day(post["started_on"]),
            "ended_on": day(post["ended_on"]),
        }


def _absences(id: UUID, document: Document) -> Iterator[dict[str, Any]]:
    for absence in document["absences"]:
        yield {
            "worker_id": id,
            "reason": absence["reason"],
            "from_on": day(absence["from_on"]),
            "to_on": day(absence["to_on"]),
        }


def _touch(uow: UnitOfWork, record: Stored, before: Document, after: Document) -> None:
    """A change of posts concerns everything; a change of absences what lies after them."""
    posts_changed = any(
        before.get(name) != after.get(name) for name in ("posts", "asye_started_on")
    )
    if not (before and after) or posts_changed:
        carrying.touch_posts(uow, [record.id])
        return
    changed = [one for one in before["absences"] if one not in after["absences"]]
    changed += [one for one in after["absences"] if one not in before["absences"]]
    if changed:
        first = min(date.fromisoformat(one["from_on"]) for one in changed)
        uow.pending.touch(SubjectType.WORKER, record.id, first)


WORKERS = Kind(type=RecordType.WORKER, document=WorkerDocument, read=WorkerRead, project=project)

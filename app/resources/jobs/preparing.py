"""Writes the rows of records anew from what their senders said, where rows have learnt more."""

from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam

from app.db import records
from app.db.base import columns_of
from app.db.pending import Stored
from app.db.prepared import Prepared
from app.db.tables import Action, Record
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.actions.kind import ACTIONS
from app.resources.agreements.kind import AGREEMENTS
from app.resources.cases.kind import CASES
from app.resources.expectations.evaluation import STAND
from app.resources.expectations.rulebook import time_zones
from app.resources.feedback.kind import FEEDBACK
from app.resources.oversight.kind import OVERSIGHT_NOTES
from app.resources.records.kinds import Kind
from app.resources.sessions.kind import SESSIONS
from app.resources.teams.kind import TEAMS
from app.resources.workers.kind import WORKERS
from app.vocabulary import RecordType

RECORD = columns_of(Record)
ACTION = columns_of(Action)
KINDS: dict[RecordType, Kind] = {
    kind.type: kind
    for kind in (
        TEAMS,
        WORKERS,
        AGREEMENTS,
        CASES,
        OVERSIGHT_NOTES,
        SESSIONS,
        ACTIONS,
        FEEDBACK,
    )
}
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
LOCKED = Prepared(
    owned(Record, RECORD.id)
    .where(RECORD.id.in_(IDS))
    .order_by(RECORD.id)
    .with_for_update(key_share=True)
)
STANDING = Prepared(
    owned(
        Action,
        ACTION.id,
        ACTION.settled_on,
        ACTION.current_due_on,
        ACTION.status,
        ACTION.carried_forward,
    ).where(ACTION.id.in_(IDS))
)


def prepare(uow: UnitOfWork, type: RecordType, ids: list[UUID]) -> None:
    """Write the rows of some records anew; no stream is touched: all of them come afterwards."""
    if not ids:
        return
    uow.rows(LOCKED, ids=ids)
    found = records.among(uow, ids)
    stood = _standing(uow, ids) if type is RecordType.ACTION else []
    zones = time_zones(uow)
    client = uow.client
    for id in ids:
        record = found[id]
        if record.deleted_at is None:
            uow.client = replace(client, time_zone=_zone(zones, record))
            _project(uow, KINDS[type], record)
    uow.client = client
    uow.run_many(STAND, stood)
    uow.pending.streams.clear()
    uow.pending.reviewed.clear()


def _project(uow: UnitOfWork, kind: Kind, record: Stored) -> None:
    document = kind.whole(record.document)
    kind.project(uow, record, document, document)
    if kind.type is RecordType.WORKER:  # what is remembered of them may lack what is known now
        records.note_facts(uow, record.id)


def _standing(uow: UnitOfWork, ids: list[UUID]) -> list[dict[str, Any]]:
    """How actions stand by their reviews: kept, so that no reader meets them as they began."""
    return [
        {
            "by_id": row.id,
            "new_settled_on": row.settled_on,
            "new_due_on": row.current_due_on,
            "new_status": row.status,
            "new_carried_forward": row.carried_forward,
        }
        for row in uow.rows(STANDING, ids=ids)
    ]


def _zone(zones: list[tuple[datetime, str]], record: Stored) -> str:
    """The time zone that was set when the record was told: its days are of that one."""
    before = [zone for zone in zones if zone[0] <= record.updated_at]
    return max(before, key=itemgetter(0), default=zones[0])[1]

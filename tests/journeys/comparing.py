"""All that an organisation holds, told so that another one that holds the same tells the same."""

import json
import re
from typing import Any

from app.db.base import LIVE, columns_of
from app.db.records import STANDING, described
from app.db.tables import ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from tests.harness.service import Client

TYPES = (
    "teams",
    "workers",
    "agreements",
    "cases",
    "sessions",
    "actions",
    "oversight-notes",
    "feedback",
)
ITS_OWN = {
    "organisation_id",
    "id",
    "version",
    "created_at",
    "updated_at",
    "known_from",
    "href",
}
"""Ids, numbers of versions and changes, and links that name them."""
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STRETCHES = owned(ExpectationRow).where(columns_of(ExpectationRow).known_until == LIVE)
GROUPS = {"group_by": "rule,team,month", "from": "2025-09-01", "to": "2026-03-31"}

Held = dict[str, list[str]]
"""What is held, by what it is, each as text, in which records are called as their senders do."""


def held(client: Client) -> Held:
    """Records as they are answered and as they are stored, expectations, flags and figures."""
    records = {type: client.items(f"/v1/{type}") for type in TYPES}
    names = {one["id"]: _name(type, one) for type, ones in records.items() for one in ones}
    caller = client.running.known(client.key)
    whole = {
        **records,
        **client.app.state.database.read_now(caller, _stored),
        "expectations": client.items("/v1/expectations", include_ended="true", include="sentence"),
        "flags": client.items("/v1/flags"),
        "figures": client.get("/v1/compliance", measure="due_in_period", **GROUPS).json["items"],
    }
    return {what: sorted(_told(one, names) for one in ones) for what, ones in whole.items()}


def _name(type: str, record: dict[str, Any]) -> str:
    if type == "feedback":
        return f"feedback {record['session_ref']} {record['direction']} {record['worker_ref']}"
    return f"{type} {record['source']} {record['reference']}"


def _stored(uow: UnitOfWork) -> dict[str, list[Any]]:
    """What no answer shows: whole documents, and every column of the stretches."""
    documents = uow.rows(described().where(STANDING))
    return {
        "documents": [_columns(row) | {"document": json.loads(row.document)} for row in documents],
        "stretches": [_columns(row) for row in uow.rows(STRETCHES)],
    }


def _columns(row: Found) -> dict[str, Any]:
    return dict(row._mapping)


def _told(one: dict[str, Any], names: dict[str, str]) -> str:
    text = json.dumps(_shared(one), default=str, sort_keys=True)
    return ID.sub(lambda found: names.get(found[0], "?"), text)


def _shared(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _shared(value) for name, value in part.items() if name not in ITS_OWN}
    return [_shared(one) for one in part] if isinstance(part, list) else part

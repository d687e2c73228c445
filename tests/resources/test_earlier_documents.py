"""A record that an earlier release stored lacks the fields that came later."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, update

from app.db.base import table_of
from app.db.tables import RecordVersion
from tests.harness.service import Client, keyed
from tests.resources import make

VERSION = table_of(RecordVersion)
LATER = {
    "template",
    "template_version",
    "template_answers",
    "fallen_signatures",
    "signatures_fell_on",
}


def make_older(service: Client, id: str) -> None:
    """Take out of a stored version what an earlier release did not write."""
    engine = create_engine(service.running.database_url)
    mine = VERSION.c.record_id == UUID(id)
    with engine.begin() as connection:
        text = connection.execute(select(VERSION.c.document).where(mine)).scalar_one()
        older = {name: value for name, value in json.loads(text).items() if name not in LATER}
        connection.execute(update(VERSION).where(mine).values(document=json.dumps(older)))
    engine.dispose()


def older(service: Client) -> Any:
    make.people(service)
    signatures = {"supervisee_on": "2026-02-05"}
    session = make.session(service, actions=[make.action("A1")], signatures=signatures)
    make_older(service, session["id"])
    return session


def test_it_reads_as_it_always_did(service: Client) -> None:
    session = older(service)
    path = f"/v1/sessions/{session['id']}"
    service.clock.forward(hours=1)
    assert make.ok(service.get(path)) == session
    assert [one["record"] for one in service.items(f"{path}/versions")] == [session]
    assert make.ok(service.get(path, known_at="2026-02-27T18:30:00Z")) == session
    assert service.items("/v1/sessions") == [session]


def test_the_same_again_is_unchanged(service: Client) -> None:
    older(service)
    body = {"actions": [make.action("A1")], "signatures": {"supervisee_on": "2026-02-05"}}
    assert service.put("sessions", "S1", body).json["outcome"] == "unchanged"


@pytest.mark.parametrize(
    "change",
    [
        {"reflection": "Second"},
        {"actions": [make.action("A2")]},
        {"template": "guidance"},
        {"identity_aspects": [{"aspect": "age"}]},
    ],
    ids=str,
)
def test_it_can_be_changed(service: Client, change: dict[str, Any]) -> None:
    older(service)
    answer = make.ok(service.put("sessions", "S1", change))
    assert (answer["outcome"], answer["record"]["signatures"]) == ("updated", None)


def test_it_can_be_deleted_and_restored(service: Client) -> None:
    older(service)
    assert service.delete(keyed("sessions", "S1")).status == 204
    assert service.put("sessions", "S1", {}).json["outcome"] == "restored"

"""A request applies whole or not at all, wherever the database fails."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlmodel import SQLModel

from tests.db.faults import Faults, install
from tests.harness.service import Answer, Client, Clock, Running, keyed, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

WHOLE = make.held(
    reference="S2",
    reflection="Words",
    actions=[make.action("A3"), make.action("A4", None)],
    action_reviews=[
        {"action_ref": "A1", "outcome": "completed"},
        {"action_ref": "A2", "outcome": "carried_forward", "new_due_on": "2026-02-20"},
    ],
    feedback=[{"direction": "supervisee_to_supervisor", "score": 8}],
    discussions=[{"case_ref": "C1", "decision": "Stay"}],
)
MOVED = {"started_at": "2026-01-06T10:00:00Z", "ended_at": "2026-01-06T11:30:00Z"}


ACTS: dict[str, Callable[[Client], Answer]] = {
    "post": lambda service: service.post("/v1/sessions", WHOLE, Idempotency_Key="k1"),
    "put": lambda service: service.put("sessions", "S1", {**MOVED, "actions": [make.action("A9")]}),
    "delete": lambda service: service.delete(keyed("sessions", "S1")),
    "restore": lambda service: service.put("sessions", "S0", {}),
    "worker": lambda service: service.put("workers", "W1", {"posts": [], "absences": []}),
    "case": lambda service: service.put("cases", "C1", {"closed_on": "2026-02-01"}),
    "action": lambda service: service.put("actions", "A1", {"due_on": "2026-02-28"}),
    "feedback": lambda service: service.post(
        "/v1/feedback", {"session_ref": "S1", "direction": "supervisor_to_supervisee"}
    ),
    "note": lambda service: service.delete(keyed("oversight-notes", "N1")),
}


@pytest.fixture
def failing(database_url: str) -> Iterator[tuple[Client, Faults]]:
    """A service whose database can fail, with one session, its actions, and one in error."""
    running = Running(database_url, Clock())
    faults = install(running.app.state.database.engine)
    with running.started():
        service = newcomer(running)
        make.people(service)
        make.case(service)
        make.note(service)
        actions = [make.action("A1"), make.action("A2", "2026-01-20")]
        make.session(service, "S1", on="2026-01-05", actions=actions)
        make.session(service, "S0", on="2025-12-01", actions=[make.action("A0")])
        service.delete(keyed("sessions", "S0"))
        yield service, faults


def contents(service: Client) -> dict[str, list[Any]]:
    """Every row of every table."""
    engine = create_engine(service.running.database_url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in SQLModel.metadata.sorted_tables
        }
    engine.dispose()
    return found


def until_it_is_done(service: Client, faults: Faults, act: str) -> Iterator[Answer]:
    """The act with a fault at the first statement, at the second, and so on, until none is hit."""
    fails_at = 1
    faults.arm(fails_at)
    while (answer := ACTS[act](service)).status == 503:
        yield answer
        fails_at += 1
        faults.arm(fails_at)
    faults.arm(None)
    assert answer.status in {200, 201, 204}, answer


@pytest.mark.parametrize("act", ACTS)
def test_a_fault_at_any_statement_leaves_all_tables_unchanged(
    failing: tuple[Client, Faults], act: str
) -> None:
    service, faults = failing
    before, failed = contents(service), 0
    for answer in until_it_is_done(service, faults, act):
        assert answer.headers["retry-after"]
        assert contents(service) == before
        failed += 1
    assert failed > 8
    assert contents(service) != before
    assert verified(service).differences == []

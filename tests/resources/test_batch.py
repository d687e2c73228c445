from collections.abc import Sequence
from typing import Any

import pytest

from app.errors import Invalid
from app.resources.agreements.schemas import AgreementPut
from app.resources.agreements.service import WRITER as AGREEMENTS
from app.resources.operations.batch import Batch, Put, put_all
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.workers.schemas import WorkerPut
from app.resources.workers.service import WRITER as WORKERS
from app.vocabulary import Outcome
from tests.harness.service import Client
from tests.journeys.verifying import verified
from tests.resources import make

WRITERS = {
    "workers": (WORKERS, WorkerPut),
    "agreements": (AGREEMENTS, AgreementPut),
    "sessions": (SESSIONS, SessionPut),
}
POST = {"role": "social_worker", "started_on": "2025-11-03"}
AGREED = make.action("A1", "2026-01-05")
REVIEWED = {"action_ref": "A1", "outcome": "completed"}
RECORDS: list[tuple[str, str, dict[str, Any]]] = [
    ("workers", "W1", {"posts": [POST]}),
    ("workers", "M1", {"posts": [{**POST, "supervised": False}]}),
    (
        "agreements",
        "AG1",
        {"supervisee_ref": "W1", "supervisor_ref": "M1", "started_on": "2025-11-03"},
    ),
    ("sessions", "S1", make.held("2025-12-08", feedback_minutes=4, actions=[AGREED])),
    ("sessions", "S2", make.held("2026-01-19", action_reviews=[REVIEWED])),
]
SHOWN = ("rule", "subject_ref", "record_ref", "state", "from_on", "due_on", "met_on", "ended_on")


def sent(service: Client, records: Sequence[tuple[str, str, dict[str, Any]]]) -> Batch:
    """The records in one batch."""
    caller = service.running.known(service.key)
    puts = []
    for type, reference, fields in records:
        writer, schema = WRITERS[type]
        puts.append(Put(writer, "mosaic", reference, schema.model_validate(fields)))
    done: Batch = service.app.state.database.write_now(caller, put_all, puts)
    return done


def expected(service: Client) -> list[tuple[object, ...]]:
    """All that is expected, without ids and without when it was known."""
    rows = service.items("/v1/expectations", include_ended="true")
    return sorted((tuple(row[name] for name in SHOWN) for row in rows), key=repr)


def test_a_batch_comes_to_what_its_records_come_to_one_by_one(service: Client) -> None:
    stranger = service.stranger()
    for type, reference, fields in RECORDS:
        make.made(stranger, type, reference, fields)
    done = sent(service, RECORDS)
    assert [one.outcome for one in done.landed] == [Outcome.CREATED] * len(RECORDS)
    assert expected(service) == expected(stranger)
    assert len(expected(service)) > 20
    assert verified(service).differences == []


def test_a_batch_is_one_change_and_counts_its_flags(service: Client) -> None:
    done = sent(service, RECORDS)
    flags = service.items("/v1/flags")
    assert (done.raised, done.cleared) == (len(flags), 0)
    changes = service.items("/v1/audit")
    assert len(changes) > len(RECORDS)
    assert len({change["seq"] for change in changes}) == 1


def test_the_same_record_twice_in_a_batch_is_created_and_then_updated(service: Client) -> None:
    again = ("sessions", "S2", {"feedback_minutes": 15})
    same = ("agreements", "AG1", {"supervisor_ref": "M1"})
    done = sent(service, [*RECORDS, again, same])
    assert [one.outcome for one in done.landed[-2:]] == [Outcome.UPDATED, Outcome.UNCHANGED]
    session = make.ok(service.get(f"/v1/sessions/{done.landed[-2].id}"))
    assert (session["version"], session["feedback_minutes"]) == (2, 15)
    assert verified(service).differences == []


def test_a_batch_that_is_sent_again_changes_nothing(service: Client) -> None:
    sent(service, RECORDS)
    before = service.items("/v1/audit")
    done = sent(service, RECORDS)
    assert {one.outcome for one in done.landed} == {Outcome.UNCHANGED}
    assert (done.raised, done.cleared) == (0, 0)
    assert service.items("/v1/audit") == before


def test_one_refused_record_keeps_the_whole_batch_out_and_says_where_it_stands(
    service: Client,
) -> None:
    wrong = ("sessions", "S3", make.held("2026-02-09", supervisor_ref="NOBODY"))
    with pytest.raises(Invalid) as refused:
        sent(service, [*RECORDS, wrong])
    assert [fault.pointer for fault in refused.value.faults] == ["/5/supervisor_ref"]
    assert service.items("/v1/workers") == []
    assert service.items("/v1/expectations") == []

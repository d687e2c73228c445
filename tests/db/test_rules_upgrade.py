"""After an upgrade all is worked out again: from what was sent, by the rules of the new release."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from app.db.migrate import configuration, upgrade
from app.resources.jobs.loop import Shift
from app.resources.jobs.working import batch
from app.rules.catalogue import RULES_VERSION
from tests.harness.service import Client, Clock, Running, Steps, newcomer
from tests.journeys.verifying import verified
from tests.resources import make

BEFORE = "f30955bbba52"
"""The newest shape of a release without jobs."""
LATE = {"started_at": "2026-01-10T23:30:00Z", "ended_at": "2026-01-11T00:45:00Z"}


@contextmanager
def served(url: str) -> Iterator[Running]:
    with Running(url, Clock()).started() as running:
        yield running
    running.app.state.database.engine.dispose()


def fill(service: Client) -> None:
    """One record of each type, a review of an action, a record in error, a night's session."""
    make.one_of_each(service)
    make.session(service, "S2", on="2026-02-09", action_reviews=[carried()], **discussed())
    make.session(service, "S3", on="2026-02-16")
    service.delete("/v1/sources/mosaic/sessions/S3")
    make.session(service, "S4", **LATE)
    service.clock.forward(minutes=1)
    make.created(service.post("/v1/policies", {"effective_on": "2026-02-01", "warning_days": 3}))
    service.work()


def carried() -> dict[str, Any]:
    return {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-02-25"}


def discussed() -> dict[str, Any]:
    return {"discussions": [{"case_ref": "C1", "decision": "Stay"}]}


def told(service: Client) -> list[Any]:
    """What is expected, without when we came to know it; how the action stands."""
    rows = service.items("/v1/expectations", include_ended="true")
    of_change = {"known_from": None, "known_until": None}
    return [*({**row, **of_change} for row in rows), *service.items("/v1/actions")]


def column(url: str, query: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(text(query)).scalars())
    engine.dispose()
    return found


def change(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def rules_versions(url: str) -> set[int]:
    return set(column(url, "SELECT rules_version FROM organisation"))


def test_a_new_organisation_begins_with_the_newest_rules(database_url: str) -> None:
    with served(database_url) as running:
        service = newcomer(running)
        assert not service.work().records
    assert rules_versions(database_url) == {RULES_VERSION}


def test_an_old_database_is_brought_to_what_the_rules_say_now(database_url: str) -> None:
    with served(database_url) as running:
        service = newcomer(running)
        fill(service)
        before = told(service)
    command.downgrade(configuration(database_url), BEFORE)
    upgrade(database_url)
    assert rules_versions(database_url) == {0}
    with served(database_url) as running:
        service = Client(running, service.key, service.organisation)
        assert service.work().finished[service.organisation] == 1
        assert verified(service).differences == []
        assert told(service) == before
        assert not service.work().records
    assert rules_versions(database_url) == {RULES_VERSION}


@pytest.fixture
def damaged(database_url: str) -> Iterator[tuple[str, Client, list[Any]]]:
    """Rows that do not say what the documents say, as those of an older release would not."""
    with served(database_url) as running:
        service = newcomer(running)
        fill(service)
        make.ok(service.ask("PUT", "/v1/calendar", {"time_zone": "Europe/Athens"}))
        service.work()
        before = told(service)
        change(
            database_url,
            "UPDATE supervisionsession SET minutes = NULL, check_in = NULL",
            "UPDATE supervisionsession SET feedback_listed = false",
            "UPDATE post SET stage = 'asye', meaning = 'asye'",
            "UPDATE action SET due_on = NULL, owner_id = NULL",
            "UPDATE feedback SET declined = true, score = NULL",
            "DELETE FROM discussion",
            "DELETE FROM expectation",
            "UPDATE organisation SET rules_version = 0",
        )
        yield database_url, service, before


def test_rows_are_written_anew_from_the_documents(damaged: Any) -> None:
    url, service, before = damaged
    assert told(service) != before
    service.work()
    assert told(service) == before
    assert verified(service).differences == []
    assert rules_versions(url) == {RULES_VERSION}


def test_days_keep_the_time_zone_in_which_they_were_told(damaged: Any) -> None:
    _, service, _ = damaged
    service.work()
    (row,) = [each for each in told(service) if each.get("record_ref") == "S4"][:1]
    assert row["opened_on"] == "2026-01-10"


def test_while_it_lasts_actions_stand_by_their_reviews(damaged: Any) -> None:
    _, service, _ = damaged
    while step(service, 1)["phase"] != "evaluate workers":
        (action,) = service.items("/v1/actions")
        assert (action["current_due_on"], action["carried_forward"]) == ("2026-02-25", 1)


def step(service: Client, size: int) -> Any:
    database = service.app.state.database
    database.write_now(service.running.known(service.key), batch, Steps(size))
    return make.ok(service.get("/v1/jobs"))["items"][0]


ANSWERS = ["/v1/expectations", "/v1/flags", "/v1/compliance", "/v1/calendar"]


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_say_so_before_anybody_has_begun(damaged: Any, path: str) -> None:
    _, service, _ = damaged
    said = make.ok(service.get(path))["reevaluating"]
    assert (said["job_id"], said["kind"], said["done"]) == (None, "everything", 0)
    step(service, 1)
    begun = make.ok(service.get(path))["reevaluating"]
    assert {**begun, "job_id": None} == said
    assert begun["job_id"]
    service.work()
    assert make.ok(service.get(path))["reevaluating"] is None


def test_what_was_known_before_the_upgrade_is_not_worked_out_again(damaged: Any) -> None:
    _, service, _ = damaged
    before = make.ok(service.get("/v1/flags"))["known_at"]
    service.clock.forward(minutes=1)
    assert make.ok(service.get("/v1/flags", None, known_at=before))["reevaluating"] is None
    step(service, 1)
    assert make.ok(service.get("/v1/flags", None, known_at=before))["reevaluating"] is None


def test_it_goes_on_where_it_was_however_small_the_steps(damaged: Any) -> None:
    url, service, before = damaged
    queued = step(service, 1)
    assert (queued["kind"], queued["done"], queued["since"]) == ("everything", 0, None)
    while (job := step(service, 1))["finished_at"] is None:
        assert job["done"] <= job["total"]
    assert job["done"] == job["total"]
    assert told(service) == before
    assert rules_versions(url) == {RULES_VERSION}


def test_what_is_sent_while_it_lasts_is_kept(damaged: Any) -> None:
    _, service, _ = damaged
    step(service, 3)
    assert step(service, 3)["done"] == 3
    make.session(service, "S5", on="2026-02-20", actions=[make.action("A9", "2026-03-02")])
    make.worker(service, "W9")
    service.work()
    assert verified(service).differences == []
    assert len(service.items("/v1/actions")) == 2


def test_a_record_that_cannot_be_read_keeps_no_other_organisation_waiting(
    database_url: str,
) -> None:
    with served(database_url) as running:
        service = newcomer(running)
        fill(service)
        change(database_url, "UPDATE recordversion SET document = '[]'")
        other = service.stranger()
        fill(other)
        change(database_url, "UPDATE organisation SET rules_version = 0")
        with pytest.raises(TypeError):
            Shift(running.app.state.database, Event(), pause=0).work_off()
        assert verified(other).differences == []
        assert make.ok(other.get("/v1/flags"))["reevaluating"] is None
        assert make.ok(service.get("/v1/flags"))["reevaluating"]["kind"] == "everything"


def test_the_line_names_no_client_for_what_the_service_does_by_itself(damaged: Any) -> None:
    _, service, _ = damaged
    service.work()
    last = service.items("/v1/audit")[-1]
    assert last["client_source"] is None


NOW = {"effective_on": "2026-02-27", "rules": {"personal-timescale": {"interval": 20}}}


def test_a_policy_that_comes_before_the_rules_evaluate_is_done_with_them(damaged: Any) -> None:
    _, service, _ = damaged
    step(service, 3)
    step(service, 3)
    make.created(service.post("/v1/policies", NOW))
    service.work()
    policy, everything = make.ok(service.get("/v1/jobs"))["items"][:2]
    assert (policy["kind"], policy["merged_into"]) == ("policy", everything["id"])
    assert policy["finished_at"] == everything["finished_at"]
    assert verified(service).differences == []


def test_a_policy_that_comes_while_they_evaluate_comes_after_them(damaged: Any) -> None:
    _, service, _ = damaged
    while step(service, 1)["phase"] != "evaluate cases":
        pass
    make.created(service.post("/v1/policies", NOW))
    service.work()
    policy, everything = make.ok(service.get("/v1/jobs"))["items"][:2]
    assert (policy["merged_into"], everything["merged_into"]) == (None, None)
    assert verified(service).differences == []


def test_a_flag_that_the_older_rules_raised_was_cleared_by_the_upgrade(damaged: Any) -> None:
    url, service, _ = damaged
    service.work()
    rows = service.items("/v1/expectations", rule="personal-timescale", state="not_yet_due")
    flag = next(row["id"] for row in rows if row["subject_ref"] == "W1")
    change(
        url,
        "UPDATE expectation SET due_on = '2026-02-20', breach_on = '2026-02-21' "
        "WHERE met_on IS NULL AND rule = 'personal-timescale'",
        "UPDATE organisation SET rules_version = 0",
    )
    service.work()
    history = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert [(entry["what"], entry["by"]) for entry in history] == [
        ("raised", None),
        ("cleared", "upgrade"),
    ]
    assert history[-1]["policy_version"] is None

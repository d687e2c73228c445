"""A validation does all that a commit does, says what came of it, and leaves nothing."""

from typing import Any

from tests.db.contents import contents
from tests.harness.service import Client
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports import UPSIDE_DOWN, came, sent

REPORTS = ("import", "importrow")
LATER = {
    "type": "sessions",
    "reference": "S3",
    **make.held("2026-02-20", feedback_minutes=12, actions=[make.action("A7", None)]),
}


def stored(service: Client) -> list[dict[str, Any]]:
    """What is in all tables but those of reports."""
    return [
        {table: what for table, what in told.items() if table not in REPORTS}
        for told in contents(service)
    ]


def test_a_validation_writes_nothing_but_its_report(service: Client) -> None:
    make.people(service)
    before = stored(service)
    answer = sent(service, UPSIDE_DOWN, mode="validate")
    assert (answer.status, answer.json["mode"]) == (201, "validate")
    assert answer.json["foreseen"]
    assert stored(service) == before


def test_it_is_only_tried_unless_told_otherwise(service: Client) -> None:
    answer = service.post("/v1/imports", UPSIDE_DOWN)
    assert answer.json["mode"] == "validate"
    assert service.items("/v1/teams") == []


def test_a_validation_foresees_what_each_row_comes_to(service: Client) -> None:
    lost = {"type": "sessions", "reference": "S4", **make.held(supervisor_ref="NOBODY")}
    rows = [*UPSIDE_DOWN, lost]
    assert came(service, sent(service, rows, mode="validate")) == came(service, sent(service, rows))


def test_what_was_only_tried_has_no_id(service: Client) -> None:
    held = make.team(service, "T0", name="Invented Service")["id"]
    answer = sent(service, UPSIDE_DOWN, mode="validate")
    rows = service.items(f"{answer.headers['location']}/rows")
    assert {row["record_id"] for row in rows} == {None, held}


def flags_of(service: Client) -> set[tuple[str, str, str | None]]:
    return {
        (flag["rule"], flag["subject_ref"], flag["record_ref"])
        for flag in service.items("/v1/flags")
    }


def foreseen(answer: Any, change: str) -> set[tuple[str, str, str | None]]:
    return {
        (flag["rule"], flag["subject_ref"], flag["record_ref"])
        for flag in answer.json["foreseen"]
        if flag["change"] == change
    }


def test_a_validation_foresees_exactly_the_flags_that_the_commit_raises(service: Client) -> None:
    tried = sent(service, UPSIDE_DOWN, mode="validate")
    done = sent(service, UPSIDE_DOWN)
    assert foreseen(tried, "raised") == flags_of(service)
    assert len(flags_of(service)) > 2
    assert tried.json["flags"] == done.json["flags"]
    assert done.json["foreseen"] == []


def test_a_validation_foresees_exactly_the_flags_that_the_commit_clears(service: Client) -> None:
    sent(service, UPSIDE_DOWN)
    before = flags_of(service)
    tried = sent(service, [LATER], mode="validate")
    done = sent(service, [LATER])
    after = flags_of(service)
    assert foreseen(tried, "cleared") == before - after
    assert foreseen(tried, "raised") == after - before
    assert before - after
    assert after - before
    assert tried.json["flags"] == done.json["flags"]


def test_what_a_validation_made_of_a_worker_is_not_remembered(service: Client) -> None:
    """Facts of workers are remembered by version, and the next change has the version it tried."""
    sent(service, UPSIDE_DOWN)
    gone = {
        "posts": [{"role": "social_worker", "started_on": "2025-11-03", "ended_on": "2025-12-01"}]
    }
    sent(service, [{"type": "workers", "reference": "W1", **gone}], mode="validate")
    sent(service, [{"type": "workers", "reference": "W1", "display_name": "Invented"}])
    make.made(service, "sessions", "S5", make.held("2026-02-09"))
    assert verified(service).differences == []


def test_a_validation_of_all_or_none_holds_back_what_the_commit_would(service: Client) -> None:
    lost = {"type": "sessions", "reference": "S4", **make.held(supervisor_ref="NOBODY")}
    answer = sent(service, [*UPSIDE_DOWN, lost], mode="validate", atomic="all")
    assert came(service, answer) == ["held_back"] * 6 + ["refused"]
    assert answer.json["foreseen"] == []


def test_a_large_validation_is_worked_off_in_the_background(service: Client) -> None:
    rows = [{"reference": f"T{n}", "name": "Invented"} for n in range(1000)]
    answer = sent(service, rows, mode="validate", type="teams")
    assert answer.status == 202
    service.work()
    told = make.ok(service.get(answer.headers["location"]))
    assert (told["status"], told["outcomes"]["created"]) == ("finished", 1000)
    assert service.items("/v1/teams") == []

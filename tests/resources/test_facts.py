"""What is sent reaches the rules: one test for each fact that a rule reads off a record."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.resources import make

LONG = " ".join(f"word{n}" for n in range(40))
OTHER = " ".join(f"other{n}" for n in range(40))


def judged(service: Client, rule: str) -> list[str]:
    """How the rows of a rule stand, in the order of their days."""
    found = service.items("/v1/expectations", rule=rule, include_ended="true")
    return [row["state"] for row in sorted(found, key=lambda row: row["opened_on"])]


@pytest.mark.parametrize(
    ("text", "state"),
    [(None, "cannot_judge"), (" ", "overdue"), ("One two", "overdue"), (LONG, "met")],
)
def test_a_reflection_counts_by_its_words(service: Client, text: str | None, state: str) -> None:
    make.people(service)
    make.session(service, reflection=text)
    assert judged(service, "reflection-recorded") == [state]


@pytest.mark.parametrize(("text", "state"), [(LONG.upper(), "overdue"), (OTHER, "met")])
def test_the_last_text_again_is_a_copy(service: Client, text: str, state: str) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-12", reflection=LONG)
    make.session(service, "S2", reflection=text)
    assert judged(service, "record-not-copied") == [state]


@pytest.mark.parametrize(
    ("note", "state"), [(None, "cannot_judge"), (" ", "overdue"), ("Well held.", "met")]
)
def test_strengths_are_noticed_or_not(service: Client, note: str | None, state: str) -> None:
    make.people(service)
    make.session(service, appreciative_note=note)
    assert judged(service, "appreciation-recorded") == [state]


@pytest.mark.parametrize(
    ("aspects", "states"),
    [
        (None, {"cannot_judge"}),
        ([], set()),
        ([{"aspect": "gender"}], {"met_late", "not_yet_due"}),
    ],
)
def test_no_list_of_aspects_is_not_an_empty_one(
    service: Client, aspects: Any, states: set[str]
) -> None:
    make.people(service)
    make.session(service, identity_aspects=aspects)
    long_ago = {"overdue", "ended"}
    assert set(judged(service, "identity-explored")) - long_ago == states


def test_a_copy_that_was_shared_is_shared(service: Client) -> None:
    make.people(service)
    make.session(service, shared_on="2026-02-09")
    assert judged(service, "record-shared") == ["met"]


def test_signatures_that_fall_are_asked_for_again(service: Client) -> None:
    make.people(service)
    signed = {"supervisee_on": "2026-02-03", "supervisor_on": "2026-02-03"}
    make.session(service, reflection=LONG, signatures=signed)
    assert judged(service, "record-signed") == ["met"]
    make.ok(service.put("sessions", "S1", {"reflection": OTHER}))
    assert "not_yet_due" in judged(service, "record-signed")


def decided(service: Client, **fields: Any) -> None:
    """A note on a case that W1 holds."""
    make.people(service)
    make.case(service, allocations=[{"worker_ref": "W1", "started_on": "2026-01-05"}])
    make.note(service, **fields)


@pytest.mark.parametrize(("author", "state"), [("W1", "overdue"), ("M1", "met")])
def test_who_holds_the_case_does_not_oversee_it(service: Client, author: str, state: str) -> None:
    decided(service, author_ref=author)
    assert judged(service, "oversight-independent") == [state]


@pytest.mark.parametrize(
    ("recorded_at", "state"),
    [
        (None, "cannot_judge"),
        ("2026-02-03T16:00:00Z", "met"),
        ("2026-02-03T16:00:01Z", "met_late"),
    ],
)
def test_a_note_is_on_the_record_within_a_day(
    service: Client, recorded_at: str | None, state: str
) -> None:
    decided(service, decided_on=None, decided_at="2026-02-02T16:00:00Z", recorded_at=recorded_at)
    assert judged(service, "oversight-recorded") == [state]


def test_an_agreement_is_a_subject_of_its_own(service: Client) -> None:
    make.people(service)
    make.agreement(service, signed_on="2025-01-28", reviews=["2025-12-01"])
    found = service.items("/v1/expectations")
    assert {row["rule"] for row in found if row["subject_type"] == "agreement"} == {
        "agreement-signed",
        "agreement-reviewed",
    }


def test_an_agreement_says_who_supervises_what_its_worker_holds(service: Client) -> None:
    make.people(service)
    make.worker(service, "M2")
    plan = {"type": "child_in_need", "started_on": "2026-01-05"}
    held = {"worker_ref": "W1", "started_on": "2026-01-05"}
    make.case(service, plans=[plan], allocations=[held])
    make.agreement(service, supervisor_ref="M2")
    found = service.items("/v1/expectations", rule="case-timescale")
    assert {row["supervisor_ref"] for row in found} == {"M2"}

"""An expectation explained in one paragraph for an e-mail, and a rule with its example."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import evening, id_of, rows
from tests.resources import make

C1, C2 = {"case_ref": "C1"}, {"case_ref": "C2"}
PLAN = {"type": "child_protection", "started_on": "2026-02-02"}
OF_W1 = {"worker_ref": "W1", "started_on": "2026-02-02"}
CLOCK = "case-timescale"


def explained(service: Client, rule: str, as_at: str, **query: Any) -> Any:
    """The last of what a rule expects, explained."""
    last = max(rows(service, rule, as_at), key=lambda row: (row["opened_on"], row["from_on"]))
    path = f"/v1/expectations/{last['id']}"
    return make.ok(service.get(path, None, as_at=as_at, **query))


def opened(service: Client) -> None:
    """Two children of W1, protected since February; one was discussed on 16 February."""
    evening(service, "2026-02-16")
    make.people(service)
    for case in ("C1", "C2"):
        make.case(service, case, plans=[PLAN], allocations=[OF_W1], opened_on="2026-02-02")
    make.session(service, "S1", on="2026-02-16", discussions=[C1])


def met(service: Client, reference: str, on: str, *cases: Any, **fields: Any) -> None:
    evening(service, on)
    make.session(service, reference, on=on, discussions=list(cases), **fields)


def others(answer: Any) -> list[str]:
    misses = answer["stretches"][-1]["near_misses"]
    return [miss["on"] for miss in misses if miss["code"] == "other_case"]


def of_first_case(service: Client, as_at: str, **query: Any) -> Any:
    case = id_of(service, "cases", "C1")
    found = [row for row in rows(service, CLOCK, as_at) if row["subject_id"] == case]
    last = max(found, key=lambda row: (row["opened_on"], row["from_on"]))
    path = f"/v1/expectations/{last['id']}"
    return make.ok(service.get(path, None, as_at=as_at, **query))


def test_a_session_about_other_children_nearly_counts(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-09", C2)
    answer = of_first_case(service, "2026-03-20")
    assert others(answer) == ["2026-03-09"]
    said = "On 9 March 2026 a session discussed other cases, but not this one."
    assert said in answer["stretches"][-1]["near_miss_sentences"]
    assert said in answer["paragraph"]


def test_a_session_about_both_counts_and_is_no_near_miss(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-09", C1, C2)
    assert others(of_first_case(service, "2026-03-20")) == []


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ([], {}),
        ([C2], {"kind": "informal"}),
        ([C2], {"supervisee_ref": "W2"}),
    ],
)
def test_what_was_no_discussion_with_its_worker_is_no_near_miss(
    service: Client, case: list[Any], fields: dict[str, Any]
) -> None:
    opened(service)
    make.worker(service, "W2")
    met(service, "S2", "2026-03-09", *case, **fields)
    assert others(of_first_case(service, "2026-03-20")) == []


def test_one_that_lies_after_the_day_is_not_shown(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-09", C2)
    assert others(of_first_case(service, "2026-03-08")) == []
    assert others(of_first_case(service, "2026-03-09")) == ["2026-03-09"]


def test_none_is_shown_for_what_had_been_told_earlier(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-09", C2)
    assert others(of_first_case(service, "2026-03-20", known_at="2026-03-08")) == []


def test_the_newest_five_are_enough(service: Client) -> None:
    opened(service)
    for number, on in enumerate(range(2, 9), start=2):
        met(service, f"S{number}", f"2026-03-0{on}", C2)
    assert others(of_first_case(service, "2026-03-20")) == [f"2026-03-0{on}" for on in range(4, 9)]


def test_the_paragraph_names_people_by_their_senders_references(service: Client) -> None:
    opened(service)
    text = of_first_case(service, "2026-03-20")["paragraph"]
    assert text.startswith(
        "This is about “Cases discussed to timescale” for case C1 (child protection); the worker "
        "is W1 and the supervisor is M1. The case is to be discussed in supervision by 16 March "
        "2026. "
    )
    assert "As at 20 March 2026 this has been overdue since 17 March 2026" in text


def test_it_says_which_record_met_it(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-18", C1)
    [row] = [r for r in rows(service, CLOCK, "2026-03-20") if r["state"] == "met_late"]
    answer = make.ok(service.get(f"/v1/expectations/{row['id']}", None, as_at="2026-03-20"))
    assert "it was done on 18 March 2026 (S2), 2 days late." in answer["paragraph"]
    assert answer["clears_when"] is None


def test_as_at_an_earlier_day_it_says_what_would_have_cleared_it(service: Client) -> None:
    opened(service)
    met(service, "S2", "2026-03-18", C1)
    [row] = [r for r in rows(service, CLOCK, "2026-03-20") if r["state"] == "met_late"]
    answer = make.ok(service.get(f"/v1/expectations/{row['id']}", None, as_at="2026-03-17"))
    assert answer["clears_when"] == "a session is held that discusses the case"
    assert "2 days late" not in answer["paragraph"]


def test_hours_are_those_of_the_organisation(service: Client) -> None:
    evening(service, "2026-05-26")
    make.people(service)
    make.case(service)
    decided = {"decided_at": "2026-05-22T15:00:00Z", "recorded_at": "2026-05-26T08:00:00Z"}
    make.note(service, "N1", decided_on="2026-05-22", **decided)
    answer = explained(service, "oversight-recorded", "2026-05-25")
    assert "24 hours from 16:00 on 22 May 2026 is 16:00 on 23 May 2026." in answer["paragraph"]


def test_a_rule_says_why_what_clears_it_and_what_it_makes_of_an_example(service: Client) -> None:
    rule = make.ok(service.get("/v1/rules/personal-duration"))
    assert rule["why"].startswith("Supervision is protected time.")
    assert rule["clears_when"].startswith("the record is corrected to show at least 90 minutes")
    assert rule["example"].startswith("The session of 5 January 2026 lasted 100 minutes")
    assert "As at 5 January 2026 this is not met." in rule["example"]


def test_what_clears_a_rule_follows_the_organisations_policy(service: Client) -> None:
    shorter = {"personal-duration": {"threshold": 60}}
    sent = {"effective_on": "2026-02-27", "rules": shorter}
    make.created(service.post("/v1/policies", sent))
    rule = make.ok(service.get("/v1/rules/personal-duration"))
    assert rule["clears_when"].startswith("the record is corrected to show at least 60 minutes")

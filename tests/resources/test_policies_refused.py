"""Policies that make no sense are refused with their place, whole, and never with a 500."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.resources import make
from tests.resources.test_policies import TODAY, added, interval

CLOCK = "/rules/personal-timescale"
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"rules": interval(0)}, f"{CLOCK}/interval"),
    ({"rules": interval(-1)}, f"{CLOCK}/interval"),
    ({"rules": interval(3661)}, f"{CLOCK}/interval"),
    ({"rules": interval(10**18)}, f"{CLOCK}/interval"),
    ({"rules": {"personal-timescale": {"interval": 28.0}}}, f"{CLOCK}/interval"),
    ({"rules": {"personal-timescale": {"interval": "28"}}}, f"{CLOCK}/interval"),
    ({"rules": {"personal-timescale": {"interval": True}}}, f"{CLOCK}/interval"),
    ({"rules": {"personal-timescale": {"interval": None}}}, f"{CLOCK}/interval"),
    ({"rules": {"personal-timescale": {"unit": "week"}}}, f"{CLOCK}/unit"),
    ({"rules": {"personal-timescale": {"unit": "hour"}}}, f"{CLOCK}/unit"),
    ({"rules": {"personal-timescale": {"roll": "backwards"}}}, f"{CLOCK}/roll"),
    ({"rules": {"personal-timescale": {"count_from": "now"}}}, f"{CLOCK}/count_from"),
    ({"rules": {"personal-timescale": {"grace": -1}}}, f"{CLOCK}/grace"),
    ({"rules": {"personal-timescale": {"enabled": 1}}}, f"{CLOCK}/enabled"),
    ({"rules": {"personal-timescale": {"minimum_minutes": 1441}}}, f"{CLOCK}/minimum_minutes"),
    ({"rules": {"personal-timescale": {"intervals": {"asye_first": 0}}}}, f"{CLOCK}/intervals"),
    ({"rules": {"personal-timescale": {"intervals": [7]}}}, f"{CLOCK}/intervals"),
    ({"rules": {"personal-timescale": {"threshold": 5}}}, CLOCK),
    ({"rules": {"no-such-rule": {}}}, "/rules"),
    ({"rules": {"personal-timescale": []}}, "/rules"),
    ({"rules": []}, "/rules"),
    ({"rules": {"feedback-time": {"threshold": 0}}}, "/rules/feedback-time/threshold"),
    ({"rules": {"case-timescale": {"kinds": []}}}, "/rules/case-timescale/kinds"),
    ({"rules": {"case-timescale": {"kinds": ["chat"]}}}, "/rules/case-timescale/kinds"),
    ({"rules": {"case-timescale": {"kinds": ["case", "case"]}}}, "/rules/case-timescale/kinds"),
    ({"rules": {"case-timescale": {"kinds": "case"}}}, "/rules/case-timescale/kinds"),
    ({"rules": {"case-timescale": {"kinds": [{}]}}}, "/rules/case-timescale/kinds"),
    (
        {"rules": {"case-timescale": {"intervals": {"foster": 7}}}},
        "/rules/case-timescale/intervals",
    ),
    ({"rules": {"oversight-gap": {"intervals": {"other": -7}}}}, "/rules/oversight-gap/intervals"),
    ({"rules": {"oversight-recorded": {"interval": 0}}}, "/rules/oversight-recorded/interval"),
    ({"rules": {"oversight-recorded": {"unit": "minute"}}}, "/rules/oversight-recorded/unit"),
    ({"rules": {"record-not-copied": {"similarity": 0}}}, "/rules/record-not-copied/similarity"),
    ({"rules": {"record-not-copied": {"similarity": 1.1}}}, "/rules/record-not-copied/similarity"),
    ({"rules": {"record-not-copied": {"similarity": "1"}}}, "/rules/record-not-copied/similarity"),
    ({"rules": {"reflection-recorded": {"minimum_words": 0}}}, "/rules/reflection-recorded"),
    ({"rules": {"action-drift": {"threshold": 0}}}, "/rules/action-drift/threshold"),
    ({"rules": {"low-score-followed-up": {"threshold": 99999}}}, "/rules/low-score-followed-up"),
    ({"rules": {"previous-actions-reviewed": {"review_closed": 1}}}, "/rules/previous-actions-rev"),
    ({"rules": {"check-in": {"interval": 5}}}, "/rules/check-in"),
    ({"pausing_reasons": [["sickness"]]}, "/pausing_reasons"),
    ({"rag": {"green": 1e300}}, "/rag"),
    ({"warning_days": -1}, "/warning_days"),
    ({"warning_days": 10**9}, "/warning_days"),
    ({"warning_days": "7"}, "/warning_days"),
    ({"pausing_reasons": ["holiday"]}, "/pausing_reasons"),
    ({"pausing_reasons": "sickness"}, "/pausing_reasons"),
    ({"rag": {"green": 70, "amber": 75}}, "/rag"),
    ({"rag": {"green": 101}}, "/rag"),
    ({"rag": {"amber": -1}}, "/rag"),
    ({"rag": {"green": "90"}}, "/rag/green"),
    ({"rag": {"green": True}}, "/rag/green"),
    ({"rag": {"blue": 90}}, "/rag"),
    (
        {"rules": {"identity-explored": {"intervals": {"care_leaver": 7}}}},
        "/rules/identity-explored",
    ),
    ({"rules": {"personal-timescale": {"intervals": {"agency": True}}}}, f"{CLOCK}/intervals"),
    ({"rules": {"personal-timescale": {"intervals": {"agency": 7.0}}}}, f"{CLOCK}/intervals"),
    ({"rules": {"personal-timescale": {"intervals": {"agency": 3661}}}}, f"{CLOCK}/intervals"),
    ({"rules": {"personal-timescale": {"Interval": 28}}}, CLOCK),
    ({"rules": {"personal-timescale": {"kinds": []}}}, f"{CLOCK}/kinds"),
    ({"rules": {"personal-timescale": {"grace": 367}}}, f"{CLOCK}/grace"),
    ({"rules": {"personal-timescale": {"grace": 0.0}}}, f"{CLOCK}/grace"),
    ({"rules": {"personal-timescale": {"grace": False}}}, f"{CLOCK}/grace"),
    ({"rules": {"personal-timescale": {"names": ["agency"]}}}, CLOCK),
    ({"rules": {"personal-timescale": {"by_the_hour": True}}}, CLOCK),
    ({"rules": {"feedback-sought": {"intervals": {"agency": 7}}}}, "/rules/feedback-sought"),
    ({"rules": {"record-on-time": {"intervals": {"session": 7}}}}, "/rules/record-on-time"),
    ({"rules": {"personal-timescale": 28}}, "/rules"),
    ({"rules": {"personal-timescale": None}}, "/rules"),
    ({"warning_days": 0.0}, "/warning_days"),
    ({"warning_days": 367}, "/warning_days"),
    ({"warning_days": False}, "/warning_days"),
    ({"pausing_reasons": [True]}, "/pausing_reasons"),
    ({"pausing_reasons": {}}, "/pausing_reasons"),
    ({"rag": []}, "/rag"),
    ({"rag": {"green": None}}, "/rag/green"),
    ({"rag": {"green": 90, "amber": 90.1}}, "/rag"),
    ({"nation": "wales"}, ""),
    ({"restate": 1}, "/restate"),
    ({"restate": "yes"}, "/restate"),
    ({"effective_on": None}, "/effective_on"),
    ({"effective_on": "2026-02-27T00:00:00Z"}, "/effective_on"),
    ({"effective_on": "2201-01-01"}, "/effective_on"),
    ({"effective_on": "2026-02-30"}, "/effective_on"),
    ({"effective_on": "1899-12-31"}, "/effective_on"),
    ({"version": 7}, ""),
]


@pytest.mark.parametrize(
    ("fields", "pointer"), WRONG, ids=[f"{fields}"[:110] for fields, _ in WRONG]
)
def test_what_makes_no_sense_is_refused_with_its_place(
    service: Client, fields: dict[str, Any], pointer: str
) -> None:
    answer = service.post("/v1/policies", {"effective_on": TODAY, **fields})
    assert (answer.status, answer.code) == (422, "invalid")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert len(make.ok(service.get("/v1/policies"))["items"]) == 1
    assert make.ok(service.get("/v1/jobs"))["items"] == []


@pytest.mark.parametrize("field", ["nation", "closure_days", "time_zone"])
def test_what_is_the_calendars_is_said_to_be_set_there(service: Client, field: str) -> None:
    answer = service.post("/v1/policies", {"effective_on": TODAY, field: "wales"})
    [error] = answer.json["errors"]
    assert (answer.status, error["code"]) == (422, "of-the-calendar")
    assert "PUT /v1/calendar" in error["detail"]
    assert "wales" not in answer.everything


@pytest.mark.parametrize("name", ["standard", "asye_first", "agency", "other", "Team manager", "é"])
def test_intervals_are_for_stages_and_for_roles_as_posts_name_them(
    service: Client, name: str
) -> None:
    policy = added(service, rules={"personal-timescale": {"intervals": {name: 10}}})
    assert policy["rules"]["personal-timescale"]["intervals"][name] == 10


@pytest.mark.parametrize("name", ["asye", "child_protection", "", " ", "two\nlines", "x" * 201])
def test_intervals_are_for_nobody_else(service: Client, name: str) -> None:
    rules = {"personal-timescale": {"intervals": {name: 7}}}
    answer = service.post("/v1/policies", {"effective_on": TODAY, "rules": rules})
    [error] = answer.json["errors"]
    assert (answer.status, error["pointer"]) == (422, f"{CLOCK}/intervals")
    assert "asye_first, asye_second, probation, standard" in error["detail"]
    assert make.ok(service.get("/v1/policies"))["items"][-1]["version"] == 0


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", f"1{400 * '0'}"])
def test_what_is_no_number_of_json_is_refused_before_it_is_read(
    service: Client, number: str
) -> None:
    body = f'{{"effective_on": "{TODAY}", "rag": {{"green": {number}}}}}'.encode()
    answer = service.ask("POST", "/v1/policies", body=body)
    assert answer.status in (400, 422), answer
    assert number not in answer.everything

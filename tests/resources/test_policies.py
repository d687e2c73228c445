"""Policies: versions that are never edited, typed to the last number, each with its day."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.harness.service import Client
from tests.resources import make

TODAY = "2026-02-27"
YESTERDAY = "2026-02-26"


def added(service: Client, effective_on: str = TODAY, **fields: Any) -> Any:
    """A version that has been brought in."""
    answer = make.created(service.post("/v1/policies", {"effective_on": effective_on, **fields}))
    service.work()
    return answer


def interval(days: int) -> dict[str, Any]:
    return {"personal-timescale": {"interval": days}}


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
    ({"restate": "yes"}, "/restate"),
    ({"effective_on": "2026-02-30"}, "/effective_on"),
    ({"effective_on": "1899-12-31"}, "/effective_on"),
    ({"version": 7}, ""),
]


@pytest.mark.parametrize(
    ("fields", "pointer"), WRONG, ids=[f"{pointer} {fields}"[:90] for fields, pointer in WRONG]
)
def test_what_makes_no_sense_is_refused_with_its_place(
    service: Client, fields: dict[str, Any], pointer: str
) -> None:
    answer = service.post("/v1/policies", {"effective_on": TODAY, **fields})
    assert (answer.status, answer.code) == (422, "invalid")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert len(make.ok(service.get("/v1/policies"))["items"]) == 1


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", f"1{400 * '0'}"])
def test_what_is_no_number_of_json_is_refused_before_it_is_read(
    service: Client, number: str
) -> None:
    body = f'{{"effective_on": "{TODAY}", "rag": {{"green": {number}}}}}'.encode()
    answer = service.ask("POST", "/v1/policies", body=body)
    assert answer.status in (400, 422), answer
    assert number not in answer.everything


@pytest.mark.parametrize(
    "rules",
    [
        {"case-timescale": {"kinds": ["case", "group", "joint", "personal"]}},
        {"case-timescale": {"intervals": {"care_leaver": 56, "child_protection": None}}},
        {"oversight-recorded": {"interval": 1, "unit": "working_day"}},
        {"record-not-copied": {"similarity": 1, "minimum_words": 50}},
        {"previous-actions-reviewed": {"review_closed": True}},
        {"personal-timescale": {"interval": 3660, "unit": "calendar_month", "grace": 366}},
        {"personal-timescale": {"interval": 1, "roll": "next_working_day"}},
        {"personal-duration": {"enabled": False}},
    ],
)
def test_what_makes_sense_is_taken_and_said_again(service: Client, rules: dict[str, Any]) -> None:
    added(service, rules=rules)
    said = make.ok(service.get("/v1/policies/1"))["rules"]
    assert among(said, rules) == rules


def among(said: Any, asked: Any) -> Any:
    """What is said of all that was asked for, at any depth."""
    if not isinstance(asked, dict):
        return said
    return {name: among(said.get(name), value) for name, value in asked.items()}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/v1/policies", "/v1/policies/1"])
def test_a_version_is_never_edited(service: Client, method: str, path: str) -> None:
    added(service)
    answer = service.ask(method, path, {"warning_days": 1} if method != "DELETE" else None)
    assert (answer.status, answer.code) == (405, "method-not-allowed")


def test_what_is_left_out_stays_as_in_the_version_before(service: Client) -> None:
    intervals = {"probation": None, "agency": 10}
    added(service, rules={"personal-timescale": {"interval": 35, "intervals": intervals}})
    second = added(service, warning_days=3)
    clock = second["rules"]["personal-timescale"]
    assert clock["interval"] == 35
    assert clock["intervals"] == {"asye_first": 7, "asye_second": 14, "agency": 10}
    assert make.ok(service.get("/v1/policies/1"))["warning_days"] == 7
    assert second["warning_days"] == 3


def test_what_is_left_out_is_not_taken_from_a_version_that_begins_later(service: Client) -> None:
    added(service, "2026-06-01", warning_days=3)
    earlier = added(service, "2026-04-01", rules=interval(35))
    assert earlier["warning_days"] == 7


@pytest.mark.parametrize(
    ("effective_on", "restate", "applies_from", "restated"),
    [
        (YESTERDAY, False, TODAY, False),
        (TODAY, False, TODAY, False),
        ("2026-03-01", False, "2026-03-01", False),
        (YESTERDAY, True, YESTERDAY, True),
        (TODAY, True, TODAY, False),
        ("2026-03-01", True, "2026-03-01", False),
    ],
)
def test_it_applies_from_its_day_or_from_today_unless_it_restates(
    service: Client, *, effective_on: str, restate: bool, applies_from: str, restated: bool
) -> None:
    policy = added(service, effective_on, restate=restate)
    assert (policy["effective_on"], policy["applies_from"]) == (effective_on, applies_from)
    assert policy["restated"] is restated
    told = make.ok(service.get("/v1/expectations", as_at="2026-03-01"))
    assert told["restated_policy_versions"] == ([1] if restated else [])


def test_a_summer_night_belongs_to_the_day_that_it_is_where_the_organisation_is(
    service: Client,
) -> None:
    """Half past midnight in London is still the day before in UTC."""
    service.clock.set(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert added(service, "2026-07-01")["restated"] is False
    assert added(service, "2026-06-30", restate=True)["restated"] is True


def test_every_answer_says_which_policies_were_restated(service: Client) -> None:
    make.people(service)
    make.session(service, on="2026-02-02")
    service.clock.forward(minutes=1)
    added(service, "2026-02-01", restate=True, rules=interval(7))
    service.clock.forward(minutes=1)
    for path in ("/v1/expectations", "/v1/flags", "/v1/compliance"):
        assert make.ok(service.get(path))["restated_policy_versions"] == [1]
        earlier = make.ok(service.get(path, as_at="2026-01-31"))
        assert earlier["restated_policy_versions"] == []
        before = make.ok(service.get(path, known_at="2026-02-27T18:00:30Z"))
        assert before["restated_policy_versions"] == []


def test_what_had_passed_is_not_judged_again_unless_it_is_restated(service: Client) -> None:
    make.people(service)
    make.session(service, on="2026-02-02")
    flags = {"rule": "personal-timescale", "as_at": YESTERDAY, "worker": worker(service)}
    added(service, "2026-02-01", rules=interval(7))
    assert service.items("/v1/flags", **flags) == []
    added(service, "2026-02-01", rules=interval(7), restate=True)
    assert [flag["due_on"] for flag in service.items("/v1/flags", **flags)] == ["2026-02-09"]


def worker(service: Client) -> str:
    id: str = make.ok(service.get("/v1/sources/mosaic/workers/W1"))["id"]
    return id


def test_of_two_versions_from_the_same_day_the_later_one_wins(service: Client) -> None:
    make.people(service)
    added(service, "2026-03-01", rules=interval(7))
    added(service, "2026-03-01", rules=interval(40))
    make.session(service, on="2026-02-27", started_at="2026-02-27T10:00:00Z")
    service.clock.set(datetime(2026, 3, 2, 12, tzinfo=UTC))
    (standing,) = service.items("/v1/expectations", rule="personal-timescale", state="not_yet_due")
    assert (standing["policy_version"], standing["due_on"]) == (2, "2026-04-08")
    shown = make.ok(service.get("/v1/rules/personal-timescale"))
    assert (shown["policy_version"], shown["parameters"]["interval"]) == (2, 40)


def test_a_version_of_an_earlier_day_that_comes_later_holds_until_the_next(
    service: Client,
) -> None:
    added(service, "2026-03-10", warning_days=1)
    added(service, "2026-03-01", warning_days=2)
    for day, version in (("2026-03-09", 2), ("2026-03-10", 1)):
        service.clock.set(datetime.fromisoformat(f"{day}T12:00:00Z"))
        assert make.ok(service.get("/v1/rules/personal-timescale"))["policy_version"] == version


def test_a_policy_that_is_sent_again_is_answered_as_at_first(service: Client) -> None:
    make.people(service)
    body = {"effective_on": TODAY, "warning_days": 9}
    first = service.post("/v1/policies", body, Idempotency_Key="k1")
    service.work()
    again = service.post("/v1/policies", body, Idempotency_Key="k1")
    assert again.json == first.json
    assert again.headers["idempotency-replayed"] == "true"


def test_an_unknown_version_is_not_found(service: Client) -> None:
    assert service.get("/v1/policies/1").status == 404

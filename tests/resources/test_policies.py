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


FOLLOWED = ("version", "applies_from", "holds_until", "replaced_by")


def followed(service: Client) -> list[tuple[Any, ...]]:
    versions = make.ok(service.get("/v1/policies"))["items"]
    return [tuple(version[name] for name in FOLLOWED) for version in versions]


def test_each_version_says_until_when_it_holds(service: Client) -> None:
    assert followed(service) == [(0, None, None, None)]
    added(service, "2026-04-01")
    assert added(service, "2026-03-10")["holds_until"] == "2026-03-31"
    assert followed(service) == [
        (0, None, "2026-03-09", None),
        (1, "2026-04-01", None, None),
        (2, "2026-03-10", "2026-03-31", None),
    ]
    assert make.ok(service.get("/v1/policies/2"))["holds_until"] == "2026-03-31"


def test_of_versions_from_one_day_the_others_say_which_took_their_place(service: Client) -> None:
    for _ in range(3):
        added(service, "2026-03-10")
    added(service, "2026-03-11")
    assert followed(service)[1:] == [
        (1, "2026-03-10", None, 3),
        (2, "2026-03-10", None, 3),
        (3, "2026-03-10", "2026-03-10", None),
        (4, "2026-03-11", None, None),
    ]


def test_a_day_long_past_is_today_for_what_does_not_restate(service: Client) -> None:
    make.people(service)
    make.session(service, on="2026-02-02")
    before = due_by(service, YESTERDAY)
    first = added(service, "1900-01-01", rules=interval(7))
    assert (first["applies_from"], first["restated"]) == (TODAY, False)
    assert due_by(service, YESTERDAY) == before
    assert due_by(service, TODAY) == before


def due_by(service: Client, day: str) -> list[tuple[Any, ...]]:
    """The flags of a day, each with its due day."""
    return [(flag["id"], flag["due_on"]) for flag in service.items("/v1/flags", as_at=day)]


def test_sent_again_it_says_nothing_of_what_has_followed_it(service: Client) -> None:
    body = {"effective_on": "2026-03-10"}
    first = service.post("/v1/policies", body, Idempotency_Key="k1")
    added(service, "2026-03-10")
    assert service.post("/v1/policies", body, Idempotency_Key="k1").json == first.json
    assert followed(service)[1][3] == 2


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

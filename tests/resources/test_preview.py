"""A draft is tried over a period that has passed: its flags beside the present ones."""

from typing import Any

import pytest

from app.vocabulary import Scope
from tests.harness.service import Client
from tests.resources import make

RULE = "personal-timescale"
FEBRUARY = {"from": "2026-02-01", "to": "2026-02-27"}


def clock(interval: int) -> dict[str, Any]:
    return {"effective_on": "2026-02-27", "rules": {RULE: {"interval": interval}}}


def preview(service: Client, draft: dict[str, Any], **asked: Any) -> Any:
    body = {"draft": draft, **FEBRUARY, **asked}
    return make.ok(service.post("/v1/policies/preview", body))


def of_rule(found: Any, rule: str = RULE) -> dict[str | None, tuple[int, int, int]]:
    """Present, draft and both, by team."""
    return {
        item["team_ref"]: (item["present"], item["draft"], item["both"])
        for item in found["items"]
        if item["rule"] == rule
    }


@pytest.fixture
def teams(service: Client) -> Client:
    """Three who began with a session: in T1 on 5 January and 2 February, in T2 on 16 February."""
    make.team(service, "T1")
    make.team(service, "T2", parent_ref="T1")
    make.worker(service, "M1", posts=[])
    for worker, team, on in (
        ("W1", "T1", "2026-01-05"),
        ("W2", "T1", "2026-02-02"),
        ("W3", "T2", "2026-02-16"),
    ):
        post = {"role": "social_worker", "team_ref": team, "started_on": on}
        make.worker(service, worker, posts=[post])
        make.session(service, f"S-{worker}", on=on, supervisee_ref=worker)
    return service


def test_flags_are_counted_by_team_and_rule_beside_those_of_today(teams: Client) -> None:
    assert of_rule(preview(teams, clock(10))) == {"T1": (1, 2, 1), "T2": (0, 1, 0)}


def test_a_looser_draft_flags_less(teams: Client) -> None:
    assert of_rule(preview(teams, clock(60))) == {"T1": (1, 0, 0)}


def test_a_draft_without_changes_flags_what_is_flagged(teams: Client) -> None:
    found = preview(teams, {"effective_on": "2026-02-27"})
    assert found["items"]
    assert all(item["present"] == item["draft"] == item["both"] for item in found["items"])


def test_the_totals_are_the_sums(teams: Client) -> None:
    found = preview(teams, clock(10))
    for name in ("present", "draft", "both"):
        assert found["totals"][name] == sum(item[name] for item in found["items"])
    assert found["streams"] == 4


def test_a_rule_that_is_switched_off_flags_nothing(teams: Client) -> None:
    off = {"effective_on": "2026-02-27", "rules": {RULE: {"enabled": False}}}
    assert of_rule(preview(teams, off)) == {"T1": (1, 0, 0)}


@pytest.mark.parametrize(
    ("last", "present"),
    [("2026-02-02", {}), ("2026-02-03", {"T1": (1, 1, 1)})],
)
def test_a_flag_counts_from_the_first_day_of_the_breach(
    teams: Client, last: str, present: dict[str, Any]
) -> None:
    """A session on 5 January is followed by one on 2 February at the latest."""
    assert of_rule(preview(teams, clock(28), to=last)) == present


@pytest.mark.parametrize(
    ("first", "present"),
    [("2026-02-09", {"T1": (1, 1, 1)}), ("2026-02-10", {})],
)
def test_a_flag_counts_until_the_day_before_it_is_met(
    teams: Client, first: str, present: dict[str, Any]
) -> None:
    make.session(teams, "S-again", on="2026-02-10", supervisee_ref="W1")
    period = {"from": first, "to": "2026-02-20"}
    assert of_rule(preview(teams, clock(28), **period)) == present


def test_the_draft_holds_from_the_first_day_whatever_came_after_it(teams: Client) -> None:
    make.created(
        teams.post("/v1/policies", {**clock(14), "effective_on": "2026-02-10", "restate": True})
    )
    teams.work()
    found = preview(teams, clock(60))
    assert found["policy_versions"] == [0, 1]
    assert of_rule(found)["T1"][1:] == (0, 0)


def test_a_team_is_asked_for_with_those_below_it(teams: Client) -> None:
    ids = {item["reference"]: item["id"] for item in teams.items("/v1/teams")}
    assert of_rule(preview(teams, clock(10), team=ids["T1"])).keys() == {"T1", "T2"}
    assert of_rule(preview(teams, clock(10), team=ids["T2"])) == {"T2": (0, 1, 0)}


def test_nothing_is_written(teams: Client) -> None:
    before = teams.items("/v1/audit")
    told = teams.get("/v1/expectations").body
    preview(teams, clock(10))
    assert teams.items("/v1/audit") == before
    assert teams.get("/v1/expectations").body == told
    assert len(make.ok(teams.get("/v1/policies"))["items"]) == 1


def test_a_key_that_may_only_read_figures_may_try_a_draft(teams: Client) -> None:
    reader = teams.only(Scope.COMPLIANCE_READ)
    assert of_rule(preview(reader, clock(10)))


def test_nothing_of_another_organisation_is_counted(teams: Client) -> None:
    found = preview(teams.stranger(), clock(10))
    assert (found["streams"], found["items"]) == (0, [])


def test_it_says_that_the_present_flags_are_being_worked_out(teams: Client) -> None:
    assert preview(teams, clock(10))["reevaluating"] is None
    make.created(teams.post("/v1/policies", clock(14)))
    assert preview(teams, clock(10))["reevaluating"]["policy_version"] == 1


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"to": "2026-02-28"}, "/to"),
        ({"from": "2026-02-28"}, ""),
        ({"from": "2026-02-10", "to": "2026-02-09"}, ""),
        ({"from": "2026-02-30"}, "/from"),
        ({"draft": clock(0)}, "/draft/rules/personal-timescale/interval"),
        ({"draft": {"effective_on": "2026-02-27", "restate": 1}}, "/draft/restate"),
        ({"draft": {}}, "/draft/effective_on"),
        ({"draft": None}, "/draft"),
        ({"team": "T1"}, "/team"),
        ({"teams": []}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    service: Client, asked: dict[str, Any], pointer: str
) -> None:
    body = {"draft": clock(10), **FEBRUARY, **asked}
    answer = service.post("/v1/policies/preview", body)
    assert (answer.status, answer.code) == (422, "invalid")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)

"""A draft is tried over a period that has passed: its flags beside the present ones."""

from collections import Counter
from typing import Any

import pytest

from app.vocabulary import Scope
from tests.db.contents import contents
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


JURY = {"reason": "Jury service", "approver_ref": "M1"}
MANAGER = {"role": "manager", "started_on": "2026-01-05"}


def exempted(service: Client, flag: dict[str, Any], first: str, last: str) -> None:
    days = {"from_on": first, "expires_on": last}
    make.created(service.post(f"/v1/expectations/{flag['id']}/exemptions", {**JURY, **days}))


def clock_of(service: Client, worker: str) -> dict[str, Any]:
    found = service.items("/v1/expectations", rule=RULE)
    [row] = [row for row in found if row["subject_ref"] == worker and row["met_on"] is None]
    return dict(row)


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        ("2026-02-03", "2026-02-27", {}),
        ("2026-01-01", "2026-03-31", {}),
        ("2026-02-04", "2026-02-27", {"T1": (1, 1, 1)}),
        ("2026-02-03", "2026-02-26", {"T1": (1, 1, 1)}),
        ("2026-02-10", "2026-02-12", {"T1": (1, 1, 1)}),
    ],
)
def test_what_is_excused_on_each_of_its_days_is_no_flag(
    teams: Client, first: str, last: str, counted: dict[str, Any]
) -> None:
    """The clock of W1 is overdue from 3 February on."""
    exempted(teams, clock_of(teams, "W1"), first, last)
    assert of_rule(preview(teams, clock(28))) == counted


def test_exemptions_that_meet_excuse_together(teams: Client) -> None:
    flag = clock_of(teams, "W1")
    exempted(teams, flag, "2026-02-14", "2026-02-27")
    exempted(teams, flag, "2026-02-03", "2026-02-13")
    exempted(teams, flag, "2026-02-05", "2026-02-06")
    assert of_rule(preview(teams, clock(28))) == {}


def test_what_only_the_draft_would_flag_can_be_excused(teams: Client) -> None:
    """By the draft, the clock of W2 would have been overdue from 13 February on."""
    assert of_rule(preview(teams, clock(10)))["T1"] == (1, 2, 1)
    exempted(teams, clock_of(teams, "W2"), "2026-02-13", "2026-02-27")
    assert of_rule(preview(teams, clock(10)))["T1"] == (1, 1, 1)


def test_an_exemption_follows_the_anchor_that_the_draft_makes_another(teams: Client) -> None:
    """The draft counts no joint session: the clock would hang on the second one of that day."""
    make.worker(teams, "W4", posts=[{**MANAGER, "team_ref": "T2"}])
    later = {"started_at": "2026-01-05T14:00:00Z", "ended_at": "2026-01-05T15:30:00Z"}
    make.session(teams, "S4", on="2026-01-05", kind="joint", supervisee_ref="W4")
    make.session(teams, "S5", supervisee_ref="W4", **later)
    draft = {"effective_on": "2026-02-27", "rules": {RULE: {"kinds": ["personal"]}}}
    period = {"from": "2026-01-05", "to": "2026-02-10"}
    assert of_rule(preview(teams, draft, **period))["T2"] == (1, 1, 0)
    exempted(teams, clock_of(teams, "W4"), "2026-02-01", "2026-02-27")
    assert "T2" not in of_rule(preview(teams, draft, **period))


def test_the_present_flags_are_those_of_the_lists_of_each_day(teams: Client) -> None:
    exempted(teams, clock_of(teams, "W1"), "2026-02-01", "2026-02-27")
    [unshared, *_] = teams.items("/v1/flags", rule="record-shared")
    exempted(teams, unshared, "2026-02-01", "2026-02-20")
    listed = {
        (flag["team_ref"], flag["rule"], flag["id"])
        for day in range(1, 28)
        for flag in teams.items("/v1/flags", as_at=f"2026-02-{day:02}")
    }
    found = preview(teams, clock(28))
    counted = {(item["team_ref"], item["rule"]): item["present"] for item in found["items"]}
    assert counted == Counter((team, rule) for team, rule, _ in listed)
    assert found["totals"]["present"] == len(listed)


def test_nothing_is_written(teams: Client) -> None:
    exempted(teams, clock_of(teams, "W1"), "2026-02-10", "2026-02-12")
    rows, counts = contents(teams)
    assert rows["expectation"]
    assert rows["exemption"]
    preview(teams, clock(10))
    assert contents(teams) == (rows, counts)


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

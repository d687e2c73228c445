"""People leave: nothing is due after their last day, and what was late stays counted."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import CLOCK, cleared, counted, flags, next_due
from tests.journeys.verifying import verified
from tests.resources import make

POST = {"team_ref": "T1", "started_on": "2025-12-15"}
LAST = {**POST, "ended_on": "2026-02-20"}
PERIOD = {"from": "2026-02-01", "to": "2026-03-31"}


def supervised(service: Client, last_session: str, **fields: Any) -> None:
    """W1, whose last session was on a day, with all that was said in it."""
    make.team(service)
    make.worker(service, "W1", posts=[POST])
    make.worker(service, "M1", posts=[])
    signed = {"supervisee_on": last_session, "supervisor_on": last_session}
    whole = {"signatures": signed, "shared_on": last_session}
    make.session(service, on=last_session, **whole, **fields)


def leaves(service: Client, *posts: make.Body) -> Any:
    """The post ends on 20 February; other posts may follow."""
    return make.ok(service.put("workers", "W1", {"posts": [LAST, *posts]}))


def test_nothing_is_due_after_the_last_day(service: Client) -> None:
    supervised(service, "2026-02-02")
    assert next_due(service, "2026-02-20") == [("2026-03-02", "not_yet_due")]
    leaves(service)
    assert next_due(service, "2026-02-20") == [("2026-03-02", "not_yet_due")]
    assert next_due(service, "2026-02-21") == []
    assert next_due(service, "2026-03-03") == []
    assert counted(service, CLOCK, **PERIOD, as_at="2026-03-31") == {}
    assert verified(service).differences == []


def test_a_breach_before_it_is_a_flag_until_the_last_day_and_counts_for_ever(
    service: Client,
) -> None:
    supervised(service, "2026-01-12")
    told = leaves(service)
    late = {(CLOCK, "W1")}
    assert cleared(told) == [CLOCK]
    assert next_due(service, "2026-02-09") == [("2026-02-09", "due_today")]
    assert flags(service, "2026-02-10") >= late
    assert flags(service, "2026-02-20") >= late
    assert flags(service, "2026-02-21") & late == set()
    assert counted(service, CLOCK, **PERIOD, as_at="2026-03-31") == {"expected": 1, "overdue": 1}
    ended = service.items("/v1/expectations", rule=CLOCK, include_ended="true", state="ended")
    assert [(row["ended_on"], row["end_reason"]) for row in ended] == [("2026-02-21", "left")]
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("last_session", "figures"),
    [("2026-01-22", {"expected": 1, "overdue": 1}), ("2026-01-23", {})],
)
def test_what_is_due_on_the_last_day_itself_is_no_breach(
    service: Client, last_session: str, figures: Any
) -> None:
    supervised(service, last_session)
    leaves(service)
    assert counted(service, CLOCK, **PERIOD, as_at="2026-03-31") == figures


def test_in_timescale_they_are_a_subject_until_they_leave(service: Client) -> None:
    supervised(service, "2026-01-12")
    leaves(service)
    asked = {"measure": "in_timescale", "rule": CLOCK}
    figures = [
        [
            (item["subjects"], item["in_timescale"], item["overdue"])
            for item in make.ok(service.get("/v1/compliance", None, **asked, as_at=day))["items"]
        ]
        for day in ("2026-02-09", "2026-02-20", "2026-02-21")
    ]
    assert figures[:2] == [[(1, 1, 0)], [(1, 0, 1)]]
    assert figures[2] in ([], [(0, 0, 0)])


def test_their_actions_are_asked_of_them_until_then(service: Client) -> None:
    actions = [make.action("A1", "2026-02-10"), make.action("A2", "2026-03-02")]
    supervised(service, "2026-02-02", actions=actions)
    leaves(service)
    rule = "action-completed"
    assert flags(service, "2026-02-20", rule=rule) == {(rule, "A1")}
    assert flags(service, "2026-02-21", rule=rule) == set()
    assert flags(service, "2026-03-03", rule=rule) == set()
    assert counted(service, rule, **PERIOD, as_at="2026-03-31") == {"expected": 1, "overdue": 1}
    open_still = service.items("/v1/actions", status="open")
    assert [action["reference"] for action in open_still] == ["A1", "A2"]
    assert verified(service).differences == []


def test_an_action_for_a_child_outlives_who_agreed_it(service: Client) -> None:
    make.case(service)
    actions = [make.action("A1", "2026-02-23", case_ref="C1")]
    supervised(service, "2026-02-02", actions=actions)
    leaves(service)
    rule = "action-completed"
    assert flags(service, "2026-02-24", rule=rule) == {(rule, "A1")}
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("back_on", "due_on"),
    [
        ("2026-02-21", "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-16", "2026-03-16"),
        ("2026-03-21", "2026-03-21"),
        ("2026-03-22", "2026-04-19"),
        ("2026-03-30", "2026-04-27"),
    ],
)
def test_who_comes_back_within_four_weeks_finds_the_clock_where_it_was(
    service: Client, back_on: str, due_on: str
) -> None:
    supervised(service, "2026-02-02")
    leaves(service, {**POST, "started_on": back_on})
    [(due, _)] = next_due(service, back_on)
    assert due == due_on
    assert verified(service).differences == []


def test_in_the_gap_nothing_is_late(service: Client) -> None:
    supervised(service, "2026-01-12")
    leaves(service, {**POST, "started_on": "2026-03-02"})
    late = {(CLOCK, "W1")}
    assert flags(service, "2026-02-20") & late == late
    assert flags(service, "2026-02-21") & late == set()
    assert flags(service, "2026-03-01") & late == set()
    assert verified(service).differences == []


def test_who_did_not_leave_after_all_is_asked_again(service: Client) -> None:
    supervised(service, "2026-01-12")
    leaves(service)
    back = make.ok(service.put("workers", "W1", {"posts": [POST]}))
    assert [flag["rule"] for flag in back["flags"]["raised"]] == [CLOCK]
    assert next_due(service, "2026-02-27") == [("2026-02-09", "overdue")]
    assert verified(service).differences == []


def test_what_was_known_before_they_told_us_stays_as_it_was(service: Client) -> None:
    supervised(service, "2026-01-12")
    service.clock.forward(days=3)
    leaves(service)
    asked = {"as_at": "2026-02-27", "rule": CLOCK}
    assert flags(service, known_at="2026-02-27", **asked) == {(CLOCK, "W1")}
    assert flags(service, **asked) == set()

"""One page about one subject: as at a day, as known then, and nothing that lies later."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make

CLOCK = "personal-timescale"


def page(service: Client, type: str = "workers", reference: str = "W1", **query: Any) -> Any:
    id = make.ok(service.get(keyed(type, reference)))["id"]
    return make.ok(service.get(f"/v1/{type}/{id}/supervision", None, **query))


def clocks(told: Any) -> list[Any]:
    return [(row["due_on"], row["state"]) for row in told["next_due"] if row["rule"] == CLOCK]


def cycles(told: Any) -> list[Any]:
    names = ("opened_on", "due_on", "met_on", "days_late", "state")
    return [tuple(cycle[name] for name in names) for cycle in told["cycles"]]


@pytest.fixture
def year(service: Client) -> Client:
    """W1 supervised on 5 January, late on 16 February and by somebody else on 26 February."""
    make.people(service)
    make.worker(service, "M2")
    make.session(service, "S1", on="2026-01-05")
    make.session(service, "S2", on="2026-02-16")
    make.session(service, "S3", on="2026-02-26", supervisor_ref="M2")
    return service


def test_it_names_the_last_session_that_was_held(year: Client) -> None:
    last = page(year)["last_held"]
    named = {name: last[name] for name in ("session_ref", "held_on", "supervisor_ref", "kind")}
    assert named == {
        "session_ref": "S3",
        "held_on": "2026-02-26",
        "supervisor_ref": "M2",
        "kind": "personal",
    }
    found = [
        page(year, as_at=day)["last_held"]
        for day in ("2026-02-25", "2026-02-16", "2026-02-15", "2026-01-04")
    ]
    assert [one and one["session_ref"] for one in found] == ["S2", "S2", "S1", None]


def test_what_was_not_held_or_is_not_personal_is_not_the_last(year: Client) -> None:
    called_off = {"status": "cancelled", "cancelled_on": "2026-02-27"}
    people = {"supervisee_ref": "W1", "supervisor_ref": "M1"}
    make.made(year, "sessions", "S4", {"kind": "personal", **called_off, **people})
    make.session(year, "S5", on="2026-02-27", kind="group")
    make.session(year, "S6", on="2026-02-27", supervisee_ref="M2")
    assert page(year)["last_held"]["session_ref"] == "S3"


def test_of_two_sessions_of_one_day_it_is_the_later(year: Client) -> None:
    early = {"started_at": "2026-02-26T08:00:00Z", "ended_at": "2026-02-26T09:00:00Z"}
    make.session(year, "S4", on="2026-02-26", **early)
    assert page(year)["last_held"]["session_ref"] == "S3"


def test_it_names_the_last_session_as_it_was_known(year: Client) -> None:
    then = year.clock.forward(minutes=1).isoformat()
    year.clock.forward(minutes=1)
    year.delete(keyed("sessions", "S3"))
    moved = {"started_at": "2026-01-12T10:00:00Z", "ended_at": "2026-01-12T11:30:00Z"}
    make.ok(year.put("sessions", "S2", moved))
    assert page(year)["last_held"]["held_on"] == "2026-01-12"
    assert page(year, known_at=then)["last_held"]["session_ref"] == "S3"
    known = page(year, known_at=then, as_at="2026-02-20")["last_held"]
    assert (known["session_ref"], known["held_on"]) == ("S2", "2026-02-16")


def test_one_that_came_later_was_not_known(year: Client) -> None:
    then = year.clock.forward(minutes=1).isoformat()
    year.clock.forward(minutes=1)
    make.session(year, "S4", on="2026-02-27")
    assert page(year)["last_held"]["session_ref"] == "S4"
    assert page(year, known_at=then)["last_held"]["session_ref"] == "S3"


def test_one_that_was_given_to_somebody_else_since_was_the_last_then(year: Client) -> None:
    then = year.clock.forward(minutes=1).isoformat()
    year.clock.forward(minutes=1)
    make.ok(year.put("sessions", "S3", {"supervisee_ref": "M1"}))
    assert page(year)["last_held"]["session_ref"] == "S2"
    assert page(year, known_at=then)["last_held"]["session_ref"] == "S3"


def test_it_says_what_is_due_next(year: Client) -> None:
    assert clocks(page(year)) == [("2026-03-26", "not_yet_due")]
    assert clocks(page(year, as_at="2026-03-19")) == [("2026-03-26", "due_soon")]
    assert clocks(page(year, as_at="2026-02-10")) == [("2026-02-02", "overdue")]
    assert clocks(page(year, as_at="2026-02-16")) == [("2026-03-16", "not_yet_due")]


def test_it_shows_the_flags_with_their_sentences(year: Client) -> None:
    told = page(year, as_at="2026-02-10")
    flags = {flag["rule"]: flag for flag in told["open_flags"]}
    assert flags[CLOCK]["sentence"].startswith("A personal session is to be held by 2 February")
    assert flags[CLOCK]["days_late"] == 8
    listed = year.items("/v1/flags", worker=told["worker_id"], as_at="2026-02-10")
    assert {flag["id"] for flag in told["open_flags"]} == {flag["id"] for flag in listed}


def test_it_shows_the_flags_of_the_worker_s_own_agreement(year: Client) -> None:
    make.agreement(year, started_on="2026-01-01")
    make.agreement(year, "AG2", started_on="2026-01-01", supervisee_ref="M2", supervisor_ref="W1")
    told = page(year, as_at="2026-02-28")
    unsigned = [flag for flag in told["open_flags"] if flag["rule"] == "agreement-signed"]
    assert [(flag["worker_ref"], flag["due_on"]) for flag in unsigned] == [("W1", "2026-01-29")]


def test_it_says_when_the_agreement_is_to_be_reviewed(year: Client) -> None:
    make.agreement(year, started_on="2026-01-01")
    due = {row["rule"]: row["due_on"] for row in page(year)["next_due"]}
    assert due["agreement-reviewed"] == "2027-01-01"


def test_what_is_excused_is_no_flag_on_it(year: Client) -> None:
    make.session(year, "S4", on="2026-02-27")
    [flag] = [row for row in page(year, as_at="2026-02-10")["open_flags"] if row["rule"] == CLOCK]
    jury = {"reason": "Jury", "approver_ref": "M1", "from_on": "2026-02-10"}
    place = f"/v1/expectations/{flag['id']}/exemptions"
    make.created(year.post(place, {**jury, "expires_on": "2026-02-10"}))
    told = page(year, as_at="2026-02-10")
    assert CLOCK not in {flag["rule"] for flag in told["open_flags"]}
    assert clocks(told) == [("2026-02-02", "excused")]
    assert cycles(told)[0] == ("2026-01-05", "2026-02-02", None, None, "excused")


def test_it_tells_how_the_clock_has_run_the_newest_first(year: Client) -> None:
    assert cycles(page(year))[:3] == [
        ("2026-02-26", "2026-03-26", None, None, "not_yet_due"),
        ("2026-02-16", "2026-03-16", "2026-02-26", None, "met"),
        ("2026-01-05", "2026-02-02", "2026-02-16", 14, "met_late"),
    ]


def test_nothing_of_it_lies_after_the_day(year: Client) -> None:
    told = page(year, as_at="2026-02-12")
    assert cycles(told)[0] == ("2026-01-05", "2026-02-02", None, 10, "overdue")
    assert told["cycles"][0]["met_by"] is None
    assert all(cycle["from_on"] <= "2026-02-12" for cycle in told["cycles"])
    assert all(row["from_on"] <= "2026-02-12" for row in told["next_due"])


def actions(told: Any) -> list[Any]:
    names = ("action_ref", "due_on", "days_late", "carried_forward", "owner_ref")
    return [tuple(action[name] for name in names) for action in told["open_actions"]]


@pytest.fixture
def agreed(service: Client) -> Client:
    """Two actions of 5 January, one without a day; on 2 February A1 is carried forward."""
    make.people(service)
    sent = [make.action("A1", "2026-01-20"), make.action("A2", None)]
    make.session(service, "S1", on="2026-01-05", actions=sent)
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-02-20"}
    make.session(service, "S2", on="2026-02-02", action_reviews=[review])
    return service


def test_it_shows_the_actions_that_are_open(agreed: Client) -> None:
    assert actions(page(agreed)) == [
        ("A1", "2026-02-20", 7, 1, "W1"),
        ("A2", None, None, 0, "W1"),
    ]
    assert actions(page(agreed, as_at="2026-02-20"))[0] == ("A1", "2026-02-20", None, 1, "W1")
    assert actions(page(agreed, as_at="2026-02-01"))[0] == ("A1", "2026-01-20", 12, 0, "W1")
    assert actions(page(agreed, as_at="2026-01-04")) == []


def test_an_action_is_open_until_the_day_on_which_it_was_completed(agreed: Client) -> None:
    done = {"action_ref": "A1", "outcome": "completed", "completed_on": "2026-02-18"}
    make.session(agreed, "S3", on="2026-02-26", action_reviews=[done])
    shown = {
        day: [row[0] for row in actions(page(agreed, as_at=day))]
        for day in ("2026-02-17", "2026-02-18", "2026-02-26")
    }
    assert shown == {"2026-02-17": ["A1", "A2"], "2026-02-18": ["A2"], "2026-02-26": ["A2"]}


def test_the_actions_are_those_that_were_known_to_be_open(agreed: Client) -> None:
    then = agreed.clock.forward(minutes=1).isoformat()
    agreed.clock.forward(minutes=1)
    make.ok(agreed.put("actions", "A1", {"status": "completed", "completed_on": "2026-01-15"}))
    make.ok(agreed.put("actions", "A2", {"due_on": "2026-03-01"}))
    assert actions(page(agreed)) == [("A2", "2026-03-01", None, 0, "W1")]
    assert actions(page(agreed, known_at=then)) == [
        ("A1", "2026-02-20", 7, 1, "W1"),
        ("A2", None, None, 0, "W1"),
    ]
    agreed.clock.forward(minutes=1)
    agreed.delete(keyed("sessions", "S1"))
    assert actions(page(agreed)) == []
    assert [row[0] for row in actions(page(agreed, known_at=then))] == ["A1", "A2"]


@pytest.fixture
def child(service: Client) -> Client:
    """C1 on a child protection plan, discussed on 2 February."""
    make.people(service)
    plans = [{"type": "child_protection", "started_on": "2026-01-05"}]
    make.case(service, plans=plans)
    make.case(service, "C2", plans=plans)
    sent = [make.action("A1", "2026-02-16", case_ref="C1"), make.action("A2", "2026-02-16")]
    spoken = [{"case_ref": "C1", "plan_progress": "on_track"}]
    make.session(service, "S1", on="2026-02-02", discussions=spoken, actions=sent)
    return service


def test_a_case_has_a_page_of_its_own(child: Client) -> None:
    told = page(child, "cases", "C1")
    assert (told["case_ref"], told["last_held"]["session_ref"]) == ("C1", "S1")
    due = {row["rule"]: (row["due_on"], row["state"]) for row in told["next_due"]}
    assert due == {
        "case-timescale": ("2026-03-02", "due_soon"),
        "oversight-gap": ("2026-03-02", "due_soon"),
    }
    assert [row[0] for row in actions(told)] == ["A1"]
    assert "action-completed" in {flag["rule"] for flag in told["open_flags"]}
    assert cycles(told) == [
        ("2026-02-02", "2026-03-02", None, None, "due_soon"),
        ("2026-01-05", "2026-02-02", "2026-02-02", None, "met"),
    ]


def test_a_case_that_was_not_discussed_has_no_last(child: Client) -> None:
    assert page(child, "cases", "C2")["last_held"] is None
    assert page(child, "cases", "C1", as_at="2026-02-01")["last_held"] is None


def test_a_discussion_that_was_taken_out_since_was_the_last_then(child: Client) -> None:
    then = child.clock.forward(minutes=1).isoformat()
    child.clock.forward(minutes=1)
    make.ok(child.put("sessions", "S1", {"discussions": [{"case_ref": "C2"}]}))
    assert page(child, "cases", "C1")["last_held"] is None
    assert page(child, "cases", "C1", known_at=then)["last_held"]["session_ref"] == "S1"
    assert page(child, "cases", "C2")["last_held"]["session_ref"] == "S1"


def test_it_echoes_what_it_was_asked(year: Client) -> None:
    then = year.clock.forward(minutes=1).isoformat().replace("+00:00", "Z")
    year.clock.forward(minutes=1)
    make.team(year)
    told = page(year, as_at="2026-02-10", known_at=then)
    assert (told["as_at"], told["known_at"]) == ("2026-02-10", then)


def test_before_it_was_known_there_was_no_such_subject(year: Client) -> None:
    id = page(year)["worker_id"]
    answer = year.get(f"/v1/workers/{id}/supervision", None, known_at="2026-02-01")
    assert (answer.status, answer.code) == (404, "not-found")


def test_what_was_entered_in_error_has_no_page(year: Client) -> None:
    id = page(year)["worker_id"]
    then = year.clock.forward(minutes=1).isoformat()
    year.clock.forward(minutes=1)
    year.delete(keyed("workers", "W1"))
    assert year.get(f"/v1/workers/{id}/supervision").code == "not-found"
    make.ok(year.get(f"/v1/workers/{id}/supervision", None, known_at=then))


def test_a_case_is_no_worker(child: Client) -> None:
    id = page(child, "cases", "C1")["case_id"]
    assert child.get(f"/v1/workers/{id}/supervision").code == "not-found"


def test_another_organisations_worker_is_404(year: Client) -> None:
    id = page(year)["worker_id"]
    assert year.stranger().get(f"/v1/workers/{id}/supervision").code == "not-found"


@pytest.mark.parametrize(
    "query", [{"as_at": "today"}, {"known_at": "2026-02-30"}, {"as_at": "2026-1-5"}, {"x": "1"}]
)
def test_a_malformed_question_is_400(year: Client, query: dict[str, str]) -> None:
    id = page(year)["worker_id"]
    assert year.get(f"/v1/workers/{id}/supervision", None, **query).status == 400

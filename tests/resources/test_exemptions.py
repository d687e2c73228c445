"""Exemptions: who may approve them, which days they excuse, and what that changes."""

from typing import Any

import pytest
from sqlalchemy import event

from app.vocabulary import Scope, State
from tests.harness.service import Client
from tests.journeys.asking import CLOCK, cleared, counted, evening, next_due, raised, rows
from tests.journeys.verifying import verified
from tests.resources import make

JURY = {
    "reason": "Jury service",
    "approver_ref": "M1",
    "from_on": "2026-02-10",
    "expires_on": "2026-02-20",
}


@pytest.fixture
def flag(service: Client) -> str:
    """The clock of W1, overdue since 3 February; today is Friday 27 February."""
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    return clock(service)


def clock(service: Client) -> str:
    [row] = [
        row
        for row in service.items("/v1/expectations", rule=CLOCK, as_at="2026-02-27")
        if row["subject_ref"] == "W1" and row["met_on"] is None
    ]
    found: str = row["id"]
    return found


def exempt(service: Client, id: str, **changes: Any) -> Any:
    answer = service.post(f"/v1/expectations/{id}/exemptions", {**JURY, **changes})
    return make.created(answer)


def state(service: Client, id: str, as_at: str, **query: Any) -> str:
    found = make.ok(service.get(f"/v1/expectations/{id}", None, as_at=as_at, **query))
    word: str = found["stretches"][-1]["state"]
    return word


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2026-02-09", "overdue"),
        ("2026-02-10", "excused"),
        ("2026-02-20", "excused"),
        ("2026-02-21", "overdue"),
    ],
)
def test_it_excuses_from_its_first_day_to_its_last(
    service: Client, flag: str, as_at: str, expected: str
) -> None:
    exempt(service, flag)
    assert state(service, flag, as_at) == expected
    excused = rows(service, CLOCK, as_at, state="excused")
    overdue = service.items("/v1/flags", rule=CLOCK, as_at=as_at)
    assert (flag in [row["id"] for row in excused]) == (expected == "excused")
    assert (flag in [row["id"] for row in overdue]) == (expected == "overdue")


@pytest.mark.parametrize(
    "as_at", ["2026-01-25", "2026-02-02", "2026-02-09", "2026-02-12", "2026-02-16", "2026-02-21"]
)
def test_lists_by_state_find_what_the_rows_say(service: Client, flag: str, as_at: str) -> None:
    exempt(service, flag)
    exempt(service, flag, from_on="2026-02-02", expires_on="2026-02-03")
    make.session(service, "S2", on="2026-02-16", check_in={"held": False})
    [late] = service.items("/v1/flags", rule="check-in")
    exempt(service, late["id"])
    said = {
        (row["id"], row["from_on"], row["state"])
        for row in service.items("/v1/expectations", as_at=as_at, include_ended=True)
    }
    found = {
        (row["id"], row["from_on"], state.value)
        for state in State
        for row in service.items("/v1/expectations", as_at=as_at, state=state.value)
    }
    assert found == said


def test_excused_it_is_no_days_late(service: Client, flag: str) -> None:
    exempt(service, flag)
    [row] = rows(service, CLOCK, "2026-02-12", state="excused")
    assert (row["days_late"], row["due_on"]) == (None, "2026-02-02")


def test_granted_before_the_breach_it_is_excused_before_it_is_due(
    service: Client, flag: str
) -> None:
    exempt(service, flag, from_on="2026-01-20", expires_on="2026-02-05")
    states = [
        state(service, flag, day)
        for day in ("2026-01-19", "2026-01-20", "2026-02-03", "2026-02-06")
    ]
    assert states == ["not_yet_due", "excused", "excused", "overdue"]


def test_what_was_met_late_is_excused_for_ever_if_its_due_day_was(
    service: Client, flag: str
) -> None:
    exempt(service, flag, from_on="2026-02-01", expires_on="2026-02-03")
    make.session(service, "S2", on="2026-02-16")
    [row] = [row for row in rows(service, CLOCK, "2026-02-27") if row["id"] == flag]
    assert (row["state"], row["met_on"], row["days_late"]) == ("excused", "2026-02-16", None)


def test_met_late_beside_its_due_day_it_is_excused_while_the_exemption_lasts(
    service: Client, flag: str
) -> None:
    exempt(service, flag, from_on="2026-02-03", expires_on="2026-02-20")
    make.session(service, "S2", on="2026-02-16")
    states = [state(service, flag, day) for day in ("2026-02-16", "2026-02-20", "2026-02-21")]
    assert states == ["excused", "excused", "met_late"]


def test_met_in_time_it_is_met(service: Client, flag: str) -> None:
    exempt(service, flag, from_on="2026-01-20", expires_on="2026-02-20")
    make.session(service, "S2", on="2026-01-26")
    assert state(service, flag, "2026-02-01") == "met"


def test_nothing_is_excused_in_what_was_known_before(service: Client, flag: str) -> None:
    before = service.clock.forward(minutes=1).isoformat()
    evening(service, "2026-02-28")
    exempt(service, flag)
    assert state(service, flag, "2026-02-12", known_at=before) == "overdue"
    assert state(service, flag, "2026-02-12") == "excused"
    assert rows(service, CLOCK, "2026-02-12", state="excused", known_at=before) == []
    flags = service.items("/v1/flags", rule=CLOCK, as_at="2026-02-12", known_at=before)
    assert flag in [row["id"] for row in flags]
    listed = make.ok(service.get(f"/v1/expectations/{flag}/exemptions", None, known_at=before))
    assert listed["items"] == []
    period = {"from": "2026-02-01", "to": "2026-02-12", "as_at": "2026-02-12"}
    assert counted(service, CLOCK, **period, known_at=before) == {"expected": 1, "overdue": 1}
    assert counted(service, CLOCK, **period) == {}


def test_figures_of_a_period_count_it_apart(service: Client, flag: str) -> None:
    exempt(service, flag)
    period = {"rule": CLOCK, "from": "2026-02-01", "to": "2026-02-28"}
    [item] = make.ok(service.get("/v1/compliance", None, **period, as_at="2026-02-12"))["items"]
    assert (item["excused"], item["expected"], item["rate"]) == (1, 0, None)
    [item] = make.ok(service.get("/v1/compliance", None, **period, as_at="2026-02-21"))["items"]
    assert (item["excused"], item["overdue"], item["rate"]) == (0, 1, 0)


def test_what_left_counts_as_excused_if_its_due_day_was(service: Client, flag: str) -> None:
    posts = [{"role": "social_worker", "started_on": "2024-01-01", "ended_on": "2026-02-15"}]
    service.put("workers", "W1", {"posts": posts})
    period = {"rule": CLOCK, "from": "2026-02-01", "to": "2026-02-28", "as_at": "2026-02-27"}
    [item] = make.ok(service.get("/v1/compliance", None, **period))["items"]
    assert (item["excused"], item["overdue"]) == (0, 1)
    exempt(service, flag, from_on="2026-02-02", expires_on="2026-02-02")
    [item] = make.ok(service.get("/v1/compliance", None, **period))["items"]
    assert (item["excused"], item["overdue"]) == (1, 0)


def test_a_subject_with_nothing_but_what_is_excused_is_in_no_rate(
    service: Client, flag: str
) -> None:
    worker = make.ok(service.get("/v1/sources/mosaic/workers/W1"))["id"]
    asked = {"measure": "in_timescale", "rule": CLOCK, "worker": worker, "as_at": "2026-02-12"}
    names = ("subjects", "in_timescale", "overdue", "excused", "rate")

    def figures() -> list[Any]:
        [item] = make.ok(service.get("/v1/compliance", None, **asked))["items"]
        return [item[name] for name in names]

    assert figures() == [1, 0, 1, 0, 0]
    exempt(service, flag)
    assert figures() == [0, 0, 0, 1, None]


def test_granted_while_overdue_it_clears_and_withdrawn_it_raises(
    service: Client, flag: str
) -> None:
    granted = exempt(service, flag, expires_on="2026-03-31")
    assert cleared(granted) == [CLOCK]
    assert granted["flags"]["cleared"][0]["state"] == "excused"
    again = exempt(service, flag, from_on="2026-03-01", expires_on="2026-03-31")
    assert (cleared(again), raised(again)) == ([], [])
    service.clock.forward(minutes=1)
    gone = make.ok(service.delete(f"/v1/expectations/{flag}/exemptions/{granted['id']}"))
    assert raised(gone) == [CLOCK]
    assert gone["withdrawn_at"] == "2026-02-27T18:01:00Z"
    assert verified(service).differences == []


def test_the_line_of_changes_tells_of_it(service: Client, flag: str) -> None:
    granted = exempt(service, flag, expires_on="2026-03-31")
    service.delete(f"/v1/expectations/{flag}/exemptions/{granted['id']}")
    told = [
        change["verb"]
        for change in service.items("/v1/audit")
        if change["type"] == "flags" and change["subject_id"] == flag
    ]
    assert told == ["raised", "exempted", "cleared", "exemption_withdrawn", "raised"]


def test_withdrawn_it_counts_no_longer_and_stays_known(service: Client, flag: str) -> None:
    granted = exempt(service, flag)
    then = service.clock.now.isoformat().replace("+00:00", ".5+00:00")
    service.clock.forward(hours=1)
    place = f"/v1/expectations/{flag}/exemptions"
    make.ok(service.delete(f"{place}/{granted['id']}"))
    assert state(service, flag, "2026-02-12") == "overdue"
    assert state(service, flag, "2026-02-12", known_at=then) == "excused"
    [now] = make.ok(service.get(place))["items"]
    [before] = make.ok(service.get(place, None, known_at=then))["items"]
    assert (now["id"], now["withdrawn_at"] is not None) == (granted["id"], True)
    assert before["withdrawn_at"] is None
    assert service.delete(f"{place}/{granted['id']}").code == "not-found"


def test_a_record_that_comes_while_it_is_excused_clears_no_flag(service: Client, flag: str) -> None:
    exempt(service, flag, expires_on="2026-03-31")
    written = service.put("sessions", "S2", make.held("2026-02-16")).json
    assert CLOCK not in cleared(written)


def test_what_becomes_a_breach_while_it_is_excused_raises_no_flag(
    service: Client, flag: str
) -> None:
    absence = {"reason": "sickness", "from_on": "2026-01-12", "to_on": "2026-02-27"}
    assert CLOCK in cleared(service.put("workers", "W1", {"absences": [absence]}).json)
    exempt(service, flag, expires_on="2026-03-31")
    assert CLOCK not in raised(service.put("workers", "W1", {"absences": []}).json)
    assert state(service, flag, "2026-02-27") == "excused"


REFUSED = {
    "the subject approves": ({"approver_ref": "W1"}, "invalid"),
    "nobody approves": ({"approver_ref": None}, "invalid"),
    "a stranger approves": ({"approver_ref": "X1"}, "reference-not-found"),
    "it ends before it begins": ({"expires_on": "2026-02-09"}, "invalid"),
    "it lasts too long": ({"expires_on": "2027-02-11"}, "invalid"),
    "no reason": ({"reason": " \n"}, "invalid"),
    "an unknown field": ({"approved": True}, "invalid"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused(service: Client, flag: str, case: str) -> None:
    changes, code = REFUSED[case]
    answer = service.post(f"/v1/expectations/{flag}/exemptions", {**JURY, **changes})
    assert (answer.status, answer.code) == (422, code)
    assert make.ok(service.get(f"/v1/expectations/{flag}/exemptions"))["items"] == []


def test_the_longest_is_a_leap_year(service: Client, flag: str) -> None:
    assert exempt(service, flag, expires_on="2027-02-10")["expires_on"] == "2027-02-10"


def test_of_a_case_whoever_carries_it_does_not_approve(service: Client) -> None:
    make.people(service)
    make.case(service, allocations=[{"worker_ref": "W1", "started_on": "2025-01-01"}])
    action = make.action("A1", "2026-02-10", case_ref="C1")
    make.session(service, "S1", on="2026-01-05", actions=[action])
    [late] = service.items("/v1/flags", rule="action-completed")
    place = f"/v1/expectations/{late['id']}/exemptions"
    answer = service.post(place, {**JURY, "approver_ref": "W1"})
    assert answer.json["errors"][0]["pointer"] == "/approver_ref"
    make.created(service.post(place, JURY))


def test_of_an_agreement_whoever_carries_it_does_not_approve(service: Client) -> None:
    make.people(service)
    make.agreement(service)
    [late] = service.items("/v1/flags", rule="agreement-signed")
    place = f"/v1/expectations/{late['id']}/exemptions"
    assert service.post(place, {**JURY, "approver_ref": "W1"}).code == "invalid"
    granted = make.created(service.post(place, {**JURY, "expires_on": "2026-03-31"}))
    assert cleared(granted) == ["agreement-signed"]


def asked_of_the_database(service: Client, **query: Any) -> str:
    """What one request for figures runs that was put together for it."""
    texts: list[str] = []

    def note(_: Any, __: Any, text: str, *rest: Any) -> None:
        texts.append(text)

    engine = service.app.state.database.engine
    event.listen(engine, "before_cursor_execute", note)
    make.ok(service.get("/v1/compliance", None, **query))
    event.remove(engine, "before_cursor_execute", note)
    return "\n".join(texts)


@pytest.mark.parametrize("measure", ["due_in_period", "in_timescale"])
def test_who_exempts_nothing_has_figures_that_ask_for_nothing_more(
    service: Client, flag: str, measure: str
) -> None:
    before = asked_of_the_database(service, measure=measure)
    assert "FROM expectation" in before
    assert "exemption" not in before
    exempt(service, flag)
    assert "FROM exemption" in asked_of_the_database(service, measure=measure)


def test_an_expectation_that_is_not_known_is_404(service: Client, flag: str) -> None:
    stranger = service.stranger()
    make.people(stranger)
    place = f"/v1/expectations/{flag}/exemptions"
    granted = exempt(service, flag)
    for answer in (
        stranger.get(place),
        stranger.post(place, JURY),
        stranger.delete(f"{place}/{granted['id']}"),
    ):
        assert (answer.status, answer.code) == (404, "not-found")


def test_sent_again_with_its_key_it_is_granted_once(service: Client, flag: str) -> None:
    place = f"/v1/expectations/{flag}/exemptions"
    sent = {**JURY, "expires_on": "2026-03-31"}
    first = service.post(place, sent, idempotency_key="k1")
    make.ok(service.delete(f"{place}/{first.json['id']}"))
    again = service.post(place, sent, idempotency_key="k1")
    assert (again.status, again.json) == (201, first.json)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(make.ok(service.get(place))["items"]) == 1


def test_why_is_told_to_who_may_read_narrative_and_that_is_logged(
    service: Client, flag: str
) -> None:
    place = f"/v1/expectations/{flag}/exemptions"
    exempt(service, flag)
    assert service.items("/v1/audit/reads") == []
    [hidden] = make.ok(service.without(Scope.NARRATIVE_READ).get(place))["items"]
    assert (hidden["reason"], hidden["withheld"]) == (None, ["reason"])
    assert service.items("/v1/audit/reads") == []
    [shown] = make.ok(service.get(place))["items"]
    assert (shown["reason"], shown["withheld"]) == ("Jury service", [])
    [reading] = service.items("/v1/audit/reads")
    told = (reading["type"], reading["record_ref"], reading["scope"])
    assert told == ("flags", "W1", "narrative:read")


def test_a_key_without_narrative_is_not_told_what_it_sent(service: Client, flag: str) -> None:
    granted = exempt(service.without(Scope.NARRATIVE_READ), flag)
    assert (granted["reason"], granted["withheld"]) == (None, ["reason"])


def test_where_nothing_is_overdue_any_longer_all_is_as_it_was(service: Client, flag: str) -> None:
    before = next_due(service, "2026-02-27")
    granted = exempt(service, flag, expires_on="2026-03-31")
    assert next_due(service, "2026-02-27") == [("2026-02-02", "excused")]
    service.delete(f"/v1/expectations/{flag}/exemptions/{granted['id']}")
    assert next_due(service, "2026-02-27") == before


def test_another_organisations_worker_approves_nothing(service: Client, flag: str) -> None:
    theirs = make.worker(service.stranger(), "M9")["id"]
    sent = {name: JURY[name] for name in JURY if name != "approver_ref"}
    answer = service.post(f"/v1/expectations/{flag}/exemptions", {**sent, "approver_id": theirs})
    assert (answer.status, answer.code) == (422, "reference-not-found")
    mine = make.ok(service.get("/v1/sources/mosaic/workers/M1"))["id"]
    granted = exempt(service, flag, approver_ref=None, approver_id=mine)
    assert granted["approver_ref"] == "M1"

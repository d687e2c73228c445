"""The life of a flag: raised, acknowledged, exempted, cleared by whatever did it, reopened."""

from typing import Any

import pytest

from app.vocabulary import Scope
from tests.harness.service import Client, keyed
from tests.journeys.asking import CLOCK, evening
from tests.resources import make

JURY = {"reason": "Jury service", "approver_ref": "M1"}


def flag_of(service: Client, rule: str = CLOCK, subject: str = "W1", **query: Any) -> str:
    """The last expectation of a rule and subject, whether a flag or not."""
    found = service.items("/v1/expectations", rule=rule, include_ended=True, **query)
    mine = [row for row in found if row["subject_ref"] == subject]
    id: str = max(mine, key=lambda row: (row["opened_on"], row["from_on"]))["id"]
    return id


def told(service: Client, id: str, **query: Any) -> list[tuple[str, str, str | None]]:
    """The history of a flag: what, as at which day, by what."""
    found = make.ok(service.get(f"/v1/flags/{id}", None, **query))["history"]
    return [(entry["what"], entry["as_at"], entry["by"]) for entry in found]


def late(service: Client) -> str:
    """The clock of W1, due on 30 March and unmet; known since 3 March; today is 24 April."""
    evening(service, "2026-03-03")
    make.people(service)
    make.session(service, "S1", on="2026-03-02")
    found = flag_of(service)
    evening(service, "2026-04-24")
    return found


RAISED = ("raised", "2026-03-31", None)


def test_it_is_raised_by_the_day_itself(service: Client) -> None:
    flag = late(service)
    assert told(service, flag) == [RAISED]
    assert told(service, flag, as_at="2026-03-31") == [RAISED]
    assert told(service, flag, as_at="2026-03-30") == []
    [entry] = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert entry["known_at"] == "2026-03-30T23:00:00Z"


def test_it_begins_at_midnight_where_the_organisation_is(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-02-27", ended_at="2026-02-27T11:00:00Z")
    flag = flag_of(service)
    evening(service, "2026-03-28")
    [entry] = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert (entry["as_at"], entry["known_at"]) == ("2026-03-28", "2026-03-28T00:00:00Z")


def test_it_says_all_that_its_expectation_does(service: Client) -> None:
    flag = late(service)
    whole = make.ok(service.get(f"/v1/flags/{flag}"))
    explained = make.ok(service.get(f"/v1/expectations/{flag}"))
    assert explained.items() <= whole.items()
    assert (whole["severity"], whole["state"]) == ("breach", "overdue")


def test_a_record_clears_it(service: Client) -> None:
    flag = late(service)
    session = make.session(service, "S2", on="2026-04-24")
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-24", "record")]
    entry = make.ok(service.get(f"/v1/flags/{flag}"))["history"][-1]
    assert entry["record_id"] == session["id"]
    assert make.ok(service.get(f"/v1/flags/{flag}"))["state"] == "met_late"


def test_a_record_that_comes_late_of_what_was_held_in_time_clears_it(service: Client) -> None:
    flag = late(service)
    session = make.session(service, "S2", on="2026-03-30")
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-24", "late_record")]
    entry = make.ok(service.get(f"/v1/flags/{flag}"))["history"][-1]
    assert entry["record_id"] == session["id"]


def test_what_was_known_before_a_late_record_stays_told_so(service: Client) -> None:
    flag = late(service)
    before = service.clock.now.isoformat()
    service.clock.forward(hours=1)
    make.session(service, "S2", on="2026-03-30")
    assert told(service, flag, known_at=before) == [RAISED]


def test_years_that_are_sent_at_once_are_told_as_if_they_had_been_known(service: Client) -> None:
    evening(service, "2026-04-24")
    make.people(service)
    make.session(service, "S2", on="2026-04-13")
    make.session(service, "S1", on="2026-03-02")
    [flag] = [
        row["id"]
        for row in service.items("/v1/expectations", rule=CLOCK, state="met_late")
        if row["opened_on"] == "2026-03-02"
    ]
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-13", "record")]
    known = {entry["known_at"] for entry in make.ok(service.get(f"/v1/flags/{flag}"))["history"]}
    assert len(known) == 1


def test_a_session_put_right_clears_it_by_correction(service: Client) -> None:
    flag = late(service)
    short = make.session(service, "S2", on="2026-03-30", ended_at="2026-03-30T10:20:00Z")
    assert told(service, flag) == [RAISED]
    service.put("sessions", "S2", {"ended_at": "2026-03-30T11:30:00Z"})
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-24", "correction")]
    entry = make.ok(service.get(f"/v1/flags/{flag}"))["history"][-1]
    assert entry["record_id"] == short["id"]


def test_content_that_is_put_right_clears_it_by_correction(service: Client) -> None:
    evening(service, "2026-03-30")
    make.people(service)
    make.session(service, "S1", on="2026-03-30", check_in={"held": False})
    flag = flag_of(service, "check-in")
    evening(service, "2026-04-01")
    service.put("sessions", "S1", {"check_in": {"held": True}})
    assert told(service, flag) == [
        ("raised", "2026-03-30", None),
        ("cleared", "2026-04-01", "correction"),
    ]


def test_the_next_session_clears_what_the_last_one_lacked(service: Client) -> None:
    evening(service, "2026-03-30")
    make.people(service)
    make.session(service, "S1", on="2026-03-30", check_in={"held": False})
    flag = flag_of(service, "check-in")
    evening(service, "2026-04-17")
    make.session(service, "S2", on="2026-04-13", check_in={"held": True})
    assert told(service, flag) == [
        ("raised", "2026-03-30", None),
        ("cleared", "2026-04-17", "superseded"),
    ]


def test_whoever_leaves_is_expected_of_no_longer(service: Client) -> None:
    flag = late(service)
    posts = [{"role": "social_worker", "started_on": "2024-01-01", "ended_on": "2026-04-24"}]
    service.put("workers", "W1", {"posts": posts})
    assert told(service, flag) == [RAISED]
    evening(service, "2026-04-30")
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-25", "left")]


def test_an_absence_that_comes_late_moves_the_due_day(service: Client) -> None:
    flag = late(service)
    absence = {"reason": "sickness", "from_on": "2026-03-09", "to_on": "2026-04-24"}
    service.put("workers", "W1", {"absences": [absence]})
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-24", "re-dated")]


def test_an_action_that_is_dated_anew_is_no_flag_until_then(service: Client) -> None:
    evening(service, "2026-03-02")
    make.people(service)
    make.session(service, "S1", on="2026-03-02", actions=[make.action("A1", "2026-03-07")])
    flag = flag_of(service, "action-completed")
    evening(service, "2026-03-12")
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-27"}
    make.session(service, "S2", on="2026-03-12", action_reviews=[review])
    evening(service, "2026-04-02")
    assert told(service, flag) == [
        ("raised", "2026-03-08", None),
        ("cleared", "2026-03-12", "re-dated"),
        ("reopened", "2026-03-28", None),
    ]


def test_an_action_that_is_no_longer_needed_is_dropped(service: Client) -> None:
    evening(service, "2026-03-02")
    make.people(service)
    make.session(service, "S1", on="2026-03-02", actions=[make.action("A1", "2026-03-07")])
    flag = flag_of(service, "action-completed")
    evening(service, "2026-03-12")
    make.ok(service.put("actions", "A1", {"status": "no_longer_needed"}))
    assert told(service, flag) == [
        ("raised", "2026-03-08", None),
        ("cleared", "2026-03-12", "dropped"),
    ]


def test_a_case_that_closes_is_expected_of_no_longer(service: Client) -> None:
    evening(service, "2026-03-02")
    make.people(service)
    plans = [{"type": "child_protection", "started_on": "2026-03-02"}]
    make.case(service, plans=plans)
    flag = flag_of(service, "case-timescale", "C1")
    evening(service, "2026-04-07")
    assert told(service, flag) == [RAISED]
    ended = [{**plans[0], "ended_on": "2026-04-06"}]
    make.ok(service.put("cases", "C1", {"plans": ended, "closed_on": "2026-04-06"}))
    assert told(service, flag) == [RAISED, ("cleared", "2026-04-07", "closed")]


def test_what_was_entered_in_error_takes_its_flag_with_it(service: Client) -> None:
    evening(service, "2026-03-30")
    make.people(service)
    make.session(service, "S1", on="2026-03-30", check_in={"held": False})
    flag = flag_of(service, "check-in")
    evening(service, "2026-04-01")
    service.delete(keyed("sessions", "S1"))
    assert service.get(f"/v1/expectations/{flag}").code == "not-found"
    gone = make.ok(service.get(f"/v1/flags/{flag}"))
    assert (gone["rule"], gone["state"], gone["stretches"]) == ("check-in", None, [])
    assert told(service, flag)[-1] == ("cleared", "2026-04-01", "correction")
    evening(service, "2026-04-02")
    service.put("sessions", "S1", {})
    assert told(service, flag)[-1] == ("reopened", "2026-04-02", None)


def test_a_change_of_policy_clears_it_once_it_is_brought_in(service: Client) -> None:
    evening(service, "2026-03-03")
    make.people(service)
    make.session(service, "S1", on="2026-03-02", check_in={"held": False})
    flag = flag_of(service, "check-in")
    evening(service, "2026-03-04")
    off = {"check-in": {"enabled": False}}
    policy = {"effective_on": "2026-03-01", "restate": True, "rules": off}
    make.created(service.post("/v1/policies", policy))
    service.work()
    assert told(service, flag) == [
        ("raised", "2026-03-02", None),
        ("cleared", "2026-03-04", "policy_change"),
    ]


def test_a_policy_that_begins_to_hold_clears_it_on_its_first_day(service: Client) -> None:
    flag = late(service)
    longer = {CLOCK: {"interval": 90}}
    policy = {"effective_on": "2026-05-01", "rules": longer}
    make.created(service.post("/v1/policies", policy))
    service.work()
    assert told(service, flag) == [RAISED]
    evening(service, "2026-05-01")
    assert told(service, flag) == [RAISED, ("cleared", "2026-05-01", "policy_change")]


def test_an_exemption_clears_it_and_the_day_after_its_last_reopens_it(service: Client) -> None:
    flag = late(service)
    days = {"from_on": "2026-04-07", "expires_on": "2026-04-30"}
    granted = make.created(service.post(f"/v1/expectations/{flag}/exemptions", {**JURY, **days}))
    evening(service, "2026-04-30")
    until = [
        RAISED,
        ("exempted", "2026-04-24", None),
        ("cleared", "2026-04-24", "exemption"),
    ]
    assert told(service, flag) == until
    evening(service, "2026-05-01")
    assert told(service, flag) == [
        *until,
        ("exemption_ended", "2026-05-01", "expired"),
        ("reopened", "2026-05-01", None),
    ]
    found = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert {entry["exemption_id"] for entry in found[1:4]} == {granted["id"]}
    assert told(service, flag, known_at="2026-04-23") == [RAISED]
    assert told(service, flag, known_at="2026-04-24") == until
    assert told(service, flag, as_at="2026-04-24") == until
    assert found[1]["note"] == "Jury service"


def test_an_exemption_of_days_to_come_clears_it_on_its_first(service: Client) -> None:
    flag = late(service)
    days = {"from_on": "2026-04-27", "expires_on": "2026-04-30"}
    make.created(service.post(f"/v1/expectations/{flag}/exemptions", {**JURY, **days}))
    evening(service, "2026-04-27")
    assert told(service, flag) == [
        RAISED,
        ("exempted", "2026-04-24", None),
        ("cleared", "2026-04-27", "exemption"),
    ]


def test_an_exemption_that_is_withdrawn_reopens_it(service: Client) -> None:
    flag = late(service)
    place = f"/v1/expectations/{flag}/exemptions"
    days = {"from_on": "2026-04-07", "expires_on": "2026-05-26"}
    granted = make.created(service.post(place, {**JURY, **days}))
    evening(service, "2026-04-27")
    make.ok(service.delete(f"{place}/{granted['id']}"))
    evening(service, "2026-06-05")
    assert told(service, flag)[3:] == [
        ("exemption_ended", "2026-04-27", "withdrawn"),
        ("reopened", "2026-04-27", None),
    ]


def test_it_is_acknowledged_with_a_note_as_often_as_somebody_likes(service: Client) -> None:
    flag = late(service)
    me = make.ok(service.get("/v1/me"))
    first = make.created(service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Booked"}))
    evening(service, "2026-04-25")
    headers = {"on-behalf-of": "M1"}
    answer = service.ask("POST", f"/v1/flags/{flag}/acknowledge", {"note": "Seen"}, headers=headers)
    second = make.created(answer)
    assert told(service, flag) == [
        RAISED,
        ("acknowledged", "2026-04-24", None),
        ("acknowledged", "2026-04-25", None),
    ]
    found = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    assert [entry["acknowledgement_id"] for entry in found[1:]] == [first["id"], second["id"]]
    assert [entry["note"] for entry in found] == [None, "Booked", "Seen"]
    assert [entry["client_id"] for entry in found] == [None, me["client_id"], me["client_id"]]
    assert [entry["on_behalf_of_ref"] for entry in found] == [None, None, "M1"]
    assert make.ok(service.get(f"/v1/flags/{flag}"))["state"] == "overdue"
    assert [
        change["verb"] for change in service.items("/v1/audit") if change["subject_id"] == flag
    ] == ["raised", "acknowledged", "acknowledged"]


def test_what_is_not_overdue_cannot_be_acknowledged(service: Client) -> None:
    flag = late(service)
    make.session(service, "S2", on="2026-04-24")
    answer = service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Seen"})
    assert (answer.status, answer.code) == (409, "illegal-transition")


def test_what_is_excused_cannot_be_acknowledged(service: Client) -> None:
    flag = late(service)
    days = {"from_on": "2026-04-07", "expires_on": "2026-05-26"}
    make.created(service.post(f"/v1/expectations/{flag}/exemptions", {**JURY, **days}))
    answer = service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Seen"})
    assert (answer.status, answer.code) == (409, "illegal-transition")


def test_acknowledged_again_with_its_key_it_is_noted_once(service: Client) -> None:
    flag = late(service)
    place = f"/v1/flags/{flag}/acknowledge"
    first = service.post(place, {"note": "Seen"}, idempotency_key="k1")
    again = service.post(place, {"note": "Seen"}, idempotency_key="k1")
    assert (again.status, again.json) == (201, first.json)
    assert len(told(service, flag)) == 2


@pytest.mark.parametrize("note", ["", " \t", None, 7, "x" * 4001])
def test_a_note_says_something(service: Client, note: Any) -> None:
    flag = late(service)
    answer = service.post(f"/v1/flags/{flag}/acknowledge", {"note": note})
    assert (answer.status, answer.code) == (422, "invalid")


def test_notes_are_narrative(service: Client) -> None:
    flag = late(service)
    blind = service.without(Scope.NARRATIVE_READ)
    sent = make.created(blind.post(f"/v1/flags/{flag}/acknowledge", {"note": "Booked"}))
    assert (sent["note"], sent["withheld"]) == (None, ["note"])
    hidden = make.ok(blind.get(f"/v1/flags/{flag}"))
    assert (hidden["history"][-1]["note"], hidden["withheld"]) == (None, ["history.note"])
    assert service.items("/v1/audit/reads") == []
    shown = make.ok(service.get(f"/v1/flags/{flag}"))
    assert (shown["history"][-1]["note"], shown["withheld"]) == ("Booked", [])
    [reading] = service.items("/v1/audit/reads")
    assert (reading["type"], reading["record_ref"]) == ("flags", "W1")


def test_a_flag_without_notes_is_read_without_a_word_in_the_log(service: Client) -> None:
    flag = late(service)
    assert make.ok(service.without(Scope.NARRATIVE_READ).get(f"/v1/flags/{flag}"))["withheld"] == []
    make.ok(service.get(f"/v1/flags/{flag}"))
    assert service.items("/v1/audit/reads") == []


def test_notes_are_nowhere_but_in_the_answer(service: Client) -> None:
    flag = late(service)
    service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Unmistakable"})
    assert b"Unmistakable" not in service.running.log.getvalue()
    assert "Unmistakable" not in service.get("/v1/audit").everything


def test_evaluated_again_it_has_no_more_to_tell(service: Client) -> None:
    flag = late(service)
    make.session(service, "S2", on="2026-04-24")
    service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Seen"})
    before = make.ok(service.get(f"/v1/flags/{flag}"))["history"]
    service.clock.forward(hours=1)
    assert service.put("sessions", "S2", make.held("2026-04-24")).json["outcome"] == "unchanged"
    make.ok(service.put("workers", "W1", {"display_name": "Ama Example"}))
    assert make.ok(service.get(f"/v1/flags/{flag}"))["history"] == before


def test_what_is_still_to_come_has_no_history_yet(service: Client) -> None:
    evening(service, "2026-04-24")
    make.people(service)
    make.session(service, "S1", on="2026-04-13")
    assert told(service, flag_of(service)) == []
    assert told(service, flag_of(service), as_at="2026-06-26") == []


def test_what_cannot_be_judged_has_no_history(service: Client) -> None:
    make.worker(service, posts=[{"role": "social_worker"}])
    flag = flag_of(service)
    assert make.ok(service.get(f"/v1/flags/{flag}"))["state"] == "cannot_judge"
    assert told(service, flag) == []


def test_another_organisations_flag_is_404(service: Client) -> None:
    flag = late(service)
    stranger = service.stranger()
    seen = {"note": "Seen"}
    for answer in (
        stranger.get(f"/v1/flags/{flag}"),
        stranger.post(f"/v1/flags/{flag}/acknowledge", seen),
    ):
        assert (answer.status, answer.code) == (404, "not-found")


def test_before_it_was_known_there_was_no_flag(service: Client) -> None:
    flag = late(service)
    assert service.get(f"/v1/flags/{flag}", None, known_at="2026-02-26").code == "not-found"
    assert service.get(f"/v1/flags/{flag}", None, as_at="2026-03-01").code == "not-found"


@pytest.fixture
def siblings(service: Client) -> str:
    """Two sessions of one day; the flag hangs on the first, S1."""
    evening(service, "2026-03-03")
    make.people(service)
    make.session(service, "S1", on="2026-03-02")
    afternoon = {"started_at": "2026-03-02T14:00:00Z", "ended_at": "2026-03-02T15:30:00Z"}
    make.session(service, "S2", on="2026-03-02", **afternoon)
    evening(service, "2026-04-24")
    return flag_of(service)


def test_what_people_did_follows_the_sibling(service: Client, siblings: str) -> None:
    days = {"from_on": "2026-04-07", "expires_on": "2026-04-30"}
    service.post(f"/v1/flags/{siblings}/acknowledge", {"note": "Seen"})
    service.clock.forward(minutes=1)
    before = service.clock.now.isoformat().replace("+00:00", ".5+00:00")
    place = f"/v1/expectations/{siblings}/exemptions"
    granted = make.created(service.post(place, {**JURY, **days}))
    service.clock.forward(minutes=1)
    service.delete(keyed("sessions", "S1"))
    heir = flag_of(service)
    assert heir != siblings
    [moved] = make.ok(service.get(f"/v1/expectations/{heir}/exemptions"))["items"]
    assert (moved["id"], moved["withdrawn_at"]) == (granted["id"], None)
    assert make.ok(service.get(f"/v1/flags/{heir}"))["state"] == "excused"
    verbs = [
        (change["verb"], change["subject_id"])
        for change in service.items("/v1/audit")
        if change["subject_id"] in (siblings, heir)
    ]
    assert [verb for verb, id in verbs if id == heir] == []
    assert [verb for verb, id in verbs if id == siblings] == [
        "raised",
        "acknowledged",
        "exempted",
        "cleared",
    ]
    story = [
        RAISED,
        ("acknowledged", "2026-04-24", None),
        ("exempted", "2026-04-24", None),
        ("cleared", "2026-04-24", "exemption"),
    ]
    assert told(service, heir) == story
    assert make.ok(service.get(place))["items"] == []
    assert told(service, siblings) == story
    [then] = make.ok(service.get(place, None, known_at=before))["items"]
    assert then["id"] == granted["id"]


def test_it_follows_back_when_the_first_returns(service: Client, siblings: str) -> None:
    service.post(f"/v1/flags/{siblings}/acknowledge", {"note": "Seen"})
    for _ in range(2):
        service.clock.forward(minutes=1)
        service.delete(keyed("sessions", "S1"))
        heir = flag_of(service)
        service.clock.forward(minutes=1)
        service.put("sessions", "S1", {})
        assert told(service, siblings) == [RAISED, ("acknowledged", "2026-04-24", None)]
        assert told(service, heir)[:2] == [RAISED, ("acknowledged", "2026-04-24", None)]


def test_what_became_of_it_elsewhere_is_told_there_alone(service: Client, siblings: str) -> None:
    days = {"from_on": "2026-04-01", "expires_on": "2026-05-05"}
    place = f"/v1/expectations/{siblings}/exemptions"
    granted = make.created(service.post(place, {**JURY, **days}))
    evening(service, "2026-04-25")
    service.delete(keyed("sessions", "S1"))
    heir = flag_of(service)
    evening(service, "2026-04-26")
    make.ok(service.delete(f"/v1/expectations/{heir}/exemptions/{granted['id']}"))
    story = [
        RAISED,
        ("exempted", "2026-04-24", None),
        ("cleared", "2026-04-24", "exemption"),
    ]
    assert told(service, siblings) == story
    assert told(service, heir) == [
        *story,
        ("exemption_ended", "2026-04-26", "withdrawn"),
        ("reopened", "2026-04-26", None),
    ]


def test_an_exemption_that_followed_can_be_withdrawn(service: Client, siblings: str) -> None:
    days = {"from_on": "2026-04-07", "expires_on": "2026-04-30"}
    place = f"/v1/expectations/{siblings}/exemptions"
    granted = make.created(service.post(place, {**JURY, **days}))
    service.delete(keyed("sessions", "S1"))
    heir = flag_of(service)
    assert service.delete(f"{place}/{granted['id']}").code == "not-found"
    gone = make.ok(service.delete(f"/v1/expectations/{heir}/exemptions/{granted['id']}"))
    assert [flag["id"] for flag in gone["flags"]["raised"]] == [heir]

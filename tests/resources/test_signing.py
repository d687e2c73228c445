"""Signatures stand under a text; an edit of it makes a new version, and they fall away."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make

SIGNED = {"supervisee_on": "2026-02-05", "supervisor_on": "2026-02-06"}
WHOLE = make.held(reflection="First", signatures=SIGNED)
NOTHING = {"disagreement": None, "disagreed_on": None}
EDITS: list[dict[str, Any]] = [
    {"reflection": "Second"},
    {"interrupted_minutes": 5},
    {"ended_at": "2026-02-02T11:45:00Z"},
    {"check_in": {"held": True}},
    {"discussions": [{"case_ref": "C1"}]},
    {"recorded_at": "2026-02-03T09:00:00Z"},
    {"actions": [make.action("A2")]},
    {"actions": [make.action("A1", "2026-02-17")]},
]
LATER: list[dict[str, Any]] = [
    {"shared_on": "2026-02-07"},
    {"signatures": {"disagreement": "Not what was said", "disagreed_on": "2026-02-07"}},
    {"action_reviews": [{"action_ref": "A0", "outcome": "progressing"}]},
    {"feedback": [{"direction": "supervisee_to_supervisor", "score": 7}]},
    {"previous_actions_reviewed": True},
    {"reflection": "First"},
    {"actions": [make.action("A1")]},
]


def signed(service: Client) -> Any:
    """A signed session with an action of its own, after one with another."""
    make.people(service)
    make.case(service)
    make.session(service, "S0", on="2026-01-05", actions=[make.action("A0")])
    return make.made(service, "sessions", "S1", {**WHOLE, "actions": [make.action("A1")]})


def sent(service: Client, body: dict[str, Any]) -> Any:
    return make.ok(service.put("sessions", "S1", body))["record"]


@pytest.mark.parametrize("edit", EDITS, ids=[str(edit) for edit in EDITS])
def test_an_edit_makes_them_fall_away(service: Client, edit: dict[str, Any]) -> None:
    before = signed(service)
    after = sent(service, edit)
    assert (before["signatures"], before["signatures_fell_on"]) == ({**SIGNED, **NOTHING}, None)
    assert (after["signatures"], after["signatures_fell_on"]) == (None, "2026-02-27")
    assert after["version"] == 2
    first, _ = service.items(f"/v1/sessions/{before['id']}/versions")
    assert first["record"]["signatures"] == {**SIGNED, **NOTHING}


@pytest.mark.parametrize("more", LATER, ids=[str(more) for more in LATER])
def test_what_may_follow_later_leaves_them_standing(service: Client, more: Any) -> None:
    signed(service)
    after = sent(service, more)
    assert after["signatures"]["supervisee_on"] == SIGNED["supervisee_on"]
    assert after["signatures"]["supervisor_on"] == SIGNED["supervisor_on"]
    assert after["signatures_fell_on"] is None


def test_the_whole_form_sent_again_with_the_old_signatures_does_not_sign_it(
    service: Client,
) -> None:
    signed(service)
    corrected = {**WHOLE, "reflection": "Second"}
    assert sent(service, corrected)["signatures"] is None
    again = make.ok(service.put("sessions", "S1", corrected))
    assert (again["outcome"], again["record"]["signatures"]) == ("unchanged", None)
    assert sent(service, {**corrected, "reflection": "Third"})["signatures"] is None


def test_it_can_be_signed_anew(service: Client) -> None:
    signed(service)
    sent(service, {"reflection": "Second"})
    anew = {"supervisee_on": "2026-02-20", "supervisor_on": "2026-02-21"}
    after = sent(service, {**WHOLE, "reflection": "Second", "signatures": anew})
    assert after["signatures"] == {**anew, **NOTHING}
    assert after["signatures_fell_on"] == "2026-02-27"


def test_signatures_by_themselves_are_new_ones_even_on_the_old_days(service: Client) -> None:
    signed(service)
    sent(service, {"reflection": "Second"})
    assert sent(service, {"signatures": SIGNED})["signatures"] == {**SIGNED, **NOTHING}


def test_a_correction_that_brings_one_new_signature_keeps_that_one(service: Client) -> None:
    signed(service)
    body = {"reflection": "Second", "signatures": {"supervisee_on": "2026-02-20"}}
    assert sent(service, body)["signatures"] == {
        "supervisee_on": "2026-02-20",
        "supervisor_on": None,
        **NOTHING,
    }


def test_a_patch_edits_as_a_put_does(service: Client) -> None:
    path = f"/v1/sessions/{signed(service)['id']}"
    assert make.ok(service.patch(path, {"wellbeing": "Well"}))["signatures"] is None


def test_one_that_was_never_signed_has_nothing_to_lose(service: Client) -> None:
    make.people(service)
    make.session(service)
    after = sent(service, {"reflection": "Second"})
    assert (after["signatures"], after["signatures_fell_on"]) == (None, None)


def test_the_fallen_ones_are_nobodys_to_send(service: Client) -> None:
    make.people(service)
    for name in ("fallen_signatures", "signatures_fell_on"):
        answer = service.put("sessions", "S1", {**WHOLE, name: None})
        assert answer.status == 422
    assert service.get(keyed("sessions", "S1")).status == 404


def test_what_was_signed_anew_stays_signed_when_the_form_is_sent_again(service: Client) -> None:
    signed(service)
    corrected = {**WHOLE, "reflection": "Second"}
    sent(service, corrected)
    sent(service, {"signatures": SIGNED})
    again = make.ok(service.put("sessions", "S1", corrected))
    assert (again["outcome"], again["record"]["signatures"]) == ("unchanged", {**SIGNED, **NOTHING})


def test_an_edited_action_takes_the_old_signature_and_leaves_the_new_one(service: Client) -> None:
    signed(service)
    body = {
        "signatures": {"supervisee_on": "2026-02-20"},
        "actions": [make.action("A1", "2026-02-17")],
    }
    signatures = sent(service, body)["signatures"]
    assert (signatures["supervisee_on"], signatures["supervisor_on"]) == ("2026-02-20", None)


def test_an_edited_action_revives_no_fallen_signature(service: Client) -> None:
    signed(service)
    sent(service, {"reflection": "Second"})
    body = {"signatures": SIGNED, "actions": [make.action("A1", "2026-02-17")]}
    assert sent(service, body)["signatures"] is None

"""What people did about an expectation that is gone: it waits, can be withdrawn, and follows."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import CLOCK, cleared, evening, raised
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_exemptions import JURY, clock, exempt, state
from tests.resources.test_flags import flag_of, told

LONG = {"from_on": "2026-02-10", "expires_on": "2026-03-31"}
TODAY = "2026-02-27"
AFTERNOON = {"started_at": "2026-01-05T14:00:00Z", "ended_at": "2026-01-05T15:30:00Z"}


@pytest.fixture
def gone(service: Client) -> tuple[str, str]:
    """The clock of W1 that S1 began, exempted and seen, and its exemption; S1 is in error."""
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    flag = clock(service)
    make.created(service.post(f"/v1/flags/{flag}/acknowledge", {"note": "Seen"}))
    granted = exempt(service, flag, **LONG)
    service.clock.forward(minutes=1)
    service.delete(keyed("sessions", "S1"))
    service.clock.forward(minutes=1)
    assert service.get(f"/v1/expectations/{flag}").code == "not-found"
    return flag, granted["id"]


def withdrawn(service: Client, flag: str, exemption: str) -> Any:
    return make.ok(service.delete(f"/v1/expectations/{flag}/exemptions/{exemption}"))


def test_an_exemption_waits_for_what_it_excuses(service: Client, gone: tuple[str, str]) -> None:
    flag, exemption = gone
    [listed] = make.ok(service.get(f"/v1/expectations/{flag}/exemptions"))["items"]
    assert (listed["id"], listed["withdrawn_at"]) == (exemption, None)
    assert CLOCK not in raised(service.put("sessions", "S1", {}).json)
    assert state(service, flag, TODAY) == "excused"
    assert verified(service).differences == []


def test_it_can_be_withdrawn_meanwhile(service: Client, gone: tuple[str, str]) -> None:
    flag, exemption = gone
    answer = withdrawn(service, flag, exemption)
    assert answer["withdrawn_at"] == "2026-02-27T18:02:00Z"
    assert (answer["reason"], raised(answer), cleared(answer)) == ("Jury service", [], [])
    place = f"/v1/expectations/{flag}/exemptions/{exemption}"
    assert service.delete(place).code == "not-found"
    service.clock.forward(minutes=1)
    assert CLOCK in raised(service.put("sessions", "S1", {}).json)
    assert state(service, flag, TODAY) == "overdue"
    assert [what for what, _, _ in told(service, flag)][-2:] == ["exemption_ended", "reopened"]


def test_nothing_new_can_be_granted_for_what_is_gone(
    service: Client, gone: tuple[str, str]
) -> None:
    flag, _ = gone
    assert service.post(f"/v1/expectations/{flag}/exemptions", JURY).code == "not-found"
    assert service.post(f"/v1/flags/{flag}/acknowledge", {"note": "x"}).code == "not-found"


def test_it_follows_a_sibling_that_comes_later(service: Client, gone: tuple[str, str]) -> None:
    flag, exemption = gone
    written = make.created(service.put("sessions", "S2", make.held("2026-01-05", **AFTERNOON)))
    assert CLOCK not in raised(written)
    heir = clock(service)
    assert heir != flag
    assert state(service, heir, TODAY) == "excused"
    [moved] = make.ok(service.get(f"/v1/expectations/{heir}/exemptions"))["items"]
    assert (moved["id"], moved["withdrawn_at"]) == (exemption, None)
    assert make.ok(service.get(f"/v1/expectations/{flag}/exemptions"))["items"] == []
    done = [what for what, _, _ in told(service, heir)]
    assert done[:4] == ["raised", "acknowledged", "exempted", "cleared"]
    assert CLOCK in raised(withdrawn(service, heir, exemption))


def test_it_goes_back_when_the_first_returns_after_all(
    service: Client, gone: tuple[str, str]
) -> None:
    flag, exemption = gone
    make.session(service, "S2", on="2026-01-05", **AFTERNOON)
    heir = clock(service)
    service.clock.forward(minutes=1)
    service.put("sessions", "S1", {})
    assert clock(service) == flag
    assert state(service, flag, TODAY) == "excused"
    assert make.ok(service.get(f"/v1/expectations/{heir}/exemptions"))["items"] == []
    assert CLOCK in raised(withdrawn(service, flag, exemption))


def test_what_was_withdrawn_meanwhile_follows_nobody(
    service: Client, gone: tuple[str, str]
) -> None:
    withdrawn(service, *gone)
    written = make.created(service.put("sessions", "S2", make.held("2026-01-05", **AFTERNOON)))
    assert CLOCK in raised(written)
    assert make.ok(service.get(f"/v1/expectations/{clock(service)}/exemptions"))["items"] == []


@pytest.mark.parametrize(
    ("reference", "changes"),
    [
        ("S2", {"on": "2026-01-06"}),
        ("S2", {"on": "2026-01-05", "kind": "case"}),
        ("S2", {"on": "2026-01-05", "supervisee_ref": "M1", "supervisor_ref": "W1"}),
    ],
)
def test_another_day_kind_or_worker_takes_nothing_over(
    service: Client, gone: tuple[str, str], reference: str, changes: dict[str, Any]
) -> None:
    flag, exemption = gone
    make.session(service, reference, **changes)
    [waits] = make.ok(service.get(f"/v1/expectations/{flag}/exemptions"))["items"]
    assert waits["id"] == exemption


def test_what_a_record_lacks_is_its_own_and_follows_no_other(service: Client) -> None:
    make.people(service)
    unopened = {"on": "2026-02-16", "check_in": {"held": False}}
    make.session(service, "S1", **unopened)
    lacking = flag_of(service, "check-in")
    exempt(service, lacking, **LONG)
    service.delete(keyed("sessions", "S1"))
    make.session(service, "S2", **unopened)
    [flag] = service.items("/v1/flags", rule="check-in")
    assert flag["record_ref"] == "S2"


def test_an_exemption_of_what_has_ended_can_be_withdrawn(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    flag = clock(service)
    granted = exempt(service, flag, **LONG)
    posts = [{"role": "social_worker", "started_on": "2024-01-01", "ended_on": "2026-02-15"}]
    service.put("workers", "W1", {"posts": posts})
    evening(service, "2026-03-01")
    assert state(service, flag, "2026-03-01") == "ended"
    assert raised(withdrawn(service, flag, granted["id"])) == []
    assert state(service, flag, "2026-02-12") == "overdue"

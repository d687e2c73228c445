"""Frozen returns: kept as they were answered; of two compared, each difference is explained."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.asking import CLOCK, evening
from tests.resources import make

QUARTER = {"rule": CLOCK, "from": "2026-01-01", "to": "2026-03-31", "as_at": "2026-03-31"}


@pytest.fixture
def frozen(service: Client) -> str:
    """The first quarter on 1 April: due on 2 February, met the day before; then 1 March, unmet."""
    evening(service, "2026-04-01")
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    make.session(service, "S2", on="2026-02-01")
    return freeze(service, "First")["id"]


def freeze(service: Client, title: str, **asked: Any) -> Any:
    service.clock.forward(minutes=1)
    return make.created(
        service.post("/v1/returns", {"title": title, "asked": {**QUARTER, **asked}})
    )


def plain(item: dict[str, Any]) -> dict[str, Any]:
    """A figure without its link."""
    return {name: value for name, value in item.items() if name != "href"}


def moved(service: Client, first: str, second: str) -> dict[str, tuple[int, int, dict[str, int]]]:
    """What differs, by number: the first, the second, and the causes; they add up."""
    found = make.ok(service.get(f"/v1/returns/{first}/compare/{second}"))
    assert found["same"] is (not found["items"])
    numbers = [one for item in found["items"] for one in item["moved"]]
    for one in numbers:
        assert one["second"] - one["first"] == sum(one["by"].values())
    return {one["number"]: (one["first"], one["second"], one["by"]) for one in numbers}


def test_it_says_what_the_figures_say(service: Client, frozen: str) -> None:
    figures = make.ok(service.get("/v1/compliance", None, **QUARTER))
    kept = make.ok(service.get(f"/v1/returns/{frozen}"))
    assert [plain(item) for item in kept["figures"]["items"]] == [plain(figures["items"][0])]
    assert (kept["hash"], kept["asked"]["as_at"]) == (figures["hash"], "2026-03-31")


def test_what_is_sent_later_moves_nothing_in_it(service: Client, frozen: str) -> None:
    before = make.ok(service.get(f"/v1/returns/{frozen}"))
    make.session(service, "S3", on="2026-02-26")
    assert make.ok(service.get(f"/v1/returns/{frozen}")) == before


def test_they_are_listed_the_newest_first(service: Client, frozen: str) -> None:
    second = freeze(service, "Second")["id"]
    items = make.ok(service.get("/v1/returns"))["items"]
    assert [item["id"] for item in items] == [second, frozen]


def test_two_that_say_the_same_do_not_differ(service: Client, frozen: str) -> None:
    assert moved(service, frozen, freeze(service, "Second")["id"]) == {}


def test_a_record_that_came_late_has_moved_a_figure(service: Client, frozen: str) -> None:
    make.session(service, "S3", on="2026-02-26")
    found = moved(service, frozen, freeze(service, "Second")["id"])
    assert found["met"][2] == {"records": 1}
    assert set().union(*(by for _, _, by in found.values())) == {"records"}


def test_another_day_has_moved_a_figure(service: Client, frozen: str) -> None:
    second = freeze(service, "Second", as_at="2026-02-15")["id"]
    found = moved(service, frozen, second)
    assert found["overdue"] == (1, 0, {"day": -1})


def test_a_policy_has_moved_a_figure(service: Client, frozen: str) -> None:
    longer = {"rules": {CLOCK: {"interval": 90}}, "effective_on": "2026-01-01", "restate": True}
    make.created(service.post("/v1/policies", longer))
    service.work()
    found = moved(service, frozen, freeze(service, "Second")["id"])
    assert found["overdue"][2] == {"policy": found["overdue"][1] - found["overdue"][0]}
    assert set().union(*(by for _, _, by in found.values())) == {"policy"}


def test_an_exemption_has_moved_a_figure(service: Client, frozen: str) -> None:
    flags = service.items("/v1/flags", rule=CLOCK, as_at="2026-03-31")
    [flag] = [flag for flag in flags if flag["worker_ref"] == "W1"]
    period = {"from_on": "2026-03-01", "expires_on": "2026-04-30"}
    said = {"reason": "Jury service", "approver_ref": "M1", **period}
    make.created(service.post(f"/v1/expectations/{flag['id']}/exemptions", said))
    found = moved(service, frozen, freeze(service, "Second")["id"])
    assert found["excused"] == (0, 1, {"exemptions": 1})
    assert found["overdue"] == (1, 0, {"exemptions": -1})


def test_late_records_and_a_policy_are_told_apart(service: Client, frozen: str) -> None:
    make.session(service, "S3", on="2026-02-26")
    softer = {"rules": {"personal-duration": {"enabled": False}}, "effective_on": "2026-01-01"}
    make.created(service.post("/v1/policies", {**softer, "restate": True}))
    service.work()
    found = moved(service, frozen, freeze(service, "Second")["id"])
    assert set().union(*(by for _, _, by in found.values())) == {"records"}


def test_by_who_is_in_timescale_too(service: Client, frozen: str) -> None:
    asked = {"rule": CLOCK, "measure": "in_timescale", "as_at": "2026-03-10", "group_by": "worker"}

    def freeze_it(title: str) -> str:
        service.clock.forward(minutes=1)
        body = {"title": title, "asked": asked}
        made: str = make.created(service.post("/v1/returns", body))["id"]
        return made

    first = freeze_it("First")
    make.session(service, "S3", on="2026-02-26")
    found = moved(service, first, freeze_it("Second"))
    assert found["in_timescale"] == (0, 1, {"records": 1})
    assert found["overdue"] == (1, 0, {"records": -1})


def test_other_questions_cannot_be_compared(service: Client, frozen: str) -> None:
    other = freeze(service, "Other", group_by="team")["id"]
    answer = service.get(f"/v1/returns/{frozen}/compare/{other}")
    assert (answer.status, answer.code) == (409, "not-comparable")


def test_a_retry_freezes_once(service: Client) -> None:
    body = {"title": "Once", "asked": QUARTER}
    first = make.created(service.post("/v1/returns", body, idempotency_key="k1"))
    again = service.post("/v1/returns", body, idempotency_key="k1")
    assert (again.status, again.json["id"]) == (201, first["id"])
    assert len(make.ok(service.get("/v1/returns"))["items"]) == 1

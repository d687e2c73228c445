"""The calendar: versions that store their dates; a late bank holiday moves what is open."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.harness.service import Client
from tests.journeys.verifying import verified
from tests.resources import make

CLOSED = ["2026-12-29", "2026-12-30"]


def put(service: Client, **fields: Any) -> Any:
    """What became of a calendar, once that has been brought in."""
    answer = make.ok(service.ask("PUT", "/v1/calendar", fields))
    service.work()
    return answer


def read(service: Client) -> Any:
    return make.ok(service.get("/v1/calendar"))


def test_an_organisation_begins_with_the_bank_holidays_of_its_nation(service: Client) -> None:
    calendar = read(service)
    assert (calendar["version"], calendar["nation"]) == (1, "england")
    assert "2026-04-06" in calendar["bank_holidays"]
    assert (calendar["closure_days"], calendar["time_zone"]) == ([], "Europe/London")
    assert calendar["proposed"] == {"added": [], "removed": []}
    assert [version["version"] for version in calendar["versions"]] == [1]


def test_a_calendar_that_is_put_is_the_next_version_and_says_all_of_it(service: Client) -> None:
    answer = put(service, closure_days=CLOSED[::-1])
    assert answer["outcome"] == "updated"
    assert answer["calendar"]["closure_days"] == CLOSED
    assert answer["reevaluating"]["calendar_version"] == 2
    now = read(service)
    assert (now["version"], now["applies_from"]) == (2, "2026-02-27")
    assert now["reevaluating"] is None
    first = make.ok(service.get("/v1/calendar/versions/1"))
    assert (first["applies_from"], first["closure_days"]) == ("1900-01-01", [])
    assert service.get("/v1/calendar/versions/3").status == 404


def test_the_same_calendar_again_changes_nothing(service: Client) -> None:
    put(service, nation="wales", closure_days=CLOSED)
    again = put(service, nation="wales", closure_days=CLOSED, time_zone="Europe/London")
    assert (again["outcome"], again["reevaluating"]) == ("unchanged", None)
    assert len(read(service)["versions"]) == 2
    assert put(service)["outcome"] == "unchanged"


def test_the_same_calendar_from_an_earlier_day_is_another_version(service: Client) -> None:
    put(service, closure_days=CLOSED, effective_on="2026-06-01")
    assert read(service)["version"] == 1
    assert put(service, closure_days=CLOSED)["outcome"] == "updated"
    assert read(service)["version"] == 3


def test_one_that_another_has_followed_can_be_put_again(service: Client) -> None:
    put(service, closure_days=CLOSED[:1], effective_on="2026-06-01")
    put(service, closure_days=CLOSED)
    service.clock.set(datetime(2026, 6, 2, 9, tzinfo=UTC))
    assert read(service)["version"] == 2
    assert put(service, closure_days=CLOSED)["outcome"] == "updated"
    assert read(service)["closure_days"] == CLOSED


def test_what_is_left_out_stays(service: Client) -> None:
    put(service, nation="scotland", closure_days=CLOSED)
    calendar = put(service, closure_days=[])["calendar"]
    assert (calendar["nation"], calendar["closure_days"]) == ("scotland", [])


@pytest.mark.parametrize(
    ("effective_on", "applies_from"),
    [("2026-02-26", "2026-02-27"), ("2026-02-27", "2026-02-27"), ("2026-02-28", "2026-02-28")],
)
def test_it_applies_from_its_day_and_never_before_today(
    service: Client, effective_on: str, applies_from: str
) -> None:
    calendar = put(service, closure_days=CLOSED, effective_on=effective_on)["calendar"]
    assert (calendar["effective_on"], calendar["applies_from"]) == (effective_on, applies_from)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"nation": "cornwall"}, "/nation"),
        ({"time_zone": "Europe/Ambridge"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"time_zone": "europe/london"}, "/time_zone"),
        ({"time_zone": ""}, "/time_zone"),
        ({"time_zone": "Europe/Dublin", "effective_on": "2026-03-01"}, "/time_zone"),
        ({"closure_days": ["2026-12-29", "2026-12-29"]}, "/closure_days"),
        ({"closure_days": ["1899-12-29"]}, "/closure_days/0"),
        ({"closure_days": ["2201-01-01"]}, "/closure_days/0"),
        ({"closure_days": ["20261229"]}, "/closure_days/0"),
        ({"closure_days": "2026-12-29"}, "/closure_days"),
        ({"closure_days": [f"{1900 + n // 28}-01-{n % 28 + 1:02}" for n in range(1001)]}, ""),
        ({"effective_on": "2026-02-29"}, "/effective_on"),
        ({"bank_holidays": []}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    service: Client, fields: dict[str, Any], pointer: str
) -> None:
    answer = service.ask("PUT", "/v1/calendar", fields)
    assert (answer.status, answer.code) == (422, "invalid")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert read(service)["version"] == 1


def test_a_thousand_closure_days_are_taken(service: Client) -> None:
    days = [f"{1900 + n // 28}-01-{n % 28 + 1:02}" for n in range(1000)]
    assert put(service, closure_days=days)["calendar"]["closure_days"] == days


def test_a_stale_copy_changes_nothing(service: Client) -> None:
    etag = service.get("/v1/calendar").etag
    assert service.get("/v1/calendar", {"if-none-match": etag}).status == 304
    put(service, closure_days=CLOSED)
    answer = service.ask("PUT", "/v1/calendar", {"closure_days": []}, headers={"if-match": etag})
    assert (answer.status, answer.code) == (412, "stale")
    newer = service.get("/v1/calendar").etag
    answer = service.ask("PUT", "/v1/calendar", {"closure_days": []}, headers={"if-match": newer})
    assert answer.status == 200


def due(service: Client, **query: str) -> dict[str, Any]:
    rows = service.items("/v1/expectations", rule="cancellation-rearranged", **query)
    return {row["record_ref"]: row for row in rows}


def cancelled(service: Client, reference: str, on: str) -> None:
    """A session that was called off: to be held within five working days."""
    make.made(
        service,
        "sessions",
        reference,
        {
            "kind": "personal",
            "status": "cancelled",
            "supervisee_ref": "W1",
            "supervisor_ref": "M1",
            "planned_on": on,
            "cancelled_on": on,
        },
    )


def test_a_day_off_announced_late_moves_open_deadlines_and_no_others(service: Client) -> None:
    make.people(service)
    cancelled(service, "S1", "2026-02-06")
    make.session(service, "S2", on="2026-02-12")
    cancelled(service, "S3", "2026-02-24")
    before = due(service)
    assert {name: row["due_on"] for name, row in before.items()} == {
        "S1": "2026-02-13",
        "S3": "2026-03-03",
    }
    put(service, closure_days=["2026-02-10", "2026-03-02"])
    after = due(service)
    assert after["S1"] == before["S1"]
    assert after["S3"]["due_on"] == "2026-03-04"
    assert (after["S3"]["from_on"], after["S3"]["calendar_version"]) == ("2026-02-27", 2)
    assert verified(service).differences == []


def test_a_flag_that_stands_when_the_day_off_is_announced_keeps_its_days(service: Client) -> None:
    make.people(service)
    cancelled(service, "S1", "2026-02-19")
    assert due(service)["S1"]["state"] == "overdue"
    put(service, closure_days=["2026-02-20", "2026-02-23"], effective_on="2026-02-01")
    assert due(service, as_at="2026-02-27")["S1"]["state"] != "met"
    yesterday = due(service, as_at="2026-02-26", include_ended="true")["S1"]
    assert (yesterday["state"], yesterday["due_on"]) == ("due_today", "2026-02-26")
    assert verified(service).differences == []


@pytest.mark.parametrize(
    ("nation", "due_on"),
    [
        ("england", "2026-04-10"),
        ("wales", "2026-04-10"),
        ("scotland", "2026-04-09"),
        ("northern_ireland", "2026-04-10"),
    ],
)
def test_nations_have_days_off_of_their_own(service: Client, nation: str, due_on: str) -> None:
    """Good Friday everywhere, Easter Monday not in Scotland."""
    put(service, nation=nation)
    service.clock.set(datetime(2026, 4, 8, 12, tzinfo=UTC))
    make.people(service)
    cancelled(service, "S1", "2026-04-01")
    assert due(service)["S1"]["due_on"] == due_on


def test_a_time_zone_counts_for_what_is_sent_from_then_on(service: Client) -> None:
    make.people(service)
    late = {"started_at": "2026-01-10T23:30:00Z", "ended_at": "2026-01-11T00:45:00Z"}
    make.session(service, "S1", **late)
    put(service, time_zone="Europe/Athens")
    make.session(service, "S2", **late)
    held = {row["record_ref"]: row["opened_on"] for row in opened(service)}
    assert held == {"S1": "2026-01-10", "S2": "2026-01-11"}
    assert service.get("/v1/me").json["time_zone"] == "Europe/Athens"
    assert verified(service).differences == []


def opened(service: Client) -> list[Any]:
    return service.items("/v1/expectations", rule="check-in", include_ended="true")


def test_calendars_are_changes_of_the_line(service: Client) -> None:
    put(service, closure_days=CLOSED)
    (change,) = [each for each in service.items("/v1/audit") if each["type"] == "calendar"]
    assert (change["verb"], change["version"]) == ("updated", 2)


def test_organisations_have_calendars_of_their_own(service: Client) -> None:
    put(service, closure_days=CLOSED)
    assert read(service.stranger())["closure_days"] == []

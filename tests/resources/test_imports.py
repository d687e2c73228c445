"""Files of many records: each row comes to what it would have come to by itself."""

import json
from typing import Any

import pytest

from tests.harness.service import Answer, Client
from tests.journeys.verifying import verified
from tests.resources import make

POST = {"role": "social_worker", "started_on": "2025-11-03"}
PEOPLE: list[dict[str, Any]] = [
    {"type": "workers", "reference": "W1", "posts": [{**POST, "team_ref": "T1"}]},
    {"type": "workers", "reference": "M1", "posts": [{**POST, "supervised": False}]},
]
TEAMS: list[dict[str, Any]] = [
    {"type": "teams", "reference": "T1", "name": "Invented North", "parent_ref": "T0"},
    {"type": "teams", "reference": "T0", "name": "Invented Service"},
]
AGREED = make.action("A1", "2026-01-05")
REVIEWED = {"action_ref": "A1", "outcome": "completed"}
SESSIONS: list[dict[str, Any]] = [
    {"type": "sessions", "reference": "S1", **make.held("2026-01-19", action_reviews=[REVIEWED])},
    {"type": "sessions", "reference": "S2", **make.held("2025-12-08", actions=[AGREED])},
]
UPSIDE_DOWN = [*SESSIONS, *PEOPLE, *TEAMS]
SHOWN = ("rule", "subject_ref", "record_ref", "state", "from_on", "due_on", "met_on", "ended_on")


def sent(service: Client, rows: Any, **query: str) -> Answer:
    """A file of JSON, stored unless told otherwise."""
    asked = "&".join(f"{name}={value}" for name, value in {"mode": "commit", **query}.items())
    return service.post(f"/v1/imports?{asked}", rows)


def rows_of(service: Client, answer: Answer, **query: str) -> list[Any]:
    return service.items(f"/v1/imports/{answer.json['id']}/rows", **query)


def came(service: Client, answer: Answer) -> list[str]:
    return [row["outcome"] for row in rows_of(service, answer)]


def teams(count: int) -> list[dict[str, Any]]:
    return [{"reference": f"T{n}", "name": f"Invented {n}"} for n in range(1, count + 1)]


def expected(service: Client) -> list[tuple[object, ...]]:
    """All that is expected, without ids and without when it was known."""
    found = service.items("/v1/expectations", include_ended="true")
    return sorted((tuple(row[name] for name in SHOWN) for row in found), key=repr)


def test_an_import_comes_to_what_its_rows_come_to_one_by_one(service: Client) -> None:
    stranger = service.stranger()
    for row in reversed(UPSIDE_DOWN):
        fields = {k: v for k, v in row.items() if k not in ("type", "reference")}
        make.made(stranger, row["type"], row["reference"], fields)
    answer = sent(service, UPSIDE_DOWN)
    assert (answer.status, answer.json["status"]) == (201, "finished")
    assert answer.json["outcomes"]["created"] == len(UPSIDE_DOWN)
    assert expected(service) == expected(stranger)
    assert verified(service).differences == []


def test_rows_may_come_in_any_order_and_are_told_in_that_of_the_file(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN)
    rows = rows_of(service, answer)
    assert [row["reference"] for row in rows] == [row["reference"] for row in UPSIDE_DOWN]
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5, 6]
    (session,) = [item for item in service.items("/v1/sessions") if item["reference"] == "S1"]
    assert rows[0]["record_id"] == session["id"]


def test_its_address_answers_the_same_again(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN)
    assert service.get(answer.headers["location"]).json == answer.json
    (listed,) = service.items("/v1/imports")
    assert listed == {k: v for k, v in answer.json.items() if k != "foreseen"}


def test_one_wrong_row_of_a_hundred_keeps_no_other_out(service: Client) -> None:
    rows = teams(100)
    rows[49]["started_on"] = "20260101"
    answer = sent(service, rows, type="teams")
    assert answer.json["outcomes"] | {"created": 99, "refused": 1} == answer.json["outcomes"]
    (wrong,) = rows_of(service, answer, outcome="refused")
    assert (wrong["number"], wrong["record_id"]) == (50, None)
    assert [(fault["pointer"], fault["code"]) for fault in wrong["errors"]] == [
        ("/started_on", "day")
    ]
    assert len(service.items("/v1/teams")) == 99


def test_what_only_the_database_can_refuse_keeps_no_other_out_either(service: Client) -> None:
    lost = {"type": "sessions", "reference": "S3", **make.held(supervisor_ref="NOBODY")}
    answer = sent(service, [*UPSIDE_DOWN, lost])
    assert came(service, answer) == ["created"] * 6 + ["refused"]
    (fault,) = rows_of(service, answer, outcome="refused")[0]["errors"]
    assert (fault["pointer"], fault["code"]) == ("/supervisor_ref", "reference-not-found")
    assert verified(service).differences == []


def test_a_refused_row_takes_along_what_leans_on_it(service: Client) -> None:
    wrong = {"type": "teams", "reference": "T0", "name": 7}
    leaning = {"type": "teams", "reference": "T1", "name": "Invented", "parent_ref": "T0"}
    answer = sent(service, [leaning, wrong])
    assert came(service, answer) == ["refused", "refused"]
    assert service.items("/v1/teams") == []


def test_a_row_that_fails_half_way_leaves_nothing_of_itself(service: Client) -> None:
    """The session is stored before its second action turns out to belong to another one."""
    sent(service, UPSIDE_DOWN)
    both = [make.action("A9"), make.action("A1")]
    half = {"type": "sessions", "reference": "S9", **make.held("2026-02-09", actions=both)}
    other = {"type": "sessions", "reference": "S8", **make.held("2026-02-10")}
    before = service.items("/v1/actions")
    answer = sent(service, [half, other])
    assert came(service, answer) == ["refused", "created"]
    assert service.items("/v1/actions") == before
    assert verified(service).differences == []


def test_the_same_reference_twice_is_refused_on_both_rows(service: Client) -> None:
    answer = sent(service, [*teams(2), {"reference": "T1", "name": "Again"}], type="teams")
    assert came(service, answer) == ["refused", "created", "refused"]
    codes = [row["errors"][0]["code"] for row in rows_of(service, answer, outcome="refused")]
    assert codes == ["twice", "twice"]


def test_the_same_reference_of_another_type_is_another_record(service: Client) -> None:
    rows = [{"type": "cases", "reference": "X1"}, {"type": "workers", "reference": "X1"}]
    assert came(service, sent(service, rows)) == ["created", "created"]


def test_what_is_known_is_unchanged_updated_stale_or_restored(service: Client) -> None:
    early, late = "2026-02-01T09:00:00Z", "2026-02-02T09:00:00Z"
    for reference in ("T1", "T2", "T3", "T4"):
        make.team(service, reference, source_updated_at=late)
    service.delete("/v1/sources/mosaic/teams/T4")
    rows = [
        {"reference": "T1", "name": "Team T1"},
        {"reference": "T2", "name": "Renamed"},
        {"reference": "T3", "name": "Too late", "source_updated_at": early},
        {"reference": "T4", "name": "Team T4"},
    ]
    answer = sent(service, rows, type="teams")
    assert came(service, answer) == ["unchanged", "updated", "stale_ignored", "restored"]


def test_a_file_sent_again_changes_nothing(service: Client) -> None:
    sent(service, UPSIDE_DOWN)
    before = service.items("/v1/audit")
    answer = sent(service, UPSIDE_DOWN)
    assert answer.json["outcomes"]["unchanged"] == len(UPSIDE_DOWN)
    assert service.items("/v1/audit") == before


def test_an_import_is_one_change_of_the_feed_and_names_itself_first(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN)
    events = service.get("/v1/events", after="0-0").json["items"]
    (noted,) = [event for event in events if event["type"] == "imports"]
    assert noted["href"] == answer.headers["location"]
    of_it = [event for event in events if event["place"].split("-")[0] == noted["place"][:-2]]
    assert of_it[0] == noted
    assert {event["type"] for event in of_it} >= {"teams", "workers", "sessions", "flags"}


def test_a_retry_with_the_same_key_takes_nothing_in_again(service: Client) -> None:
    headers = {"idempotency-key": "night-1"}
    target = "/v1/imports?mode=commit"
    first = service.ask("POST", target, UPSIDE_DOWN, headers=headers)
    again = service.ask("POST", target, UPSIDE_DOWN, headers=headers)
    assert again.json == first.json
    assert again.headers["idempotency-replayed"] == "true"
    other = service.ask("POST", target, TEAMS, headers=headers)
    assert (other.status, other.code) == (422, "idempotency-key-reused")
    assert len(service.items("/v1/imports")) == 1


def test_under_all_one_refused_row_holds_every_other_back(service: Client) -> None:
    lost = {"type": "sessions", "reference": "S3", **make.held(supervisor_ref="NOBODY")}
    answer = sent(service, [*UPSIDE_DOWN, lost], atomic="all")
    assert came(service, answer) == ["held_back"] * 6 + ["refused"]
    assert answer.json["flags"] == {"raised": 0, "cleared": 0}
    assert service.items("/v1/teams") == []
    assert expected(service) == []


def test_under_all_a_row_that_is_wrong_in_itself_holds_back_too(service: Client) -> None:
    answer = sent(service, [*TEAMS, {"type": "teams", "reference": "T9", "name": 7}], atomic="all")
    assert came(service, answer) == ["held_back", "held_back", "refused"]


def test_under_all_rows_that_are_all_right_are_stored(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN, atomic="all")
    assert answer.json["outcomes"]["created"] == len(UPSIDE_DOWN)
    assert answer.json["flags"]["raised"] == len(service.items("/v1/flags"))
    assert verified(service).differences == []


@pytest.mark.parametrize("query", [{"mode": "validate"}, {"atomic": "all"}])
def test_more_rows_than_one_transaction_may_have_are_refused(
    service: Client, query: dict[str, str]
) -> None:
    answer = sent(service, teams(5001), type="teams", **query)
    assert (answer.status, answer.code) == (422, "invalid")
    assert "5000 rows" in answer.json["detail"]
    assert service.items("/v1/imports") == []


def test_another_organisations_import_is_nobodys(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN)
    stranger = service.stranger()
    for path in ("", "/rows"):
        found = stranger.get(f"{answer.headers['location']}{path}")
        assert (found.status, found.code) == (404, "not-found")
    assert stranger.items("/v1/imports") == []


def test_another_organisations_record_cannot_be_pointed_at(service: Client) -> None:
    theirs = make.worker(service.stranger())["id"]
    row = {"type": "cases", "reference": "C1", "allocations": [{"worker_id": theirs}]}
    answer = sent(service, [row])
    assert came(service, answer) == ["refused"]


def test_the_report_keeps_no_narrative(service: Client) -> None:
    rows = [{**row, "reflection": "canary"} for row in SESSIONS]
    answer = sent(service, [*rows, *PEOPLE[1:]])
    told = json.dumps(rows_of(service, answer))
    assert came(service, answer) == ["refused", "refused", "created"]
    assert "canary" not in told + answer.everything
    with service.app.state.database.engine.connect() as connection:
        kept = connection.exec_driver_sql(
            "SELECT count(*) FROM importrow WHERE payload IS NOT NULL AND outcome IS NOT NULL"
        )
        assert kept.scalar_one() == 0


def test_references_are_those_of_the_source_that_is_named(service: Client) -> None:
    answer = sent(service, UPSIDE_DOWN, source="azeus")
    assert answer.json["source"] == "azeus"
    assert {team["source"] for team in service.items("/v1/teams")} == {"azeus"}
    assert answer.json["outcomes"]["created"] == len(UPSIDE_DOWN)


def test_the_report_is_given_as_a_file_too(service: Client) -> None:
    wrong = {"type": "teams", "reference": "T9", "name": 7}
    answer = sent(service, [wrong, *TEAMS])
    file = service.get(f"{answer.headers['location']}/rows.csv")
    header, first, *others = file.body.decode().splitlines()
    assert header == "number,type,reference,outcome,record_id,errors,stubbed"
    assert first == "1,teams,T9,refused,,/name wrong-type: Must be text.,"
    assert [line.split(",")[:4] for line in others] == [
        ["2", "teams", "T1", "created"],
        ["3", "teams", "T0", "created"],
    ]
    created = service.get(f"{answer.headers['location']}/rows.csv", outcome="created")
    assert len(created.body.splitlines()) == 3


def test_the_report_of_another_organisation_is_no_file(service: Client) -> None:
    answer = sent(service, TEAMS)
    found = service.stranger().get(f"{answer.headers['location']}/rows.csv")
    assert (found.status, found.code) == (404, "not-found")


def test_what_two_of_many_rows_both_claim_belongs_to_one_of_them(service: Client) -> None:
    """Their inserts go together, and the database refuses them together."""
    make.people(service)
    days = [f"2026-01-{1 + n % 28:02}" for n in range(70)]
    rows = [
        {
            "reference": f"S{n}",
            **make.held(day, actions=[make.action(f"A{n % 69}", None)]),
        }
        for n, day in enumerate(days)
    ]
    answer = sent(service, rows, type="sessions")
    assert answer.json["outcomes"] | {"created": 69, "refused": 1} == answer.json["outcomes"]
    (refused,) = rows_of(service, answer, outcome="refused")
    assert refused["errors"][0]["code"] == "reference-taken"
    assert len(service.items("/v1/actions")) == 69
    assert verified(service).differences == []

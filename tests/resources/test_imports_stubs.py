"""With `on_unknown_ref=stub`, what nobody has sent is made of its reference, and told."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from app.resources.imports import stubs as stubs_of
from app.vocabulary import RecordType
from tests.harness.service import Answer, Client, keyed
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports import PEOPLE, UPSIDE_DOWN, came, rows_of, sent, teams
from tests.resources.test_imports_in_batches import one_batch
from tests.resources.test_imports_in_batches import told as told_of

SESSION = {
    "type": "sessions",
    "reference": "S1",
    **make.held(discussions=[{"case_ref": "C1", "analysis": "Settled."}]),
}
UNKNOWN = ["mosaic/workers/M1", "mosaic/workers/W1", "mosaic/cases/C1"]


def stubbing(service: Client, rows: Any, **query: str) -> Answer:
    return sent(service, rows, on_unknown_ref="stub", **query)


def stubs(service: Client, answer: Answer) -> dict[str, list[str]]:
    """What was made for each row, by the row's reference."""
    return {
        row["reference"]: [
            f"{stub['source']}/{stub['type']}/{stub['reference']}" for stub in row["stubbed"]
        ]
        for row in rows_of(service, answer, stubbed="true")
    }


def held(service: Client, type: str, reference: str, source: str = "mosaic") -> Any:
    return make.ok(service.get(keyed(type, reference, source)))


def test_a_row_that_points_at_nobody_is_refused_unless_told_otherwise(service: Client) -> None:
    answer = sent(service, [SESSION])
    assert (came(service, answer), answer.json["on_unknown_ref"]) == (["refused"], "reject")
    assert service.items("/v1/workers") == []


def test_what_nobody_has_sent_is_made_first_and_told(service: Client) -> None:
    answer = stubbing(service, [SESSION])
    assert (answer.json["on_unknown_ref"], answer.json["stubbed"]) == ("stub", 3)
    assert answer.json["outcomes"]["created"] == 1
    assert stubs(service, answer) == {"S1": UNKNOWN}
    (row,) = rows_of(service, answer)
    assert {stub["id"] for stub in row["stubbed"]} == {
        held(service, type, reference)["id"]
        for type, reference in (("cases", "C1"), ("workers", "W1"), ("workers", "M1"))
    }
    assert held(service, "sessions", "S1")["supervisee_ref"] == "W1"
    assert verified(service).differences == []


def test_a_stub_says_nothing_but_its_reference(service: Client) -> None:
    stubbing(service, [SESSION, PEOPLE[0]])
    worker, case = held(service, "workers", "M1"), held(service, "cases", "C1")
    team = held(service, "teams", "T1")
    assert (team["name"], team["source"], team["version"]) == ("T1", "mosaic", 1)
    assert (worker["display_name"], worker["posts"]) == (None, [])
    assert (case["plans"], case["opened_on"]) == ([], None)
    assert {one["source_updated_at"] for one in (worker, case, team)} == {None}


def test_a_stub_is_a_change_of_the_feed_like_any_record(service: Client) -> None:
    stubbing(service, [SESSION])
    events = service.get("/v1/events", after="0-0").json["items"]
    made = [(one["type"], one["reference"]) for one in events if one["verb"] == "created"]
    assert made[:3] == [("workers", "M1"), ("workers", "W1"), ("cases", "C1")]
    assert ("sessions", "S1") in made[3:]


@pytest.mark.parametrize("changed", [{}, {"source_updated_at": "2020-01-01T09:00:00Z"}])
def test_whatever_is_sent_of_it_later_fills_it_in(service: Client, changed: Any) -> None:
    stubbing(service, [SESSION])
    answer = service.put("workers", "W1", {"display_name": "Invented", **changed})
    assert answer.json["outcome"] == "updated"
    assert held(service, "workers", "W1")["display_name"] == "Invented"
    assert verified(service).differences == []


def test_what_the_file_itself_brings_is_put_and_no_stub(service: Client) -> None:
    answer = stubbing(service, UPSIDE_DOWN)
    assert answer.json["stubbed"] == 0
    assert answer.json["outcomes"]["created"] == len(UPSIDE_DOWN)
    assert rows_of(service, answer, stubbed="true") == []
    assert len(rows_of(service, answer, stubbed="false")) == len(UPSIDE_DOWN)


def test_what_is_held_already_is_left_alone(service: Client) -> None:
    make.people(service)
    make.case(service)
    answer = stubbing(service, [SESSION])
    assert answer.json["stubbed"] == 0
    assert held(service, "cases", "C1")["version"] == 1


def test_many_rows_that_point_at_one_make_one_stub(service: Client) -> None:
    rows = [{**row, "parent_ref": "T0"} for row in teams(50)]
    answer = stubbing(service, rows, type="teams")
    assert (answer.json["stubbed"], answer.json["outcomes"]["created"]) == (1, 50)
    assert stubs(service, answer) == {"T1": ["mosaic/teams/T0"]}
    assert held(service, "teams", "T0")["version"] == 1


def test_a_stub_of_one_batch_is_known_in_the_next(service: Client) -> None:
    rows = [{**row, "parent_ref": "T0"} for row in teams(201)]
    answer = stubbing(service, rows, type="teams")
    assert answer.status == 202
    service.work()
    told = make.ok(service.get(answer.headers["location"]))
    assert (told["stubbed"], told["outcomes"]["created"]) == (1, 201)
    assert stubs(service, answer) == {"T1": ["mosaic/teams/T0"]}


def test_a_pointer_into_another_source_makes_a_stub_there(service: Client) -> None:
    held_by = {"worker_ref": "9", "worker_source": "hr", "started_on": "2026-01-05"}
    answer = stubbing(service, [{"type": "cases", "reference": "C1", "allocations": [held_by]}])
    assert stubs(service, answer) == {"C1": ["hr/workers/9"]}
    assert held(service, "workers", "9", "hr")["source"] == "hr"


@pytest.mark.parametrize(
    ("row", "pointer"),
    [
        (
            {
                "type": "sessions",
                "reference": "S1",
                **make.held(action_reviews=[{"action_ref": "A1", "outcome": "completed"}]),
            },
            "/action_reviews/0/action_ref",
        ),
        (
            {
                "type": "feedback",
                "reference": "F1",
                "session_ref": "S1",
                "worker_ref": "W1",
                "direction": "supervisee_to_supervisor",
            },
            "/session_ref",
        ),
        (
            {
                "type": "actions",
                "reference": "A1",
                "oversight_note_ref": "N1",
                "owner_ref": "W1",
                "description": "Visit",
            },
            "/oversight_note_ref",
        ),
    ],
)
def test_what_would_need_invented_words_is_refused_and_leaves_no_stub(
    service: Client, row: Any, pointer: str
) -> None:
    answer = stubbing(service, [row])
    (refused,) = rows_of(service, answer)
    faults = [(fault["pointer"], fault["code"]) for fault in refused["errors"]]
    assert (pointer, "reference-not-found") in faults
    assert (refused["stubbed"], answer.json["stubbed"]) == ([], 0)
    assert service.items("/v1/workers") == []


def test_no_stub_is_made_for_a_row_that_would_be_refused_without_it(service: Client) -> None:
    lost = {**SESSION, "action_reviews": [{"action_ref": "A1", "outcome": "completed"}]}
    answer = stubbing(service, [lost, {**SESSION, "reference": "S2"}])
    assert came(service, answer) == ["refused", "created"]
    assert stubs(service, answer) == {"S2": UNKNOWN}
    assert answer.json["stubbed"] == 3
    assert verified(service).differences == []


@pytest.mark.parametrize("wrong", [{"display_name": 7}, {"posts": [{}, {}]}])
def test_a_row_that_is_refused_is_made_a_stub_for_those_that_point_at_it(
    service: Client, wrong: Any
) -> None:
    """Whether it is wrong in itself, or only its record's own checks find that out."""
    worker = {"type": "workers", "reference": "W1", **wrong}
    answer = stubbing(service, [worker, SESSION])
    assert came(service, answer) == ["refused", "created"]
    assert stubs(service, answer) == {"S1": UNKNOWN}
    mended = stubbing(service, [PEOPLE[0]])
    assert came(service, mended) == ["updated"]


def test_what_was_entered_in_error_is_not_brought_back(service: Client) -> None:
    make.worker(service, "W1")
    service.delete(keyed("workers", "W1"))
    answer = stubbing(service, [SESSION])
    (row,) = rows_of(service, answer)
    assert "/supervisee_ref" in {fault["pointer"] for fault in row["errors"]}
    assert "W1" not in {worker["reference"] for worker in service.items("/v1/workers")}
    assert verified(service).differences == []


def test_a_row_that_is_too_old_makes_no_stub(service: Client) -> None:
    make.team(service, "T1", source_updated_at="2026-02-02T09:00:00Z")
    row = {"reference": "T1", "parent_ref": "T0", "source_updated_at": "2026-02-01T09:00:00Z"}
    answer = stubbing(service, [row], type="teams")
    assert came(service, answer) == ["stale_ignored"]
    assert (answer.json["stubbed"], len(service.items("/v1/teams"))) == (0, 1)


CIRCLE: list[dict[str, Any]] = [
    {"reference": "T1", "name": "One", "parent_ref": "T2"},
    {"reference": "T2", "name": "Two", "parent_ref": "T1"},
]


def test_of_two_that_point_at_one_another_the_first_is_refused_without_stubs(
    service: Client,
) -> None:
    assert came(service, sent(service, CIRCLE, type="teams")) == ["refused", "refused"]


LARGE = [{"reference": f"T{n}", "name": "Invented"} for n in range(100, 301)]


@pytest.mark.parametrize("others", [[], LARGE], ids=["at once", "in batches"])
def test_of_two_that_point_at_one_another_one_fills_in_the_stub_of_the_other(
    service: Client, others: list[dict[str, Any]]
) -> None:
    """It does so until it says that both stand above each other: that row is refused."""
    answer = stubbing(service, [*CIRCLE, *others], type="teams")
    service.work()
    first, second = rows_of(service, answer)[:2]
    assert (first["outcome"], stubs(service, answer)) == ("created", {"T1": ["mosaic/teams/T2"]})
    assert [fault["code"] for fault in second["errors"]] == ["circle"]
    assert held(service, "teams", "T2")["name"] == "T2"
    assert verified(service).differences == []


@pytest.mark.parametrize("others", [[], LARGE], ids=["at once", "in batches"])
def test_what_hangs_on_a_circle_makes_one_stub_of_it(
    service: Client, others: list[dict[str, Any]]
) -> None:
    ending = {"reference": "T2", "name": "Two", "parent_ref": "T3"}
    rows = [
        {**teams(9)[8], "parent_ref": "T1"},
        CIRCLE[0],
        ending,
        {**CIRCLE[1], "reference": "T3"},
    ]
    answer = stubbing(service, [*rows, *others], type="teams")
    service.work()
    assert came(service, answer)[:4] == ["created", "refused", "created", "created"]
    assert stubs(service, answer) == {"T9": ["mosaic/teams/T1"]}
    assert verified(service).differences == []


CHAIN: list[dict[str, Any]] = [
    {
        "type": "cases",
        "reference": "C1",
        "allocations": [{"worker_ref": "W1", "started_on": "2026-01-05"}],
    },
    {"type": "workers", "reference": "W1", "posts": [{"team_ref": "T1", "role": "social_worker"}]},
    {"type": "teams", "reference": "T1", "name": "One", "parent_ref": "T2"},
    {"type": "teams", "reference": "T2", "name": "Two", "parent_ref": "T3"},
]


@pytest.mark.parametrize("others", [[], LARGE], ids=["at once", "in batches"])
def test_only_the_end_of_a_chain_of_rows_that_wait_is_a_stub(
    service: Client, others: list[dict[str, Any]]
) -> None:
    rows = [SESSION, *CHAIN, *({"type": "teams", **row} for row in others)]
    answer = stubbing(service, rows)
    service.work()
    told = make.ok(service.get(answer.headers["location"]))
    assert told["outcomes"]["created"] == len(rows)
    assert stubs(service, answer) == {"S1": ["mosaic/workers/M1"], "T2": ["mosaic/teams/T3"]}
    assert told["stubbed"] == 2
    assert verified(service).differences == []


@pytest.mark.parametrize("others", [[], LARGE], ids=["at once", "in batches"])
def test_what_points_at_something_in_error_keeps_nothing_waiting(
    service: Client, others: list[dict[str, Any]]
) -> None:
    make.team(service, "T0")
    service.delete(keyed("teams", "T0"))
    lost = [{"reference": "T1", "name": "One", "parent_ref": "T0"}]
    found = [{"reference": "T2", "name": "Two", "parent_ref": "T3"}]
    answer = stubbing(service, [*lost, *found, *others], type="teams")
    service.work()
    assert came(service, answer)[:2] == ["refused", "created"]
    assert stubs(service, answer) == {"T2": ["mosaic/teams/T3"]}


def test_the_background_makes_the_stubs_of_a_large_file_whatever_a_batch_takes(
    service: Client,
) -> None:
    rows = [
        {"type": "sessions", "reference": f"S{n}", **make.held(supervisee_ref=f"W{n % 40}")}
        for n in range(201)
    ]
    answer = stubbing(service, rows)
    while told_of(service, answer)["status"] != "finished":
        one_batch(service, 7)
    told = told_of(service, answer)
    assert (told["outcomes"]["created"], told["stubbed"]) == (201, 41)
    assert sum(map(len, stubs(service, answer).values())) == 41
    assert len(service.items("/v1/workers")) == 41
    assert verified(service).differences == []


def test_a_validation_tells_the_same_stubs_and_stores_none(service: Client) -> None:
    tried = stubbing(service, [SESSION, PEOPLE[0]], mode="validate")
    told = stubs(service, tried)
    assert (tried.json["stubbed"], service.items("/v1/workers")) == (3, [])
    assert {stub["id"] for row in rows_of(service, tried) for stub in row["stubbed"]} == {None}
    done = stubbing(service, [SESSION, PEOPLE[0]])
    assert (done.json["stubbed"], stubs(service, done)) == (3, told)
    assert {(flag["rule"], flag["change"]) for flag in tried.json["foreseen"]} == {
        (flag["rule"], "raised") for flag in service.items("/v1/flags")
    }


@pytest.mark.parametrize("mode", ["validate", "commit"])
def test_what_is_held_back_makes_no_stub(service: Client, mode: str) -> None:
    wrong = {"type": "teams", "reference": "T0", "name": 7}
    answer = stubbing(service, [SESSION, wrong], atomic="all", mode=mode)
    assert came(service, answer) == ["held_back", "refused"]
    assert (answer.json["stubbed"], stubs(service, answer)) == (0, {})
    assert service.items("/v1/workers") == []


def test_all_or_none_stores_rows_and_their_stubs(service: Client) -> None:
    answer = stubbing(service, [SESSION], atomic="all")
    assert (came(service, answer), answer.json["stubbed"]) == (["created"], 3)


def test_whoever_sends_it_meanwhile_is_not_overwritten(service: Client) -> None:
    """Eight files and eight senders at once: what a sender says stays, and no file loses a row."""
    rows = [[{**row, "parent_ref": "T0"}] for row in teams(8)]
    named = [{"name": f"Invented {n}"} for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        put = [pool.submit(service.put, "teams", "T0", fields) for fields in named]
        files = [pool.submit(stubbing, service, file, type="teams") for file in rows]
        answers = [one.result() for one in files]
        outcomes = [one.result().json["outcome"] for one in put]
    assert [answer.json["outcomes"]["created"] for answer in answers] == [1] * 8
    made = sum(answer.json["stubbed"] for answer in answers) + outcomes.count("created")
    assert (made, held(service, "teams", "T0")["name"].startswith("Invented")) == (1, True)
    assert verified(service).differences == []


def test_what_has_come_since_it_was_looked_for_stays_as_it_is(service: Client) -> None:
    make.team(service, "T0")
    name = (RecordType.TEAM, "mosaic", "T0")
    database, caller = service.app.state.database, service.running.known(service.key)
    made = database.write_now(caller, lambda uow: partial(str, stubs_of._made(uow, name)))
    assert made == "None"
    team = held(service, "teams", "T0")
    assert (team["name"], team["version"]) == ("Team T0", 1)


def test_the_report_names_stubs_as_a_file_too(service: Client) -> None:
    answer = stubbing(service, [SESSION])
    file = service.get(f"{answer.headers['location']}/rows.csv", stubbed="true")
    header, row = file.body.decode().splitlines()
    assert header.endswith(",errors,stubbed")
    assert all(name in row for name in UNKNOWN)


def test_another_organisations_record_is_unknown_here(service: Client) -> None:
    make.people(service.stranger())
    answer = stubbing(service, [SESSION])
    assert stubs(service, answer) == {"S1": UNKNOWN}

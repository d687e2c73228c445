"""Rows that lean on later ones wait for them; a file whose rows are still arriving waits whole."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.db.unit_of_work import UnitOfWork
from app.errors import Conflict
from app.resources.imports import receiving
from app.resources.imports.checking import Row
from app.resources.imports.schemas import ImportQuery
from app.resources.records import pointers, pointing
from app.resources.teams.schemas import TeamPut
from app.vocabulary import ImportMode, RecordType
from tests.harness.service import Answer, Client
from tests.journeys.verifying import verified
from tests.resources import make
from tests.resources.test_imports_in_batches import one_batch, told

LINES = {"content-type": "application/x-ndjson"}
MONTHS = 12
PARTS = 2500
PEOPLE = [
    {"type": "teams", "reference": "T1", "name": "Invented North"},
    {
        "type": "workers",
        "reference": "W1",
        "posts": [{"team_ref": "T1", "role": "social_worker", "started_on": "2025-01-06"}],
    },
    {"type": "workers", "reference": "M1", "posts": []},
]


def sent(service: Client, rows: list[Any], **query: str) -> Answer:
    """A file of JSON lines, stored unless told otherwise."""
    asked = "&".join(f"{name}={value}" for name, value in {"mode": "commit", **query}.items())
    body = "\n".join(map(json.dumps, rows)).encode()
    return service.ask("POST", f"/v1/imports?{asked}", body=body, headers=LINES)


def chain() -> list[dict[str, Any]]:
    """A year in which each session reviews an action, of its own row, of the session before it."""
    rows = []
    for month in range(1, MONTHS + 1):
        reviews = [{"action_ref": f"A{month - 1}", "outcome": "completed"}] if month > 1 else []
        session = make.held(f"2025-{month:02}-12", action_reviews=reviews)
        rows.append({"type": "sessions", "reference": f"S{month}", **session})
        action = make.action(None, due_on=None, session_ref=f"S{month}")
        rows.append({"type": "actions", "reference": f"A{month}", **action})
    return rows


def teams(count: int) -> list[dict[str, Any]]:
    return [{"reference": f"T{n}", "name": f"Invented {n}"} for n in range(1, count + 1)]


def rows_in(service: Client) -> tuple[int, int]:
    """How many imports and rows of imports are stored, whoever sees them."""
    with service.app.state.database.engine.connect() as connection:
        counts = "SELECT (SELECT count(*) FROM import), (SELECT count(*) FROM importrow)"
        imports, rows = connection.exec_driver_sql(counts).one()
        return imports, rows


@pytest.mark.parametrize("query", [{}, {"atomic": "all"}])
def test_a_chain_of_rows_is_followed_to_its_end(service: Client, query: dict[str, str]) -> None:
    answer = sent(service, [*reversed(chain()), *PEOPLE], **query)
    assert answer.json["outcomes"]["created"] == 2 * MONTHS + len(PEOPLE)
    assert verified(service).differences == []


def test_a_chain_is_followed_in_the_background_whatever_a_batch_takes(service: Client) -> None:
    rows = [*teams(300), *reversed(chain()), *PEOPLE[1:]]
    answer = sent(service, [{"type": "teams", **row} for row in rows])
    assert answer.status == 202
    while told(service, answer)["status"] != "finished":
        one_batch(service, 7)
    assert told(service, answer)["outcomes"]["created"] == len(rows)
    assert verified(service).differences == []


def test_what_nobody_brings_is_refused_when_nothing_else_is_left(service: Client) -> None:
    rows = [{"type": "teams", **row} for row in teams(300)]
    lost = {"type": "sessions", "reference": "S1", **make.held(supervisee_ref="NOBODY")}
    answer = sent(service, [lost, *rows])
    assert answer.status == 202
    one_batch(service, 400)
    assert told(service, answer)["done"] == 300
    service.work()
    assert told(service, answer)["outcomes"]["refused"] == 1
    (row,) = service.items(f"{answer.headers['location']}/rows", outcome="refused")
    assert [(fault["pointer"], fault["code"]) for fault in row["errors"]] == [
        ("/supervisee_ref", "reference-not-found"),
        ("/supervisor_ref", "reference-not-found"),
    ]


def test_what_comes_from_elsewhere_meanwhile_is_found(service: Client) -> None:
    rows = [{"type": "teams", **row} for row in teams(300)]
    early = {"type": "teams", "reference": "T900", "name": "Invented", "parent_ref": "T901"}
    answer = sent(service, [early, *rows])
    one_batch(service, 400)
    make.team(service, "T901")
    one_batch(service, 400)
    assert told(service, answer)["outcomes"]["created"] == 301


def test_a_large_file_is_taken_in_by_parts_and_twice_is_twice_across_them(service: Client) -> None:
    answer = sent(service, [*teams(PARTS), {"reference": "T1", "name": "Again"}], type="teams")
    assert (answer.status, answer.json["total"]) == (202, PARTS + 1)
    assert answer.json["outcomes"]["refused"] == 2
    service.work()
    assert told(service, answer)["outcomes"]["created"] == PARTS - 1
    twice = service.items(f"{answer.headers['location']}/rows", outcome="refused")
    assert [row["number"] for row in twice] == [1, PARTS + 1]


CSV_ROWS = "\n".join(["reference,name", *(f"T{n},Invented" for n in range(PARTS))])
JSON_ROWS = "[" + ",\n".join(map(json.dumps, teams(PARTS)))


@pytest.mark.parametrize(
    ("media_type", "text", "code"),
    [
        ("text/csv", f'{CSV_ROWS}\n"never ends', "malformed"),
        ("application/json", JSON_ROWS, "not-json"),
        ("application/json", f"{JSON_ROWS}}}", "not-json"),
        ("application/json", f"{JSON_ROWS}, ]", "not-json"),
        ("application/json", f"{JSON_ROWS}]\n[]", "not-json"),
        ("application/json", f'{JSON_ROWS}, {{"name": 1, "name": 2}}]', "duplicate-key"),
        ("application/json", f"{JSON_ROWS}, NaN]", "number-not-representable"),
        ("application/json", f"{JSON_ROWS}, {'[' * 16}{']' * 16}]", "too-deep"),
        ("application/json", f'{JSON_ROWS}, "\\u0000"]', "nul-character"),
        ("application/json", f'{JSON_ROWS}, "\\ud800"]', "lone-surrogate"),
        ("application/json", f"{JSON_ROWS}, \udcff]", "not-utf-8"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_leaves_nothing(
    service: Client, media_type: str, text: str, code: str
) -> None:
    before = rows_in(service)
    body = text.encode(errors="surrogateescape")
    target = "/v1/imports?mode=commit&type=teams"
    answer = service.ask("POST", target, body=body, headers={"content-type": media_type})
    assert (answer.status, answer.code) == (400, code)
    assert rows_in(service) == before


def test_where_an_array_breaks_is_told_by_its_line_in_the_file(service: Client) -> None:
    body = f"{JSON_ROWS},\n  oops]".encode()
    headers = {"content-type": "application/json"}
    answer = service.ask("POST", "/v1/imports?type=teams", body=body, headers=headers)
    assert answer.json["detail"] == "The body is not JSON: look at line 2501, column 3."


def test_a_large_file_sent_again_with_its_key_is_taken_in_once(service: Client) -> None:
    body = "\n".join(map(json.dumps, teams(PARTS))).encode()
    headers = {**LINES, "idempotency-key": "nightly-1"}
    target = "/v1/imports?mode=commit&type=teams"
    first = service.ask("POST", target, body=body, headers=headers)
    before = rows_in(service)
    again = service.ask("POST", target, body=body, headers=headers)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert rows_in(service) == before


def test_what_was_read_of_a_row_that_waits_is_not_taken_for_another(service: Client) -> None:
    """The other one cannot be read, and stands in memory where the first one stood."""
    wrong = TeamPut(parent_id=uuid4(), parent_ref="T1")

    def work(uow: UnitOfWork) -> Callable[[], bool]:
        uow.pending.read[id(wrong)] = pointing.read(TeamPut(name="Invented"), "mosaic")
        pointers.foresee(uow, [wrong])
        return lambda: id(wrong) in uow.pending.read

    database, caller = service.app.state.database, service.running.known(service.key)
    assert database.write_now(caller, work) is False


def arriving(service: Client) -> Any:
    """The id of an import whose file has not arrived whole."""
    database, caller = service.app.state.database, service.running.known(service.key)
    query = ImportQuery(type=RecordType.TEAM, mode=ImportMode.COMMIT)
    row = Row(1, RecordType.TEAM, "T1", '{"name":"Invented"}')
    return database.write_now(caller, receiving.begin, query, [row])


def test_nothing_of_a_file_is_worked_off_while_it_arrives(service: Client) -> None:
    id = arriving(service)
    assert service.work().records == {}
    assert make.ok(service.get(f"/v1/imports/{id}"))["status"] == "receiving"
    assert service.items("/v1/teams") == []


def test_a_file_that_stopped_arriving_a_day_ago_is_forgotten(service: Client) -> None:
    id = arriving(service)
    service.running.clock.forward(days=1, seconds=1)
    service.work()
    assert service.get(f"/v1/imports/{id}").status == 404


def test_a_file_that_is_cancelled_while_it_arrives_takes_no_more_rows(service: Client) -> None:
    database, caller = service.app.state.database, service.running.known(service.key)
    id = arriving(service)
    assert make.ok(service.delete(f"/v1/imports/{id}"))["status"] == "cancelled"
    row = Row(2, RecordType.TEAM, "T2", '{"name":"Invented"}')
    with pytest.raises(Conflict, match="cancelled"):
        database.write_now(caller, receiving.go_on, id, [row])


class Overtaken(list[Row]):
    """Rows that somebody overtakes while they are being stored, if they let him."""

    def __init__(self, rows: list[Row], overtake: Callable[[], Future[Answer]]) -> None:
        super().__init__(rows)
        self._overtake = overtake
        self.overtaking: Future[Answer] | None = None

    def __iter__(self) -> Iterator[Row]:
        if self.overtaking is None:
            self.overtaking = self._overtake()
            wait([self.overtaking], timeout=0.5)
        return super().__iter__()


def test_who_cancels_while_rows_are_being_stored_is_not_overruled(service: Client) -> None:
    database, caller = service.app.state.database, service.running.known(service.key)
    target = f"/v1/imports/{arriving(service)}"
    row = Row(2, RecordType.TEAM, "T2", '{"name":"Invented"}')
    with ThreadPoolExecutor(1) as another:
        rows = Overtaken([row], lambda: another.submit(service.delete, target))
        database.write_now(caller, receiving.go_on, UUID(target.rpartition("/")[2]), rows)
    assert rows.overtaking
    make.ok(rows.overtaking.result())
    told = make.ok(service.get(target))
    assert (told["status"], told["total"], told["outcomes"]["cancelled"]) == ("cancelled", 2, 2)


def test_a_file_that_is_taken_in_is_not_forgotten_by_who_did_not_hear_of_it(
    service: Client,
) -> None:
    answer = sent(service, teams(PARTS), type="teams")
    database, caller = service.app.state.database, service.running.known(service.key)
    database.write_now(caller, receiving.forget, UUID(answer.json["id"]))
    assert make.ok(service.get(answer.headers["location"]))["total"] == PARTS

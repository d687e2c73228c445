"""Every refusal of the service and of the database as its problem."""

import ast
import json
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import exc

from app import errors
from app.errors import Fault
from app.web.catalogue import CATALOGUE
from app.web.faults import faults_of
from app.web.problems import _CODES, code_for, problems
from tests.web.toy import CANARY, Toy

THING = "/v1/things/0198c0de-0000-7000-8000-000000000001"
APP = Path(__file__).parents[2] / "app"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Malformed("x"), 400, "malformed"),
        (errors.Unauthenticated("x"), 401, "unauthenticated"),
        (errors.Forbidden("x"), 403, "forbidden"),
        (errors.NotFound("x"), 404, "not-found"),
        (errors.Conflict("x"), 409, "conflict"),
        (errors.Conflict("x", code="no-such-code-yet"), 409, "no-such-code-yet"),
        (errors.Stale("x"), 412, "stale"),
        (errors.Stale("x", code="if-match-required"), 428, "if-match-required"),
        (errors.Invalid("x"), 422, "invalid"),
        (errors.Unavailable("x"), 503, "unavailable"),
        (errors.Refused("x"), 400, "refused"),
    ],
)
def test_each_refusal_has_its_status(
    toy: Toy, error: errors.Refused, status: int, code: str
) -> None:
    toy.database.fails = error
    got = toy.ask("GET", THING)
    assert (got.status, got.code, got.json["detail"]) == (status, code, "x")
    assert json.loads(got.log)["problem"] == code


def test_a_conflict_says_where_and_when(toy: Toy) -> None:
    toy.database.fails = errors.Conflict("x", location="/v1/things/2", retry_after=3)
    got = toy.ask("GET", THING)
    assert (got.headers["location"], got.headers["retry-after"]) == ("/v1/things/2", "3")


def test_faults_are_listed_with_their_places(toy: Toy) -> None:
    faults = (Fault("a", "b", pointer="/x"), Fault("c", "d", parameter="y"))
    toy.database.fails = errors.Invalid("x", faults=faults)
    assert toy.ask("GET", THING).json["errors"] == [
        {"pointer": "/x", "code": "a", "detail": "b"},
        {"parameter": "y", "code": "c", "detail": "d"},
    ]


class Driver(Exception):
    sqlite_errorcode: int | None = None
    sqlstate: str | None = None


class NoSuchTable(Driver):
    sqlite_errorcode = 1


class Busy(Driver):
    sqlite_errorcode = 5 | 1 << 8


def wrapped(kind: type[exc.DBAPIError], driver: type[Driver] = Driver) -> exc.DBAPIError:
    return kind(f"INSERT {CANARY}", {"name": CANARY}, driver(CANARY))


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (wrapped(exc.OperationalError), 503),
        (wrapped(exc.OperationalError, Busy), 503),
        (wrapped(exc.InterfaceError), 503),
        (exc.TimeoutError(CANARY), 503),
        (exc.DisconnectionError(CANARY), 503),
        (wrapped(exc.IntegrityError), 409),
        (wrapped(exc.DataError), 422),
        (wrapped(exc.ProgrammingError), 500),
        (wrapped(exc.OperationalError, NoSuchTable), 500),
        (exc.InvalidRequestError(CANARY), 500),
    ],
)
def test_each_error_of_the_database_has_its_status_and_shows_no_values(
    toy: Toy, error: Exception, status: int
) -> None:
    toy.database.fails = error
    got = toy.ask("GET", THING)
    assert got.status == status
    assert got.code in CATALOGUE
    assert ("retry-after" in got.headers) == (status == 503)
    assert json.loads(got.log.splitlines()[0])["event"] == "failure"
    assert CANARY not in got.everything


def test_a_lost_connection_is_503(toy: Toy) -> None:
    lost = wrapped(exc.ProgrammingError)
    lost.connection_invalidated = True
    toy.database.fails = lost
    assert toy.ask("GET", THING).status == 503


class Made(BaseModel):
    first: int
    keyed: dict[str, int] = {}

    @field_validator("first")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value == 13:
            raise PydanticCustomError("unlucky_number", "Thirteen will not do.")
        return value


def refused(**sent: object) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        Made.model_validate(sent)
    return caught.value


def test_a_validators_own_words_are_kept() -> None:
    assert faults_of(refused(first=13), "/things/2") == (
        Fault("unlucky-number", "Thirteen will not do.", pointer="/things/2/first"),
    )


def test_a_key_that_was_sent_ends_the_pointer() -> None:
    (fault,) = faults_of(refused(first=1, keyed={CANARY: "x"}), model=Made)
    assert (fault.pointer, fault.code) == ("/keyed", "wrong-form")


def test_a_schemas_refusal_inside_a_service_is_422_and_noted(toy: Toy) -> None:
    toy.database.fails = refused(first=CANARY)
    got = toy.ask("GET", THING)
    assert (got.status, got.code) == (422, "invalid")
    assert CANARY not in got.everything
    assert "failure" in got.log


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    assert not _raised() - set(CATALOGUE)


def test_every_general_code_has_the_status_that_it_stands_for() -> None:
    assert {CATALOGUE[code].status: code for code in _CODES.values()} == _CODES


def test_a_foreign_status_has_a_code() -> None:
    assert (code_for(418), code_for(507)) == ("malformed", "internal")


def test_documented_problems_refer_to_the_problem_schema() -> None:
    (documented,) = problems(409).values()
    assert "application/problem+json" in documented["content"]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_has_a_page(toy: Toy, code: str) -> None:
    got = toy.ask("GET", f"/problems/{code}", key=None, headers={"accept": "text/html"})
    assert got.status == 200
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert f"/problems/{code}&quot;" in got.body.decode()  # an example of one
    told = toy.ask("GET", f"/problems/{code}", key=None)
    assert told.json["title"] == CATALOGUE[code].title


def test_the_list_of_problems_leads_to_each(toy: Toy) -> None:
    page = toy.ask("GET", "/problems", key=None, headers={"accept": "text/html"}).body.decode()
    listed = toy.ask("GET", "/problems", key=None).json["items"]
    assert {each["code"] for each in listed} == set(CATALOGUE)
    assert [each["status"] for each in listed] == sorted(each["status"] for each in listed)
    assert [code for code in CATALOGUE if f'href="/problems/{code}"' not in page] == []


def test_a_problem_that_does_not_exist_has_no_page(toy: Toy) -> None:
    got = toy.ask("GET", f"/problems/{CANARY}", key=None)
    assert (got.status, got.code) == (404, "not-found")
    assert CANARY not in got.everything


def _raised() -> set[str]:
    """The `code=` of every refusal in the source."""
    kinds = {kind.__name__ for kind in (errors.Refused, *errors.Refused.__subclasses__())}
    calls = (
        node
        for path in APP.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    )
    return {
        word.value.value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", None)) in kinds
        for word in call.keywords
        if word.arg == "code" and isinstance(word.value, ast.Constant)
    }

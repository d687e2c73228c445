"""What is refused before anything is read, and what every answer carries."""

import json

import pytest

from tests.web.toy import BODY, CANARY, KEY, Toy

THING = "/v1/things/0198c0de-0000-7000-8000-000000000001"


def test_every_answer_carries_its_request_id_and_the_guards(toy: Toy) -> None:
    got = toy.ask("GET", THING)
    assert got.status == 200
    assert len(got.headers["x-request-id"]) == 36
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert got.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "target",
    [
        "/v1/things/%zz",
        "/v1/things/%",
        "/v1/things/%4",
        "/v1/things/%ff",
        "/v1/things/%00",
        "/v1/things/a%0Ab",
        "/v1/things/%C2%85",
        "/v1/things?kind=%00",
        "/v1/things?kind=%ED%A0%80",
        "/v1/things?kind=%1",
        "/v1/things?kind=\xe9",
        "*",
    ],
)
def test_a_malformed_address_is_400(toy: Toy, target: str) -> None:
    got = toy.ask("GET", target)
    assert (got.status, got.code) == (400, "malformed-target")


def test_an_address_may_hold_encoded_accents(toy: Toy) -> None:
    assert toy.ask("GET", "/v1/things?kind=%C3%A9").status == 200


def test_a_long_address_is_414(toy: Toy) -> None:
    got = toy.ask("GET", "/v1/things?kind=" + "x" * 9_000)
    assert (got.status, got.code) == (414, "target-too-long")


def test_large_headers_are_431(toy: Toy) -> None:
    got = toy.ask("GET", THING, headers={"x-large": "x" * 40_000})
    assert (got.status, got.code) == (431, "headers-too-large")


def test_two_hosts_are_400(toy: Toy) -> None:
    got = toy.ask("GET", THING, more=[("host", "other")])
    assert (got.status, got.code) == (400, "repeated-header")


def test_no_host_is_400(toy: Toy) -> None:
    got = toy.ask("GET", THING, headers={"host": ""})
    assert (got.status, got.code) == (400, "host-missing")


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30, "x"])
def test_a_length_that_is_no_number_is_400(toy: Toy, length: str) -> None:
    got = toy.ask("POST", "/v1/things", b"{}", headers={"content-length": length})
    assert (got.status, got.code) == (400, "malformed-header")


def test_head_is_get_without_its_body(toy: Toy) -> None:
    got, head = toy.ask("GET", THING), toy.ask("HEAD", THING)
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(BODY))
    assert head.headers["etag"] == got.headers["etag"]
    assert json.loads(head.log)["method"] == "HEAD"


def test_head_of_a_problem_has_no_body(toy: Toy) -> None:
    got = toy.ask("HEAD", "/v1/nowhere")
    assert (got.status, got.body) == (404, b"")


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "TRACE", "PROPFIND", "PUT"])
def test_another_method_is_405_and_lists_all_that_are(toy: Toy, method: str) -> None:
    got = toy.ask(method, "/v1/things")
    assert (got.status, got.code) == (405, "method-not-allowed")
    assert got.headers["allow"] == "GET, HEAD, POST"


def test_head_of_what_can_only_be_posted_is_405(toy: Toy) -> None:
    got = toy.ask("HEAD", f"{THING}/poke")
    assert (got.status, got.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("target", ["/v1/things/", "/v1/nowhere", "/nowhere", "/v1", "//v1/things"])
def test_an_unknown_address_is_404_and_never_redirects(toy: Toy, target: str) -> None:
    got = toy.ask("GET", target)
    assert (got.status, got.code) == (404, "not-found")


def test_an_unforeseen_failure_is_a_bare_500(toy: Toy) -> None:
    toy.database.fails = ValueError(CANARY)
    got = toy.ask("GET", THING)
    assert (got.status, got.code) == (500, "internal")
    assert CANARY not in got.everything
    failure = json.loads(got.log.splitlines()[0])
    assert failure["errors"] == ["ValueError"]
    assert any("toy.py" in frame for frame in failure["frames"])
    assert failure["id"] == got.headers["x-request-id"]


def test_an_answer_that_breaks_off_says_nothing_of_why(toy: Toy) -> None:
    with pytest.raises(Exception) as broken:  # noqa: PT011  # the class is private to the gate
        toy.ask("GET", f"{THING}/stream")
    assert CANARY not in str(broken.value)
    assert broken.value.__suppress_context__
    assert CANARY not in toy.log.getvalue().decode()


def test_the_log_has_one_line_with_the_template_and_nothing_sent(toy: Toy) -> None:
    got = toy.ask("GET", f"{THING}?kind={CANARY}", headers={"user-agent": CANARY})
    line = json.loads(got.log)
    assert line["route"] == "/v1/things/{id}"
    assert line["method"] == "GET"
    assert line["status"] == 400
    assert line["problem"] == "unknown-parameter"
    assert line["client"] == "00000000-0000-0000-0000-000000000007"
    assert line["ms"] >= 0
    assert CANARY not in got.log
    assert KEY not in got.log


def test_an_invented_method_is_not_logged(toy: Toy) -> None:
    got = toy.ask(CANARY.upper(), "/v1/things")
    assert json.loads(got.log)["method"] == "other"
    assert CANARY.upper() not in got.everything

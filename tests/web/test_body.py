"""The body: read after the key is known, within limits, and strictly."""

import json

import pytest

from tests.web.toy import CANARY, Toy

THINGS = "/v1/things"
OK = b'{"name":"a"}'


def test_a_good_body_is_taken(toy: Toy) -> None:
    got = toy.ask("POST", THINGS, OK)
    assert (got.status, got.headers["location"]) == (201, "/v1/things/1")


def test_a_body_in_chunks_is_taken(toy: Toy) -> None:
    assert toy.ask("POST", THINGS, [OK[:5], OK[5:]]).status == 201


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_json_may_say_that_it_is_utf_8(toy: Toy, content_type: str) -> None:
    assert toy.ask("POST", THINGS, OK, headers={"content-type": content_type}).status == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": ""},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": f"application/{CANARY}"},
        {"content-encoding": "gzip"},
        {"content-encoding": CANARY},
    ],
)
def test_another_kind_of_body_is_415(toy: Toy, headers: dict[str, str]) -> None:
    got = toy.ask("POST", THINGS, OK, headers=headers)
    assert (got.status, got.code) == (415, "unsupported-media-type")
    assert CANARY not in got.everything


def test_content_type_without_a_length_is_411(toy: Toy) -> None:
    got = toy.ask("POST", THINGS, OK, headers={"content-length": ""})
    assert (got.status, got.code) == (411, "length-required")
    assert got.headers["connection"] == "close"


def test_no_body_where_one_is_needed_is_400(toy: Toy) -> None:
    assert toy.ask("POST", THINGS).code == "body-missing"
    assert toy.ask("POST", THINGS, b"").code == "body-missing"


def test_no_body_where_none_is_needed_is_fine(toy: Toy) -> None:
    assert toy.ask("POST", f"{THINGS}/0198c0de-0000-7000-8000-000000000001/poke").status == 200


def test_a_declared_body_beyond_the_limit_is_413_unread(toy: Toy) -> None:
    got = toy.ask("POST", THINGS, OK, headers={"content-length": "1000001"})
    assert (got.status, got.code) == (413, "body-too-large")


def test_a_streamed_body_beyond_the_limit_is_413() -> None:
    got = Toy(max_body_bytes=1000).ask("POST", THINGS, [b"[", b" " * 999, b"]"])
    assert (got.status, got.code) == (413, "body-too-large")


def test_a_body_that_does_not_arrive_is_408() -> None:
    toy = Toy(receive_seconds=0.05)
    toy.slow = True
    got = toy.ask("POST", THINGS, [b"{"])
    assert (got.status, got.code) == (408, "request-timeout")
    assert got.headers["connection"] == "close"


def test_a_sender_who_leaves_does_no_harm(toy: Toy) -> None:
    assert toy.ask("POST", THINGS, [b"{", b"(gone)"]).code == "disconnected"


@pytest.mark.parametrize("key", [None, "sk_wrong"])
def test_without_a_key_the_body_is_never_read(toy: Toy, key: str | None) -> None:
    got = toy.ask("POST", THINGS, [b"(gone)"], key=key)
    assert (got.status, got.code) == (401, "unauthenticated")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        (b'{"name":"\xff"}', "not-utf-8"),
        (b'{"name":"\xed\xa0\x80"}', "not-utf-8"),
        ('{"name":"a"}'.encode("utf-16"), "not-utf-8"),
        (b"{", "not-json"),
        (b" ", "not-json"),
        (b"{} {}", "not-json"),
        (b"{'name': 1}", "not-json"),
        (b'{"name":"a\nb"}', "not-json"),
        (b'{"name":"a",}', "not-json"),
        (b'{"name":"a","name":"b"}', "duplicate-key"),
        (b'{"free":{"a":1,"a":1}}', "duplicate-key"),
        (b'{"free":NaN}', "number-not-representable"),
        (b'{"free":-Infinity}', "number-not-representable"),
        (b'{"free":1e400}', "number-not-representable"),
        (b'{"free":1e-400}', "number-not-representable"),
        (b'{"free":9223372036854775808}', "number-not-representable"),
        (b'{"free":1' + b"0" * 400 + b"}", "number-not-representable"),
        (b'{"free":1' + b"0" * 9000 + b"}", "number-not-representable"),
        (b'{"free":' + b"[" * 16 + b"]" * 16 + b"}", "too-deep"),
        (b"[" * 300 + b"]" * 300, "too-deep"),
        (b"[" * 200_000 + b"]" * 200_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b'{"name":"\\u0000"}', "nul-character"),
        (b'{"\\u0000":1}', "nul-character"),
        (b'{"name":"\\ud800"}', "lone-surrogate"),
        (b'{"free":["\\udc00"]}', "lone-surrogate"),
    ],
)
def test_what_is_not_strict_json_is_400(toy: Toy, body: bytes, code: str) -> None:
    got = toy.ask("POST", THINGS, body)
    assert (got.status, got.code) == (400, code)


@pytest.mark.parametrize(
    "free",
    [
        "9223372036854775807",
        "0.0",
        "-0e5",
        "1e300",
        '"\\ud83d\\ude00"',
        '"a\\tb\\r\\nc"',
        "[" * 15 + "]" * 15,
    ],
)
def test_the_edge_of_strict_json_is_taken(toy: Toy, free: str) -> None:
    assert toy.ask("POST", THINGS, b'{"name":"a","free":' + free.encode() + b"}").status == 201


@pytest.mark.parametrize("escape", ["\\u0001", "\\b", "\\u007f", "\\u0085", "\x7f"])
def test_control_characters_are_422_with_a_pointer(toy: Toy, escape: str) -> None:
    got = toy.ask("POST", THINGS, f'{{"name":"{CANARY}{escape}"}}'.encode())
    assert (got.status, got.code) == (422, "invalid")
    assert [(e["code"], e["pointer"]) for e in got.json["errors"]] == [
        ("control-character", "/name")
    ]
    assert CANARY not in got.everything


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        ({}, "/name", "required"),
        ({"name": CANARY * 9}, "/name", "too-long"),
        ({"name": 1}, "/name", "wrong-type"),
        ({"name": "a", "kind": CANARY}, "/kind", "not-allowed"),
        ({"name": "a", "parts": [{"size": 1}, {"size": 11}]}, "/parts/1/size", "too-large"),
        ({"name": "a", "parts": [{"size": CANARY}]}, "/parts/0/size", "wrong-form"),
        ({"name": "a", "parts": [{"size": 1.5}]}, "/parts/0/size", "not-whole"),
        ({"name": "a", CANARY: 1}, "", "unknown-field"),
        ({"name": "a", "parts": [{"size": 1, CANARY: 2}]}, "/parts/0", "unknown-field"),
        ({"name": "a", "named": {CANARY: {"size": 0}}}, "/named", "too-small"),
        ([CANARY], "", "wrong-type"),
        (CANARY, "", "wrong-type"),
        (None, "", "wrong-type"),
    ],
)
def test_a_field_that_breaks_a_rule_is_422_and_never_repeated(
    toy: Toy, sent: object, pointer: str, code: str
) -> None:
    got = toy.ask("POST", THINGS, json.dumps(sent).encode())
    assert (got.status, got.code) == (422, "invalid")
    assert [(e["pointer"], e["code"]) for e in got.json["errors"]] == [(pointer, code)]
    assert CANARY not in got.everything


def test_an_unknown_field_is_found_by_its_place(toy: Toy) -> None:
    got = toy.ask("POST", THINGS, json.dumps({"name": "a", CANARY: 1}).encode())
    assert "number 2" in got.json["errors"][0]["detail"]


def test_a_merge_patch_is_taken(toy: Toy) -> None:
    target = f"{THINGS}/0198c0de-0000-7000-8000-000000000001"
    headers = {"content-type": "application/merge-patch+json"}
    assert toy.ask("PATCH", target, OK, headers=headers).status == 200


def test_a_large_body_is_parsed_as_strictly(toy: Toy) -> None:
    filler = b"[" + b"1," * 50_000 + b"1]"
    assert toy.ask("POST", THINGS, b'{"name":"a","free":' + filler + b"}").status == 201
    assert toy.ask("POST", THINGS, b'{"free":' + filler + b',"free":1}').code == "duplicate-key"


@pytest.mark.parametrize(
    "body",
    [
        b'{"name":"a","parts":[' + b"{}," * 5_000 + b"{}]}",
        b'{"name":"a","free":[' + b'"\\u0001",' * 5_000 + b"1]}",
    ],
)
def test_a_body_wrong_in_thousands_of_places_gets_a_short_answer(toy: Toy, body: bytes) -> None:
    got = toy.ask("POST", THINGS, body)
    assert (got.status, len(got.json["errors"])) == (422, 100)


def test_a_content_type_without_a_body_does_not_hinder_a_get(toy: Toy) -> None:
    assert toy.ask("GET", THINGS, headers={"content-type": "application/json"}).status == 200

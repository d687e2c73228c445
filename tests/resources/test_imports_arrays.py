"""An array that is read piece by piece comes to what it comes to when it is parsed as a whole."""

import json
import tracemalloc
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import Malformed
from app.resources.imports.json_arrays import items
from app.web import strict_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
PIECES = st.integers(1, 40)
TOKENS = [
    b"",
    *(bytes([sign]) for sign in b'[]{},:"\\ \n0-.eEtu\xff\xc3'),
    b"null",
    b"NaN",
    b"[[[]]]",
]
ESCAPES = [b"\\u0000", b"\\ud800", b"\\ud83d", b"\\u12", b"1e400", b"[" * 20 + b"]" * 20]
BAD = [
    '{"a": 1, "a": 2}',
    '[{"b": {"a": 1, "a": 2}}]',
    "NaN",
    "-Infinity",
    "1e400",
    "1e-400",
    "9223372036854775808",
    "1" + "0" * 5000,
    '"\\u0000"',
    '{"\\u0000": 1}',
    '"\\ud800"',
    '{"a": "\\udfff\\ud800"}',
    "[" * 16 + "]" * 16,
    "[" * 5000 + "]" * 5000,
    '"a\nb"',
    '"\x01"',
    '"\\x"',
    '"\\u12"',
    "'a'",
    "01",
    "1.",
    "+1",
    "tru",
    "{a: 1}",
    '{"a": 1,}',
    '{"a" 1}',
    "[1 2]",
    "[1}",
    "1 2",
    "1, ",
    "",
    "]",
    "1] [2",
    "1]\n{",
    "/* 1 */ 1",
    "\u00a01",
    "1\u00a0",
    "\ufeff1",
]
HOSTILE = {
    "begins": b"[" * 1_000_000,
    "begins after an item": b"[1," + b"[" * 1_000_000,
    "objects in arrays": b'[{"a":' * 200_000,
    "a text without end": b'["' + b"a" * 1_000_000,
    "a long text": b'["' + b"a" * 1_000_000 + b'"]',
    "escapes": b'["' + b"\\" * 1_000_000 + b'"]',
    "a long number": b"[" + b"1" * 1_000_000,
    "blanks": b" " * 1_000_000,
    "blanks before an item": b"[" + b" " * 1_000_000,
    "blanks behind an item": b"[1" + b" " * 1_000_000 + b",2]",
    "blanks behind the end": b"[1]" + b" " * 1_000_000,
    "ends": b"[1]" + b"]" * 1_000_000,
    "short items": b"[" + b"1," * 100_000 + b"1]",
    "short items without end": b"[1 " + b",2" * 100_000,
    "a long item": b"[[" + b"1," * 300_000 + b"1], 2]",
    "lines": b"\n" * 1_000_000 + b"[1\n,2\n,3 4]",
    "another encoding": "[1]".encode("utf-16") * 100_000,
}


@st.composite
def arrays(draw: Callable[..., Any]) -> str:
    """An array as text, written in one way or another."""
    indent = draw(st.sampled_from([None, 0, 2]))
    ascii = draw(st.booleans())
    text = json.dumps(draw(st.lists(VALUES, max_size=5)), indent=indent, ensure_ascii=ascii)
    return draw(st.sampled_from(["", " ", "\r\n\t"])) + text + draw(st.sampled_from(["", "\n "]))


@st.composite
def mutilated(draw: Callable[..., Any], tokens: list[bytes]) -> bytes:
    """An array in which something stands in place of a stretch, which may be empty."""
    body = draw(arrays()).encode()
    begin, end = sorted(draw(st.tuples(*[st.integers(0, len(body))] * 2)))
    return body[:begin] + draw(st.sampled_from(tokens)) + body[end:]


def outcome(read: Callable[[], Iterable[Any]]) -> tuple[str, str]:
    """The items, or the code and the sentence of the refusal."""
    try:
        return "read", repr(list(read()))
    except Malformed as refused:
        return refused.code, refused.detail


def whole(body: bytes) -> tuple[str, str]:
    return outcome(lambda: all_of(body))


def all_of(body: bytes) -> list[Any]:
    value = strict_json.parse(body)
    if not isinstance(value, list):
        raise Malformed("Send a JSON array with an object for each record.")
    return value


def in_pieces(body: bytes, piece: int) -> tuple[str, str]:
    return outcome(lambda: items(BytesIO(body), piece))


@given(arrays(), PIECES)
def test_an_array_comes_to_the_same_items(text: str, piece: int) -> None:
    assert in_pieces(text.encode(), piece) == ("read", repr(json.loads(text)))


@given(mutilated(TOKENS), PIECES)
@example(b"", 1)
@example(b" ", 1)
@example(b'["\xc3', 1)
@example(b"\xef\xbb\xbf[1]", 1)
@example(b"\xff\xfe[\x001\x00]\x00", 1)
@example(b'{"a": 1}', 1)
@example(b'{"a": 1}\n{"a": 2}', 1)
@example(b",1]", 1)
@example(b"[" * 16 + b"]" * 16, 1)
@example(b"[1, 2,\n3,\n 4 5]", 1)
@example(b"[99999999999999999999.5]", 21)
def test_what_is_mutilated_is_refused_in_the_same_words(body: bytes, piece: int) -> None:
    assert in_pieces(body, piece) == whole(body)


@pytest.mark.parametrize("bad", BAD)
@settings(max_examples=10)
@given(st.lists(VALUES, max_size=3), st.lists(VALUES, max_size=3), PIECES)
def test_a_bad_item_anywhere_is_refused_in_the_same_words(
    bad: str, before: list[Any], behind: list[Any], piece: int
) -> None:
    texts = [*map(json.dumps, before), bad, *map(json.dumps, behind)]
    body = ("[" + ",\n".join(texts) + "]").encode()
    assert in_pieces(body, piece) == whole(body)


@given(st.lists(mutilated(TOKENS + ESCAPES), min_size=1, max_size=3), PIECES)
def test_what_is_wrong_in_several_places_is_refused_for_one_of_them(
    bodies: list[bytes], piece: int
) -> None:
    body = b"[" + b",".join(bodies) + b"]"
    assert (in_pieces(body, piece)[0] == "read") == (whole(body)[0] == "read")


@pytest.mark.parametrize("piece", [1, 100_000])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_array_takes_no_more_than_a_few_readings_of_it(body: bytes, piece: int) -> None:
    assert in_pieces(body, piece) == whole(body)


def test_memory_holds_a_piece_and_not_the_file() -> None:
    row = {"reference": "W1", "display_name": "Invented", "posts": [{"role": "manager"}]}
    file = BytesIO(json.dumps([row] * 20_000).encode())
    tracemalloc.start()
    count = sum(1 for _ in items(file, 10_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, peak < 200_000) == (20_000, True)

"""ETag, If-None-Match and If-Match."""

import pytest

from app.errors import Malformed, Stale
from app.web.conditional import etag_of, expected, is_current
from tests.web.toy import BODY, Toy

THING = "/v1/things/0198c0de-0000-7000-8000-000000000001"
TAG = etag_of(3, BODY)
OK = b'{"name":"a"}'


def test_a_tag_has_the_version_and_depends_on_the_body() -> None:
    assert TAG.startswith('"v3-')
    assert len({TAG, etag_of(4, BODY), etag_of(3, b"{}")}) == 3


@pytest.mark.parametrize("sent", [TAG, f"W/{TAG}", f'"other", {TAG}', "*", f"{TAG},{TAG}"])
def test_what_the_caller_holds_is_304(toy: Toy, sent: str) -> None:
    got = toy.ask("GET", THING, headers={"if-none-match": sent})
    assert (got.status, got.body, got.headers["etag"]) == (304, b"", TAG)


@pytest.mark.parametrize("sent", ['"other"', '"v3"', '"v2-0000000000000000"'])
def test_what_the_caller_does_not_hold_is_200(toy: Toy, sent: str) -> None:
    assert toy.ask("GET", THING, headers={"if-none-match": sent}).status == 200


@pytest.mark.parametrize(
    "sent", ["x", '"x', 'x"', '"a" "b"', '"a",', "*,*", '"a"b"', "v3", ",".join('"' * 9)]
)
def test_a_malformed_condition_is_400(toy: Toy, sent: str) -> None:
    got = toy.ask("GET", THING, headers={"if-none-match": sent})
    assert (got.status, got.code) == (400, "malformed-header")
    with pytest.raises(Malformed):
        expected(sent)


@pytest.mark.parametrize("sent", [TAG, etag_of(3, b"as others see it"), "*", f'"other", {TAG}'])
def test_a_change_to_the_current_version_is_let_through(toy: Toy, sent: str) -> None:
    assert toy.ask("PATCH", THING, OK, headers={"if-match": sent}).status == 200


@pytest.mark.parametrize("sent", [etag_of(2, BODY), '"other"', f"W/{TAG}"])
def test_a_change_to_another_version_is_412(toy: Toy, sent: str) -> None:
    got = toy.ask("PATCH", THING, OK, headers={"if-match": sent})
    assert (got.status, got.code) == (412, "stale")


def test_a_change_without_a_condition_is_let_through_unless_one_is_required() -> None:
    without = expected(None)
    without.check(3)
    with pytest.raises(Stale) as refused:
        without.check_given()
    assert refused.value.code == "if-match-required"


def test_no_condition_is_never_current() -> None:
    assert not is_current(None, TAG)

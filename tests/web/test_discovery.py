"""What tools look for below /.well-known."""

from datetime import UTC, datetime, timedelta
from email import message_from_string

import pytest
from pydantic import ValidationError

from app.settings import Settings
from tests.web.toy import Toy

CATALOGUE, SECURITY = "/.well-known/api-catalog", "/.well-known/security.txt"


def test_the_catalogue_leads_to_the_api_and_from_it_to_all_that_describes_it(toy: Toy) -> None:
    got = toy.ask("GET", CATALOGUE, key=None)
    kind, _, profile = got.headers["content-type"].partition(";")
    assert kind == "application/linkset+json"
    assert "rfc9727" in profile
    items, api = got.json["linkset"]
    assert items == {"anchor": f"http://toy{CATALOGUE}", "item": [{"href": api["anchor"]}]}
    assert set(api) == {"anchor", "service-desc", "service-doc", "status"}
    linked = [each for relation in set(api) - {"anchor"} for each in api[relation]]
    for each in linked:
        asked = each["href"].removeprefix("http://toy")
        answer = toy.ask("GET", asked, key=None, headers={"accept": each["type"]})
        assert answer.status == 200
        given = answer.headers["content-type"].partition(";")[0]
        assert given in (each["type"], "application/json")


def test_head_says_where_the_catalogue_is(toy: Toy) -> None:
    got = toy.ask("HEAD", CATALOGUE, key=None)
    assert (got.status, got.body) == (200, b"")
    assert got.headers["link"] == f'<{CATALOGUE}>; rel="api-catalog"'


def test_without_a_contact_there_is_no_security_txt(toy: Toy) -> None:
    assert toy.ask("GET", SECURITY, key=None).code == "not-found"


def test_security_txt_says_whom_to_tell_and_expires_within_a_year() -> None:
    got = Toy(security_contact="mailto:safe@example.org").ask("GET", SECURITY, key=None)
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    fields = message_from_string(got.body.decode())
    assert fields["Contact"] == "mailto:safe@example.org"
    assert "Policy" not in fields
    ahead = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=90) < ahead < timedelta(days=365)


def test_security_txt_names_the_policy_that_is_set() -> None:
    settings = {"security_contact": "tel:+44-1632-960000"}
    settings["security_policy_url"] = "https://example.org/safe"
    got = Toy(**settings).ask("GET", SECURITY, key=None)
    assert "Policy: https://example.org/safe\n" in got.body.decode()


@pytest.mark.parametrize(
    "contact", ["safe@example.org", "http://example.org", "mailto:", "mailto:a@b\nExpires: never"]
)
def test_a_contact_that_is_no_safe_address_is_refused_at_start(contact: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, security_contact=contact)


def test_a_policy_must_be_at_a_safe_address() -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, security_policy_url="http://example.org/policy")

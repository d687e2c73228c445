"""docs/integrating/supervision.pq asks for what there is, and knows what comes.

Power Query itself does not run here. What the script would send is read out of it and sent; what it
expects is compared with what comes, and with the contract.
"""

import re
from typing import Any

import httpx
import pytest

from tests.guides.conftest import Reader
from tests.guides.pages import FOLDER, written_in
from tests.web.test_columns import PROMISED, columns_of

SCRIPT = (FOLDER / "supervision.pq").read_text(encoding="utf-8")
CALL = re.compile(r'Supervision\("([\w/-]+)", \[(.*?)\]\)')
CALLS = list(dict.fromkeys(CALL.findall("\n".join([SCRIPT, *written_in("powerquery")]))))
PAGED = re.findall(r"Paged = \{(.*?)\}", SCRIPT)[0].replace('"', "").split(", ")


def named(text: str) -> dict[str, str]:
    """A record of texts, out of M."""
    return dict(re.findall(r'(\w+) = "([^"]*)"', text))


def columns(name: str) -> dict[str, str]:
    """The columns in a list of the script, with their kinds; a list may go on from another."""
    [(start, body)] = re.findall(rf"\b{name} = (?:(\w+) & )?\{{\n(.*?)\n    \}}", SCRIPT, re.DOTALL)
    here = dict(re.findall(r'\{"(\w+)", (\w+)\}', body))
    return (columns(start) if start else {}) | here


def table_of(list_: str, measure: str | None) -> str:
    """The name that the script has for the columns of a list."""
    if list_ in PAGED:
        return "Expectations"
    return "InTimescale" if measure == "in_timescale" else "DueInPeriod"


def pages(reader: Reader, list_: str, query: dict[str, str]) -> list[dict[str, Any]]:
    """What the script's calls bring: cursor as a parameter, the key as password."""
    base, path = re.findall(r'Base = "(.*?)".*RelativePath = "(.*?)" & list', SCRIPT, re.DOTALL)[0]
    assert base == "https://supervision.example"
    more = {"limit": "200"} if list_ in PAGED else {}
    asked = {"known_at": "2026-11-23T08:00:00Z", **more, **query}
    found = []
    with httpx.Client(base_url=reader.address, auth=("any", reader.key), timeout=60) as client:
        while True:
            answer = client.get(f"/{path}{list_}", params=asked)
            found.append(answer.raise_for_status().json())
            cursor = found[-1].get("next_cursor")
            if cursor is None:
                return found
            asked["cursor"] = cursor


@pytest.mark.parametrize(("list_", "filters"), CALLS)
def test_what_is_asked_is_answered_with_the_columns(
    reader: Reader, list_: str, filters: str
) -> None:
    query = named(filters)
    found = pages(reader, list_, query)
    rows = [{"as_at": 0, "known_at": 0} | item for page in found for item in page["items"]]
    assert {"as_at", "known_at"} <= found[0].keys()
    assert rows
    assert columns(table_of(list_, query.get("measure"))).keys() <= rows[0].keys()


def test_several_pages_are_gone_through(reader: Reader) -> None:
    found = pages(reader, "expectations", {"include_ended": "true"})
    ids = [(row["id"], row["from_on"]) for page in found for row in page["items"]]
    assert len(found) > 2
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("list_", "measure"),
    [
        ("expectations", ""),
        ("flags", ""),
        ("compliance", "due_in_period"),
        ("compliance", "in_timescale"),
        ("compliance/series", "due_in_period"),
        ("compliance/series", "in_timescale"),
    ],
)
def test_the_columns_are_those_of_the_contract(list_: str, measure: str) -> None:
    assert list(columns(table_of(list_, measure)).items()) == list(
        columns_of(f"/v1/{list_}", measure).items()
    )


def test_every_kind_of_these_columns_has_a_type() -> None:
    kinds = dict(re.findall(r"^    (\w+) = (type \w+|Int64\.Type),$", SCRIPT, re.MULTILINE))
    assert kinds.keys() <= {line["kind"] for line in PROMISED}
    tables = ("Expectations", "DueInPeriod", "InTimescale")
    assert {kind for table in tables for kind in columns(table).values()} <= kinds.keys()


def test_the_address_that_a_sign_in_is_tried_on_answers(reader: Reader) -> None:
    assert httpx.get(reader.address, auth=("any", reader.key)).status_code == 200


@pytest.mark.parametrize(
    ("list_", "query", "status"),
    [("flags", {"teem": "1"}, 400), ("flags", {"team": "T2"}, 400), ("flag", {}, 404)],
)
def test_a_refusal_is_one_that_the_script_tells_in_words(
    reader: Reader, list_: str, query: dict[str, str], status: int
) -> None:
    handled = re.findall(r"ManualStatusHandling = \{(.*?)\}", SCRIPT)[0].split(", ")
    url = f"{reader.address}/v1/{list_}"
    answer = httpx.get(url, params=query, auth=("any", reader.key))
    assert (answer.status_code, str(status) in handled) == (status, True)
    assert answer.json().keys() >= {"code", "detail"}

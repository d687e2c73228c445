"""docs/integrating/supervision.ps1 and its page name what there is.

PowerShell does not run here. The calls that the page's commands stand for are made with the
addresses, the header and the bodies that the script has; the fields that it names are looked for.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.guides.conftest import Reader
from tests.guides.pages import FOLDER, written_in

SCRIPT = (FOLDER / "supervision.ps1").read_text(encoding="utf-8")
COMMANDS = "\n".join(written_in("powershell"))
READING = r"-List ([\w/-]+) -Query @\{(.*?)\}((?: \|\n.*)+)"
SENDING = r"-Source (\w+) -Type ([\w-]+) -Reference (\w+) -Record @\{(.*?)\}"


def one(pattern: str) -> str:
    """The one place of the script that looks so."""
    [found] = re.findall(pattern, SCRIPT)
    return str(found)


def table(text: str) -> dict[str, str]:
    """A hashtable of texts."""
    return dict(re.findall(r"(\w+) = '([^']*)'", text))


def fields(text: str) -> set[str]:
    """What the commands after a pipe take from a row."""
    named = " ".join(re.findall(r"-Property ('[\w', ]+')", text))
    return {*re.findall(r"'(\w+)'", named), *re.findall(r"\$_\.(\w+)", text)}


@pytest.fixture
def asking(reader: Reader) -> Iterator[httpx.Client]:
    headers = {one(r"Headers = @\{ '([\w-]+)' = \$env:KEY \}"): reader.key}
    with httpx.Client(base_url=reader.address, headers=headers, timeout=60) as client:
        yield client


def ask(asking: httpx.Client, path: str, query: dict[str, Any], **more: Any) -> httpx.Response:
    """A request as `Invoke-Supervision` makes it: also without a query there is a question mark."""
    pattern = one(r"Uri = '\{0\}(.*?)' -f \$env:BASE, \$Path")
    pairs = str(httpx.QueryParams(query))
    method = more.pop("method", "GET")
    return asking.request(method, pattern.format("", path, pairs), **more)


@pytest.mark.parametrize(
    ("list_", "query", "after"), re.findall("Get-SupervisionTable " + READING, COMMANDS)
)
def test_a_table_has_the_fields_that_the_page_takes(
    asking: httpx.Client, list_: str, query: str, after: str
) -> None:
    path = one(r'-Path "\$List(.*?)"')
    answer = ask(asking, f"{list_}{path}", table(query)).raise_for_status()
    row = next(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert fields(after)
    assert fields(after) <= row.keys()


@pytest.mark.parametrize(
    ("list_", "query", "after"), re.findall("Get-SupervisionRecord " + READING, COMMANDS)
)
def test_records_have_the_fields_that_the_page_takes(
    asking: httpx.Client, list_: str, query: str, after: str
) -> None:
    limit = one(r"\$asked\['limit'\] = (\d+)")
    page = ask(asking, list_, {**table(query), "limit": limit}).raise_for_status().json()
    assert set(re.findall(r"\$page\.(\w+)", SCRIPT)) <= page.keys()
    assert fields(after)
    assert fields(after) <= page["items"][0].keys()


@pytest.mark.parametrize(
    ("source", "type", "reference", "record", "status", "taken"),
    [
        (*call, status, taken)
        for call, (status, taken) in zip(
            re.findall("Set-SupervisionRecord " + SENDING, COMMANDS),
            ((201, r"\$written\.(\w+)"), (422, r"\$problem\.(\w+)")),
            strict=True,
        )
    ],
)
def test_a_record_is_answered_with_the_fields_that_the_page_takes(  # noqa: PLR0913, PLR0917
    asking: httpx.Client,
    source: str,
    type: str,
    reference: str,
    record: str,
    status: int,
    taken: str,
) -> None:
    assert one(r"\$path = '(.*?)' -f \$Source, \$Type") == "sources/{0}/{1}/{2}"
    path = f"sources/{source}/{type}/{reference}"
    answer = ask(asking, path, {}, method=one(r"-Method (\w+) -Record"), json=table(record))
    assert answer.status_code == status
    assert set(re.findall(taken, COMMANDS)) <= answer.json().keys()

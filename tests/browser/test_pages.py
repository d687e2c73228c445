"""The pages in a real browser: they work, ask for nothing from outside, and bar nobody."""

import re
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Demonstration, Visit
from tests.harness.programs import run

Tabs = Callable[..., Visit]
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = ["/", "/reference", "/reference/calendar", "/problems", "/problems/stale"]
LONG = ["/reference/sessions", "/reference/shapes"]  # axe takes a minute for each


def barriers(tab: Visit, **context: Any) -> list[tuple[str, str]]:
    """What axe finds against WCAG 2.2 AA, with the first place of each."""
    found = Axe().run(tab.page, context or None, {"runOnly": STANDARD}).response
    assert found["passes"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_bars_nobody(visit: Tabs, path: str, scheme: str) -> None:
    tab = visit(color_scheme=scheme)
    page = tab.go(path)
    for summary in page.locator("summary").all()[:3]:
        summary.click()
    assert barriers(tab) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_ours_around_swagger_bars_nobody(visit: Tabs, scheme: str) -> None:
    tab = visit(color_scheme=scheme)
    tab.go("/docs")
    assert barriers(tab, exclude=[["#swagger-ui"]]) == []


@pytest.mark.parametrize("path", [*PAGES, *LONG])
def test_a_page_fits_a_narrow_screen(visit: Tabs, path: str) -> None:
    page = visit(viewport={"width": 320, "height": 640}).go(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("path", [*PAGES, *LONG])
def test_a_page_says_all_without_scripts(visit: Tabs, path: str) -> None:
    page = visit(java_script_enabled=False).go(path)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("link", name="Reference", exact=True)).to_be_visible()


def test_the_start_page_shows_todays_figures_and_one_chart(visit: Tabs) -> None:
    page = visit(java_script_enabled=False).go("/")
    expect(page.get_by_role("img", name=re.compile("Within timescale today"))).to_be_visible()
    expect(page.locator(".figures dd").first).to_have_text(re.compile(r"^\d+%$"))
    table = page.get_by_role("table")
    expect(table).to_be_hidden()
    page.get_by_text("The same as a table").click()
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() > 1


def test_four_ways_lead_on_from_the_start_page(visit: Tabs) -> None:
    tab = visit()
    page = tab.go("/")
    titles = page.locator(".ways h3").all_inner_texts()
    assert titles == ["Try it", "Integrate", "Report", "Run it for real"]
    for path in [each.get_attribute("href") for each in page.locator(".ways a").all()]:
        answer = page.request.get(f"{tab.address}{path}", headers={"accept": "text/html"})
        assert answer.status == httpx.codes.OK


def test_the_first_key_press_offers_a_way_past_the_header(visit: Tabs) -> None:
    page = visit().go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_a_session_can_be_posted_by_trying_it_out(visit: Tabs) -> None:
    page = visit().go("/")
    page.get_by_role("link", name="Post a session in the browser").click()
    operation = page.locator("#operations-sessions-record_session")
    operation.get_by_role("button", name="Execute").click(timeout=60_000)
    answer = operation.locator(".live-responses-table .response").first
    expect(answer.locator(".response-col_status")).to_contain_text("201", timeout=30_000)
    expect(answer.locator(".highlight-code").first).to_contain_text('"rule": "feedback-time"')


def test_the_docs_list_tasks_in_the_order_of_the_work(visit: Tabs) -> None:
    told = visit().go("/docs").locator(".opblock-tag small")
    expect(told.last).to_contain_text("Administer:", timeout=60_000)
    tasks = [words.partition(":")[0] for words in told.all_inner_texts()]
    assert list(dict.fromkeys(tasks)) == ["Record", "Check", "Report", "Integrate", "Administer"]


def test_the_docs_lead_to_the_reference_without_scripts(visit: Tabs) -> None:
    page = visit(java_script_enabled=False).go("/docs")
    page.get_by_role("link", name="The reference").click()
    expect(page.locator("h1")).to_have_text("Reference")


def test_the_reference_leads_from_the_contents_to_a_field(visit: Tabs) -> None:
    page = visit(java_script_enabled=False).go("/reference")
    page.get_by_role("link", name="Record session", exact=True).click()
    section = page.locator("#record_session")
    expect(section.get_by_role("heading", name="Record session")).to_be_in_viewport()
    fields = section.get_by_role("table", name="Fields of SessionCreate")
    expect(fields.get_by_role("row", name=re.compile("^feedback_minutes"))).to_be_visible()
    fields.get_by_role("link", name="CheckIn").click()
    expect(page.locator("#CheckIn").get_by_role("heading")).to_be_in_viewport()


CHARTS = ["compliance", "compliance/series", "compliance/ageing", "compliance/forecast"]


@pytest.mark.parametrize(("scheme", "ground"), [("light", "255, 255, 255"), ("dark", "17, 23, 28")])
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_shown_in_the_colours_of_the_reader(
    visit: Tabs, demonstration: Demonstration, chart: str, scheme: str, ground: str
) -> None:
    page = visit(color_scheme=scheme, **with_key(demonstration)).go(f"/v1/{chart}.svg")
    expect(page.get_by_role("img")).to_have_accessible_name(re.compile("Met|Overdue|falls due"))
    expect(page.get_by_role("img")).to_have_accessible_description(re.compile("^As at "))
    expect(page.locator(".ground")).to_have_css("fill", f"rgb({ground})")


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_that_is_written_in_a_chart_runs_into_its_neighbour(
    visit: Tabs, demonstration: Demonstration, chart: str
) -> None:
    page = visit(**with_key(demonstration)).go(f"/v1/{chart}.svg")
    heads = [each.bounding_box() for each in page.locator(".head").all()]
    labels = [each.bounding_box() for each in page.locator(".label").all()]
    cells = [each.bounding_box() for each in page.locator(".none, .red, .bar, .level").all()]
    assert heads
    assert labels
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(heads))
    right = max(each["x"] + each["width"] for each in labels)
    assert all(right < each["x"] for each in cells if each["y"] > heads[0]["y"])


def with_key(demonstration: Demonstration) -> dict[str, Any]:
    """What makes a tab send the key of the demonstration."""
    return {"extra_http_headers": {"authorization": f"Bearer {demonstration.key}"}}


def test_a_page_prints_without_what_only_a_screen_needs(visit: Tabs) -> None:
    page = visit().go("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages").locator("ul")).to_be_hidden()
    expect(page.get_by_role("img", name=re.compile("Within timescale today"))).to_be_visible()


@pytest.mark.parametrize("place", range(4))
def test_a_call_of_the_start_page_works_when_it_is_pasted(
    demonstration: Demonstration, tmp_path: Path, place: int
) -> None:
    page = httpx.get(demonstration.address, headers={"accept": "text/html"}).text
    calls = re.findall(r"<pre><code>(curl.*?)</code></pre>", page, re.DOTALL)
    assert len(calls) == 4
    line = unescape(calls[place]).replace("curl", "curl --silent --show-error --fail", 1)
    printed = run(["sh", "-c", line], tmp_path)
    written = "".join(file.read_text() for file in tmp_path.iterdir())
    assert printed or written

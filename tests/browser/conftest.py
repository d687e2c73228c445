"""Chromium without a window, and the demonstration as `supervision demo` serves it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

MUST_RUN = "BROWSER_TESTS_MUST_RUN"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # it would need rights that a container does not give
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 120
SWAGGERS_OWN = "Deprecated: escaping deep link whitespace"


@dataclass(frozen=True)
class Demonstration:
    """Where it is, and the key that it shows."""

    address: str
    key: str


@pytest.fixture(scope="module")  # Playwright holds the event loop, which other tests need
def browser() -> Iterator[Browser]:
    """One browser for these tests; where none is installed they are skipped, or fail."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        reason = "NO PAGE WAS LOOKED AT IN A BROWSER: chromium is not installed here"
        (pytest.fail if os.environ.get(MUST_RUN) else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The command itself, in a folder and on a port of this process alone."""
    folder = tmp_path_factory.mktemp("demonstration")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [Path(sys.executable).with_name("supervision"), "demo", "--port", str(port)]
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, cwd=folder, stdout=printed, stderr=subprocess.STDOUT)
    try:
        _wait_for(address, process, folder / "printed")
        yield Demonstration(address, _key(address))
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(address: str, process: subprocess.Popen[bytes], printed: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"the demonstration did not start:\n{printed.read_text()}")


def _key(address: str) -> str:
    script = httpx.get(f"{address}/docs/start.js").text
    found = re.search(r'const key = "(\S+)";', script)
    assert found
    return found[1]


@dataclass
class Visit:
    """A tab, with everything that was asked for and complained about in it."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open one of our pages and wait until nothing more is loaded."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def note_request(self, request: Request) -> None:
        """Remember what was asked for."""
        self.asked.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        """Remember what the browser complains about, such as the content policy."""
        if message.type in ("error", "warning") and not message.text.startswith(SWAGGERS_OWN):
            self.complaints.append(message.text)

    def check(self) -> None:
        """Nothing came from elsewhere, and the browser had nothing to complain about."""
        strangers = [url for url in self.asked if not _is_ours(url)]
        assert (strangers, self.complaints) == ([], [])
        assert self.asked


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "data" or parts.hostname == "127.0.0.1"


@pytest.fixture
def visit(browser: Browser, demonstration: Demonstration) -> Iterator[Callable[..., Visit]]:
    """Opens tabs, with options of Playwright's; each is checked when the test is over."""
    opened: list[Visit] = []

    def open_tab(**options: Any) -> Visit:
        page = browser.new_context(**options).new_page()
        made = Visit(page, demonstration.address)
        page.on("request", made.note_request)
        page.on("console", made.note_message)
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        opened.append(made)
        return made

    yield open_tab
    for each in opened:
        each.page.context.close()
        each.check()

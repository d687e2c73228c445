"""`supervision try`: six real calls, and their answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click
import httpx

from app.commands.calls import Call
from app.commands.demo import made
from app.commands.running import NOT_YET, Running, told
from app.commands.serving import listening, served
from app.commands.tour import tour

PATIENCE = 120
"""Seconds: a demonstration that has just been started is still being made."""


@click.command("try")
def try_() -> None:
    """Make six calls to the demonstration that runs here, or to one of their own.

    It ends with exit code 1 unless every one of them answers as it should.
    """
    with _demonstration() as running:
        click.echo("Of the answers most fields, and all but the first items, are left out.")
        click.echo(f"\nKEY={running.key}")
        headers = {"authorization": f"Bearer {running.key}"}
        with httpx.Client(
            base_url=running.address, headers=headers, timeout=PATIENCE, trust_env=False
        ) as http:
            tour(Asking(http, running.address).ask)


@dataclass
class Asking:
    """Makes calls one after another, and shows each with its answer."""

    http: httpx.Client
    address: str
    count: int = field(default=0, init=False)

    def ask(self, call: Call) -> Any:  # noqa: ANN401  # any JSON, or a text
        """Make a call and show it; what it answered, whole."""
        self.count += 1
        click.echo(f"\n{self.count}. {call.title}\n\n{call.line(self.address)}")
        answer = self._answered(call)
        is_json = "json" in answer.headers["content-type"]
        found = answer.json() if is_json else answer.text
        click.echo(call.shortened(found))
        if not answer.is_success:
            raise click.ClickException(f"That answered {answer.status_code}, which it should not.")
        return found

    def _answered(self, call: Call) -> httpx.Response:
        try:
            if call.body is None:
                return self.http.get(call.path)
            return self.http.post(call.path, json=call.body)
        except httpx.TransportError as error:
            raise click.ClickException(f"{self.address} does not answer: {error}") from None


@contextmanager
def _demonstration() -> Iterator[Running]:
    """The one that runs here, or one for as long as this lasts."""
    running = told()
    if running is not None and running.key == NOT_YET:
        raise click.ClickException("The demonstration is still being made: try again in a moment.")
    if running is not None:
        yield running
        return
    click.echo("No demonstration runs here, so one is started for these calls.")
    with listening("127.0.0.1", 0) as opened, made(opened) as own, served(own.app, opened):
        yield own.running

"""Six calls that show what the service is for; each is checked to answer what it should."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import click

from app.commands.calls import Call

Ask = Callable[[Call], Any]
"""Makes a call, shows it and gives what it answered: JSON, or the text of a file."""

Flag = dict[str, Any]

OF_THE_DOCS = "W123"
"""A later session of this worker would clear the flag that the docs' example raises."""

RULE = "personal-timescale"
ME = Call("Whose key is this, and what may it do?", "/v1/me", ("organisation", "source", "scopes"))
OVERDUE = Call(
    "Whose supervision is overdue?",
    f"/v1/flags?rule={RULE}&include=sentence&limit=10",
    ("as_at", "items", "worker_ref", "supervisor_ref", "team_ref", "days_late", "sentence"),
)
BY_TEAM = Call(
    "Is it happening? Personal supervision in the last year, by team",
    f"/v1/compliance?rule={RULE}&group_by=team",
    ("from", "to", "items", "team_ref", "expected", "met", "met_late", "overdue", "rate", "rag"),
    most=10,
)
FILE = Call(
    "The same by month, as a file for a spreadsheet",
    f"/v1/compliance/series.csv?rule={RULE}&group_by=team",
)


def tour(ask: Ask) -> None:
    """Ask, record, ask why, and take the figures away."""
    _expect("the key may do something", ask(ME)["scopes"])
    overdue = ask(OVERDUE)
    waiting = (flag for flag in overdue["items"] if flag["worker_ref"] != OF_THE_DOCS)
    someone = _first("somebody's supervision is overdue", waiting)
    flags = ask(_session(someone, date.fromisoformat(overdue["as_at"])))["flags"]
    _first("a session clears its worker's flag", _of_rule(RULE, flags["cleared"]))
    raised = _first("too little feedback is flagged", _of_rule("feedback-time", flags["raised"]))
    _expect("a flag explains itself", ask(_why(raised))["paragraph"])
    _expect("there are figures of several teams", len(ask(BY_TEAM)["items"]) > 1)
    _expect("a file has a line for each figure", ask(FILE).count("\n") > 1)


def _session(flag: Flag, today: date) -> Call:
    """A session of somebody whose supervision is overdue, with too little time for feedback."""
    body = {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": flag["worker_ref"],
        "supervisor_ref": flag["supervisor_ref"],
        "held_on": (today - timedelta(days=1)).isoformat(),
        "minutes": 60,
        "feedback_minutes": 4,
    }
    title = f"Record a session of {flag['worker_ref']}: which flags does that raise and clear?"
    shows = ("kind", "held_on", "flags", "raised", "cleared", "rule", "state", "sentence")
    return Call(title, "/v1/sessions", shows, body)


def _why(flag: Flag) -> Call:
    title = "Why was that flag raised, and what would clear it?"
    return Call(title, f"/v1/flags/{flag['id']}", ("rule", "state", "paragraph"))


def _of_rule(rule: str, flags: list[Flag]) -> Iterator[Flag]:
    return (flag for flag in flags if flag["rule"] == rule)


def _first(sentence: str, found: Iterator[Flag]) -> Flag:
    for flag in found:
        return flag
    raise _unexpected(sentence)


def _expect(sentence: str, found: object) -> None:
    if not found:
        raise _unexpected(sentence)


def _unexpected(sentence: str) -> click.ClickException:
    return click.ClickException(f"This should be so, and is not: {sentence}.")

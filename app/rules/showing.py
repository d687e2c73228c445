"""Rows about what a record shows: one for each record of the window, by one finding."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.rules.case_view import CaseView
from app.rules.content import Finding
from app.rules.expectation import Expectation
from app.rules.facts import Discussion, Session
from app.rules.parameters import RulePolicy
from app.rules.worker_view import WorkerView

NOT_SENT = "not_sent"

Record = TypeVar("Record")
Find = Callable[[Record, RulePolicy], Finding | None]
"""What a record shows under a policy; None: nothing is expected of it."""


def of_sessions(view: WorkerView, rule: str, find: Find[Session]) -> Iterator[Expectation]:
    """One row for each held personal session of the window."""
    for each, sheet in view.sheets:
        parameters = sheet.rules[rule]
        found = find(each.session, parameters) if parameters.enabled else None
        if found:
            yield sheet.row(rule, found)


def of_discussions(view: CaseView, rule: str, find: Find[Discussion]) -> Iterator[Expectation]:
    """One row for each discussion of the window of which something is expected."""
    for each, sheet in view.sheets:
        parameters = sheet.rules[rule]
        found = find(each.said, parameters) if parameters.enabled and each.said else None
        if found:
            yield sheet.row(rule, found)


def yes_or_no(code: str, said: bool | None) -> Finding:  # noqa: FBT001  # null is an answer, too
    """A finding of what the sender says outright."""
    return said, NOT_SENT if said is None else None, {"code": code, "said": said}

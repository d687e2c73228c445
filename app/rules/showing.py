"""Rows about what a record shows: one for each record of the window, by one finding."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.rules.case_view import CaseView, discussed
from app.rules.content import Finding, content
from app.rules.expectation import Expectation
from app.rules.facts import Discussion, Session
from app.rules.parameters import RulePolicy
from app.rules.stretch import Fact
from app.rules.view import Placed
from app.rules.worker_view import WorkerView

NOT_SENT = "not_sent"

Record = TypeVar("Record")
Find = Callable[[Record, RulePolicy], Finding | None]
"""What a record shows under a policy; None: nothing is expected of it."""


def of_sessions(view: WorkerView, rule: str, find: Find[Session]) -> Iterator[Expectation]:
    """One row for each held personal session of the window."""
    for each in view.opening:
        policy = view.parameters(rule, each.day)
        found = find(each.session, policy[0]) if policy else None
        if policy and found:
            yield content(view, opened_by(rule, each), found, each.session.id, policy[1])


def of_discussions(view: CaseView, rule: str, find: Find[Discussion]) -> Iterator[Expectation]:
    """One row for each discussion of the window of which something is expected."""
    for each in view.opening:
        policy = view.parameters(rule, each.day)
        found = find(each.said, policy[0]) if policy and each.said else None
        if policy and found:
            yield content(view, discussed(rule, each), found, each.session.id, policy[1])


def opened_by(rule: str, each: Placed) -> Fact:
    """What a session opens about itself."""
    id = each.session.id
    return Fact(rule, each.anchor, each.day, "session", id, id)


def yes_or_no(code: str, said: bool | None) -> Finding:  # noqa: FBT001  # null is an answer, too
    """A finding of what the sender says outright."""
    return said, NOT_SENT if said is None else None, {"code": code, "said": said}

"""Rows about what a record shows: one for each record of the window, by one finding."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.rules.case_view import CaseView
from app.rules.content import Shown, content
from app.rules.expectation import Expectation, Step
from app.rules.facts import Discussion, Session
from app.rules.parameters import RulePolicy
from app.rules.stretch import Fact
from app.rules.view import Placed
from app.rules.worker_view import WorkerView

NOT_SENT = "not_sent"

Finding = tuple[bool | None, str | None, Step]
"""Whether a record shows what it must, why that cannot be judged, and the step that says so."""

Record = TypeVar("Record")
Find = Callable[[Record, RulePolicy], Finding | None]
"""What a record shows under a policy; None: nothing is expected of it."""


def of_sessions(view: WorkerView, rule: str, find: Find[Session]) -> Iterator[Expectation]:
    """One row for each held personal session of the window."""
    for each in view.opening:
        policy = view.parameters(rule, each.day)
        found = find(each.session, policy[0]) if policy else None
        if policy and found:
            yield content(view, opened_by(rule, each), shown(found, each, policy[1]))


def of_discussions(view: CaseView, rule: str, find: Find[Discussion]) -> Iterator[Expectation]:
    """One row for each discussion of the window of which something is expected."""
    for each in view.opening:
        said = view.discussion_in(each)
        policy = view.parameters(rule, each.day)
        found = find(said, policy[0]) if policy else None
        if policy and found:
            yield content(view, view.discussed(rule, each), shown(found, each, policy[1]))


def opened_by(rule: str, each: Placed) -> Fact:
    """What a session opens about itself."""
    id = each.session.id
    return Fact(rule, each.anchor, each.day, "session", id, origin=id)


def shown(found: Finding, each: Placed, policy_version: int) -> Shown:
    """A finding about a session as what its record shows."""
    met, reason, step = found
    return Shown(met, each.session.id, policy_version, reason, (step,))


def yes_or_no(code: str, said: bool | None) -> Finding:  # noqa: FBT001  # null is an answer, too
    """A finding of what the sender says outright."""
    return said, NOT_SENT if said is None else None, {"code": code, "said": said}

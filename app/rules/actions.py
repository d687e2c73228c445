"""Actions: owned and dated, reviewed in every later session, completed in time, without drift."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from app.rules.case_view import CaseView
from app.rules.content import Sheet, content
from app.rules.deadline import Course, Due, stretches
from app.rules.expectation import Expectation, Step, written
from app.rules.facts import Action, Place, Session
from app.rules.parameters import RulePolicy
from app.rules.standing import Agenda, Followed, agreed_at
from app.rules.stretch import Fact
from app.rules.view import Placed, View
from app.rules.worker_view import WorkerView
from app.vocabulary import ActionStatus, SessionKind

PREVIOUS_ACTIONS_REVIEWED = "previous-actions-reviewed"
ACTION_OWNED_AND_DATED = "action-owned-and-dated"
ACTION_COMPLETED = "action-completed"
ACTION_DRIFT = "action-drift"


def sessions_reviewed(view: WorkerView) -> Iterator[Expectation]:
    """Each held personal session reviews every action of the worker that is due a review."""
    agenda = Agenda(view.followed)
    for each, sheet in view.sheets:
        yield from _reviewed(view, each, sheet, agenda)


def discussions_reviewed(view: CaseView) -> Iterator[Expectation]:
    """Each discussion reviews every action of the case that is due one; a group owes none."""
    agenda = Agenda(view.followed)
    for each, sheet in view.sheets:
        if each.session.kind is not SessionKind.GROUP:
            yield from _reviewed(view, each, sheet, agenda)


def action_owned_and_dated(view: View) -> Iterator[Expectation]:
    """Each action has an owner and a due date; not to have been told is not to have them."""
    for followed in view.followed:
        action = followed.action
        policy = view.parameters(ACTION_OWNED_AND_DATED, action.agreed_on)
        if policy is None or not view.opens(action.agreed_on):
            continue
        owned, dated = action.owner_id is not None, action.due_on is not None
        step: Step = {"code": "owned_and_dated", "owned": owned, "dated": dated}
        found = (owned and dated, None, step)
        yield content(view, _fact(ACTION_OWNED_AND_DATED, followed), found, action.id, policy[1])


def action_completed(view: View) -> Iterator[Expectation]:
    """Each due date of an action in turn; a session may set another, from its own day on."""
    for followed in view.followed:
        action, where = followed.action, followed.where
        policy = view.parameters(ACTION_COMPLETED, action.agreed_on)
        if policy is None or not where.due_history:
            continue
        parameters, version = policy
        closed_on = max(where.closed_on, action.agreed_on) if where.closed_on else None
        dropped = where.closed_as is ActionStatus.NO_LONGER_NEEDED
        course = Course(
            policy_version=version,
            grace=parameters.grace or 0,
            met_on=None if dropped else closed_on,
            met_by=where.closed_by.session_id if where.closed_by else action.id,
            dropped_on=closed_on if dropped else None,
            left_on=view.left_on(action.agreed_on),
        )
        dues = [_due(view, from_on, due_on) for from_on, due_on in where.due_history]
        yield from stretches(view, _fact(ACTION_COMPLETED, followed), dues, course)


def action_drift(view: View) -> Iterator[Expectation]:
    """Each carrying-forward of an action, of which the last that a policy allows breaches."""
    for action, name, where in view.followed:
        for nth, review in enumerate(where.carries, start=1):
            day = review.held_on
            policy = view.parameters(ACTION_DRIFT, day) if view.opens(day) else None
            if policy is None:
                continue
            limit = policy[0].threshold or 0
            step: Step = {"code": "carried_forward", "times": nth, "limit": limit}
            found = (nth < limit, None, step)
            anchor = f"{name}:{review.session_id}"
            fact = Fact(ACTION_DRIFT, anchor, day, "action", action.id, origin=review.session_id)
            yield content(view, fact, found, review.session_id, policy[1])


def _reviewed(view: View, each: Placed, sheet: Sheet, agenda: Agenda) -> Iterator[Expectation]:
    session, parameters = each.session, sheet.rules[PREVIOUS_ACTIONS_REVIEWED]
    expected = _expected(view, each, parameters, agenda) if parameters.enabled else []
    if not expected:
        return
    missing = [action.id for action in expected if action.id not in session.reviewed]
    believed = bool(missing and session.tick_box)
    found = (not missing, None, _count(len(expected), missing))
    near_misses = (_tick_box(session, each.day),) if believed else ()
    yield sheet.row(PREVIOUS_ACTIONS_REVIEWED, found, near_misses)


def _expected(view: View, each: Placed, parameters: RulePolicy, agenda: Agenda) -> list[Action]:
    """What is open, and by policy also what was closed outside any review since the last one."""
    expected = agenda.at(each.place)
    if parameters.review_closed:
        before = view.owing_before(each.place)
        expected += [
            one.action
            for one in view.followed
            if _was_closed(one, each.place) and not (before and _was_closed(one, before))
        ]
    return expected


def _was_closed(followed: Followed, place: Place) -> bool:
    """Whether an action agreed before a place had been closed there by its sender."""
    where = followed.where
    if where.closed_on is None or where.closed_by:
        return False
    return where.closed_on <= place[0] and agreed_at(followed.action) < place


def _count(expected: int, missing: list[UUID]) -> Step:
    return {
        "code": "actions_reviewed",
        "expected": expected,
        "reviewed": expected - len(missing),
        "missing": [str(id) for id in missing],
    }


def _tick_box(session: Session, day: date) -> Step:
    return {"code": "tick_box_only", "session_id": str(session.id), "on": written(day)}


def _due(view: View, from_on: date, due_on: date) -> Due:
    step: Step = {
        "code": "due_date_set",
        "on": written(from_on),
        "due_on": written(due_on),
    }
    return Due(from_on, due_on, view.book.calendar_on(from_on).version, (step,))


def _fact(rule: str, followed: Followed) -> Fact:
    action, name, _ = followed
    return Fact(rule, name, action.agreed_on, "action", action.id, action.agreed_in)

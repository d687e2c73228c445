"""What happened, read clause by clause.

Semicolons part the clauses, which stand in the order of time; what follows a comma says more of the
same clause. What a session says nothing of went well: see `make.held`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from app.rules.facts import Absence, Text
from app.vocabulary import AbsenceReason, SessionKind, SessionStatus
from tests.rules import make
from tests.rules.table import details
from tests.rules.table.details import Changes, Phrases
from tests.rules.table.patterns import meaning
from tests.rules.table.reading import Row, UnreadableError
from tests.rules.table.story import Story, Stream

Clause = tuple[Callable[[Story, Changes], object], Phrases]
"""What a clause does to the story, given its details, and the details that it may have."""

AWAY = {
    "sickness": AbsenceReason.SICKNESS,
    "annual leave": AbsenceReason.ANNUAL_LEAVE,
    "maternity leave": AbsenceReason.MATERNITY,
    "unpaid leave": AbsenceReason.UNPAID,
}


def facts_of(row: Row) -> Stream:
    """The facts that a row tells in words."""
    story = Story()
    for clause in row.happened.split("; "):
        try:
            _read(clause, story)
        except UnreadableError as error:
            raise UnreadableError(f"{row.place}: {error}") from error
    return story.stream()


def _read(clause: str, story: Story) -> None:
    first, *more = clause.split(", ")
    tell, phrases = meaning(CLAUSES[story.about], first)
    tell(story, _together([meaning(phrases, each) for each in more]))


def _together(said: list[Changes]) -> Changes:
    """All that the details come to; of several feedbacks or reviews, each."""
    changes: Changes = {}
    for one in said:
        for name, value in one.items():
            if name in changes and not isinstance(value, tuple):
                raise UnreadableError("one thing is said twice")
            changes[name] = (*changes[name], *value) if name in changes else value
    return changes


# Whom it is about.
def _worker(started_on: date = make.START) -> Clause:
    def tell(story: Story, said: Changes) -> None:
        story.about = "worker"
        story.asye_started_on = said.pop("asye_started_on", None)
        story.post = {"started_on": started_on, **said}

    return tell, details.POST


def _case() -> Clause:
    def tell(story: Story, _: Changes) -> None:
        story.about = "case"

    return tell, {}


def _case_with(plan: str | None, from_on: date, to_on: date | None = None) -> Clause:
    def tell(story: Story, _: Changes) -> None:
        story.about = "case"
        story.plans.append(make.plan(plan, from_on, to_on))

    return tell, {}


def _agreement(started_on: date) -> Clause:
    def tell(story: Story, said: Changes) -> None:
        story.about = "agreement"
        story.agreement = {"started_on": started_on, **said}

    return tell, details.AGREEMENT


# What happened to them.
def _plan(plan: str | None, from_on: date, to_on: date | None = None) -> Clause:
    planned = make.plan(plan, from_on, to_on)
    return lambda story, _: story.plans.append(planned), {}


def _closed(on: date) -> Clause:
    def tell(story: Story, _: Changes) -> None:
        story.closed_on = on

    return tell, {}


def _held_by_the_worker(from_on: date, to_on: date | None = None) -> Clause:
    allocated = make.allocation(from_on, to_on)
    return lambda story, _: story.allocations.append(allocated), {}


def _held_by_a_colleague(from_on: date) -> Clause:
    allocated = make.allocation(from_on, worker_id=details.COLLEAGUE)
    return lambda story, _: story.allocations.append(allocated), {}


def _away(why: str, from_on: date, to_on: date | None = None) -> Clause:
    absent = Absence(AWAY[why], from_on, to_on)
    return lambda story, _: story.absences.append(absent), {}


def _called_off(kind: str, planned_on: date, off_on: date | None = None) -> Clause:
    session = make.called_off(
        planned_on,
        off_on,
        kind=SessionKind(kind),
        status=SessionStatus.CANCELLED if off_on else SessionStatus.MISSED,
    )
    return lambda story, _: story.sessions.append(session), {}


def _note(on: date, at: time | None = None) -> Clause:
    decided_at = details.london(on, at) if at else None

    def tell(story: Story, said: Changes) -> None:
        story.notes.append(make.note(on, decided_at, **said))

    return tell, details.NOTE


def _action(on: date) -> Clause:
    def tell(story: Story, said: Changes) -> None:
        agreed_in = next((each for each in story.sessions if each.held_on == on), None)
        if agreed_in is None:
            raise UnreadableError(f"no session was held on {on} that could agree an action")
        story.actions.append(make.action(agreed_in, **{"due_on": None, **said}))

    return tell, details.ACTION


def _session(kind: str, on: date) -> Clause:
    def tell(story: Story, said: Changes) -> None:
        before = [each.reflection for each in story.sessions]
        _hold(story, kind, on, _copied(said, "reflection", before))

    return tell, details.SESSION


def _discussed(kind: str, on: date) -> Clause:
    def tell(story: Story, said: Changes) -> None:
        before = [each.discussions[0].analysis for each in story.sessions if each.discussions]
        said = _copied(said, "analysis", before)
        about = {name: said.pop(name) for name in details.OF_DISCUSSIONS & set(said)}
        _hold(story, kind, on, {**said, "discussions": (make.discussion(**about),)})

    return tell, details.DISCUSSION


def _copied(said: Changes, name: str, before: list[Text | None]) -> Changes:
    percent, last = said.pop("copied", None), before[-1] if before else None
    return {**said, name: details.repeated(percent, last)} if percent else said


def _hold(story: Story, kind: str, on: date, said: Changes) -> None:
    reviews = said.pop("reviews", ())
    session = make.held(on, kind=SessionKind(kind), **said)
    for outcome, new_due_on, many in reviews:
        reviewed = story.actions[:many]
        if not reviewed or len(reviewed) < (many or 0):
            raise UnreadableError("fewer actions were agreed before")
        review = make.review(session, outcome, new_due_on=new_due_on)
        story.actions[:many] = [
            replace(action, reviews=(*action.reviews, review)) for action in reviewed
        ]
        session = replace(session, reviewed=frozenset(action.id for action in reviewed))
    story.sessions.append(session)


OPENINGS: dict[str, Callable[..., Clause]] = {
    "a worker": _worker,
    "a worker in post since {day}": _worker,
    "a case": _case,
    "a case with a {plan} plan from {day}": _case_with,
    "a case with a {plan} plan from {day} to {day}": _case_with,
    "a case with an unknown plan from {day}": lambda on: _case_with(None, on),
    "an agreement from {day}": _agreement,
}

OF_WORKERS_AND_CASES: dict[str, Callable[..., Clause]] = {
    "{away} from {day}": _away,
    "{away} from {day} to {day}": _away,
    "{kind} session on {day}": _session,
    "action agreed on {day}": _action,
}

OF_WORKERS: dict[str, Callable[..., Clause]] = {
    "informal conversation on {day}": lambda on: _session("informal", on),
    "{kind} session planned for {day} and cancelled on {day}": _called_off,
    "{kind} session planned for {day} and missed": _called_off,
}

OF_CASES: dict[str, Callable[..., Clause]] = {
    "a {plan} plan from {day}": _plan,
    "a {plan} plan from {day} to {day}": _plan,
    "an unknown plan from {day}": lambda on: _plan(None, on),
    "closed on {day}": _closed,
    "held by the worker from {day}": _held_by_the_worker,
    "held by the worker from {day} to {day}": _held_by_the_worker,
    "held by a colleague from {day}": _held_by_a_colleague,
    "discussed in a {kind} session on {day}": _discussed,
    "discussed in an informal conversation on {day}": lambda on: _discussed("informal", on),
    "oversight note of {day}": _note,
    "oversight note of {day} at {time}": _note,
}

CLAUSES = {
    "": OPENINGS,
    "worker": OF_WORKERS_AND_CASES | OF_WORKERS,
    "case": OF_WORKERS_AND_CASES | OF_CASES,
    "agreement": {},
}
"""What may come next in a story, by whom it is about."""

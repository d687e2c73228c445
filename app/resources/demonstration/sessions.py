"""A year of personal sessions of one team, in the order in which they were held."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from app.resources.demonstration.actions import Agenda, agreed
from app.resources.demonstration.authority import Sent
from app.resources.demonstration.calendar import Meeting
from app.resources.demonstration.cases import Case
from app.resources.demonstration.content import Pen
from app.resources.demonstration.year import Year, at

PASSED_OVER = 0.35
"""How many of somebody's cases a hasty session does not come to."""

JOINT = 5
"""The session of somebody newly qualified to which their practice educator comes."""

MOST_ACTIONS = 2


def sessions(
    meetings: Sequence[Meeting], cases: Sequence[Case], year: Year, random: Random
) -> Iterator[Sent]:
    """What became of each: called off at first, and then held."""
    agenda = Agenda(random)
    for meeting in sorted(meetings, key=lambda one: (one.day, one.person.number)):
        if meeting.was_planned_for:
            yield _called_off(meeting, random)
        pen = Pen(meeting, year, random)
        discussed = [case.reference for case in cases if _comes_up(case, meeting, random)]
        yield "sessions", _reference(meeting), _held(pen, discussed, agenda)


def _reference(meeting: Meeting) -> str:
    return f"{meeting.person.reference}-S{meeting.turn + 1:02}"


def _comes_up(case: Case, meeting: Meeting, random: Random) -> bool:
    if not case.is_held_by(meeting.person, meeting.day):
        return False
    return meeting.is_careful or random.random() > PASSED_OVER


def _called_off(meeting: Meeting, random: Random) -> Sent:
    day = meeting.was_planned_for
    assert day is not None, "only such a meeting was called off"  # noqa: S101
    status = random.choice(("cancelled", "cancelled", "missed"))
    fields: dict[str, Any] = {**_people(meeting), "status": status, "planned_for": at(day, 10)}
    if status == "cancelled":
        by = random.choice(("supervisor", "supervisee"))
        fields |= {"cancelled_on": day.isoformat(), "cancelled_by": by}
        fields["cancel_reason"] = random.choice(("Called to court", "A child came first", "Ill"))
    return "sessions", f"{_reference(meeting)}-X", fields


def _people(meeting: Meeting) -> dict[str, Any]:
    person = meeting.person
    supervisors = [person.supervisor_on(meeting.day)]
    if person.is_newly_qualified and meeting.turn == JOINT:
        supervisors.append(next(one for one in person.team.managers if one not in supervisors))
    return {
        "kind": "joint" if len(supervisors) > 1 else "personal",
        "supervisee_refs": [person.reference],
        "supervisor_refs": supervisors,
    }


def _held(pen: Pen, discussed: list[str], agenda: Agenda) -> dict[str, Any]:
    meeting = pen.meeting
    abouts = [meeting.person.reference, *discussed]
    reviews = agenda.reviews(abouts, meeting.day, is_careful=meeting.is_careful)
    return {
        **_people(meeting),
        "status": "held",
        **pen.content(),
        "discussions": [pen.discussion(case) for case in discussed],
        "action_reviews": reviews,
        "actions": _actions(pen, abouts, agenda),
    }


def _actions(pen: Pen, abouts: list[str], agenda: Agenda) -> list[dict[str, Any]]:
    """What the session agrees, each about the worker or about one of the cases discussed."""
    meeting, found = pen.meeting, []
    owner = meeting.person.reference
    for count in range(pen.random.randrange(MOST_ACTIONS + 1)):
        about = pen.random.choice(abouts) if count else owner
        sent, open = agreed(
            f"{_reference(meeting)}-A{count + 1}",
            owner,
            meeting.day,
            pen.random,
            is_careful=meeting.is_careful,
        )
        found.append(sent if about == owner else {**sent, "case_ref": about})
        agenda.agree(about, open)
    return found

"""Random histories of a small team, as steps that can be sent one after another in any order."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.harness.service import Answer, Client, keyed

FIRST = date(2025, 9, 1)
SPAN = 160
SUPERVISEES = ("W0", "W1")
SUPERVISORS = ("M0", "M1")
CASES = ("C0", "C1")
SESSIONS = ("S0", "S1", "S2", "S3", "S4", "S5")
LONG = " ".join(f"word{n}" for n in range(40))
ALIKE = f"{LONG} and one thing more"
OTHER = " ".join(f"other{n}" for n in range(40))
EXPLORED: tuple[list[dict[str, str]] | None, ...] = (None, [], [{"aspect": "gender"}])
TEXTS = (None, " ", "Short.", LONG, LONG, ALIKE, OTHER)
"""What is written in long: not sent, blank, too short, the same again, nearly the same, new."""

Body = dict[str, Any]


@dataclass(frozen=True)
class Put:
    """A record sent by its reference, whole or in part."""

    type: str
    reference: str
    body: Body


@dataclass(frozen=True)
class Patch:
    """A change of a record that is there already."""

    type: str
    reference: str
    body: Body


@dataclass(frozen=True)
class Delete:
    """A record marked as entered in error."""

    type: str
    reference: str


@dataclass(frozen=True)
class Post:
    """Something without a reference."""

    type: str
    body: Body


@dataclass(frozen=True)
class Map:
    """What the source's labels of stages, or of plans, mean."""

    labels: Body
    field: str = "stage"


@dataclass(frozen=True)
class Close:
    """The nation, and the days on which the organisation is closed."""

    calendar: Body


Step = Put | Patch | Delete | Post | Map | Close


def day(n: int) -> str:
    """A day of the history, as text."""
    return (FIRST + timedelta(days=n)).isoformat()


def noon(n: int) -> str:
    """Noon of a day of the history."""
    return f"{day(n)}T12:00:00Z"


days = st.integers(0, SPAN)
optional_days = st.none() | days.map(day)


@st.composite
def posts(draw: Any) -> list[Body]:
    """One or two posts, with gaps, overlaps and unknown days."""
    found = []
    for team in range(draw(st.integers(0, 2))):
        started = draw(st.sampled_from([-400, -400, None]) | days)
        ended = draw(st.none() | days)
        if started is not None and ended is not None and ended < started:
            started, ended = ended, started
        found.append(
            {
                "team_ref": f"T{team}",
                "stage": draw(
                    st.sampled_from(["standard", "standard", "asye", "probation", "odd"])
                ),
                "supervised": draw(st.sampled_from([True, True, True, False])),
                "started_on": None if started is None else day(started),
                "ended_on": None if ended is None else day(ended),
            }
        )
    return found


@st.composite
def absences(draw: Any) -> list[Body]:
    """Up to three absences, some without an end."""
    found = {}
    for _ in range(draw(st.integers(0, 3))):
        from_on = draw(days)
        length = draw(st.none() | st.integers(0, 40))
        reason = draw(st.sampled_from(["sickness", "unpaid", "training"]))
        found[from_on, reason] = {
            "reason": reason,
            "from_on": day(from_on),
            "to_on": None if length is None else day(from_on + length),
        }
    return list(found.values())


@st.composite
def workers(draw: Any) -> Put:
    """A worker, whole or only a part that changed."""
    whole = {
        "posts": draw(posts()),
        "absences": draw(absences()),
        "asye_started_on": draw(optional_days),
    }
    sent = draw(st.sets(st.sampled_from(sorted(whole)), min_size=1))
    return Put(
        "workers", draw(st.sampled_from(SUPERVISEES)), {name: whole[name] for name in sorted(sent)}
    )


@st.composite
def cases(draw: Any) -> Put:
    """A case, whole or only a part that changed: its plans, who held it when, its last day."""
    whole = {
        "plans": draw(plans()),
        "allocations": draw(allocations()),
        "closed_on": draw(st.none() | optional_days),
    }
    sent = draw(st.sets(st.sampled_from(sorted(whole)), min_size=1))
    return Put("cases", draw(st.sampled_from(CASES)), {name: whole[name] for name in sorted(sent)})


@st.composite
def plans(draw: Any) -> list[Body]:
    """Up to three plans, some of a type that nobody knows, with gaps and hand-over days."""
    types = ["child_protection", "child_in_need", "care_leaver", "other", "strange"]
    found, first = {}, draw(st.integers(-60, 60))
    for _ in range(draw(st.integers(0, 3))):
        length, type = draw(st.none() | st.integers(0, 70)), draw(st.sampled_from(types))
        found[type, first] = {
            "type": type,
            "started_on": day(first),
            "ended_on": None if length is None else day(first + length),
        }
        first += (length or 0) + draw(st.sampled_from([0, 1, 2, 3, 9, 40]))
    return list(found.values())


@st.composite
def allocations(draw: Any) -> list[Body]:
    """Up to two allocations."""
    found = {}
    for _ in range(draw(st.integers(0, 2))):
        first, length = draw(days), draw(st.none() | st.integers(0, 60))
        worker = draw(st.sampled_from(SUPERVISEES))
        found[worker, first] = {
            "worker_ref": worker,
            "started_on": day(first),
            "ended_on": None if length is None else day(first + length),
        }
    return list(found.values())


@st.composite
def sessions(draw: Any) -> Put:
    """A session of any kind and status with all that may hang on it."""
    reference = draw(st.sampled_from(SESSIONS))
    on = draw(days)
    status = draw(st.sampled_from(["held"] * 6 + ["cancelled", "missed", "planned"]))
    kind = draw(st.sampled_from(["personal"] * 6 + ["joint", "joint", "group", "informal", "case"]))
    body: Body = {"kind": kind, "status": status, **draw(people(kind))}
    body |= draw(held(on) if status == "held" else not_held(on, status))
    if status == "held":
        body |= draw(content(reference, on, body["supervisee_refs"]))
    return Put("sessions", reference, body)


@st.composite
def people(draw: Any, kind: str) -> Body:
    """Who takes part."""
    many = kind not in ("personal", "informal")
    supervisees = draw(
        st.lists(st.sampled_from(SUPERVISEES), unique=True, min_size=1, max_size=2 if many else 1)
    )
    supervisors = draw(st.lists(st.sampled_from(SUPERVISORS), unique=True, max_size=2))
    return {"supervisee_refs": supervisees, "supervisor_refs": supervisors}


@st.composite
def held(draw: Any, on: int) -> Body:
    """When a session was held, known by the hour or only by the day."""
    minutes = draw(st.sampled_from([95, 95, 95, 60, 29, None]))
    if draw(st.booleans()):
        return {"held_on": day(on), "minutes": minutes, "started_at": None, "ended_at": None}
    hour = draw(st.sampled_from([9, 13]))
    ended = (
        None if minutes is None else f"{day(on)}T{hour + minutes // 60:02}:{minutes % 60:02}:00Z"
    )
    return {
        "started_at": f"{day(on)}T{hour:02}:00:00Z",
        "ended_at": ended,
        "held_on": None,
        "minutes": None,
    }


@st.composite
def not_held(draw: Any, on: int, status: str) -> Body:
    """When a session was planned or called off."""
    cancelled = None if status == "planned" else draw(st.none() | st.just(day(on)))
    planned = day(on) if cancelled is None else draw(st.none() | days.map(day))
    return {"planned_on": planned, "cancelled_on": cancelled}


@st.composite
def content(draw: Any, reference: str, on: int, supervisees: list[str]) -> Body:
    """What a held session says; any part may be left out."""
    whole: Body = {
        "signatures": draw(signatures(on)),
        "shared_on": draw(st.none() | st.integers(on, on + 12).map(day)),
        "reflection": draw(st.sampled_from(TEXTS)),
        "appreciative_note": draw(st.sampled_from([None, " ", "Well held."])),
        "identity_aspects": draw(st.sampled_from(EXPLORED)),
        "check_in": draw(st.none() | st.fixed_dictionaries({"held": st.booleans()})),
        "feedback_minutes": draw(st.sampled_from([None, 9, 10])),
        "interrupted_minutes": draw(st.sampled_from([None, 0, 10])),
        "recorded_at": draw(
            st.none() | st.integers(on, on + 12).map(lambda n: f"{day(n)}T12:00:00Z")
        ),
        "previous_actions_reviewed": draw(st.none() | st.booleans()),
        "discussions": draw(discussions(on)),
        "actions": [
            draw(agreed(reference, on, n)) for n in range(draw(st.sampled_from([0, 1, 2, 2])))
        ],
        "action_reviews": draw(reviews(reference, on)),
        "feedback": draw(feedback(on, supervisees)),
    }
    left_out = draw(st.sets(st.sampled_from(sorted(whole)), max_size=3))
    return {name: whole[name] for name in sorted(whole.keys() - left_out)}


@st.composite
def signatures(draw: Any, on: int) -> Body | None:
    """Nobody's, one's, both, or that they did not agree."""
    signed = st.integers(on, on + 20).map(day)
    whole: Body = {
        "supervisee_on": draw(st.none() | signed),
        "supervisor_on": draw(st.none() | signed),
    }
    disagreed: Body = {"disagreement": "Not so.", "disagreed_on": draw(st.none() | signed)}
    return draw(st.sampled_from([None, {}, whole, whole, {**whole, **disagreed}]))


@st.composite
def discussions(draw: Any, on: int) -> list[Body]:
    """What was said about none, one or both of the cases."""
    said = st.sampled_from([None, None, " ", "So it is."])
    return [
        {
            "case_ref": case,
            "recorded_at": draw(st.none() | st.integers(on, on + 6).map(noon)),
            "plan_progress": draw(
                st.sampled_from([None, "on_track", "off_track", "not_recorded", "drifting"])
            ),
            "analysis": draw(st.sampled_from(TEXTS)),
            "decision": draw(said),
            "rationale": draw(said),
            "contingency": draw(said),
        }
        for case in draw(st.lists(st.sampled_from(CASES), unique=True, max_size=2))
    ]


@st.composite
def agreed(draw: Any, reference: str, on: int, n: int) -> Body:
    """An action agreed on a day, with or without owner, due day and case."""
    due = draw(st.none() | st.integers(on, on + 50).map(day))
    return {
        "reference": f"A{n}-{reference}",
        "due_on": due,
        "owner_ref": draw(st.sampled_from([None, *SUPERVISEES, "M0"])),
        "case_ref": draw(st.sampled_from([None, None, None, *CASES])),
    }


@st.composite
def reviews(draw: Any, reference: str, on: int) -> list[Body]:
    """What is said of actions of other sessions."""
    others = [f"A{n}-{other}" for other in SESSIONS if other != reference for n in (0, 1)]
    found = []
    for action in draw(st.lists(st.sampled_from(others), unique=True, max_size=6)):
        outcome = draw(
            st.sampled_from(
                ["completed", "progressing", "not_started", "carried_forward", "no_longer_needed"]
            )
        )
        review: Body = {"action_ref": action, "outcome": outcome}
        if outcome == "carried_forward":
            review["new_due_on"] = draw(st.none() | st.integers(on, on + 50).map(day))
        if outcome == "completed":
            review["completed_on"] = draw(
                st.none() | st.none() | st.integers(on - 10, on + 3).map(day)
            )
        found.append(review)
    return found


@st.composite
def feedback(draw: Any, on: int, supervisees: list[str]) -> list[Body]:
    """Feedback in one direction, both or none."""
    directions = ("supervisee_to_supervisor", "supervisor_to_supervisee")
    return [
        {
            "direction": direction,
            "worker_ref": draw(st.sampled_from(supervisees)),
            "given_on": draw(st.none() | st.integers(on, on + 10).map(day)),
            **draw(
                st.sampled_from([{}, {"declined": True}, {"score": 2}, {"score": 4}, {"score": 5}])
            ),
        }
        for direction in draw(st.lists(st.sampled_from(directions), unique=True))
    ]


@st.composite
def moves(draw: Any) -> Put:
    """A session's day, corrected."""
    body: Body = draw(held(draw(days)))
    return Put("sessions", draw(st.sampled_from(SESSIONS)), body)


@st.composite
def touches(draw: Any) -> Patch:
    """A small change of a session."""
    on = draw(days)
    changes: list[Body] = [
        {"check_in": {"held": draw(st.booleans())}},
        {"minutes": draw(st.sampled_from([95, 20, None]))},
        {"recorded_at": f"{day(on)}T12:00:00Z"},
        {"status": "cancelled", "cancelled_on": day(on)},
        {"status": "held", "held_on": day(on)},
        {"kind": draw(st.sampled_from(["personal", "informal", "group", "joint"]))},
        draw(people("joint")),
        {"action_reviews": draw(reviews("none", on))},
        {"discussions": []},
        {"feedback": draw(feedback(on, ["W0"]))},
        {"reflection": draw(st.sampled_from(TEXTS))},
        {"identity_aspects": draw(st.sampled_from(EXPLORED))},
        {"signatures": draw(signatures(on))},
        {"shared_on": day(on)},
        {"discussions": draw(discussions(on))},
    ]
    return Patch("sessions", draw(st.sampled_from(SESSIONS)), draw(st.sampled_from(changes)))


@st.composite
def later_actions(draw: Any) -> Step:
    """An action changed outside any session, or entered in error."""
    agreed_in_session = f"A{draw(st.integers(0, 1))}-{draw(st.sampled_from(SESSIONS))}"
    reference = draw(st.sampled_from([agreed_in_session] * 4 + ["AN0", "AN1"]))
    if draw(st.integers(0, 4)) == 0:
        return Delete("actions", reference)
    changes: list[Body] = [
        {"due_on": draw(optional_days)},
        {"status": "completed", "completed_on": draw(optional_days)},
        {"status": "no_longer_needed", "completed_on": None},
        {"status": "open", "completed_on": None},
        {"owner_ref": draw(st.sampled_from([None, *SUPERVISEES]))},
        {"case_ref": draw(st.sampled_from([None, *CASES]))},
    ]
    return Patch("actions", reference, draw(st.sampled_from(changes)))


@st.composite
def notes(draw: Any) -> Put:
    """A decision on a case, known by the hour or only by the day, by whoever took it."""
    on = draw(days)
    said = st.sampled_from([None, " ", "So it is."])
    body: Body = {
        "case_ref": draw(st.sampled_from(CASES)),
        "author_ref": draw(st.sampled_from(["M0", "M0", "M1", *SUPERVISEES])),
        "kind": "management_decision",
        "decided_on": day(on),
        "decided_at": draw(st.none() | st.sampled_from(["16:00:00Z", "23:30:00Z"])),
        "recorded_at": draw(st.none() | st.integers(on - 1, on + 4).map(noon)),
        "decision": draw(said),
        "rationale": draw(said),
    }
    if body["decided_at"]:
        body |= {"decided_on": None, "decided_at": f"{day(on)}T{body['decided_at']}"}
    left_out = draw(st.sets(st.sampled_from(["recorded_at", "decision", "rationale"])))
    sent = {name: value for name, value in body.items() if name not in left_out}
    return Put("oversight-notes", draw(st.sampled_from(["N0", "N1"])), sent)


@st.composite
def later_feedback(draw: Any) -> Step:
    """Feedback that comes by itself, is corrected, or was entered in error."""
    reference = draw(st.sampled_from(["F0", "F1"]))
    if draw(st.integers(0, 3)) == 0:
        return Delete("feedback", reference)
    body: Body = {
        "session_ref": draw(st.sampled_from(SESSIONS)),
        "direction": "supervisee_to_supervisor",
        "worker_ref": draw(st.sampled_from(SUPERVISEES)),
        "score": draw(st.sampled_from([2, 4, 5, None])),
        "given_on": draw(optional_days),
    }
    return Put("feedback", reference, body)


from_notes = st.builds(
    lambda n, due, owner: Put(
        "actions",
        f"AN{n}",
        {"oversight_note_ref": f"N{n}", "due_on": due, "owner_ref": owner},
    ),
    st.integers(0, 1),
    optional_days,
    st.sampled_from([None, *SUPERVISEES]),
)


@st.composite
def policies(draw: Any) -> Post:
    """A change of policy, for days to come or for days that have passed."""
    clock = {
        "interval": draw(st.integers(1, 60)),
        "unit": draw(st.sampled_from(["calendar_day", "working_day", "calendar_month"])),
        "roll": draw(st.sampled_from(["none", "next_working_day", "previous_working_day"])),
        "grace": draw(st.sampled_from([0, 3])),
        "enabled": draw(st.sampled_from([True, True, True, False])),
    }
    rules: dict[str, Body] = {
        "personal-timescale": clock,
        "feedback-sought": {"interval": draw(st.integers(1, 9))},
        "check-in": {"enabled": draw(st.booleans())},
        "record-on-time": {"grace": 2},
        "action-completed": {"enabled": draw(st.booleans())},
        "cancellation-rearranged": {"interval": 2},
        "case-timescale": clock,
        "oversight-gap": clock,
        "identity-explored": {"interval": draw(st.integers(1, 90))},
        "oversight-recorded": draw(
            st.sampled_from(
                [{"unit": "hour", "interval": 12}, {"unit": "working_day", "interval": 2}]
            )
        ),
        "low-score-followed-up": {"threshold": draw(st.sampled_from([2, 5]))},
        "record-not-copied": {"minimum_words": 5, "similarity": 0.95},
        "previous-actions-reviewed": {"review_closed": draw(st.booleans())},
        "action-drift": {"threshold": 1},
        "agreement-reviewed": {"interval": draw(st.integers(7, 60))},
    }
    named = draw(st.sets(st.sampled_from(sorted(rules)), min_size=1, max_size=3))
    body: Body = {
        "effective_on": day(draw(st.integers(0, SPAN + 40))),
        "restate": draw(st.booleans()),
        "rules": {rule: rules[rule] for rule in sorted(named)},
    }
    if draw(st.booleans()):
        body["pausing_reasons"] = draw(
            st.lists(st.sampled_from(["sickness", "training"]), unique=True)
        )
    return Post("policies", body)


@st.composite
def agreements(draw: Any) -> Put:
    """An agreement, signed and reviewed or not, with or without an interval of its own."""
    first, length = draw(days), draw(st.none() | st.integers(0, 90))
    whole: Body = {
        "signed_on": draw(st.none() | st.integers(first, first + 40).map(day)),
        "reviews": draw(st.lists(st.integers(first, first + 60).map(day), unique=True, max_size=2)),
        "interval_days": draw(st.sampled_from([None, 7, 14, 21, 40])),
        "ended_on": None if length is None else day(first + length),
    }
    left_out = draw(st.sets(st.sampled_from(sorted(whole)), max_size=2))
    people = {
        "supervisee_ref": draw(st.sampled_from(SUPERVISEES)),
        "supervisor_ref": draw(st.sampled_from(SUPERVISORS)),
        "started_on": day(first),
    }
    sent = {name: whole[name] for name in sorted(whole.keys() - left_out)}
    return Put("agreements", draw(st.sampled_from(["AG0", "AG1"])), people | sent)


maps = st.builds(
    Map,
    st.sampled_from([{}, {"odd": "standard"}, {"odd": "asye"}, {"odd": "probation"}]),
) | st.builds(
    Map,
    st.sampled_from([{}, {"strange": "child_protection"}, {"strange": "early_help"}]),
    st.just("plan_type"),
)

calendars = st.builds(
    lambda nation, closed, effective_on: Close(
        {"nation": nation, "closure_days": sorted(map(day, closed)), "effective_on": effective_on}
    ),
    st.sampled_from(["england", "scotland", "northern_ireland"]),
    st.sets(st.integers(0, SPAN + 60), max_size=8),
    st.integers(0, SPAN + 40).map(day),
)
"""A new calendar: working days that go or come, announced late or long before."""

deletions = st.builds(Delete, st.just("sessions"), st.sampled_from(SESSIONS)) | st.builds(
    lambda named: Delete(*named),
    st.sampled_from(
        [("workers", "W0"), ("cases", "C0"), ("oversight-notes", "N0"), ("agreements", "AG0")]
    ),
)

arrivals = st.lists(sessions(), min_size=3, max_size=6, unique_by=lambda put: put.reference)
changes = st.lists(
    st.one_of(
        sessions(),
        workers(),
        moves(),
        moves(),
        touches(),
        touches(),
        later_actions(),
        later_actions(),
        deletions,
        cases(),
        cases(),
        notes(),
        notes(),
        later_feedback(),
        from_notes,
        policies(),
        agreements(),
        agreements(),
        maps,
        calendars,
    ),
    min_size=3,
    max_size=12,
)
histories: st.SearchStrategy[list[Step]] = st.builds(
    lambda employed, came, changed: [*employed, *came, *changed],
    st.lists(workers(), max_size=2),
    arrivals,
    changes,
)
"""Arrivals, corrections and deletions, in an order that no case system would choose."""


def people_and_teams() -> Iterator[Put]:
    """What all histories begin with."""
    for n in range(2):
        yield Put("teams", f"T{n}", {"name": f"Team {n}"})
    for reference in SUPERVISORS:
        yield Put("workers", reference, {})
    for reference in SUPERVISEES:
        post = {"team_ref": "T0", "started_on": day(-400)}
        yield Put("workers", reference, {"posts": [post]})
    for reference in CASES:
        plan = {"type": "child_in_need", "started_on": day(-30)}
        allocation = {"worker_ref": "W0", "started_on": day(10)}
        yield Put("cases", reference, {"plans": [plan], "allocations": [allocation]})


@dataclass
class Sender:
    """Sends steps; leaves out reviews of actions that were not agreed by then."""

    client: Client

    def send(self, step: Step) -> Answer:
        """Send one step; it is taken, or refused for what it says."""
        answer = self._ask(self._possible(step))
        assert answer.status in {200, 201, 204, 404, 409, 422}, (step, answer)
        return answer

    def _ask(self, step: Step) -> Answer:
        if isinstance(step, Post | Close):
            answer = (
                self.client.post(f"/v1/{step.type}", step.body)
                if isinstance(step, Post)
                else self.client.ask("PUT", "/v1/calendar", step.calendar)
            )
            self.client.work()
            return answer
        if isinstance(step, Map):
            path = f"/v1/mappings/mosaic/{step.field}"
            return self.client.ask("PUT", path, {"labels": step.labels})
        path = keyed(step.type, step.reference)
        if isinstance(step, Delete):
            return self.client.delete(path)
        if isinstance(step, Put):
            return self.client.ask("PUT", path, step.body)
        found = self.client.get(path)
        if found.status != 200:
            return found
        return self.client.patch(f"/v1/{step.type}/{found.json['id']}", step.body)

    def _possible(self, step: Step) -> Step:
        if isinstance(step, Delete | Post | Map | Close) or not step.body.get("action_reviews"):
            return step
        held = step.body.get("held_on") or (step.body.get("started_at") or "9")[:10]
        known = {
            action["reference"]
            for action in self.client.items("/v1/actions")
            if action["agreed_on"] <= held
        }
        made = [each for each in step.body["action_reviews"] if each["action_ref"] in known]
        return replace(step, body={**step.body, "action_reviews": made})

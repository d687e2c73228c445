"""What the systems of a small authority tell of their records: every state that each was in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.rules.small_authority import Payload, payloads

FIRST = datetime(2026, 2, 27, 6, tzinfo=UTC)
WORKERS = ("W004", "W007", "W009", "W023", "M1", "M2", "M3")
HAVE_CASES = WORKERS[:3]
TYPES = {"team": "teams", "case": "cases", "action": "actions"}
"""What references point at; all others at workers."""

Owner = Callable[[str, str], str]
"""The source of a record, by its type and its reference."""
Record = tuple[str, str, list[Payload]]


@dataclass(frozen=True)
class Told:
    """One state of one record, as its source tells it."""

    source: str
    type: str
    reference: str
    body: Payload


def of_three_systems(type: str, reference: str) -> str:
    """People are personnel's; some sessions are written in a form of the supervisors' own."""
    if type in ("teams", "workers"):
        return "personnel"
    return "form" if type == "sessions" and int(reference[-1]) % 2 else "mosaic"


def of_one_system(type: str, reference: str) -> str:
    """All records are the case system's."""
    return "mosaic"


def told(owner: Owner) -> list[list[Told]]:
    """Each record's states, oldest first; what others point at comes before them."""
    sessions = {
        action["reference"]: session["reference"]
        for session in payloads("sessions")
        for action in session.get("actions", ())
    }

    def owner_of(type: str, reference: str) -> str:
        if type == "actions":
            return owner("sessions", sessions[reference])
        return owner(type, reference)

    return [
        [
            Told(owner(type, reference), type, reference, _addressed(state, owner_of))
            for state in _whole(states)
        ]
        for type, reference, states in _records()
    ]


def _records() -> Iterator[Record]:
    """Some were changed and changed back, so that an old state says what the newest says."""
    for team in payloads("teams"):
        named = {"name": team["name"]}
        yield "teams", team["reference"], [named, {"name": "Misread"}, named]
    for worker in payloads("workers"):
        if worker["reference"] in WORKERS:
            yield "workers", worker.pop("reference"), _worker(worker)
    for n, worker in enumerate(HAVE_CASES):
        yield "cases", f"C-{worker}", _case(worker)
        yield "agreements", f"AG-{worker}", _agreement(worker)
        yield "oversight-notes", f"N-{worker}", _note(worker, f"AN{n}")
    for session in sorted(_sessions(), key=_start):
        yield "sessions", session.pop("reference"), _session(session)


def _sessions() -> Iterator[Payload]:
    """The last of each reference, with its people in a list."""
    for session in {payload["reference"]: payload for payload in payloads("sessions")}.values():
        supervisee = session.pop("supervisee_ref", None)
        session.setdefault("supervisee_refs", [supervisee])
        if set(session["supervisee_refs"]) <= set(WORKERS):
            yield session


def _start(session: Payload) -> str:
    start: str = session.get("started_at") or session["planned_for"]
    return start


def _worker(worker: Payload) -> list[Payload]:
    [post] = worker["posts"]
    early = {**post, "started_on": "2024-01-08", "stage": "standard"}
    return [{"display_name": "To be named"}, {**worker, "posts": [early], "absences": []}, worker]


def _case(worker: str) -> list[Payload]:
    plan = {"type": "child_in_need", "started_on": "2025-08-01"}
    ended = {**plan, "ended_on": "2025-12-31"}
    next_one = {"type": "child_protection", "started_on": "2026-01-01"}
    held = {"worker_ref": worker, "started_on": "2025-09-01"}
    return [
        {"opened_on": "2025-08-01", "plans": [plan], "allocations": []},
        {
            "opened_on": "2025-08-01",
            "plans": [plan],
            "allocations": [held | {"worker_ref": "W023"}],
        },
        {"opened_on": "2025-07-01", "plans": [ended, next_one], "allocations": [held]},
    ]


def _agreement(worker: str) -> list[Payload]:
    people = {"supervisee_ref": worker, "supervisor_ref": "M1", "started_on": "2025-09-01"}
    signed = {"supervisor_ref": "M2", "signed_on": "2025-09-12", "interval_days": 21}
    return [{**people, **signed}, people, {**people, **signed}]


def _note(worker: str, action: str) -> list[Payload]:
    kind = {"kind": "management_decision", "case_ref": f"C-{worker}", "author_ref": "M1"}
    call = {"reference": action, "owner_ref": worker, "due_on": "2026-01-30"}
    decided = {"decided_on": "2026-01-13", "decision": "Go on", "rationale": "So it is."}
    return [{**kind, "decided_on": "2026-01-12"}, {**kind, **decided, "actions": [call]}]


def _session(session: Payload) -> list[Payload]:
    """Planned; held, as first written; and what it came to, on another day with another manager."""
    people = {name: session[name] for name in ("kind", "supervisee_refs", "supervisor_ref")}
    planned = {**people, "status": "planned", "planned_for": _start(session)}
    if session["status"] != "held":
        return [planned, session]
    earlier = datetime.fromisoformat(_start(session)) - timedelta(days=2)
    first = {
        **people,
        "supervisor_ref": "M3",
        "status": "held",
        "started_at": earlier.isoformat(),
        "ended_at": (earlier + timedelta(minutes=40)).isoformat(),
        "actions": [{**action, "due_on": None} for action in session.get("actions", ())[:1]],
        "feedback": [{"direction": "supervisor_to_supervisee", "more_of": "Doubts"}],
    }
    return [planned, first, session | _about_a_case(session)]


def _about_a_case(session: Payload) -> Payload:
    """What was said of the supervisee's case, which the first of the actions turns out to be of."""
    worker, day = session["supervisee_refs"][0], _start(session)[:10]
    if worker not in HAVE_CASES or "actions" not in session:
        return {}
    of_case = {"case_ref": f"C-{worker}"}
    return {
        "discussions": [{**of_case, "plan_progress": "on_track", "decision": "Visit again"}],
        "actions": [
            {**action, "case_ref": None} | (of_case if n == 0 else {})
            for n, action in enumerate(session["actions"])
        ],
        "signatures": {"supervisee_on": day, "supervisor_on": day},
        "shared_on": day,
    }


def _whole(states: list[Payload]) -> Iterator[Payload]:
    """Every field in every state, as what is left out is kept, and when the source changed it."""
    fields = {name: value for state in states for name, value in state.items()}
    empty = {name: [] if isinstance(value, list) else None for name, value in fields.items()}
    for n, state in enumerate(states):
        at = (FIRST + timedelta(minutes=n)).isoformat()
        yield {**empty, **state, "source_updated_at": at}


def _addressed(part: Any, owner_of: Owner) -> Any:
    """With the source beside each reference."""
    if isinstance(part, list):
        return [_addressed(one, owner_of) for one in part]
    if not isinstance(part, dict):
        return part
    sources = {}
    for name, value in part.items():
        pointer, is_one, _ = name.partition("_ref")
        if is_one and value and pointer:
            first = value[0] if isinstance(value, list) else value
            sources[f"{pointer}_source"] = owner_of(TYPES.get(pointer, "workers"), first)
    return {name: _addressed(value, owner_of) for name, value in part.items()} | sources

"""Half a year of a small authority's supervision, read from the payloads its system sends."""

import json
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from app.rules.facts import Absence, Action, Feedback, Post, Review, Session, Worker, WorkerStream
from app.vocabulary import Direction, ReviewOutcome, SessionKind, SessionStatus

FOLDER = Path(__file__).parent.parent / "data" / "small-authority"
LONDON = ZoneInfo("Europe/London")
NAMESPACE = UUID(int=7)
AS_AT = date(2026, 2, 27)

Payload = dict[str, Any]


def id_of(reference: str) -> UUID:
    return uuid5(NAMESPACE, reference)


def expected() -> Payload:
    return json.loads((FOLDER / "expected.json").read_text())


def payloads(name: str) -> list[Payload]:
    return [json.loads(line) for line in (FOLDER / f"{name}.ndjson").read_text().splitlines()]


def streams() -> dict[str, WorkerStream]:
    """Each worker's stream by reference; what is sent again replaces what was sent before."""
    sessions = {p["reference"]: p for p in payloads("sessions")}
    served: dict[str, list[Payload]] = defaultdict(list)
    for payload in sessions.values():
        for reference in _supervisees(payload):
            served[reference].append(payload)
    return {p["reference"]: _stream(p, served[p["reference"]]) for p in payloads("workers")}


def _supervisees(payload: Payload) -> list[str]:
    return payload.get("supervisee_refs") or [payload["supervisee_ref"]]


def _stream(payload: Payload, sessions: list[Payload]) -> WorkerStream:
    reviews: dict[str, list[Review]] = defaultdict(list)
    for session in sessions:
        for each in session.get("action_reviews", []):
            reviews[each["action_ref"]].append(_review(session, each))
    return WorkerStream(
        worker=_worker(payload),
        sessions=tuple(_session(session) for session in sessions),
        actions=tuple(
            _action(session, each, reviews[each["reference"]])
            for session in sessions
            for each in session.get("actions", [])
        ),
    )


def _worker(payload: Payload) -> Worker:
    return Worker(
        id=id_of(payload["reference"]),
        asye_started_on=_day(payload.get("asye_started_on")),
        posts=tuple(
            Post(
                id=id_of(f"{payload['reference']}/{index}"),
                team_id=id_of(each["team_ref"]),
                role=each["role"],
                stage=each["stage"],
                supervised=each.get("supervised", True),
                started_on=_day(each["started_on"]),
                ended_on=_day(each.get("ended_on")),
                received_on=date(2026, 2, 1),
            )
            for index, each in enumerate(payload["posts"])
        ),
        absences=tuple(
            Absence(each["reason"], date.fromisoformat(each["from_on"]), _day(each["to_on"]))
            for each in payload.get("absences", [])
        ),
    )


def _session(payload: Payload) -> Session:
    started_at, ended_at = _instant(payload.get("started_at")), _instant(payload.get("ended_at"))
    return Session(
        id=id_of(payload["reference"]),
        kind=SessionKind(payload["kind"]),
        status=SessionStatus(payload["status"]),
        received_at=datetime(2026, 2, 27, tzinfo=LONDON),
        held_on=_civil(started_at),
        started_at=started_at,
        planned_on=_civil(_instant(payload.get("planned_for"))),
        cancelled_on=_day(payload.get("cancelled_on")),
        minutes=int((ended_at - started_at).total_seconds() // 60)
        if started_at and ended_at
        else None,
        recorded_on=_civil(_instant(payload.get("recorded_at"))),
        check_in=payload.get("check_in", {}).get("held"),
        feedback_minutes=payload.get("feedback_minutes"),
        feedback_listed="feedback" in payload,
        supervisees=tuple(id_of(reference) for reference in _supervisees(payload)),
        supervisors=(id_of(payload["supervisor_ref"]),),
        feedback=tuple(_feedback(payload, each) for each in payload.get("feedback", [])),
        reviewed=frozenset(id_of(e["action_ref"]) for e in payload.get("action_reviews", [])),
    )


def _feedback(session: Payload, payload: Payload) -> Feedback:
    held_on = _civil(_instant(session["started_at"]))
    assert held_on
    direction = Direction(payload["direction"])
    worker_id = id_of(session["supervisee_ref"])
    id = id_of(f"{session['reference']}/{direction}")
    return Feedback(id, worker_id, direction, held_on, declined=False)


def _action(session: Payload, payload: Payload, reviews: list[Review]) -> Action:
    started_at = _instant(session["started_at"])
    agreed_on = _civil(started_at)
    assert agreed_on
    return Action(
        id=id_of(payload["reference"]),
        agreed_on=agreed_on,
        agreed_in=id_of(session["reference"]),
        agreed_started_at=started_at,
        owner_id=id_of(payload["owner_ref"]),
        due_on=_day(payload["due_on"]),
        reviews=tuple(reviews),
    )


def _review(session: Payload, payload: Payload) -> Review:
    started_at = _instant(session["started_at"])
    held_on = _civil(started_at)
    assert held_on
    return Review(
        session_id=id_of(session["reference"]),
        held_on=held_on,
        started_at=started_at,
        outcome=ReviewOutcome(payload["outcome"]),
        completed_on=_day(payload.get("completed_on")),
        new_due_on=_day(payload.get("new_due_on")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _civil(instant: datetime | None) -> date | None:
    return instant.astimezone(LONDON).date() if instant else None

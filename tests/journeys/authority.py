"""A small authority's half year, sent over HTTP as its case system sends it."""

from random import Random
from typing import Any

from app.resources.imports.types import TYPES
from app.resources.operations.batch import Put, put_all
from app.vocabulary import RecordType
from tests.harness.service import Client
from tests.rules.small_authority import AS_AT, Payload, payloads

NOT_STANDING = ("met", "met_late", "excused", "ended")


def in_the_order_given() -> list[tuple[str, Payload]]:
    """Teams, workers, sessions."""
    return [
        (type, payload) for type in ("teams", "workers", "sessions") for payload in payloads(type)
    ]


def shuffled(seed: int) -> list[tuple[str, Payload]]:
    """Teams and workers first, then sessions so that no action is reviewed before it exists."""
    order = Random(seed)  # noqa: S311 -- an order, not a secret
    people = [(type, payload) for type in ("teams", "workers") for payload in payloads(type)]
    waiting, sessions = payloads("sessions"), []
    known: set[str] = set()
    order.shuffle(waiting)
    while waiting:
        ready = next(payload for payload in waiting if _reviewed(payload) <= known)
        waiting.remove(ready)
        known |= {action["reference"] for action in ready.get("actions", [])}
        sessions.append(("sessions", ready))
    return people + sessions


def send(service: Client, records: list[tuple[str, Payload]]) -> list[str]:
    """Put every record by its reference; each is taken, and its outcome returned."""
    outcomes = []
    for type, payload in records:
        body = {name: value for name, value in payload.items() if name != "reference"}
        answer = service.put(type, payload["reference"], body)
        assert answer.status in (200, 201), answer
        outcomes.append(answer.json["outcome"])
    return outcomes


def fill(service: Client) -> None:
    """All of it in one transaction, for tests that only read it: a quarter of the time."""
    puts = [_put(RecordType(type), payload) for type, payload in in_the_order_given()]
    caller = service.running.known(service.key)
    service.app.state.database.write_now(caller, put_all, puts)


def figures(service: Client) -> dict[str, Any]:
    """What `expected.json` says, asked of the service."""
    clock = service.items(
        "/v1/expectations", rule="personal-timescale", as_at=AS_AT, include_ended="true"
    )
    standing = [row for row in clock if row["state"] not in NOT_STANDING]
    reviews = service.items(
        "/v1/expectations", rule="previous-actions-reviewed", as_at=AS_AT, include_ended="true"
    )
    breached = {row["record_ref"] for row in reviews if row["met_on"] is None}
    sessions = service.items("/v1/sessions")
    return {
        "as_at": str(AS_AT),
        "sessions": len(sessions),
        "personal-timescale due_on": {
            row["subject_ref"]: row["due_on"]
            for row in sorted(standing, key=lambda row: row["subject_ref"])
        },
        "personal-timescale overdue": {
            row["subject_ref"]: {"due_on": row["due_on"], "days_late": row["days_late"]}
            for row in standing
            if row["state"] == "overdue"
        },
        "previous-actions-reviewed breached": [
            {
                "session": session["reference"],
                "expected": session["derived"]["reviews_due"],
                "reviewed": session["derived"]["reviews_made"],
            }
            for session in sorted(sessions, key=lambda session: session["reference"])
            if session["reference"] in breached
        ],
    }


def _put(type: RecordType, payload: Payload) -> Put:
    fields = {name: value for name, value in payload.items() if name != "reference"}
    writer, sent = TYPES[type]
    return Put(writer, "mosaic", payload["reference"], sent.model_validate(fields))


def _reviewed(payload: Payload) -> set[str]:
    return {review["action_ref"] for review in payload.get("action_reviews", [])}

"""An act for every operation that writes, and the records they all begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.web.door import WriteDoor, doors_of
from tests.harness.service import Answer, Client, keyed
from tests.resources import hooks, make
from tests.walkers.operations import GUARDED


@dataclass(frozen=True)
class Act:
    """One request; `{S1}` in its path stands for the id of the record S1."""

    method: str
    path: str
    body: Any = None

    def __call__(self, service: Client, ids: dict[str, str]) -> Answer:
        """Ask for it, as a client that may send it again does."""
        headers = {"idempotency-key": "k1"} if self.method == "POST" else {}
        return service.ask(self.method, self.path.format_map(ids), self.body, headers=headers)


class Sent(NamedTuple):
    """What is sent of one type: a whole new record, and a change of one that stands."""

    type: str
    standing: str
    new: make.Body
    changed: make.Body


WHOLE = make.held(
    reflection="Words",
    actions=[make.action("A3"), make.action("A4", None)],
    action_reviews=[
        {"action_ref": "A1", "outcome": "completed"},
        {"action_ref": "A2", "outcome": "carried_forward", "new_due_on": "2026-02-20"},
    ],
    feedback=[{"direction": "supervisee_to_supervisor", "score": 8}],
    discussions=[{"case_ref": "C1", "decision": "Stay"}],
)
MOVED = {"started_at": "2026-01-06T10:00:00Z", "ended_at": "2026-01-06T11:30:00Z"}
POST = {"team_ref": "T1", "role": "manager", "started_on": "2025-01-01"}
ABSENCE = {"reason": "sickness", "from_on": "2026-01-12", "to_on": "2026-01-30"}
BACK = {"direction": "supervisor_to_supervisee", "score": 7}
NOTE = {"case_ref": "C1", "author_ref": "M1", "kind": "legal_meeting", "decided_on": "2026-02-03"}
EXEMPTION = {
    "reason": "Jury service",
    "approver_ref": "M1",
    "from_on": "2026-02-01",
    "expires_on": "2026-03-31",
}

HOOK = {"url": "https://nowhere.example/", "types": ["webhooks"]}
IMPORTED = {"reference": "S9", **WHOLE}
LACKING = {"worker_ref": "W8", "started_on": "2026-01-05"}
WRONG: list[make.Body] = [{"type": "teams"}] * 200
"""Rows that are refused at once; with one more they are too many to be worked off at once."""

QUESTION = {"code": "arriving", "text": "How are you?", "kind": "text"}
OPENING = {"code": "opening", "title": "Opening", "questions": [QUESTION]}

SENT: dict[str, Sent] = {
    "session": Sent("sessions", "S1", WHOLE, {**MOVED, "actions": [make.action("A9")]}),
    "action": Sent(
        "actions", "A1", {"session_ref": "S1", "owner_ref": "W1"}, {"due_on": "2026-02-28"}
    ),
    "feedback": Sent("feedback", "F1", {"session_ref": "S1", **BACK}, {"score": 2}),
    "oversight_note": Sent(
        "oversight-notes",
        "N1",
        {**NOTE, "actions": [make.action("A3")]},
        {"decided_on": "2026-02-04", "actions": [make.action("A5")]},
    ),
    "team": Sent("teams", "T1", {"name": "New", "parent_ref": "T1"}, {"name": "Renamed"}),
    "worker": Sent("workers", "W1", {"posts": [POST]}, {"posts": [{**POST, "stage": "probation"}]}),
    "agreement": Sent(
        "agreements",
        "AG1",
        {"supervisee_ref": "W1", "supervisor_ref": "M1", "started_on": "2026-02-01"},
        {"interval_days": 14},
    ),
    "case": Sent(
        "cases",
        "C1",
        {"plans": [{"type": "early_help", "started_on": "2026-02-01"}]},
        {"allocations": [{"worker_ref": "W1", "started_on": "2026-01-01"}]},
    ),
}


def _standard() -> Iterator[tuple[str, Act]]:
    for word, (type, standing, new, changed) in SENT.items():
        single, key = f"/v1/{type}/{{{standing}}}", keyed(type, standing)
        yield f"record_{word}", Act("POST", f"/v1/{type}", {"reference": "R9", **new})
        yield f"change_{word}", Act("PATCH", single, changed)
        yield f"remove_{word}", Act("DELETE", single)
        yield f"put_{word}", Act("PUT", key, changed)
        yield f"remove_{word}_by_key", Act("DELETE", key)


ACTS: dict[str, Act] = {
    **dict(_standard()),
    "put_action_reviews": Act(
        "PUT",
        "/v1/sessions/{S2}/action-reviews",
        {"action_reviews": [{"action_ref": "A1", "outcome": "completed"}]},
    ),
    "record_feedback_on_session": Act("POST", "/v1/sessions/{S1}/feedback", BACK),
    "put_posts_of_worker": Act("PUT", "/v1/workers/{W1}/posts", {"posts": []}),
    "put_absences_of_worker": Act("PUT", "/v1/workers/{W1}/absences", {"absences": [ABSENCE]}),
    "record_policy": Act(
        "POST",
        "/v1/policies",
        {"effective_on": "2026-03-01", "rules": {"personal-timescale": {"interval": 14}}},
    ),
    "put_calendar": Act(
        "PUT", "/v1/calendar", {"nation": "scotland", "closure_days": ["2026-12-29"]}
    ),
    "put_template": Act("PUT", "/v1/templates/ours", {"title": "Ours", "sections": [OPENING]}),
    "put_prompt": Act(
        "PUT", "/v1/prompts/ours", {"kind": "circular_question", "text": "Who else?"}
    ),
    "record_return": Act("POST", "/v1/returns", {"title": "Frozen", "asked": {"group_by": "team"}}),
    "acknowledge_flag": Act("POST", "/v1/flags/{flag}/acknowledge", {"note": "Seen"}),
    "record_exemption": Act("POST", "/v1/expectations/{flag}/exemptions", EXEMPTION),
    "withdraw_exemption": Act("DELETE", "/v1/expectations/{excused}/exemptions/{exemption}"),
    "record_webhook": Act("POST", "/v1/webhooks", HOOK),
    "change_webhook": Act("PATCH", "/v1/webhooks/{hook}", {"paused": True}),
    "remove_webhook": Act("DELETE", "/v1/webhooks/{hook}"),
    "rotate_webhook_secret": Act("POST", "/v1/webhooks/{hook}/rotate"),
    "redeliver": Act("POST", "/v1/webhooks/{hook}/deliveries/{delivery}/redeliver"),
    "put_receipt": Act("PUT", "/v1/webhooks/{hook}/receipts/{event}", {"reference": "F1"}),
    "start_import": Act("POST", "/v1/imports?mode=commit", [{"type": "sessions", **IMPORTED}]),
    "cancel_import": Act("DELETE", "/v1/imports/{import}"),
    "put_columns": Act(
        "PUT", "/v1/mappings/mosaic/columns/workers", {"columns": {"Worker no.": "reference"}}
    ),
    "put_mapping": Act("PUT", "/v1/mappings/mosaic/stage", {"labels": {"New starter": "asye"}}),
}
OTHER_COURSES: dict[str, Act] = {
    "an import of which a row is refused": Act(
        "POST",
        "/v1/imports?mode=commit",
        [{"type": "sessions", **IMPORTED}, {"type": "sessions", "reference": "S8"}],
    ),
    "an import that makes stubs": Act(
        "POST",
        "/v1/imports?mode=commit&on_unknown_ref=stub",
        [{"type": "cases", "reference": "C8", "allocations": [LACKING]}],
    ),
    "an import that is only tried": Act("POST", "/v1/imports", [{"type": "sessions", **IMPORTED}]),
    "a session that is put for the first time": Act("PUT", keyed("sessions", "S9"), WHOLE),
    "a session that comes back": Act("PUT", keyed("sessions", "S0"), {}),
}


def writing() -> set[str]:
    """The names of all operations that write."""
    return {
        route.name
        for route in GUARDED
        if any(isinstance(door, WriteDoor) for door in doors_of(route.dependant))
    }


def begun(service: Client) -> dict[str, str]:
    """Two sessions, their actions, one session in error, one of everything else; ids by name."""
    make.team(service)
    make.people(service)
    make.case(service)
    make.agreement(service)
    make.note(service, actions=[make.action("A8", None)])
    actions = [make.action("A1"), make.action("A2", "2026-01-20")]
    make.session(service, "S1", on="2026-01-05", actions=actions)
    make.session(service, "S2", on="2026-01-19", reflection="Words")
    make.session(service, "S0", on="2025-12-01", actions=[make.action("A0")])
    service.delete(keyed("sessions", "S0"))
    given = {"session_ref": "S1", "direction": "supervisee_to_supervisor", "score": 8}
    make.made(service, "feedback", "F1", given)
    waiting = service.post(
        "/v1/imports?mode=commit", [*WRONG, {"type": "cases", "reference": "C9"}]
    )
    return (
        _flags(service)
        | _hook(service)
        | {"import": waiting.json["id"]}
        | {
            item["reference"]: item["id"]
            for sent in SENT.values()
            for item in service.items(f"/v1/{sent.type}")
        }
    )


def _flags(service: Client) -> dict[str, str]:
    """A flag, and one that is excused by an exemption."""
    flags = {
        row["rule"]: row["id"] for row in service.items("/v1/flags") if row["worker_ref"] == "W1"
    }
    excused, flag = flags["action-completed"], flags["personal-timescale"]
    granted = make.created(service.post(f"/v1/expectations/{excused}/exemptions", EXEMPTION))
    return {"flag": flag, "excused": excused, "exemption": granted["id"]}


def _hook(service: Client) -> dict[str, str]:
    """A webhook that was called once, in vain."""
    hook = make.created(service.post("/v1/webhooks", HOOK))
    service.deliver()
    (call,) = hooks.log(service, hook)
    return {"hook": hook["id"], "delivery": call["id"], "event": call["event_id"]}

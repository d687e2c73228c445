"""Records as a case system sends them, each stored when it is made."""

from typing import Any

from tests.harness.service import Answer, Client

Body = dict[str, Any]


def team(service: Client, reference: str = "T1", **fields: Any) -> Body:
    """A team."""
    return made(service, "teams", reference, {"name": f"Team {reference}", **fields})


def worker(service: Client, reference: str = "W1", **fields: Any) -> Body:
    """A worker in a post since 2024."""
    posts = [{"role": "social_worker", "started_on": "2024-01-01"}]
    return made(service, "workers", reference, {"posts": posts, **fields})


def agreement(service: Client, reference: str = "AG1", **fields: Any) -> Body:
    """An agreement of W1 with M1."""
    people = {"supervisee_ref": "W1", "supervisor_ref": "M1"}
    return made(service, "agreements", reference, {**people, "started_on": "2025-01-01", **fields})


def aspect(service: Client, code: str) -> None:
    """An aspect of identity that the organisation adds to the fifteen."""
    prompt = {"kind": "identity_aspect", "text": "What about that?", "in_use": True}
    created(service.ask("PUT", f"/v1/prompts/{code}", prompt))


def case(service: Client, reference: str = "C1", **fields: Any) -> Body:
    """A case."""
    return made(service, "cases", reference, {"opened_on": "2025-01-01", **fields})


def people(service: Client) -> None:
    """A supervisee and a supervisor."""
    worker(service, "W1")
    worker(service, "M1")


def session(service: Client, reference: str = "S1", **fields: Any) -> Body:
    """A personal session of W1 with M1."""
    return made(service, "sessions", reference, held(**fields))


def held(on: str = "2026-02-02", **fields: Any) -> Body:
    """The payload of a personal session held on a day."""
    return {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": "W1",
        "supervisor_ref": "M1",
        "started_at": f"{on}T10:00:00Z",
        "ended_at": f"{on}T11:30:00Z",
        **fields,
    }


def action(reference: str | None = "A1", due_on: str | None = "2026-02-16", **fields: Any) -> Body:
    """The payload of an action inside a session."""
    named = {"reference": reference} if reference else {}
    return {**named, "description": "Visit", "owner_ref": "W1", "due_on": due_on, **fields}


def note(service: Client, reference: str = "N1", **fields: Any) -> Body:
    """A decision of M1 on C1."""
    body = {
        "case_ref": "C1",
        "author_ref": "M1",
        "kind": "management_decision",
        "decided_on": "2026-02-02",
        **fields,
    }
    return made(service, "oversight-notes", reference, body)


def made(service: Client, type: str, reference: str, body: Body) -> Body:
    """The record that a PUT has created."""
    return created(service.put(type, reference, body))["record"]


def created(answer: Answer) -> Any:
    """The body of an answer that created something."""
    assert answer.status == 201, answer
    return answer.json


def ok(answer: Answer) -> Any:
    """The body of an answer that was right."""
    assert answer.status == 200, answer
    return answer.json


def one_of_each(service: Client) -> dict[str, Body]:
    """One record of every type, by type; the session has an action and feedback of its own."""
    found = {"teams": team(service), "workers": worker(service, "W1"), "cases": case(service)}
    worker(service, "M1")
    found["agreements"] = agreement(service)
    found["sessions"] = session(
        service,
        actions=[action()],
        feedback=[{"direction": "supervisee_to_supervisor", "score": 8}],
        discussions=[{"case_ref": "C1", "analysis": "Settled."}],
    )
    found["actions"] = ok(service.get(f"/v1/actions/{found['sessions']['actions'][0]['id']}"))
    found["feedback"] = ok(service.get(f"/v1/feedback/{found['sessions']['feedback'][0]['id']}"))
    found["oversight-notes"] = note(service)
    return found

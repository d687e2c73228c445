"""A policy may ask about actions that were closed between two sessions: once, in the next one."""

from typing import Any

from tests.harness.service import Client
from tests.journeys.asking import id_of, rows
from tests.journeys.verifying import verified
from tests.resources import make

RULE = "previous-actions-reviewed"
ASKED = {RULE: {"review_closed": True}}


def asking(service: Client) -> None:
    policy = {"effective_on": "2025-01-01", "restate": True, "rules": ASKED}
    make.created(service.post("/v1/policies", policy))
    make.people(service)


def held(service: Client, reference: str, on: str, **fields: Any) -> None:
    """Nothing of it waits for anything, so that a later one reaches back no further."""
    signed = {"supervisee_on": on, "supervisor_on": on}
    make.session(service, reference, on=on, shared_on=on, signatures=signed, **fields)


def closed(service: Client, on: str) -> None:
    path = f"/v1/actions/{id_of(service, 'actions', 'A1')}"
    make.ok(service.patch(path, {"status": "completed", "completed_on": on}))


def asked_in(service: Client) -> list[str]:
    found = rows(service, RULE, "2026-06-01", include_ended="true")
    return [row["record_ref"] for row in found]


def test_it_is_asked_about_in_the_next_session_whatever_is_sent_after_that(
    service: Client,
) -> None:
    asking(service)
    held(service, "S1", "2026-01-05", actions=[make.action("A1", "2026-01-08")])
    closed(service, "2026-01-10")
    held(service, "S2", "2026-01-15")
    held(service, "S3", "2026-02-09")
    held(service, "S4", "2026-02-16")
    assert asked_in(service) == ["S2"]
    assert verified(service).differences == []


def test_of_a_case_the_next_discussion_is_asked_and_no_group(service: Client) -> None:
    asking(service)
    make.case(service)
    said: Any = {"discussions": [{"case_ref": "C1"}]}
    held(
        service,
        "S1",
        "2026-01-05",
        **said,
        actions=[make.action("A1", "2026-01-08", case_ref="C1")],
    )
    closed(service, "2026-01-10")
    held(service, "S2", "2026-01-15", kind="group", **said)
    held(service, "S3", "2026-02-02", kind="case", **said)
    held(service, "S4", "2026-02-16", kind="case", **said)
    assert asked_in(service) == ["S3"]
    assert verified(service).differences == []

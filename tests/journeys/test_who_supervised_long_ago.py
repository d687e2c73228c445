"""What stands open for long names who supervised when it was opened, whatever is sent later."""

from typing import Any

from tests.harness.service import Client
from tests.journeys.asking import rows
from tests.journeys.verifying import verified
from tests.resources import make

EXPLORED = [{"aspect": "gender"}]


def held(service: Client, reference: str, on: str, **fields: Any) -> None:
    """Nothing of it waits for anything, so that a later one reaches back no further."""
    signed = {"supervisee_on": on, "supervisor_on": on}
    make.session(service, reference, on=on, shared_on=on, signatures=signed, **fields)


def test_what_cannot_be_judged_since_long_ago_keeps_its_supervisor(service: Client) -> None:
    make.people(service)
    make.worker(service, "M2", posts=[])
    held(service, "S1", "2025-11-03", identity_aspects=EXPLORED)
    held(service, "S2", "2025-12-01", supervisor_ref="M2")
    held(service, "S3", "2026-01-05", supervisor_ref="M2")
    held(service, "S4", "2026-02-02", supervisor_ref="M2")
    [row] = rows(service, "identity-explored", "2026-02-02", state="cannot_judge")
    assert row["supervisor_ref"] == "M1"
    assert verified(service).differences == []

"""What both had signed turns out wrong: it is corrected, shown with its past, and signed anew."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.journeys.asking import evening, flags, id_of, raised
from tests.journeys.verifying import verified
from tests.resources import make

SIGNED = {"supervisee_on": "2026-03-05", "supervisor_on": "2026-03-06"}
STORY = ["2026-03-06", "2026-03-20", "2026-03-24", "2026-03-25"]


def path(service: Client) -> str:
    return f"/v1/sessions/{id_of(service, 'sessions', 'S1')}"


def signed(service: Client) -> Any:
    """Held on 2 March, and signed by both that week."""
    evening(service, STORY[0])
    make.worker(service, "W1")
    make.worker(service, "M1", posts=[])
    return make.session(
        service,
        on="2026-03-02",
        interrupted_minutes=0,
        reflection="First words",
        signatures=SIGNED,
        shared_on="2026-03-06",
    )


def changed(service: Client, on: str, by: str, fields: make.Body, **headers: str) -> Any:
    """A patch of a day, in the name of a worker."""
    evening(service, on)
    sent = {"On-Behalf-Of": by, **{name.replace("_", "-"): text for name, text in headers.items()}}
    return service.ask("PATCH", path(service), fields, headers=sent)


def corrected(service: Client) -> Any:
    """Two weeks later M1 notes that half an hour of it was lost."""
    signed(service)
    correction = {"interrupted_minutes": 30, "reflection": "Second words"}
    return make.ok(changed(service, STORY[1], "M1", correction))


def signed_anew(service: Client) -> Any:
    """W1 signs what it says now, and then M1."""
    corrected(service)
    first = {"signatures": {"supervisee_on": STORY[2]}}
    make.ok(changed(service, STORY[2], "W1", first))
    second = {"signatures": {"supervisor_on": STORY[3]}}
    return make.ok(changed(service, STORY[3], "M1", second))


def days(signatures: Any) -> Any:
    return signatures and (signatures["supervisee_on"], signatures["supervisor_on"])


def test_the_correction_takes_the_signatures_off_and_raises_what_it_shows(
    service: Client,
) -> None:
    after = corrected(service)
    assert (after["version"], after["signatures"], after["signatures_fell_on"]) == (
        2,
        None,
        STORY[1],
    )
    assert after["shared_on"] == "2026-03-06"
    assert "personal-duration" in raised(after)
    assert ("personal-duration", "S1") in flags(service, STORY[1])
    assert verified(service).differences == []


def test_each_version_says_what_was_signed_and_who_changed_it_when(service: Client) -> None:
    signed_anew(service)
    versions = service.items(f"{path(service)}/versions")
    assert [
        (
            version["at"][:10],
            version["on_behalf_of_ref"],
            version["record"]["reflection"],
            days(version["record"]["signatures"]),
        )
        for version in versions
    ] == [
        (STORY[0], None, "First words", ("2026-03-05", "2026-03-06")),
        (STORY[1], "M1", "Second words", None),
        (STORY[2], "W1", "Second words", (STORY[2], None)),
        (STORY[3], "M1", "Second words", (STORY[2], STORY[3])),
    ]
    client = make.ok(service.get("/v1/me"))["client_id"]
    assert {version["client_id"] for version in versions} == {client}


@pytest.mark.parametrize(
    ("known_at", "version", "signatures"),
    [
        ("2026-03-06", 1, ("2026-03-05", "2026-03-06")),
        ("2026-03-20T17:59:59Z", 1, ("2026-03-05", "2026-03-06")),
        ("2026-03-20T18:00:00Z", 2, None),
        ("2026-03-24", 3, (STORY[2], None)),
        ("2026-03-25", 4, (STORY[2], STORY[3])),
    ],
)
def test_an_instant_shows_what_was_signed_then(
    service: Client, known_at: str, version: int, signatures: Any
) -> None:
    signed_anew(service)
    for address in (path(service), keyed("sessions", "S1")):
        found = make.ok(service.get(address, known_at=known_at))
        assert (found["version"], days(found["signatures"])) == (version, signatures)


def test_the_flag_of_the_correction_was_not_known_before_it(service: Client) -> None:
    signed_anew(service)
    wrong = ("personal-duration", "S1")
    assert wrong not in flags(service, "2026-03-10", known_at="2026-03-10")
    assert wrong not in flags(service, "2026-03-10", known_at="2026-03-20T17:59:59Z")
    assert wrong in flags(service, "2026-03-10", known_at="2026-03-20T18:00:00Z")
    assert wrong in flags(service, "2026-03-10")
    assert verified(service).differences == []


def test_nobody_signs_what_they_have_not_seen(service: Client) -> None:
    signed(service)
    seen = service.get(path(service)).etag
    make.ok(service.patch(path(service), {"reflection": "Second words"}))
    mine = {"signatures": {"supervisee_on": STORY[2]}}
    refused = changed(service, STORY[2], "W1", mine, If_Match=seen)
    assert (refused.status, refused.code) == (412, "stale")
    now = service.get(path(service)).etag
    assert make.ok(changed(service, STORY[2], "W1", mine, If_Match=now))["version"] == 3


def test_who_did_what_stands_in_the_line_of_changes(service: Client) -> None:
    signed_anew(service)
    changes = service.items("/v1/audit", record=id_of(service, "sessions", "S1"))
    assert [(row["verb"], row["on_behalf_of_ref"]) for row in changes] == [
        ("created", None),
        ("updated", "M1"),
        ("updated", "W1"),
        ("updated", "M1"),
    ]


def test_both_signed_again_on_the_new_days(service: Client) -> None:
    after = signed_anew(service)
    assert days(after["signatures"]) == (STORY[2], STORY[3])
    assert after["signatures_fell_on"] == STORY[1]
    assert verified(service).differences == []

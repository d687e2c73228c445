"""Lists: filters, pages that stay right while others write, cursors that fit nothing else."""

from typing import Any

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make
from tests.resources.test_putting import TYPES


def authority(service: Client) -> dict[str, str]:
    """Two of everything; ids by reference."""
    make.team(service, "T1")
    make.team(service, "T2", parent_ref="T1")
    make.team(service, "T3", parent_ref="T2")
    post = {"started_on": "2024-01-01"}
    make.worker(service, "W1", posts=[{**post, "team_ref": "T3"}])
    make.worker(service, "W2", posts=[{**post, "team_ref": "T1"}])
    make.worker(service, "M1", posts=[])
    make.worker(service, "M2", posts=[])
    make.agreement(service, "AG1", ended_on="2025-12-31")
    make.agreement(service, "AG2", supervisor_ref="M2", started_on="2026-01-01")
    allocation = {"worker_ref": "W1", "started_on": "2025-01-01", "ended_on": "2025-02-01"}
    make.case(service, "C1", allocations=[allocation])
    make.case(service, "C2")
    both = [
        {"direction": "supervisee_to_supervisor", "score": 3},
        {"direction": "supervisor_to_supervisee", "score": 4},
    ]
    make.session(
        service,
        "S1",
        on="2026-01-05",
        discussions=[{"case_ref": "C1"}],
        actions=[make.action("A1", "2026-01-20"), make.action("A2", None, case_ref="C1")],
        feedback=both,
    )
    make.session(
        service,
        "S2",
        on="2026-02-02",
        kind="joint",
        supervisee_ref="W2",
        supervisor_ref="M2",
        actions=[make.action("A3", "2026-03-20", owner_ref="M2", status="completed")],
    )
    planned = {"supervisee_ref": "W1", "planned_on": "2026-03-02"}
    make.made(service, "sessions", "S3", {"kind": "personal", "status": "planned", **planned})
    make.note(service, "N1")
    make.note(
        service, "N2", case_ref="C2", author_ref="M2", kind="legal_meeting", decided_on="2026-02-09"
    )
    return {
        item["reference"]: item["id"]
        for type in TYPES
        for item in service.items(f"/v1/{type}")
        if item["reference"]
    }


FILTERS: list[tuple[str, dict[str, str], set[str]]] = [
    ("teams", {"parent": "T1"}, {"T2"}),
    ("teams", {"parent": "T3"}, set()),
    ("workers", {"team": "T1"}, {"W1", "W2"}),
    ("workers", {"team": "T2"}, {"W1"}),
    ("workers", {"team": "C1"}, set()),
    ("agreements", {"supervisee": "W1"}, {"AG1", "AG2"}),
    ("agreements", {"supervisor": "M2"}, {"AG2"}),
    ("agreements", {"on": "2025-12-31"}, {"AG1"}),
    ("agreements", {"on": "2026-01-01"}, {"AG2"}),
    ("cases", {"worker": "W1"}, {"C1"}),
    ("cases", {"worker": "W2"}, set()),
    ("sessions", {"supervisee": "W1"}, {"S1", "S3"}),
    ("sessions", {"supervisee": "M1"}, set()),
    ("sessions", {"supervisor": "M2"}, {"S2"}),
    ("sessions", {"team": "T1"}, {"S1", "S2", "S3"}),
    ("sessions", {"team": "T2"}, {"S1", "S3"}),
    ("sessions", {"case": "C1"}, {"S1"}),
    ("sessions", {"kind": "joint"}, {"S2"}),
    ("sessions", {"status": "planned"}, {"S3"}),
    ("sessions", {"held_from": "2026-02-02"}, {"S2"}),
    ("sessions", {"held_from": "2026-02-03"}, set()),
    ("sessions", {"held_to": "2026-01-05"}, {"S1"}),
    ("sessions", {"held_to": "2026-01-04"}, set()),
    ("sessions", {"supervisee": "W1", "status": "held", "held_from": "2026-01-01"}, {"S1"}),
    ("actions", {"owner": "W1"}, {"A1", "A2"}),
    ("actions", {"case": "C1"}, {"A2"}),
    ("actions", {"session": "S2"}, {"A3"}),
    ("actions", {"status": "open"}, {"A1", "A2"}),
    ("actions", {"status": "completed"}, {"A3"}),
    ("actions", {"due_from": "2026-01-21"}, {"A3"}),
    ("actions", {"due_to": "2026-01-20"}, {"A1"}),
    ("oversight-notes", {"case": "C1"}, {"N1"}),
    ("oversight-notes", {"author": "M2"}, {"N2"}),
    ("oversight-notes", {"kind": "legal_meeting"}, {"N2"}),
    ("oversight-notes", {"decided_from": "2026-02-03"}, {"N2"}),
    ("oversight-notes", {"decided_to": "2026-02-08"}, {"N1"}),
]


def asked(filters: dict[str, str], ids: dict[str, str]) -> dict[str, str]:
    return {name: ids.get(value, value) for name, value in filters.items()}


def test_each_filter_finds_what_it_names_and_nothing_else(
    service: Client, subtests: pytest.Subtests
) -> None:
    ids = authority(service)
    for type, filters, expected in FILTERS:
        with subtests.test(msg=f"{type} {filters}"):
            found = service.items(f"/v1/{type}", **asked(filters, ids))
            assert {item["reference"] for item in found} == expected
            counted = service.get(f"/v1/{type}", include_total="true", **asked(filters, ids))
            assert counted.json["total"] == len(expected)


@pytest.mark.parametrize(
    ("filters", "scores"),
    [
        ({"session": "S1"}, [3, 4]),
        ({"session": "S2"}, []),
        ({"worker": "W1"}, [3, 4]),
        ({"direction": "supervisor_to_supervisee"}, [4]),
    ],
)
def test_feedback_is_filtered(service: Client, filters: dict[str, str], scores: list[int]) -> None:
    ids = authority(service)
    found = service.items("/v1/feedback", **asked(filters, ids))
    assert [item["score"] for item in found] == scores


def test_the_filters_of_every_list_are_tried(service: Client) -> None:
    tried = {(type, name) for type, filters, _ in FILTERS for name in filters}
    tried |= {("feedback", name) for name in ("session", "worker", "direction")}
    shared = {"limit", "cursor", "sort", "updated_since", "include_total"}
    document = service.get("/openapi.json").json
    offered = {
        (type, parameter["name"])
        for type in TYPES
        for parameter in document["paths"][f"/v1/{type}"]["get"]["parameters"]
        if parameter["in"] == "query"
    }
    assert {pair for pair in offered if pair[1] not in shared} <= tried


def many(service: Client, first: int, last: int) -> None:
    for n in range(first, last):
        make.team(service, f"T{n}")


def references(items: list[Any]) -> list[str]:
    return [item["reference"] for item in items]


@pytest.mark.parametrize("limit", [1, 2, 7, 8])
def test_pages_hold_everything_once_and_in_order(service: Client, limit: int) -> None:
    many(service, 0, 7)
    assert references(service.items("/v1/teams", limit=limit)) == [f"T{n}" for n in range(7)]
    newest = service.items("/v1/teams", limit=limit, sort="-created_at")
    assert references(newest) == [f"T{n}" for n in range(6, -1, -1)]


def test_nothing_is_seen_twice_or_missed_while_others_write(service: Client) -> None:
    many(service, 0, 5)
    stored, pages = 5, [make.ok(service.get("/v1/teams", limit=2))]
    while pages[-1]["next_cursor"]:
        make.team(service, f"T{stored}")
        service.put("teams", f"T{stored % 5}", {"name": f"Renamed by {stored}"})
        stored += 1
        cursor = pages[-1]["next_cursor"]
        pages.append(make.ok(service.get("/v1/teams", limit=2, cursor=cursor)))
    found = [item for page in pages for item in page["items"]]
    assert stored > 7
    assert references(found) == [f"T{n}" for n in range(stored)]


def test_a_deleted_record_does_not_break_the_page_it_ended(service: Client) -> None:
    many(service, 0, 4)
    page = make.ok(service.get("/v1/teams", limit=2))
    service.delete(keyed("teams", "T1"))
    rest = make.ok(service.get("/v1/teams", limit=2, cursor=page["next_cursor"]))
    assert references(rest["items"]) == ["T2", "T3"]


def test_a_link_leads_to_the_next_page(service: Client) -> None:
    many(service, 0, 3)
    answer = service.get("/v1/teams", limit=2, sort="-created_at")
    target = answer.headers["link"].removeprefix("<").removesuffix('>; rel="next"')
    last = service.ask("GET", target)
    assert references(last.json["items"]) == ["T0"]
    assert "link" not in last.headers


def test_the_total_is_counted_only_when_asked_for(service: Client) -> None:
    many(service, 0, 3)
    assert make.ok(service.get("/v1/teams", limit=1, include_total="true"))["total"] == 3
    assert "total" not in make.ok(service.get("/v1/teams", limit=1))


def test_what_changed_since_is_told_once(service: Client) -> None:
    many(service, 0, 3)
    since = service.clock.forward(minutes=1).isoformat().replace("+00:00", "Z")
    service.clock.forward(minutes=1)
    service.put("teams", "T1", {"name": "Renamed"})
    service.delete(keyed("teams", "T2"))
    changed = service.items("/v1/teams", updated_since=since)
    assert {(item["reference"], item["deleted_at"] is None) for item in changed} == {
        ("T1", True),
        ("T2", False),
    }
    now = service.clock.forward(minutes=1).isoformat().replace("+00:00", "Z")
    assert service.items("/v1/teams", updated_since=now) == []


def pulled(service: Client, since: str, meanwhile: str) -> tuple[list[tuple[str, int]], str]:
    """All pages of a pull, with a write between the first and the second; and where it ended."""
    first = make.ok(service.get("/v1/teams", updated_since=since, limit=1))
    service.put("teams", meanwhile, {"name": f"Renamed since {since}"})
    found, page = first["items"], first
    while page["next_cursor"]:
        more = {"cursor": page["next_cursor"]}
        page = make.ok(service.get("/v1/teams", updated_since=since, limit=1, **more))
        assert page["known_at"] == first["known_at"]
        found += page["items"]
    return [(item["reference"], item["version"]) for item in found], first["known_at"]


def test_each_pull_says_where_the_next_one_begins(service: Client) -> None:
    many(service, 0, 3)
    first, since = pulled(service, "2026-01-01T00:00:00Z", meanwhile="T0")
    assert first == [("T0", 1), ("T1", 1), ("T2", 1)]
    second, since = pulled(service, since, meanwhile="T0")
    assert second == [("T0", 2)]
    third, _ = pulled(service, since, meanwhile="T0")
    assert third == [("T0", 3)]


def test_what_changes_on_a_page_to_come_is_left_to_the_next_pull(service: Client) -> None:
    many(service, 0, 3)
    first, since = pulled(service, "2026-01-01T00:00:00Z", meanwhile="T2")
    assert first == [("T0", 1), ("T1", 1)]
    second, _ = pulled(service, since, meanwhile="T0")
    assert second == [("T2", 2)]


def test_what_is_new_while_a_list_is_paged_through_whole_is_in_it(service: Client) -> None:
    many(service, 0, 3)
    page = make.ok(service.get("/v1/teams", limit=2))
    service.put("teams", "T2", {"name": "Renamed"})
    rest = make.ok(service.get("/v1/teams", limit=2, cursor=page["next_cursor"]))
    assert [(item["reference"], item["version"]) for item in rest["items"]] == [("T2", 2)]


def a_cursor(service: Client) -> str:
    many(service, 0, 3)
    cursor: str = make.ok(service.get("/v1/teams", limit=1))["next_cursor"]
    return cursor


def refused(answer: Any) -> None:
    assert (answer.status, answer.code) == (400, "cursor-invalid")


@pytest.mark.parametrize("place", [0, 10, 21, 22, 40, -1])
def test_a_cursor_changed_by_one_bit_is_refused(service: Client, place: int) -> None:
    cursor = list(a_cursor(service))
    cursor[place] = "B" if cursor[place] == "A" else "A"
    refused(service.get("/v1/teams", cursor="".join(cursor)))


@pytest.mark.parametrize("cursor", ["", "x", "!", "AAAA", "=" * 8, "e30", "A" * 2000])
def test_what_is_no_cursor_is_refused(service: Client, cursor: str) -> None:
    refused(service.get("/v1/teams", cursor=cursor))


def test_a_cursor_of_another_list_is_refused(service: Client) -> None:
    refused(service.get("/v1/workers", cursor=a_cursor(service)))


def test_a_cursor_of_another_organisation_is_refused(service: Client) -> None:
    refused(service.stranger().get("/v1/teams", cursor=a_cursor(service)))


def test_a_cursor_fits_only_its_own_filters_and_order(service: Client) -> None:
    cursor = a_cursor(service)
    refused(service.get("/v1/teams", cursor=cursor, sort="-created_at"))
    refused(service.get("/v1/teams", cursor=cursor, updated_since="2026-01-01T00:00:00Z"))
    assert service.get("/v1/teams", cursor=cursor, limit=200).status == 200


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "name"},
        {"limit": 0},
        {"limit": 201},
        {"limit": -1},
        {"limit": 10**9},
        {"limit": "ten"},
        {"updated_since": "2026-01-01"},
        {"updated_since": "2026-01-01T00:00:00"},
        {"include_total": "perhaps"},
        {"parent": "T1"},
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(service: Client, query: Any) -> None:
    answer = service.get("/v1/teams", **query)
    assert (answer.status, answer.code) == (400, "invalid-parameter")


def test_a_list_shows_what_a_single_record_shows(service: Client) -> None:
    for type, record in make.one_of_each(service).items():
        single = make.ok(service.get(f"/v1/{type}/{record['id']}"))
        assert single in service.items(f"/v1/{type}")


def test_a_filtered_pull_tells_of_deletions_too(service: Client) -> None:
    make.people(service)
    worker = make.ok(service.get(keyed("workers", "W1")))["id"]
    make.agreement(service)
    since = make.ok(service.get("/v1/agreements"))["known_at"]
    service.delete(keyed("agreements", "AG1"))
    [gone] = service.items("/v1/agreements", supervisee=worker, updated_since=since)
    assert (gone["reference"], gone["deleted_at"] is not None) == ("AG1", True)

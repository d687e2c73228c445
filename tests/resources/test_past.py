"""What was known at an instant, and every version of a record."""

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make
from tests.resources.test_putting import CHANGED, NEW, TYPES, begun


def path_of(type: str, record: make.Body) -> str:
    return f"/v1/{type}/{record['id']}"


@pytest.mark.parametrize("type", TYPES)
def test_every_version_says_what_the_record_said(service: Client, type: str) -> None:
    first = begun(service).put(type, "R1", NEW[type]).json["record"]
    service.clock.forward(hours=1)
    second = service.put(type, "R1", CHANGED[type]).json["record"]
    service.clock.forward(hours=1)
    service.delete(keyed(type, "R1"))
    service.clock.forward(hours=1)
    fourth = service.put(type, "R1", {}).json["record"]
    versions = service.items(f"{path_of(type, first)}/versions", limit=2)
    assert [(one["version"], one["verb"]) for one in versions] == [
        (1, "created"),
        (2, "updated"),
        (3, "deleted"),
        (4, "restored"),
    ]
    assert [one["record"] for one in versions if one["version"] != 3] == [first, second, fourth]
    assert versions[2]["record"]["deleted_at"] is not None
    assert sorted(one["known_from"] for one in versions) == [one["known_from"] for one in versions]


@pytest.mark.parametrize("type", TYPES)
def test_known_at_an_instant_a_record_is_what_it_was(service: Client, type: str) -> None:
    before = service.clock.now
    service.clock.forward(hours=1)
    first = begun(service).put(type, "R1", NEW[type])
    one = service.clock.now
    service.clock.forward(hours=1)
    service.put(type, "R1", CHANGED[type])
    two = service.clock.now
    service.clock.forward(hours=1)
    service.delete(keyed(type, "R1"))
    service.clock.forward(hours=1)
    path = path_of(type, first.json["record"])
    for address in (path, keyed(type, "R1")):
        assert service.get(address, known_at=before.isoformat()).code == "not-found"
        then = service.get(address, known_at=forward(one))
        assert then.json == first.json["record"]
        assert then.etag == first.etag
        assert service.get(address, known_at=forward(two)).json["version"] == 2
        assert service.get(address, known_at=service.clock.now.isoformat()).code == "not-found"


def moment(service: Client) -> str:
    """An instant at which nothing happens."""
    instant = service.clock.forward(minutes=1).isoformat()
    service.clock.forward(minutes=1)
    return instant


def forward(instant: object) -> str:
    return str(instant).replace(" ", "T").replace("+00:00", ".5+00:00")


def test_a_day_is_its_end_where_the_organisation_is(service: Client) -> None:
    team = make.team(service, name="First")
    service.clock.forward(days=1)
    service.put("teams", "T1", {"name": "Second"})
    service.clock.forward(days=1)
    path = path_of("teams", team)
    names = [
        service.get(path, known_at=day).json["name"]
        for day in ("2026-02-27", "2026-02-28", "2026-03-01")
    ]
    assert names == ["First", "Second", "Second"]


def test_a_session_shows_the_actions_that_it_had_then(service: Client) -> None:
    make.people(service)
    session = make.session(service, actions=[make.action("A1")])
    one = moment(service)
    service.put("sessions", "S1", {"actions": [make.action("A2", description="Ring")]})
    service.put("actions", "A1", {"description": "Write"})
    two = moment(service)
    service.delete(keyed("actions", "A1"))
    path = path_of("sessions", session)
    said = [
        [action["description"] for action in make.ok(answer)["actions"]]
        for answer in (
            service.get(path, known_at=one),
            service.get(path, known_at=two),
            service.get(path),
        )
    ]
    assert said == [["Visit"], ["Write", "Ring"], ["Ring"]]


def test_an_action_stands_as_the_reviews_known_then_left_it(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05", actions=[make.action("A1", "2026-01-20")])
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-03-01"}
    service.clock.forward(hours=1)
    make.session(service, "S2", on="2026-02-02", action_reviews=[review])
    one = moment(service)
    service.put(
        "sessions", "S2", {"action_reviews": [{"action_ref": "A1", "outcome": "completed"}]}
    )
    two = moment(service)
    service.put("sessions", "S2", {"action_reviews": []})
    service.clock.forward(minutes=1)
    path = keyed("actions", "A1")
    stood = [
        [answer.json[name] for name in ("status", "current_due_on", "carried_forward")]
        for answer in (
            service.get(path, known_at="2026-02-27T18:30:00Z"),
            service.get(path, known_at=one),
            service.get(path, known_at=two),
            service.get(path),
        )
    ]
    assert stood == [
        ["open", "2026-01-20", 0],
        ["open", "2026-03-01", 1],
        ["completed", "2026-01-20", 0],
        ["open", "2026-01-20", 0],
    ]


def test_how_far_a_session_reviewed_is_told_as_it_was_known(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05", actions=[make.action("A1", "2026-01-20")])
    session = make.session(service, "S2", on="2026-02-02")
    one = moment(service)
    service.put(
        "sessions", "S2", {"action_reviews": [{"action_ref": "A1", "outcome": "completed"}]}
    )
    service.clock.forward(minutes=1)
    path = path_of("sessions", session)
    assert service.get(path, known_at=one).json["derived"]["review_status"] == "missing"
    assert service.get(path).json["derived"]["review_status"] == "complete"


def test_versions_of_nobody_are_not_found(service: Client) -> None:
    worker = make.worker(service)
    assert service.get(f"/v1/teams/{worker['id']}/versions").code == "not-found"


def test_a_version_says_who_made_it(service: Client) -> None:
    team = make.team(service)
    me = make.ok(service.get("/v1/me"))
    [version] = service.items(f"/v1/teams/{team['id']}/versions")
    assert version["client_id"] == me["client_id"]
    assert version["on_behalf_of_id"] is None

"""Many records at once, by ids and references."""

import pytest

from tests.harness.service import Client, keyed
from tests.resources import make
from tests.resources.test_putting import NEW, TYPES, begun
from tests.walkers.operations import NOBODY


@pytest.mark.parametrize("type", TYPES)
def test_what_is_asked_for_is_answered_in_its_order(service: Client, type: str) -> None:
    one = begun(service).put(type, "R1", NEW[type]).json["record"]
    asked = [
        {"reference": "nobody"},
        {"id": one["id"]},
        {"id": NOBODY},
        {"reference": "R1"},
        {"reference": "R1", "source": "other"},
        {"reference": "R1"},
    ]
    answer = make.ok(service.post(f"/v1/{type}/lookup", {"items": asked}))
    assert [item["found"] for item in answer["items"]] == [False, True, False, True, False, True]
    assert [item["record"] for item in answer["items"] if item["found"]] == [
        service.get(keyed(type, "R1")).json
    ] * 3
    assert answer["items"][0] == {
        "id": None,
        "source": "mosaic",
        "reference": "nobody",
        "found": False,
        "record": None,
    }
    assert answer["items"][2]["id"] == NOBODY


def test_what_was_entered_in_error_is_not_found(service: Client) -> None:
    team = make.team(service)
    service.delete(keyed("teams", "T1"))
    asked = {"items": [{"id": team["id"]}, {"reference": "T1"}]}
    answer = make.ok(service.post("/v1/teams/lookup", asked))
    assert [item["found"] for item in answer["items"]] == [False, False]


def test_another_type_is_not_found(service: Client) -> None:
    worker = make.worker(service)
    answer = make.ok(service.post("/v1/teams/lookup", {"items": [{"id": worker["id"]}]}))
    assert [item["found"] for item in answer["items"]] == [False]


def test_another_organisations_record_is_not_found(service: Client) -> None:
    team = make.team(service)
    asked = {"items": [{"id": team["id"]}, {"reference": "T1"}]}
    answer = make.ok(service.stranger().post("/v1/teams/lookup", asked))
    assert [item["found"] for item in answer["items"]] == [False, False]


@pytest.mark.parametrize(
    "item", [{}, {"id": NOBODY, "reference": "R1"}, {"id": NOBODY, "source": "x"}]
)
def test_each_is_asked_for_in_one_way(service: Client, item: make.Body) -> None:
    assert service.post("/v1/teams/lookup", {"items": [item]}).status == 422


def test_two_hundred_are_the_most(service: Client) -> None:
    many = [{"reference": f"R{n}"} for n in range(201)]
    assert service.post("/v1/teams/lookup", {"items": many}).status == 422
    assert len(make.ok(service.post("/v1/teams/lookup", {"items": many[:200]}))["items"]) == 200

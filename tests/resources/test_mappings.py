"""Mappings: a source's labels in our words, at once and for all that it has sent."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.harness.service import Answer, Client, keyed
from tests.journeys.verifying import verified
from tests.resources import make

STAGE = "/v1/mappings/mosaic/stage"
PLANS = "/v1/mappings/mosaic/plan_type"
ASYE = {"NQSW": "asye"}


def labelled(service: Client, stage: str = "NQSW", reference: str = "W1", **more: Any) -> Any:
    """A worker with this label, new to the work since January."""
    post = {"role": "social_worker", "stage": stage, "started_on": "2024-01-01"}
    body = {"posts": [post], "asye_started_on": "2026-01-19"}
    return make.created(service.put("workers", reference, body, **more))["record"]


def begun(service: Client) -> Client:
    """W1 is labelled, and was supervised on 2 February."""
    labelled(service)
    make.worker(service, "M1")
    make.session(service)
    return service


def mapped(service: Client, labels: dict[str, str], path: str = STAGE) -> Any:
    """What became of a mapping."""
    answer = service.ask("PUT", path, {"labels": labels})
    assert answer.status in (200, 201), answer
    return answer.json


def timescale(service: Client, reference: str = "W1") -> Any:
    """The expectation of the next personal session."""
    worker = make.ok(service.get(keyed("workers", reference)))["id"]
    rows = service.items("/v1/expectations", rule="personal-timescale", worker=worker)
    (row,) = [row for row in rows if row["met_on"] is None]
    return row


def unmapped(service: Client) -> list[tuple[Any, ...]]:
    """What means nothing yet."""
    items = make.ok(service.get("/v1/mappings/unmapped"))["items"]
    return [tuple(item[name] for name in ("source", "field", "label", "records")) for item in items]


def rules(flags: list[Any]) -> list[str]:
    """The rules of some flags."""
    return [flag["rule"] for flag in flags]


def test_a_stage_that_means_nothing_cannot_be_judged(service: Client) -> None:
    row = timescale(begun(service))
    assert (row["state"], row["reason"], row["due_on"]) == ("cannot_judge", "stage_unmapped", None)


def test_a_mapping_raises_what_is_overdue_in_the_same_answer(service: Client) -> None:
    answer = mapped(begun(service), ASYE)
    assert answer["outcome"] == "created"
    assert rules(answer["flags"]["raised"]) == ["personal-timescale"]
    assert (timescale(service)["state"], timescale(service)["due_on"]) == ("overdue", "2026-02-09")
    assert verified(service).differences == []


def test_another_meaning_clears_it(service: Client) -> None:
    mapped(begun(service), ASYE)
    answer = mapped(service, {"NQSW": "standard"})
    assert (answer["outcome"], answer["edition"]["version"]) == ("updated", 2)
    assert rules(answer["flags"]["cleared"]) == ["personal-timescale"]
    assert timescale(service)["due_on"] == "2026-03-02"
    assert verified(service).differences == []


def test_without_the_mapping_it_cannot_be_judged_again(service: Client) -> None:
    mapped(begun(service), ASYE)
    answer = mapped(service, {})
    assert rules(answer["flags"]["cleared"]) == ["personal-timescale"]
    assert timescale(service)["reason"] == "stage_unmapped"
    assert verified(service).differences == []


def test_what_is_known_of_a_worker_is_not_remembered_past_a_mapping(service: Client) -> None:
    begun(service)
    for number, labels in enumerate(({"NQSW": "standard"}, ASYE, {}, ASYE), start=3):
        make.session(service, f"S{number}", on=f"2026-02-{number:02}")
        mapped(service, labels)
    make.session(service, "S7", on="2026-02-17")
    assert timescale(service)["due_on"] == "2026-02-24"
    assert verified(service).differences == []


def test_a_worker_who_comes_later_is_mapped_at_once(service: Client) -> None:
    mapped(service, ASYE)
    begun(service)
    assert (timescale(service)["state"], timescale(service)["due_on"]) == ("overdue", "2026-02-09")
    assert unmapped(service) == []


def test_a_worker_who_changes_and_one_who_comes_back_are_mapped(service: Client) -> None:
    mapped(begun(service), ASYE)
    labelled(service, reference="W2")
    service.put("workers", "W2", {"display_name": "Other"})
    service.delete(keyed("workers", "W2"))
    mapped(service, {"NQSW": "probation"})
    service.clock.forward(hours=1)
    assert service.put("workers", "W2", {}).json["outcome"] == "restored"
    assert unmapped(service) == []
    assert verified(service).differences == []


def test_the_answer_about_a_worker_keeps_the_label_and_the_version(service: Client) -> None:
    before = labelled(service)
    mapped(service, ASYE)
    after = make.ok(service.get(keyed("workers", "W1")))
    assert after == before
    assert after["posts"][0]["stage"] == "NQSW"


def test_a_label_of_another_source_is_not_touched(service: Client) -> None:
    labelled(service)
    labelled(service, reference="E1", source="eclipse")
    mapped(service, ASYE)
    assert unmapped(service) == [("eclipse", "stage", "NQSW", 1)]
    make.worker(service, "M1")
    make.session(service)
    body = make.held(supervisee_ref="E1", supervisee_source="eclipse")
    make.created(service.post("/v1/sessions", body))
    eclipse = service.of_source("eclipse")
    worker = make.ok(eclipse.get(keyed("workers", "E1", "eclipse")))["id"]
    rows = service.items("/v1/expectations", rule="personal-timescale", worker=worker)
    assert {row["reason"] for row in rows if row["met_on"] is None} == {"stage_unmapped"}
    assert timescale(service)["state"] == "overdue"


def test_labels_that_mean_nothing_are_counted(service: Client) -> None:
    for reference in ("W1", "W2"):
        labelled(service, reference=reference)
    labelled(service, "Manager", "W3")
    labelled(service, "standard", "W4")
    make.created(service.post("/v1/workers", {"posts": [{"stage": "NQSW"}]}))
    plans = [{"type": "CP plan", "started_on": f"2025-0{month}-01"} for month in (1, 2)]
    make.case(service, "C1", plans=plans)
    make.case(service, "C2", plans=[{"type": "child_in_need", "started_on": "2025-01-01"}])
    assert unmapped(service) == [
        (None, "stage", "NQSW", 1),
        ("mosaic", "plan_type", "CP plan", 1),
        ("mosaic", "stage", "Manager", 1),
        ("mosaic", "stage", "NQSW", 2),
    ]


def test_a_worker_without_a_source_cannot_be_mapped(service: Client) -> None:
    mapped(service, ASYE)
    make.created(service.post("/v1/workers", {"posts": [{"stage": "NQSW"}]}))
    assert unmapped(service) == [(None, "stage", "NQSW", 1)]


def test_plans_are_mapped_whether_they_come_before_or_after(service: Client) -> None:
    plan = {"type": "CP plan", "started_on": "2025-01-01"}
    make.case(service, "C1", plans=[plan])
    answer = mapped(service, {"CP plan": "child_protection"}, PLANS)
    assert answer["edition"]["field"] == "plan_type"
    made = make.case(service, "C2", plans=[plan])
    assert made["plans"][0]["type"] == "CP plan"
    assert unmapped(service) == []
    mapped(service, {}, PLANS)
    assert unmapped(service) == [("mosaic", "plan_type", "CP plan", 2)]
    assert verified(service).differences == []


def test_every_edition_is_kept_and_the_same_again_is_none(service: Client) -> None:
    mapped(service, {**ASYE, "Other": "standard"})
    again = mapped(service, {"Other": "standard", **ASYE})
    assert (again["outcome"], again["edition"]["version"]) == ("unchanged", 1)
    assert again["flags"] == {"raised": [], "cleared": []}
    newest = mapped(service, ASYE)["edition"]
    versions = make.ok(service.get(f"{STAGE}/versions"))["items"]
    assert [one["labels"] for one in versions] == [{**ASYE, "Other": "standard"}, ASYE]
    assert make.ok(service.get(STAGE)) == newest == versions[1]
    assert make.ok(service.get(STAGE, version=1)) == versions[0]


def test_the_newest_of_each_mapping_are_listed(service: Client) -> None:
    mapped(service, {})
    mapped(service, ASYE)
    mapped(service, {}, PLANS)
    mapped(service, {}, "/v1/mappings/eclipse/stage")
    items = make.ok(service.get("/v1/mappings"))["items"]
    assert [(one["source"], one["field"], one["version"]) for one in items] == [
        ("eclipse", "stage", 1),
        ("mosaic", "plan_type", 1),
        ("mosaic", "stage", 2),
    ]


@pytest.mark.parametrize(
    ("path", "labels", "code"),
    [
        (STAGE, {"NQSW": "child_protection"}, "not-allowed"),
        (PLANS, {"NQSW": "asye"}, "not-allowed"),
        (STAGE, {"asye": "standard"}, "own-word"),
        (STAGE, {"asye": "asye"}, "own-word"),
        (STAGE, {"": "asye"}, "too-short"),
        (STAGE, {"x" * 201: "asye"}, "too-long"),
        (STAGE, {f"L{number}": "asye" for number in range(501)}, "too-many"),
    ],
)
def test_what_is_no_map_into_our_words_is_refused(
    service: Client, path: str, labels: dict[str, str], code: str
) -> None:
    answer = service.ask("PUT", path, {"labels": labels})
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert "NQSW" not in answer.everything
    assert service.get(path).status == 404


@pytest.mark.parametrize("path", [STAGE, f"{STAGE}/versions", "/v1/mappings/mosaic/role"])
def test_a_mapping_that_there_is_not_is_not_found(service: Client, path: str) -> None:
    assert service.get(path).status == 404


def test_another_organisation_sees_nothing_of_it(service: Client) -> None:
    stranger = begun(service.stranger())
    labelled(service)
    mapped(service, ASYE)
    assert timescale(stranger)["reason"] == "stage_unmapped"
    assert stranger.get(STAGE).status == 404
    assert make.ok(stranger.get("/v1/mappings"))["items"] == []
    assert unmapped(stranger) == [("mosaic", "stage", "NQSW", 1)]


def test_whoever_is_sent_while_a_mapping_changes_is_mapped_in_the_end(service: Client) -> None:
    for number in range(6):
        labelled(service, reference=f"W{number}")

    def send(number: int) -> Answer:
        if number % 4 == 3:
            return service.ask("PUT", STAGE, {"labels": {**ASYE, f"L{number}": "standard"}})
        body = {"display_name": f"Name {number}", "posts": [{"stage": "NQSW"}]}
        return service.put("workers", f"W{number}", body)

    with ThreadPoolExecutor(16) as senders:
        answers = list(senders.map(send, range(16)))
    assert {answer.status for answer in answers} <= {200, 201}
    assert unmapped(service) == []
    assert verified(service).differences == []

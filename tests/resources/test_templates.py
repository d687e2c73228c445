"""Templates: the shipped one follows the guidance, an organisation's own come in editions."""

import copy
from typing import Any

import pytest

from app.resources.sessions.schemas import SessionPut
from app.resources.templates.schemas import EXAMPLE
from app.vocabulary import SessionField
from tests.harness.service import Client
from tests.resources import make

GUIDANCE = "/v1/templates/guidance"
OWN = "/v1/templates/own"
SECTIONS = [
    "check_in",
    "earlier_actions",
    "wellbeing",
    "reflection",
    "children",
    "circular_questions",
    "identity",
    "appreciation",
    "development",
    "actions",
    "feedback",
    "record",
]
EMPTY = {"title": "Own", "sections": [{"code": "one", "title": "One", "questions": []}]}


def asking(*questions: dict[str, Any]) -> Any:
    """A template with these questions."""
    whole = [{"code": f"q{n}", "text": "?", **one} for n, one in enumerate(questions)]
    return {**EMPTY, "sections": [{"code": "one", "title": "One", "questions": whole}]}


def test_the_shipped_template_goes_through_the_guidance_in_its_order(service: Client) -> None:
    (template,) = make.ok(service.get("/v1/templates"))["items"]
    assert (template["code"], template["version"], template["created_at"]) == ("guidance", 0, None)
    assert [section["code"] for section in template["sections"]] == SECTIONS
    assert make.ok(service.get(GUIDANCE)) == template


def test_the_shipped_template_asks_for_feedback_in_three_ways(service: Client) -> None:
    sections = {one["code"]: one for one in make.ok(service.get(GUIDANCE))["sections"]}
    fields = [question["field"] for question in sections["feedback"]["questions"]]
    assert fields == [
        "feedback_minutes",
        "feedback.score",
        "feedback.more_of",
        "feedback.less_of",
        "feedback.differently",
        "feedback.unasked",
    ]


@pytest.mark.parametrize("field", list(SessionField))
def test_the_fields_that_answers_go_into_are_those_of_a_session(field: SessionField) -> None:
    schema = SessionPut.model_json_schema()
    inside: Any = schema
    for step in field.split("."):
        branches = inside.get("anyOf", [inside])
        inner = branches[0].get("items", branches[0])
        name = inner.get("$ref", "").rpartition("/")[2]
        inside = (schema["$defs"][name] if name else inner)["properties"][step]


def test_the_first_edition_of_an_own_template_is_created(service: Client) -> None:
    created = make.created(service.ask("PUT", OWN, EXAMPLE))
    assert created["outcome"] == "created"
    edition = created["edition"]
    assert (edition["code"], edition["version"], edition["title"]) == ("own", 1, EXAMPLE["title"])
    assert make.ok(service.get(OWN)) == edition
    assert [one["code"] for one in make.ok(service.get("/v1/templates"))["items"]] == [
        "guidance",
        "own",
    ]


def test_the_shipped_template_is_followed_by_an_own_edition(service: Client) -> None:
    shipped = make.ok(service.get(GUIDANCE))
    answer = make.ok(service.ask("PUT", GUIDANCE, EMPTY))
    assert (answer["outcome"], answer["edition"]["version"]) == ("updated", 1)
    assert make.ok(service.get(GUIDANCE, version=0)) == shipped
    assert make.ok(service.get("/v1/templates"))["items"] == [answer["edition"]]


def test_every_edition_is_kept(service: Client) -> None:
    titles = ["First", "Second", "Third"]
    for title in titles:
        service.ask("PUT", OWN, {**EMPTY, "title": title})
        service.clock.forward(hours=1)
    versions = make.ok(service.get(f"{OWN}/versions"))["items"]
    assert [(one["version"], one["title"]) for one in versions] == list(enumerate(titles, 1))
    assert make.ok(service.get(OWN, version=2)) == versions[1]
    assert len({one["created_at"] for one in versions}) == 3


def test_the_same_again_is_no_edition(service: Client) -> None:
    first = make.created(service.ask("PUT", OWN, EMPTY))
    service.clock.forward(hours=1)
    again = make.ok(service.ask("PUT", OWN, copy.deepcopy(EMPTY)))
    assert (again["outcome"], again["edition"]) == ("unchanged", first["edition"])


def test_the_shipped_template_again_is_no_edition(service: Client) -> None:
    shipped = make.ok(service.get(GUIDANCE))
    sent = {name: shipped[name] for name in ("title", "sections")}
    again = make.ok(service.ask("PUT", GUIDANCE, sent))
    assert (again["outcome"], again["edition"]) == ("unchanged", shipped)


def test_a_template_that_is_held_already_is_not_sent_again(service: Client) -> None:
    etag = service.get(GUIDANCE).etag
    assert service.get(GUIDANCE, {"if-none-match": etag}).status == 304
    service.ask("PUT", GUIDANCE, EMPTY)
    assert service.get(GUIDANCE, {"if-none-match": etag}).status == 200


@pytest.mark.parametrize(
    "path", [OWN, f"{OWN}/versions", f"{GUIDANCE}?version=1", "/v1/templates/No", f"{OWN}/x"]
)
def test_what_is_not_there_is_not_found(service: Client, path: str) -> None:
    assert service.get(path).status == 404


def test_another_organisation_sees_nothing_of_it(service: Client) -> None:
    service.ask("PUT", OWN, EMPTY)
    service.ask("PUT", GUIDANCE, EMPTY)
    stranger = service.stranger()
    assert stranger.get(OWN).status == 404
    assert make.ok(stranger.get(GUIDANCE))["version"] == 0
    assert len(make.ok(stranger.get("/v1/templates"))["items"]) == 1


TEXT = {"kind": "text"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**EMPTY, "title": ""}, "too-short"),
        ({**EMPTY, "sections": []}, "too-few"),
        ({**EMPTY, "sections": EMPTY["sections"] * 2}, "twice"),
        ({**EMPTY, "sections": EMPTY["sections"] * 51}, "too-many"),
        (asking({"kind": "other"}), "not-allowed"),
        (asking({"kind": "choice"}), "choices"),
        (asking({**TEXT, "choices": ["a", "b"]}), "choices"),
        (asking({"kind": "choice", "choices": ["a", "a"]}), "twice"),
        (asking({**TEXT, "field": "session.secret"}), "not-allowed"),
        (asking({**TEXT, "text": " "}), "blank"),
        (asking({**TEXT, "text": "x" * 1001}), "too-long"),
        (asking({**TEXT, "code": "Q 1"}), "wrong-form"),
        (asking({**TEXT, "code": "q"}, {**TEXT, "code": "q"}), "twice"),
        (asking({**TEXT, "more": 1}), "unknown-field"),
    ],
)
def test_what_no_session_could_work_through_is_refused(
    service: Client, body: Any, code: str
) -> None:
    answer = service.ask("PUT", OWN, body)
    assert (answer.status, answer.json["errors"][0]["code"]) == (422, code)
    assert service.get(OWN).status == 404

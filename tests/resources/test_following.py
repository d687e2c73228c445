"""A session may name the template that it followed, and answer what that asks beyond our fields."""

from typing import Any

import pytest

from tests.harness.service import Client
from tests.resources import make

QUESTIONS: list[dict[str, Any]] = [
    {"code": "arriving", "text": "How are you?", "kind": "text", "field": "check_in.note"},
    {"code": "hopes", "text": "What do you need?", "kind": "text"},
    {"code": "rested", "text": "Rested?", "kind": "yes_no"},
    {"code": "load", "text": "How full is it?", "kind": "score"},
    {"code": "travel", "text": "How long on the road?", "kind": "minutes"},
    {"code": "agreed", "text": "Agreed on which day?", "kind": "day"},
    {"code": "energy", "text": "Energy?", "kind": "choice", "choices": ["plenty", "little"]},
]
SECTIONS = [{"code": "opening", "title": "Opening", "questions": QUESTIONS}]
TEMPLATE = {"title": "Ours", "sections": SECTIONS}


def following(service: Client, **fields: Any) -> Any:
    make.people(service)
    make.created(service.ask("PUT", "/v1/templates/ours", TEMPLATE))
    return service.put("sessions", "S1", make.held(template="ours", **fields))


def answer(question: str, said: Any) -> dict[str, Any]:
    return {"question": question, "answer": said}


def test_its_newest_edition_is_the_one_that_was_followed(service: Client) -> None:
    record = make.created(following(service))["record"]
    assert (record["template"], record["template_version"]) == ("ours", 1)
    make.ok(service.ask("PUT", "/v1/templates/ours", {**TEMPLATE, "title": "Ours anew"}))
    assert (
        service.put("sessions", "S1", {"wellbeing": "Well"}).json["record"]["template_version"] == 1
    )


def test_the_shipped_template_is_its_edition_0(service: Client) -> None:
    make.people(service)
    record = make.session(service, template="guidance")
    assert (record["template"], record["template_version"]) == ("guidance", 0)


def test_an_older_edition_can_be_named(service: Client) -> None:
    make.created(following(service))
    make.ok(service.ask("PUT", "/v1/templates/ours", {**TEMPLATE, "title": "Ours anew"}))
    newest = make.session(service, "S2", template="ours")
    older = make.session(service, "S3", template="ours", template_version=1)
    assert (newest["template_version"], older["template_version"]) == (2, 1)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("hopes", "A plan"),
        ("rested", False),
        ("load", 1),
        ("load", 10),
        ("travel", 0),
        ("travel", 1440),
        ("agreed", "2026-02-28"),
        ("energy", "little"),
        ("energy", None),
    ],
)
def test_an_answer_that_fits_is_kept(service: Client, question: str, said: Any) -> None:
    made = make.created(following(service, template_answers=[answer(question, said)]))
    assert made["record"]["template_answers"] == [answer(question, said)]


@pytest.mark.parametrize(
    ("question", "said", "code"),
    [
        ("unasked", "x", "unknown-question"),
        ("arriving", "x", "unknown-question"),
        ("hopes", 3, "wrong-answer"),
        ("rested", "yes", "wrong-answer"),
        ("load", 0, "wrong-answer"),
        ("load", 11, "wrong-answer"),
        ("load", True, "wrong-answer"),
        ("travel", 1441, "wrong-answer"),
        ("agreed", "2026-02-29", "wrong-answer"),
        ("energy", "some", "wrong-answer"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    service: Client, question: str, said: Any, code: str
) -> None:
    refused = following(service, template_answers=[answer(question, said)])
    assert refused.status == 422
    [error] = refused.json["errors"]
    assert (error["code"], error["pointer"].rpartition("/")[0]) == (code, "/template_answers/0")


def test_a_template_that_there_is_not_is_refused(service: Client) -> None:
    make.people(service)
    for named in ({"template": "theirs"}, {"template": "guidance", "template_version": 7}):
        refused = service.put("sessions", "S1", make.held(**named))
        assert (refused.status, refused.code) == (422, "reference-not-found")


def test_answers_without_a_template_are_refused(service: Client) -> None:
    make.people(service)
    body = make.held(template_answers=[answer("hopes", "x")])
    assert service.put("sessions", "S1", body).status == 422


def test_the_same_question_twice_is_refused(service: Client) -> None:
    twice = [answer("hopes", "x"), answer("hopes", "y")]
    assert following(service, template_answers=twice).status == 422


@pytest.mark.parametrize("aspect", ["culture", "sexual_orientation", "neurodiversity"])
def test_the_fifteen_aspects_and_the_organisations_own_can_be_named(
    service: Client, aspect: str
) -> None:
    make.people(service)
    make.aspect(service, "neurodiversity")
    explored = [{"aspect": aspect, "whose": "supervisor"}]
    assert make.session(service, identity_aspects=explored)["identity_aspects"] == explored


@pytest.mark.parametrize("part", [{"aspect": "Culture"}, {"aspect": "culture", "whose": "mine"}])
def test_any_other_aspect_is_refused(service: Client, part: dict[str, str]) -> None:
    make.people(service)
    assert service.put("sessions", "S1", make.held(identity_aspects=[part])).status == 422


def test_an_aspect_that_was_withdrawn_stays_where_it_was_named(service: Client) -> None:
    make.people(service)
    make.aspect(service, "neurodiversity")
    explored = [{"aspect": "neurodiversity", "whose": None}]
    make.session(service, identity_aspects=explored)
    withdrawn = {"kind": "identity_aspect", "text": "What about that?", "in_use": False}
    make.ok(service.ask("PUT", "/v1/prompts/neurodiversity", withdrawn))
    again = service.put("sessions", "S1", {"identity_aspects": explored, "wellbeing": "Well"})
    assert make.ok(again)["record"]["identity_aspects"] == explored
    assert service.put("sessions", "S2", make.held(identity_aspects=explored)).status == 422


def test_a_version_that_is_sent_is_the_one_that_is_kept(service: Client) -> None:
    make.created(following(service))
    for title in ("One", "Two"):
        service.ask("PUT", "/v1/templates/theirs", {**TEMPLATE, "title": title})
    body = {"template": "theirs", "template_version": 1}
    assert service.put("sessions", "S1", body).json["record"]["template_version"] == 1
    newest = service.put("sessions", "S1", {"template": "ours"})
    assert newest.json["record"]["template_version"] == 1
    assert (
        service.put("sessions", "S1", {"template": "theirs"}).json["record"]["template_version"]
        == 2
    )


def test_a_form_sent_again_without_a_version_stays_with_the_one_it_followed(
    service: Client,
) -> None:
    make.created(following(service))
    make.ok(service.ask("PUT", "/v1/templates/ours", {**TEMPLATE, "title": "Ours anew"}))
    again = service.put("sessions", "S1", make.held(template="ours", template_version=None))
    assert (again.json["outcome"], again.json["record"]["template_version"]) == ("unchanged", 1)

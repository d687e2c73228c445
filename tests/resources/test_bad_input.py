"""Whatever is sent: a refusal that repeats nothing, and afterwards every list still answers."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.harness.service import Answer, Client, Running, newcomer
from tests.resources import make
from tests.resources.test_putting import NEW, TYPES, begun

CANARY = "canary7f3a"
LISTS = (*(f"/v1/{type}" for type in TYPES), "/v1/expectations", "/v1/flags")


@pytest.fixture
def service(service: Client) -> Client:
    return begun(service)


@pytest.fixture(scope="module")
def steady(running: Running) -> Client:
    """One organisation for all that is refused: nothing of it can be there for the next."""
    return begun(newcomer(running))


def all_lists_answer(service: Client) -> None:
    for path in LISTS:
        assert service.get(path).status == 200


def refused(answer: Answer, status: int, *codes: str) -> None:
    assert answer.status == status, answer
    assert answer.code
    assert CANARY not in answer.everything
    found = {answer.code, *(error["code"] for error in answer.json["errors"])}
    assert found >= set(codes), answer


def send(service: Client, type: str, body: Any) -> Answer:
    answer = service.ask("PUT", f"/v1/sources/mosaic/{type}/R1", body)
    all_lists_answer(service)
    return answer


def session(**fields: Any) -> Any:
    return make.held(reflection=CANARY, **fields)


def agreeing(**fields: Any) -> Any:
    return session(actions=[make.action("A1", **fields)])


def feedback(**fields: Any) -> Any:
    return {**NEW["feedback"], "more_of": CANARY, **fields}


@pytest.mark.parametrize("score", [0, 11, -1, 10.5, 10.0, "10", True, [10], {}, 2**62])
def test_a_score_is_a_whole_number_from_1_to_10(steady: Client, score: Any) -> None:
    refused(send(steady, "feedback", feedback(score=score)), 422)


@pytest.mark.parametrize("score", [1, 10, None])
def test_the_edges_of_the_score_are_taken(service: Client, score: Any) -> None:
    assert send(service, "feedback", feedback(score=score)).status == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (session(started_at="2026-02-27T18:05:01Z", ended_at=None), "held-in-the-future"),
        (
            session(ended_at="2026-02-27T19:00:00Z", started_at="2026-02-27T17:00:00Z"),
            "held-in-the-future",
        ),
        (session(started_at=None, ended_at=None, held_on="2026-02-28"), "held-in-the-future"),
        (session(ended_at="2026-02-02T09:59:59Z"), "ended-at"),
        (session(ended_at="2026-02-02T10:00:00Z"), "ended-at"),
        (session(ended_at="2026-02-03T10:00:01Z"), "ended-at"),
        (session(started_at=None), "ended-at"),
        (session(minutes=91), "minutes"),
        (session(interrupted_minutes=91), "interrupted"),
        (session(feedback_minutes=91), "feedback-minutes"),
        (session(held_on="2026-02-03"), "days-differ"),
        (session(minutes=1441, started_at=None, ended_at=None, held_on="2026-02-02"), None),
        (session(minutes=-1), None),
        (session(status="held", started_at=None, ended_at=None), "held"),
        (session(status="planned", started_at=None, ended_at=None), "planned"),
        (session(status="cancelled", started_at=None, ended_at=None), "cancelled"),
        (session(supervisor_ref="W1"), "own-supervisor"),
        (session(supervisee_ref=None), "supervisees"),
        (session(kind="joint", supervisee_ref=None), "supervisees"),
        (session(kind="Personal"), None),
        (session(kind="PERSONAL"), None),
        (session(kind=" personal"), None),
        (session(status="Held"), None),
        (session(kind=None), None),
        (session(check_in={"held": 1}), None),
        (session(check_in={"held": "true"}), None),
        (session(check_in={"odd": CANARY}), None),
        (session(check_in=[]), None),
        (session(check_in=CANARY), None),
        (session(odd=CANARY), None),
        (session(id=CANARY), None),
        (session(supervisee_ref="no blanks"), "reference"),
        (session(supervisee_ref="é"), "reference"),
        (session(supervisee_ref=""), None),
        (session(supervisee_ref="R" * 129), None),
        (session(supervisee_ref=CANARY), "reference-not-found"),
        (session(supervisor_ref=CANARY), "reference-not-found"),
        (session(supervisee_id=CANARY), None),
        (agreeing(due_on="2026-02-01"), "due-before-agreed"),
        (agreeing(status="completed", completed_on="2026-02-01"), "completed-before-agreed"),
        (agreeing(status="open", completed_on="2026-02-03"), "completed-on"),
        (agreeing(owner_ref=CANARY), "reference-not-found"),
        (agreeing(status="Completed"), None),
        (
            session(status="cancelled", cancelled_on="2026-02-02", actions=[make.action()]),
            "not-held",
        ),
    ],
)
def test_a_session_that_cannot_be_so_is_refused(
    steady: Client, body: Any, code: str | None
) -> None:
    refused(send(steady, "sessions", body), 422, *([code] if code else []))


@pytest.mark.parametrize("ended_at", ["2026-02-02T10:00:01Z", "2026-02-03T10:00:00Z"])
def test_the_shortest_and_the_longest_session_are_taken(service: Client, ended_at: str) -> None:
    assert send(service, "sessions", session(ended_at=ended_at)).status == 201


@pytest.mark.parametrize(
    "review",
    [
        {"outcome": "completed", "completed_on": "2026-01-04"},
        {"outcome": "carried_forward", "new_due_on": "2026-02-01"},
        {"outcome": "progressing", "completed_on": "2026-02-02"},
        {"outcome": "completed", "new_due_on": "2026-02-02"},
        {"outcome": "no_longer_needed", "new_due_on": "2026-02-03"},
        {"outcome": "done"},
        {},
    ],
)
def test_a_review_that_cannot_be_so_is_refused(service: Client, review: Any) -> None:
    make.session(service, "S9", on="2026-01-05", actions=[make.action("A1")])
    body = session(action_reviews=[{"action_ref": "A1", "comment": CANARY, **review}])
    refused(send(service, "sessions", body), 422)


def test_an_action_cannot_be_reviewed_before_it_was_agreed(service: Client) -> None:
    make.session(service, "S9", on="2026-02-03", actions=[make.action("A1")])
    body = session(action_reviews=[{"action_ref": "A1", "outcome": "progressing"}])
    refused(send(service, "sessions", body), 422, "reviewed-before-agreed")


INSTANTS = [
    "2026-10-25T01:30",
    "2026-02-02T10:00:00",
    "2026-02-02",
    "20260202T100000Z",
    "2026-02-02 10:00:00Z",
    "2026-02-02T10:00:00+01",
    "2026-02-02T24:00:00Z",
    "2026-02-02T10:00:60Z",
    "2026-02-30T10:00:00Z",
    "1899-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-02-02T10:00:00+25:00",
    "2026-02-02T10:00:00.1234567Z",
    "٢٠٢٦-02-02T10:00:00Z",
    "",
    CANARY,
    1767225600,
    1.5,
    True,
    [],
]
DAYS = [
    "2027-02-29",
    "2026-13-01",
    "2026-2-2",
    "20260202",
    "2026-W06-1",
    "2026-02-02T00:00:00Z",
    "0001-01-01",
    "9999-12-31",
    "1899-12-31",
    "2201-01-01",
    "٢٠٢٦-02-02",
    " 2026-02-02",
    "",
    CANARY,
    20260203,
    0,
    True,
    {},
]


@pytest.mark.parametrize("instant", INSTANTS)
def test_what_is_no_instant_is_refused(steady: Client, instant: Any) -> None:
    refused(send(steady, "sessions", session(recorded_at=instant)), 422)


@pytest.mark.parametrize("day", DAYS)
def test_what_is_no_day_is_refused(steady: Client, day: Any) -> None:
    refused(send(steady, "sessions", session(shared_on=day)), 422)


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31", "2028-02-29"])
def test_the_edges_of_the_years_are_taken(service: Client, day: str) -> None:
    body = {"posts": [{"started_on": day}], "absences": [{"reason": "sickness", "from_on": day}]}
    assert send(service, "workers", body).status == 201
    assert send(service, "cases", {"opened_on": day}).status == 201


def test_years_of_post_absence_and_session_at_both_ends_can_be_worked_out(service: Client) -> None:
    post = {"started_on": "1900-01-01", "ended_on": "2200-12-31"}
    absence = {"reason": "sickness", "from_on": "1900-01-01", "to_on": "2200-12-31"}
    service.put("workers", "W1", {"posts": [post], "absences": [absence]})
    instants = {"started_at": "1900-01-01T10:00:00Z", "ended_at": "1900-01-01T11:30:00Z"}
    far = [make.action("A1", "2200-12-31")]
    make.made(service, "sessions", "S1", make.held(**instants, actions=far))
    make.session(service, "S2")
    planned = {"status": "planned", "planned_on": "2200-12-31"}
    make.made(
        service, "sessions", "S3", {**make.held(), **planned, "started_at": None, "ended_at": None}
    )
    all_lists_answer(service)


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("workers", {"posts": [{"started_on": "2026-01-02", "ended_on": "2026-01-01"}]}),
        ("workers", {"posts": [{"started_on": "2026-01-02"}, {"started_on": "2026-01-02"}]}),
        ("workers", {"posts": [{"supervised": "no"}]}),
        ("workers", {"posts": {}}),
        ("workers", {"posts": [None]}),
        ("workers", {"posts": [{}] * 101}),
        ("workers", {"absences": [{"reason": "sickness"}]}),
        ("workers", {"absences": [{"reason": "Sickness", "from_on": "2026-01-01"}]}),
        (
            "workers",
            {"absences": [{"reason": "other", "from_on": "2026-01-02", "to_on": "2026-01-01"}]},
        ),
        ("cases", {"opened_on": "2026-01-02", "closed_on": "2026-01-01"}),
        ("cases", {"plans": [{"type": "", "started_on": "2026-01-01"}]}),
        ("cases", {"plans": [{"type": "x", "started_on": "2026-01-01"}] * 2}),
        ("cases", {"allocations": [{"started_on": "2026-01-01"}]}),
        ("teams", {"name": "x", "started_on": "2026-01-02", "ended_on": "2026-01-01"}),
        ("teams", {}),
        ("teams", {"name": None}),
        ("actions", {"description": CANARY}),
        ("actions", {"session_ref": "S0", "description": 5}),
        ("feedback", {"session_ref": "S0"}),
        ("feedback", {**NEW["feedback"], "direction": "upwards"}),
        ("feedback", {**NEW["feedback"], "declined": True}),
        ("oversight-notes", {**NEW["oversight-notes"], "decided_on": "2026-02-28"}),
        ("oversight-notes", {**NEW["oversight-notes"], "decided_on": None}),
        ("oversight-notes", {**NEW["oversight-notes"], "case_ref": None}),
        ("oversight-notes", {**NEW["oversight-notes"], "decided_at": "2026-02-03T10:00:00Z"}),
    ],
)
def test_other_records_that_cannot_be_so_are_refused(steady: Client, type: str, body: Any) -> None:
    refused(send(steady, type, body), 422)


LINES = {
    "teams": "name",
    "workers": "display_name",
    "sessions": "format",
    "oversight-notes": "evidence_ref",
}
NARRATIVES = {
    "sessions": "reflection",
    "actions": "description",
    "feedback": "unasked",
    "oversight-notes": "decision",
}
INVISIBLE = ["", " ", "\u00a0", "\u200b", "\u2060\ufeff", "\u00ad", "\u3000", "\t", "\u2003 \u200d"]
TURNING = [
    f"a{letter}b"
    for letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
]
CONTROLS = [f"a{letter}b" for letter in "\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f"]


@pytest.mark.parametrize("type", sorted(LINES))
def test_a_name_is_one_line_of_visible_text(steady: Client, type: str) -> None:
    for text in (*INVISIBLE, *TURNING, *CONTROLS, "a\nb", "a\u2028b", "x" * 201, 7, ["x"]):
        body = {**NEW[type], LINES[type]: text}
        refused(steady.ask("PUT", f"/v1/sources/mosaic/{type}/R1", body), 422)
    all_lists_answer(steady)


@pytest.mark.parametrize("type", sorted(LINES))
@pytest.mark.parametrize("text", ["x" * 200, "Ẹ̀níọlá", "👩‍👧", "O'Brien & Söhne <b>", "=1+1"])
def test_a_name_is_kept_as_it_was_sent(service: Client, type: str, text: str) -> None:
    record = make.created(send(service, type, {**NEW[type], LINES[type]: text}))["record"]
    assert record[LINES[type]] == text


@pytest.mark.parametrize("type", sorted(NARRATIVES))
def test_narrative_holds_no_control_characters(steady: Client, type: str) -> None:
    for text in (*CONTROLS, "x" * 100_001, 7, {"x": CANARY}):
        body = {**NEW[type], NARRATIVES[type]: text}
        refused(steady.ask("PUT", f"/v1/sources/mosaic/{type}/R1", body), 422)
    all_lists_answer(steady)


@pytest.mark.parametrize("type", sorted(NARRATIVES))
@pytest.mark.parametrize("text", ["a\tb\r\nc\n", "x" * 100_000, "", " ", "\u200b", "\u202eabc"])
def test_narrative_is_kept_as_it_was_sent(service: Client, type: str, text: str) -> None:
    record = make.created(send(service, type, {**NEW[type], NARRATIVES[type]: text}))["record"]
    assert record[NARRATIVES[type]] == text


def raw(service: Client, text: str | bytes, type: str = "sessions") -> Answer:
    body = text if isinstance(text, bytes) else text.encode()
    answer = service.ask("PUT", f"/v1/sources/mosaic/{type}/R1", body=body)
    all_lists_answer(service)
    return answer


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'{{"reflection": "{CANARY}", "minutes": 1e400}}', "number-not-representable"),
        (f'{{"reflection": "{CANARY}", "minutes": NaN}}', "number-not-representable"),
        ('{"minutes": -Infinity}', "number-not-representable"),
        ('{"minutes": 1' + "0" * 400 + "}", "number-not-representable"),
        ('{"minutes": 9223372036854775808}', "number-not-representable"),
        ("[" * 300 + "]" * 300, "too-deep"),
        ('{"a":' * 300 + "1" + "}" * 300, "too-deep"),
        ("[" * 100_000, "not-json"),
        (f'{{"reflection": "{CANARY}\\u0000"}}', "nul-character"),
        ('{"\\u0000": 1}', "nul-character"),
        ('{"reflection": "\\ud800"}', "lone-surrogate"),
        ('{"reflection": "\\udfff\\ud800"}', "lone-surrogate"),
        (b'{"reflection": "\xff"}', "not-utf-8"),
        (b'{"reflection": "\xed\xa0\x80"}', "not-utf-8"),
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        (b"\xff\xfe{\x00}\x00", "not-utf-8"),
        (f'{{"reflection": "{CANARY}", "reflection": "b"}}', "duplicate-key"),
        ('{"check_in": {"held": true, "held": false}}', "duplicate-key"),
        (f"{{'reflection': '{CANARY}'}}", "not-json"),
        ("{} {}", "not-json"),
        ('{"a": "b\nc"}', "not-json"),
    ],
)
def test_what_is_no_good_json_is_400(steady: Client, text: str | bytes, code: str) -> None:
    answer = raw(steady, text)
    assert answer.code in {code, "too-deep"}
    refused(answer, 400)


@pytest.mark.parametrize("body", ["[]", '""', "1", "true", "null", "[{}]"])
def test_a_body_that_is_no_object_is_422(steady: Client, body: str) -> None:
    refused(raw(steady, body), 422)


@pytest.mark.parametrize("type", sorted(NARRATIVES | LINES))
def test_nul_is_refused_in_every_text(steady: Client, type: str) -> None:
    for name in ({**NARRATIVES}.get(type), LINES.get(type), "source_updated_at"):
        body = {**NEW[type], str(name): f"{CANARY}\x00"}
        refused(steady.ask("PUT", f"/v1/sources/mosaic/{type}/R1", body), 400, "nul-character")
    all_lists_answer(steady)


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize(
    "body",
    [{}, {CANARY: CANARY}, {"name": {CANARY: [CANARY]}}, {"posts": CANARY}, {"actions": [[]]}],
)
def test_no_body_brings_a_500(service: Client, type: str, body: Any) -> None:
    for method, path in (
        ("PUT", f"/v1/sources/mosaic/{type}/R1"),
        ("POST", f"/v1/{type}"),
    ):
        answer = service.ask(method, path, body)
        assert answer.status in (201, 422), answer
        assert CANARY not in answer.everything
    all_lists_answer(service)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"content-type": "text/plain"}, b"{}", 415),
        ({"content-type": "application/xml"}, b"<a/>", 415),
        ({"content-encoding": "gzip"}, b"{}", 415),
        ({"content-type": "application/json; charset=latin-1"}, b"{}", 415),
        ({"content-length": "2000000"}, b"{}", 413),
        ({"content-length": "ten"}, b"{}", 400),
        ({"host": ""}, b"{}", 422),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused(
    steady: Client, headers: Any, body: bytes, status: int
) -> None:
    refused(steady.ask("POST", "/v1/teams", body=body, headers=headers), status)


def test_a_large_body_is_413(steady: Client) -> None:
    body = json.dumps({"name": "x" * 1_000_000}).encode()
    refused(steady.ask("POST", "/v1/teams", body=body), 413, "body-too-large")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/teams/%00",
        "/v1/teams/%ff",
        "/v1/teams/%",
        "/v1/teams?limit=%zz",
        "/v1/sources/mosaic/teams/a%0ab",
        "/v1/teams?" + "a" * 9000,
    ],
)
def test_an_address_that_cannot_be_read_is_refused(steady: Client, path: str) -> None:
    answer = steady.get(path)
    assert answer.status in (400, 414)
    assert answer.code
    all_lists_answer(steady)


@pytest.mark.parametrize("source", ["a b", "é", "x" * 65, "\u202e"])
def test_what_cannot_be_a_source_leads_nowhere(service: Client, source: str) -> None:
    answer = service.put("teams", "T1", {"name": "x"}, source=quote(source, safe=""))
    assert answer.status == 404
    body = {"name": "x", "source": source, "reference": "T1"}
    assert service.post("/v1/teams", body).status == 422


@pytest.mark.parametrize("type", TYPES)
def test_what_is_accepted_can_be_read_by_every_list(service: Client, type: str) -> None:
    send(service, type, NEW[type])
    all_lists_answer(service)
    assert len(service.items(f"/v1/{type}")) >= 1

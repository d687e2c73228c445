"""Feedback summaries over HTTP: who is hidden, what is settled, and what nobody can find out."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from app.vocabulary import Scope
from tests.harness.service import Client
from tests.resources import make
from tests.resources.attacker import Attacker

PATH = "/v1/feedback/summary"
UPWARDS, DOWNWARDS = "supervisee_to_supervisor", "supervisor_to_supervisee"
SPLITS = [{}, {"group_by": "team"}, {"group_by": "team,supervisor"}]
DURING = datetime(2026, 3, 20, tzinfo=UTC)
PUBLISHED = datetime(2026, 4, 30, tzinfo=UTC)


def quarter(service: Client) -> Client:
    """The service in the first quarter of 2026, before anything is recorded."""
    service.clock.set(DURING)
    return service


def given(service: Client, reference: str, score: int | None = None, **fields: Any) -> make.Body:
    """A session of a worker with a supervisor, and the supervisee's feedback on it."""
    session = {n: fields.pop(n) for n in list(fields) if n.startswith("super") or n == "on"}
    one = {"direction": UPWARDS, "score": score, **fields}
    return make.session(service, f"S-{reference}", feedback=[one], **session)


def team(service: Client, name: str, scores: list[int | None]) -> None:
    """A team with a supervisor, and as many workers as there are scores."""
    make.team(service, name)
    make.worker(service, f"M-{name}")
    for number, score in enumerate(scores):
        worker = f"{name}-{number}"
        make.worker(service, worker, posts=[{"team_ref": name, "started_on": "2024-01-01"}])
        given(service, worker, score, supervisee_ref=worker, supervisor_ref=f"M-{name}")


def summary(service: Client, **query: str) -> Any:
    """What is answered once the quarter is settled."""
    service.clock.set(max(service.clock.now, PUBLISHED))
    return make.ok(service.get(PATH, quarter="2026-Q1", **query))


def shown(service: Client, **query: str) -> dict[tuple[str | None, str | None], float | None]:
    """The means of the groups that are shown, by team and supervisor."""
    return {
        (row["team_ref"], row["supervisor_ref"]): row["mean_score"]
        for row in summary(service, **query)["items"]
        if not row["hidden"]
    }


def test_five_respondents_are_shown(service: Client) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    assert summary(service) == {
        "quarter": "2026-Q1",
        "as_at": "2026-03-31",
        "known_at": "2026-04-29T00:00:00Z",
        "items": [
            {
                "direction": UPWARDS,
                "team_id": None,
                "team_ref": None,
                "supervisor_id": None,
                "supervisor_ref": None,
                "hidden": False,
                "respondents": 5,
                "scores": 5,
                "mean_score": 6.8,
                "asked": 5,
                "answered": 5,
                "declined": 0,
            }
        ],
    }
    for split in SPLITS[1:]:
        (row,) = summary(service, **split)["items"]
        assert (row["team_ref"], row["mean_score"]) == ("T1", 6.8)
        assert (row["asked"], row["answered"], row["declined"]) == (None, None, None)


@pytest.mark.parametrize("split", SPLITS)
def test_of_four_respondents_nothing_is_shown(service: Client, split: dict[str, str]) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, None])
    given(service, "again", 8, supervisee_ref="T1-0", supervisor_ref="M-T1")
    (row,) = summary(service, **split)["items"]
    about = {"direction", "team_id", "team_ref", "supervisor_id", "supervisor_ref"}
    assert {name: value for name, value in row.items() if name not in about} == {
        "hidden": True,
        **dict.fromkeys(("respondents", "scores", "mean_score", "asked", "answered", "declined")),
    }


def test_what_was_not_scored_is_counted_in_the_whole(service: Client) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8, None])
    given(service, "declined", supervisee_ref="T1-0", declined=True, supervisor_ref="M-T1")
    given(service, "in-words", supervisee_ref="T1-0", more_of="Time", supervisor_ref="M-T1")
    (row,) = summary(service)["items"]
    counts = ("respondents", "scores", "asked", "answered", "declined")
    assert [row[name] for name in counts] == [5, 5, 8, 6, 1]


def test_a_small_team_hides_the_next_smallest_with_it(service: Client) -> None:
    for name, people in (("T1", 7), ("T2", 6), ("T3", 3)):
        team(quarter(service), name, [4, 6, 8, 4, 6, 8, 7][:people])
    assert shown(service) == {(None, None): 6.1}
    assert shown(service, group_by="team") == {("T1", None): 6.1}
    assert shown(service, group_by="team,supervisor") == {("T1", "M-T1"): 6.1}
    rows = summary(service, group_by="team")["items"]
    assert {row["team_ref"] for row in rows if row["hidden"]} == {"T2", "T3"}


def test_a_team_is_hidden_where_the_rest_is_small(service: Client) -> None:
    team(quarter(service), "T1", [4, 5, 6, 7, 8, 9])
    team(service, "T2", [4, 5, 6, 7])
    assert shown(service) == {(None, None): 6.1}
    assert shown(service, group_by="team") == {}


@pytest.mark.parametrize("score", [1, 10])
def test_all_at_an_end_of_the_scale_is_hidden(service: Client, score: int) -> None:
    team(quarter(service), "T1", [score] * 6)
    assert shown(service) == {}


def test_each_direction_is_of_its_own_givers(service: Client) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    sent = {"direction": DOWNWARDS, "score": 7}
    for number in range(5):
        body = {**sent, "session_ref": f"S-T1-{number}"}
        make.created(service.post("/v1/feedback", body))
    upwards, downwards = summary(service)["items"]
    assert (upwards["direction"], upwards["respondents"]) == (UPWARDS, 5)
    assert (downwards["direction"], downwards["hidden"]) == (DOWNWARDS, True)


def test_five_supervisors_are_shown_as_respondents(service: Client) -> None:
    make.worker(quarter(service), "W1")
    for number in range(5):
        make.worker(service, f"M{number}")
        given(service, f"{number}", 6, direction=DOWNWARDS, supervisor_ref=f"M{number}")
    assert [row["respondents"] for row in summary(service)["items"]] == [5]
    assert shown(service, group_by="team,supervisor") == {}


def test_of_two_supervisors_neither_is_named_and_neither_counts_as_the_giver(
    service: Client,
) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    make.worker(service, "M2")
    both = {"supervisor_refs": ["M-T1", "M2"], "supervisor_ref": None}
    for number in range(5):
        shared = {**both, "supervisee_ref": f"T1-{number}"}
        body = {k: v for k, v in make.held(**shared).items() if v is not None}
        body["feedback"] = [
            {"direction": UPWARDS, "score": 7},
            {"direction": DOWNWARDS, "score": 7},
        ]
        make.made(service, "sessions", f"J{number}", body)
    found = shown(service, group_by="team,supervisor")
    assert found == {("T1", "M-T1"): 6.8, ("T1", None): 7.0}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"group_by": "supervisor"}, "invalid-parameter"),
        ({"group_by": "supervisor,team"}, "invalid-parameter"),
        ({"group_by": "worker"}, "invalid-parameter"),
        ({"group_by": ""}, "invalid-parameter"),
        ({"quarter": "2025-Q5"}, "invalid-parameter"),
        ({"quarter": "2025-q4"}, "invalid-parameter"),
        ({"quarter": "0000-Q1"}, "invalid-parameter"),
        ({"quarter": "2025"}, "invalid-parameter"),
        ({"quarter": "2199-Q4"}, "invalid-parameter"),
        ({"known_at": "2026-01-01"}, "unknown-parameter"),
        ({"from": "2026-01-01"}, "unknown-parameter"),
        ({"team": "T1"}, "unknown-parameter"),
    ],
)
def test_nothing_else_can_be_asked(service: Client, query: dict[str, str], code: str) -> None:
    answer = service.get(PATH, **query)
    assert (answer.status, answer.code) == (400, code)


def test_it_needs_no_right_to_read_feedback(service: Client) -> None:
    team(quarter(service), "T1", [5, 6, 7, 8, 8])
    analyst = service.only(Scope.COMPLIANCE_READ)
    assert summary(analyst) == summary(service)
    assert summary(service.stranger())["items"] == []


def authority(service: Client, seed: int) -> list[tuple[str, str, str, int]]:
    """A random organisation; for each score its team, supervisor and respondent."""
    random = Random(seed)  # noqa: S311  # not for secrets
    scores = []
    for number in range(4):
        name = f"T{number}"
        values = [random.randint(2, 10) for _ in range(random.choice([2, 4, 5, 6, 8]))]
        team(service, name, list(values))
        scores += [(name, f"M-{name}", f"{name}-{n}", value) for n, value in enumerate(values)]
    for number in range(8):
        name, supervisor = f"T{random.randrange(4)}", f"M-T{random.randrange(4)}"
        score = random.randint(1, 10)
        worker = f"{name}-{random.randrange(2)}"
        given(service, f"x{number}", score, supervisee_ref=worker, supervisor_ref=supervisor)
        scores.append((name, supervisor, worker, score))
    return scores


def places(scores: list[Any], row: Any) -> frozenset[int]:
    """Which scores a row is about."""
    wanted = (row["team_ref"], row["supervisor_ref"])
    return frozenset(
        place
        for place, score in enumerate(scores)
        if all(name in (None, own) for name, own in zip(wanted, score[:2], strict=True))
    )


@pytest.mark.parametrize("seed", range(3))
def test_an_attacker_who_asks_for_everything_finds_out_nothing(service: Client, seed: int) -> None:
    scores = authority(quarter(service), seed)
    equations, hidden = [], []
    for row in (row for split in SPLITS for row in summary(service, **split)["items"]):
        about = places(scores, row)
        points = sum(scores[place][-1] for place in about)
        if row["hidden"]:
            hidden.append(about)
        else:
            assert row["scores"] == len(about)
            assert row["mean_score"] == round(points / len(about), 1)
            equations.append((about, points))
    solver = Attacker(len(scores), equations)
    assert equations
    assert hidden
    assert not any(solver.can_sum([place]) for place in range(len(scores)))
    assert not any(solver.can_bound(place) for place in range(len(scores)))
    assert not any(solver.can_sum(about) for about in hidden)

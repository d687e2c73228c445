"""The demonstration, made once for all of these tests on one day, and served."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from app.cli import main
from app.commands.demo import Made, banner, made
from app.commands.running import FOLDER, NOT_YET, Running, fresh_folder, telling, told
from app.commands.serving import listening, served
from app.db import clients
from app.resources.demonstration.telling import parts
from app.resources.demonstration.year import Year
from app.resources.expectations.verification import verify
from app.resources.sessions.example import EXAMPLE
from tests.harness.service import Clock

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
RULE = "personal-timescale"
DAYS = [date(2026, 11, 29), date(2027, 3, 1), date(2028, 2, 29)]
ONE_SENTENCE = re.compile(r"Error: [A-Z][^.]+\.\n")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """As the command makes it, in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("demonstration"))
        with (
            listening("127.0.0.1", 0) as opened,
            made(opened, Clock(NOW)) as it,
            served(it.app, opened),
        ):
            yield it


@pytest.fixture
def http(demonstration: Made) -> Iterator[httpx.Client]:
    """Somebody with its key."""
    running = demonstration.running
    headers = {"authorization": f"Bearer {running.key}"}
    with httpx.Client(base_url=running.address, headers=headers, trust_env=False) as client:
        yield client


def items(http: httpx.Client, path: str, **query: str) -> list[Any]:
    answer = http.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


def team(http: httpx.Client, reference: str) -> str:
    found: str = http.get(f"/v1/sources/mosaic/teams/{reference}").json()["id"]
    return found


def rates(http: httpx.Client, path: str = "/v1/compliance", **query: str) -> list[float]:
    return [row["rate"] for row in items(http, path, **query) if row["rate"] is not None]


@pytest.mark.parametrize("today", DAYS)
def test_the_same_day_is_always_told_the_same(today: date) -> None:
    assert list(parts(Year(today))) == list(parts(Year(today)))


@pytest.mark.parametrize("today", DAYS)
def test_every_day_tells_of_eight_teams_and_a_hundred_and_twenty_workers(today: date) -> None:
    told = [sent for part in parts(Year(today)) for sent in part]
    names = {(type, reference) for type, reference, _ in told}
    assert len(names) == len(told)
    fields = [each for type, _, each in told if type == "workers"]
    posts = [post for each in fields for post in each["posts"]]
    assert sum(each["display_name"].startswith("Worker ") for each in fields) == 120 + 1
    assert {post["team_ref"] for post in posts} == {"T0", *(f"T{n}" for n in range(1, 9))}
    assert sum(bool(post.get("ended_on")) for post in posts) == 8 + 1
    assert sum(bool(post.get("agency")) for post in posts) == 16
    away = Counter(one["reason"] for each in fields for one in each.get("absences", ()))
    assert away == {"sickness": 16, "maternity": 8}


def test_what_is_stored_is_what_the_rules_come_to(demonstration: Made) -> None:
    database = demonstration.app.state.database
    with database.engine.connect() as connection:
        (organisation,) = clients.organisations(connection)
    found = database.read_now(organisation, verify)
    assert found.differences == []
    assert found.stretches > 40_000


@pytest.mark.parametrize("query", [{}, {"rule": RULE}], ids=["all", RULE])
def test_the_whole_authority_does_as_well_as_a_real_one(http: httpx.Client, query) -> None:
    (rate,) = rates(http, **query)
    assert 0.80 <= rate <= 0.88


@pytest.mark.parametrize("query", [{}, {"rule": RULE}], ids=["all", RULE])
def test_one_team_is_in_trouble_and_gets_worse(http: httpx.Client, query) -> None:
    trouble = team(http, "T5")
    (rate,) = rates(http, team=trouble, **query)
    assert rate < 0.65
    _, *whole, _ = rates(http, "/v1/compliance/series", team=trouble, **query)
    assert sum(whole[:4]) - sum(whole[-4:]) > 0.4


def test_one_team_gets_better_month_by_month(http: httpx.Client) -> None:
    _, *whole = rates(http, "/v1/compliance/series", team=team(http, "T6"))[-13:]
    steps = [later - earlier for earlier, later in pairwise(whole)]
    assert whole[-1] - whole[0] > 0.25
    assert min(steps) > -0.05
    quarters = [sum(whole[at : at + 3]) for at in (0, 3, 6, 9)]
    assert quarters == sorted(quarters)


def test_every_rule_of_the_book_has_something_to_judge(http: httpx.Client) -> None:
    rules = {rule["code"] for rule in items(http, "/v1/rules")}
    judged = {row["rule"] for row in items(http, "/v1/compliance", group_by="rule")}
    assert judged == rules


def test_the_banner_says_where_to_look_and_what_is_overdue(
    demonstration: Made, http: httpx.Client
) -> None:
    said = banner(demonstration)
    assert demonstration.running.address in said
    assert "Port 8000 is taken" not in said
    assert "Port 8000 is taken" in banner(demonstration, port_was_taken=True)
    found = re.search(r'curl -H "Authorization: (\S+ \S+)" "(\S+)"', said)
    assert found
    answer = httpx.get(found[2], headers={"authorization": found[1]}, trust_env=False)
    assert len(answer.json()["items"]) == 3
    late = items(http, "/v1/compliance/ageing", bands="28")
    assert f"{sum(band['overdue'] for band in late):,} expectations are overdue" in said


def test_six_calls_are_shown_with_their_answers_and_can_be_repeated(demonstration: Made) -> None:
    for _ in range(2):
        done = CliRunner().invoke(main, ["try"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert done.output.count("curl -H ") == 6
        assert f"KEY={demonstration.running.key}" in done.output
        assert '"rule": "feedback-time"' in done.output
        assert '"team_ref": "T8"' in done.output


def test_no_call_is_made_before_the_demonstration_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with listening("127.0.0.1", 0) as opened:
        address = f"http://127.0.0.1:{opened.getsockname()[1]}"
        FOLDER.mkdir()
        with telling(FOLDER, Running(address, NOT_YET)):
            done = CliRunner().invoke(main, ["try"])
            assert fresh_folder(9) != FOLDER
    assert (done.exit_code, "still being made" in done.output) == (1, True)


def test_a_call_that_is_not_answered_as_it_should_fails(
    demonstration: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Running(demonstration.running.address, "sup_wrong")
    monkeypatch.setattr("app.commands.trying.told", lambda: wrong)
    done = CliRunner().invoke(main, ["try"])
    assert done.exit_code == 1
    assert "That answered 401" in done.output


def test_a_port_that_was_asked_for_and_is_taken_is_refused_in_one_sentence() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["demo", "--port", port])
    assert done.exit_code == 1
    assert ONE_SENTENCE.fullmatch(done.output)
    assert port in done.output


def test_without_a_port_the_next_free_one_is_used() -> None:
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        assert 8000 <= first.getsockname()[1] < second.getsockname()[1] < 8100


def test_an_address_that_is_not_ours_is_refused_in_one_sentence() -> None:
    done = CliRunner().invoke(main, ["demo", "--host", "192.0.2.1"])
    assert done.exit_code == 1
    assert ONE_SENTENCE.fullmatch(done.output.replace("192.0.2.1", "Host"))


def test_the_example_of_the_docs_raises_its_flag(http: httpx.Client) -> None:
    written = http.post("/v1/sessions", json=EXAMPLE)
    assert written.status_code == 201, written.text
    assert "feedback-time" in {flag["rule"] for flag in written.json()["flags"]["raised"]}


def test_a_second_demonstration_leaves_the_first_its_folder(demonstration: Made) -> None:
    second = fresh_folder(9)
    assert second != FOLDER
    assert (FOLDER / "supervision.db").exists()
    assert list(second.iterdir()) == []


def test_who_was_killed_leaves_the_usual_folder_to_the_next_on_its_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with listening("127.0.0.1", 0) as opened:
        port = opened.getsockname()[1]
        FOLDER.mkdir()
        with telling(FOLDER, Running(f"http://127.0.0.1:{port}", "sup_1")):
            assert fresh_folder(port) == FOLDER
            assert list(FOLDER.iterdir()) == []


def test_a_demonstration_that_has_ended_is_not_found(tmp_path: Path) -> None:
    with listening("127.0.0.1", 0) as ended:
        running = Running(f"http://127.0.0.1:{ended.getsockname()[1]}", "sup_1")
        with telling(tmp_path, running):
            assert told(tmp_path) == running
            ended.close()
            assert told(tmp_path) is None
    assert list(tmp_path.iterdir()) == []

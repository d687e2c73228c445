"""The start page: figures for those who may see them, and calls that work."""

import re
from html import unescape
from typing import Any

import pytest

from app.resources.start.chart import MOST, bars
from app.resources.start.schemas import TeamStanding
from app.vocabulary import Scope
from tests.harness.service import Client
from tests.resources import make

PAGE = {"accept": "text/html"}


@pytest.fixture
def council(service: Client) -> Client:
    """Two teams: of one worker seen in time, and of two of whom one has waited too long."""
    make.team(service, "T1", name="Good <Team>")
    make.team(service, "T2", name="Slow Team")
    make.worker(service, "M1", posts=[_post("T1", supervised=False)])
    for reference, team, held_on in (
        ("W1", "T1", "2026-02-16"),
        ("W2", "T2", "2026-02-17"),
        ("W3", "T2", "2025-12-01"),
    ):
        make.worker(service, reference, posts=[_post(team)])
        held = {"supervisee_ref": reference, "on": held_on, "feedback_minutes": 15}
        make.session(service, f"S-{reference}", **held)
    return service


def _post(team: str, **fields: Any) -> dict[str, Any]:
    return {"team_ref": team, "role": "social_worker", "started_on": "2024-01-01", **fields}


def page(client: Client, **headers: str) -> str:
    """The start page as a browser gets it."""
    answer = client.get("/", {**PAGE, **headers})
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer.body.decode()


@pytest.fixture
def anybody(council: Client) -> Client:
    """Somebody without a key, where there are figures."""
    return Client(council.running, "", council.organisation)


def test_programs_get_links_that_lead_somewhere(anybody: Client) -> None:
    told = make.ok(anybody.get("/"))
    assert told["title"] == "Supervision API"
    answers = {name: anybody.get(path).status for name, path in told["links"].items()}
    assert {answers.pop(name) for name in ("me", "flags", "compliance", "rules")} == {401}
    assert set(answers.values()) == {200}


def test_nobodys_figures_are_shown_without_a_key(anybody: Client) -> None:
    assert make.ok(anybody.get("/"))["today"] is None
    text = page(anybody)
    assert "Slow Team" not in text
    assert "<svg" not in text
    assert anybody.organisation not in text


def test_a_key_that_may_not_read_figures_shows_none(council: Client) -> None:
    without = council.without(Scope.COMPLIANCE_READ)
    assert make.ok(without.get("/"))["today"] is None
    assert "<svg" not in page(without)


def test_a_key_that_is_none_is_refused_as_everywhere(anybody: Client) -> None:
    answer = anybody.get("/", {"authorization": "Bearer sup_nobody"})
    assert (answer.status, answer.code) == (401, "unauthenticated")


def test_a_key_shows_the_figures_of_its_own_organisation(council: Client) -> None:
    today = make.ok(council.get("/"))["today"]
    assert (today["as_at"], today["green"]) == ("2026-02-27", 90)
    assert [(team["name"], team["in_timescale"], team["subjects"]) for team in today["teams"]] == [
        ("Slow Team", 1, 2),
        ("Good <Team>", 1, 1),
    ]
    assert (today["all"]["in_timescale"], today["all"]["subjects"]) == (2, 3)
    assert make.ok(council.stranger().get("/"))["today"]["teams"] == []


def test_a_team_that_was_entered_in_error_keeps_its_name(council: Client) -> None:
    team = next(team for team in council.items("/v1/teams") if team["reference"] == "T2")
    assert council.delete(f"/v1/teams/{team['id']}").status == 204
    assert "Slow Team" in page(council)


def test_overdue_is_what_the_flags_are(council: Client) -> None:
    flags = council.items("/v1/flags")
    today = make.ok(council.get("/"))["today"]
    assert today["overdue"] == len(flags) > 0
    assert today["overdue_long"] == len([flag for flag in flags if flag["days_late"] > 28]) > 0


def test_the_figures_are_the_same_as_those_of_compliance(council: Client) -> None:
    asked = {"measure": "in_timescale", "rule": "personal-timescale", "group_by": "team"}
    items = make.ok(council.get("/v1/compliance", None, **asked))["items"]
    shown = make.ok(council.get("/"))["today"]["teams"]
    by_team = {item["team_ref"]: item for item in items}
    assert len(shown) == len(items)
    for team in shown:
        for name in ("subjects", "in_timescale", "cannot_judge", "rate", "rag"):
            assert team[name] == by_team[team["team_ref"]][name]


def test_the_page_shows_them_as_a_chart_and_as_a_table(council: Client) -> None:
    text = page(council)
    assert text.count("Good &lt;Team&gt;") == 3  # the bar, the description, the table
    assert "Good <Team>" not in text
    assert "50% (1 of 2)" in text
    assert '<td class="number">50%</td>' in text


def test_an_organisation_without_records_has_no_rate_and_no_chart(service: Client) -> None:
    today = make.ok(service.get("/"))["today"]
    assert today["all"]["rate"] is None
    text = page(service)
    assert "<dd>-</dd>" in text
    assert "<svg" not in text


def test_what_is_shown_is_kept_by_nobody(council: Client) -> None:
    answer = council.get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.headers["vary"].split(", ")) == {"Accept", "Authorization", "X-API-Key"}
    assert 'rel="api-catalog"' in answer.headers["link"]


def test_a_key_is_never_shown_back(council: Client) -> None:
    assert council.key not in page(council)
    assert "$KEY" in page(council)


class TestADemonstration:
    """Its key is on the page, and so are its figures."""

    @pytest.fixture
    def shown(self, council: Client, monkeypatch: pytest.MonkeyPatch) -> str:
        lines = [("Overdue", "/v1/flags"), ("<b>", "<i>")]
        monkeypatch.setattr(council.app.state, "demo_key", council.key, raising=False)
        monkeypatch.setattr(council.app.state, "start_lines", lines, raising=False)
        return page(Client(council.running, "", council.organisation))

    def test_everybody_sees_its_figures(self, shown: str, council: Client) -> None:
        assert "Slow Team" in shown
        assert council.organisation in shown

    def test_its_key_is_filled_in(self, shown: str, council: Client) -> None:
        calls = re.findall(r"<pre><code>(curl.*?)</code></pre>", shown, re.DOTALL)
        assert len(calls) == 4
        assert all(council.key in unescape(call) for call in calls)
        assert "$KEY" not in shown

    def test_its_lines_are_shown_and_cannot_be_markup(self, shown: str) -> None:
        assert '<a href="/v1/flags">/v1/flags</a>' in shown
        assert "<i>" not in shown


def _teams(count: int) -> list[TeamStanding]:
    counts = {"subjects": 10, "in_timescale": 5, "cannot_judge": 0, "rate": 0.5, "rag": "red"}
    return [TeamStanding(team_ref=f"T{n}", name=f"Team {n}", **counts) for n in range(count)]


def test_a_chart_of_many_teams_shows_those_furthest_behind() -> None:
    drawn = bars(_teams(MOST + 3), 90)
    assert drawn.count('class="bar late"') == MOST
    assert f"Team {MOST}" not in drawn
    assert f"the {MOST} of {MOST + 3} teams furthest behind" in drawn

"""Figures as SVG over HTTP: what is drawn is what the list beside it says."""

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.harness.service import Answer, Client, Running, newcomer
from tests.journeys.authority import fill
from tests.resources import make
from tests.walkers.operations import NOBODY
from tests.web.test_charts import of_class, texts

CHARTS = [
    "/v1/compliance",
    "/v1/compliance/series",
    "/v1/compliance/ageing",
    "/v1/compliance/forecast",
]
AS_AT = {"as_at": "2026-02-27"}
PERIOD = {"from": "2025-09-01", "to": "2026-02-27", **AS_AT}
TEN_YEARS = {"from": "2016-03-01", "to": "2026-02-27"}
HOSTILE = "<b>&\"Ü' </text>"


@pytest.fixture(scope="module")
def told(running: Running) -> Client:
    """An authority of several teams in which something is overdue; nobody here changes it."""
    client = newcomer(running)
    fill(client)
    return client


def team_of_one(client: Client, reference: str, **fields: Any) -> None:
    """A team with one worker, who has waited for supervision since last October."""
    make.team(client, reference, **fields)
    post = {"team_ref": reference, "role": "social_worker", "started_on": "2025-10-01"}
    make.worker(client, f"W-{reference}", posts=[post])


def drawn(client: Client, path: str, **query: Any) -> ET.Element:
    """A picture, which has to be whole."""
    answer = client.get(f"{path}.svg", None, **query)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml"), answer
    return ET.fromstring(answer.body)  # noqa: S314  # our own


def lines(picture: ET.Element) -> list[str]:
    """The description, line by line."""
    return (picture[1].text or "").splitlines()


def figures_of(picture: ET.Element) -> dict[str, dict[str, str]]:
    """What the description says of each group, by column."""
    parts = [line.rstrip(".").split(". ", 1) for line in lines(picture) if ". " in line]
    return {label: dict(each.split(": ", 1) for each in said.split("; ")) for label, said in parts}


def alternate(client: Client, answer: Answer) -> list[dict[str, str]]:
    """The rows of the table that a picture leads to."""
    target, _, rest = answer.headers["link"].removeprefix("<").partition(">; ")
    assert rest == 'rel="alternate"; type="text/csv"'
    table = client.get(target)
    assert table.headers["content-type"].startswith("text/csv"), table
    return list(csv.DictReader(io.StringIO(table.body.decode(), newline="")))


def names(client: Client) -> dict[str | None, str]:
    return {team["id"]: team["name"] for team in client.items("/v1/teams")} | {
        None: "Without a team"
    }


def head(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


@pytest.mark.parametrize("path", CHARTS)
def test_a_picture_is_shown_and_can_do_nothing(told: Client, path: str) -> None:
    answer = told.get(f"{path}.svg")
    policy = answer.headers["content-security-policy"]
    assert {"default-src 'none'", "sandbox"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    name = path.removeprefix("/v1/").replace("/", "-")
    assert answer.headers["content-disposition"] == f'inline; filename="{name}.svg"'


@pytest.mark.parametrize("path", CHARTS)
def test_the_same_figures_are_the_same_bytes(told: Client, path: str) -> None:
    assert told.get(f"{path}.svg").body == told.get(f"{path}.svg").body


def test_the_heat_map_has_every_figure_of_the_list(told: Client) -> None:
    items = make.ok(told.get("/v1/compliance", None, group_by="team,month", **PERIOD))["items"]
    called, said = names(told), figures_of(drawn(told, "/v1/compliance", **PERIOD))
    rated = [item for item in items if item["rate"] is not None]
    assert len(rated) > 10
    for item in rated:
        told_of = said[called[item["team_id"]]][head(item["month"])]
        met, expected = item["met"], item["expected"]
        whole = f"{100 * met // expected}% {item['rag']}, {met} of {expected}"
        assert told_of.startswith(whole)
        assert ("overdue" in told_of) == (item["overdue"] > 0)
        assert (f"{item['met_late']} met late" in told_of) == (item["met_late"] > 0)


def test_the_heat_map_writes_each_figure_in_a_cell_of_its_band(told: Client) -> None:
    picture = drawn(told, "/v1/compliance", **PERIOD)
    cells = [each.get("class") for each in of_class(picture, "green", "amber", "red", "none")]
    in_key = 4
    figures = [each.text or "" for each in of_class(picture, "figure")]
    assert len(cells) - in_key == len(figures) == len(figures_of(picture)) * 6
    assert cells[:in_key] == ["green", "amber", "red", "none"]
    assert [cell == "none" for cell in cells[in_key:]] == [figure == "-" for figure in figures]
    key = {"G green: 90% and more", "A amber: 75% and more", "R red: less"}
    assert key <= set(texts(picture))


def test_above_the_teams_stand_all_of_them(told: Client) -> None:
    items = make.ok(told.get("/v1/compliance", None, group_by="month", **PERIOD))["items"]
    said = figures_of(drawn(told, "/v1/compliance", **PERIOD))
    assert next(iter(said)) == "All"
    for item in items:
        if item["expected"]:
            assert f"{item['met']} of {item['expected']}" in said["All"][head(item["month"])]


def test_a_month_in_which_nothing_was_expected_is_a_dash_and_never_nought(service: Client) -> None:
    make.team(service, "T1")
    post = {"team_ref": "T1", "role": "social_worker", "started_on": "2026-02-20"}
    make.worker(service, "W1", posts=[post])
    picture = drawn(service, "/v1/compliance", **{**PERIOD, "to": "2026-03-31"})
    assert "-" in texts(picture)
    assert "0%" not in texts(picture)
    assert figures_of(picture)["Team T1"]["Sep 2025"] == "no rate, as nothing was expected"


@pytest.mark.parametrize("measure", ["due_in_period", "in_timescale"])
def test_the_series_has_every_figure_of_the_list(told: Client, measure: str) -> None:
    asked = {**PERIOD, "measure": measure, "group_by": "team", "rule": "personal-timescale"}
    items = make.ok(told.get("/v1/compliance/series", None, **asked))["items"]
    called, said = names(told), figures_of(drawn(told, "/v1/compliance/series", **asked))
    part, whole = (
        ("met", "expected") if measure == "due_in_period" else ("in_timescale", "subjects")
    )
    assert items
    for item in items:
        told_of = said[called[item["team_id"]]][head(item["month"])]
        shares = [f"{item[part]} of {item[whole]}"] if item["rate"] is not None else ["no rate"]
        assert all(share in told_of for share in shares)


def test_a_series_shows_the_aim_of_the_policy(told: Client) -> None:
    picture = drawn(told, "/v1/compliance/series", **PERIOD)
    assert "The dashed line is at 90%, from which the policy says green" in texts(picture)
    assert len(of_class(picture, "aim")) == 1


@pytest.mark.parametrize(
    ("path", "number", "group_by"),
    [
        ("/v1/compliance/ageing", "overdue", "team"),
        ("/v1/compliance/forecast", "falls_due", "team"),
        ("/v1/compliance/ageing", "overdue", "team,supervisor"),
    ],
)
def test_bars_have_the_numbers_of_the_list(
    told: Client, path: str, number: str, group_by: str
) -> None:
    items = make.ok(told.get(path, None, group_by=group_by, **AS_AT))["items"]
    called, groups = names(told), {}
    for item in items:
        supervisor = item["supervisor_ref"] or "Without a supervisor"
        label = called[item["team_id"]]
        label = f"{label}, {supervisor}" if "supervisor" in group_by else label
        groups.setdefault(label, []).append(str(item[number]))
    said = figures_of(drawn(told, path, group_by=group_by, **AS_AT))
    together = said.pop("All together")
    assert {label: list(told_of.values()) for label, told_of in said.items()} == groups
    assert sum(map(int, together.values())) == sum(item[number] for item in items) > 0


def test_bars_are_headed_by_their_days(told: Client) -> None:
    late = drawn(told, "/v1/compliance/ageing", bands="0,7,14", **AS_AT)
    bands = ["0 days", "1 to 7 days", "8 to 14 days", "15 days or more"]
    assert list(figures_of(late)["All"]) == bands
    due = drawn(told, "/v1/compliance/forecast", days=8, group_by="rule", **AS_AT)
    assert list(figures_of(due)["All together"]) == ["27 Feb to 5 Mar", "6 Mar"]


@pytest.mark.parametrize("path", CHARTS)
def test_a_picture_says_as_at_when_and_as_known_when(told: Client, path: str) -> None:
    picture = drawn(told, path, as_at="2026-02-10", known_at="2026-02-20T10:00:00Z")
    visible = "As at 10 February 2026, as known at 2026-02-20T10:00:00Z"
    assert visible in texts(picture)
    said = " ".join(lines(picture))
    assert "as_at 2026-02-10; known_at 2026-02-20T10:00:00Z" in said
    listed = make.ok(told.get(path, None, as_at="2026-02-10", known_at="2026-02-20T10:00:00Z"))
    assert (listed["hash"] in said) == (path != "/v1/compliance")  # which is not split by itself


@pytest.mark.parametrize("path", CHARTS)
def test_the_table_beside_a_picture_stays_as_it_was(service: Client, path: str) -> None:
    team_of_one(service, "T1")
    post = {"role": "social_worker", "started_on": "2026-02-10"}
    make.worker(service, "W-new", posts=[post])
    answer = service.get(f"{path}.svg", None, rule="personal-timescale")
    before, listed = alternate(service, answer), make.ok(service.get(path))["hash"]
    service.clock.forward(minutes=5)
    team_of_one(service, "T2")
    make.worker(service, "W-newer", posts=[post])
    assert before
    assert make.ok(service.get(path))["hash"] != listed
    assert alternate(service, answer) == before


def test_the_table_of_the_heat_map_is_by_team_and_month(told: Client) -> None:
    answer = told.get("/v1/compliance.svg", None, **PERIOD)
    rows = alternate(told, answer)
    target = answer.headers["link"].removeprefix("<").partition(">")[0]
    assert dict(parse_qsl(urlsplit(target).query))["group_by"] == "team,month"
    assert len({(row["team_id"], row["month"]) for row in rows}) == len(rows) > 1
    said = figures_of(drawn(told, "/v1/compliance", **PERIOD))
    assert len(said) - 1 == len({row["team_id"] for row in rows})


@pytest.mark.parametrize(
    ("name", "value"), [("group_by", "team"), ("measure", "in_timescale"), ("group_by", "")]
)
def test_the_heat_map_refuses_what_it_would_not_draw(told: Client, name: str, value: str) -> None:
    answer = told.get("/v1/compliance.svg", None, **{name: value})
    assert (answer.status, answer.code) == (400, "invalid-parameter")


def test_the_heat_map_takes_what_the_list_would_be_sent_for_it(told: Client) -> None:
    sent = {**PERIOD, "group_by": "team,month", "measure": "due_in_period"}
    without = told.get("/v1/compliance.svg", None, **PERIOD)
    answer = told.get("/v1/compliance.svg", None, **sent)
    assert figures_of(ET.fromstring(answer.body)) == figures_of(ET.fromstring(without.body))  # noqa: S314


def test_names_of_teams_are_text_and_those_of_two_have_their_references(service: Client) -> None:
    for reference in ("T1", "T2"):
        team_of_one(service, reference, name=HOSTILE)
    picture = drawn(service, "/v1/compliance", **PERIOD)
    labels = {each.text for each in of_class(picture, "label")}
    assert labels == {"All", f"{HOSTILE} (T1)", f"{HOSTILE} (T2)"}


def test_what_it_is_narrowed_to_stands_in_words(told: Client) -> None:
    team = told.items("/v1/teams")[0]
    asked = {"team": team["id"], "rule": "personal-timescale", "plan_type": "none"}
    said = texts(drawn(told, "/v1/compliance/ageing", **asked))
    narrowed = "Personal supervision to timescale; {}, with the teams below it; Without a plan"
    assert narrowed.format(team["name"]) in said


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/compliance", "Nothing was expected here."),
        ("/v1/compliance/series", "no rate, as nothing was expected"),
        ("/v1/compliance/ageing", "All. 0 to 7 days: 0;"),
        ("/v1/compliance/forecast", "Nothing was expected here."),
    ],
)
def test_an_authority_without_records_has_a_picture_that_says_so(
    service: Client, path: str, says: str
) -> None:
    assert says in " ".join(lines(drawn(service, path)))


@pytest.mark.parametrize("path", CHARTS)
def test_of_nobody_there_is_nothing(told: Client, path: str) -> None:
    picture = drawn(told, path, team=NOBODY)
    assert "A team that is not known, with the teams below it" in texts(picture)
    assert of_class(picture, "bar", "point", "letter") == []


def test_more_teams_than_there_is_room_for_are_left_to_the_table(service: Client) -> None:
    for n in range(9):
        team_of_one(service, f"T{n}")
    held = {"supervisee_ref": "W-T4", "supervisor_ref": "W-T5", "feedback_minutes": 15}
    make.session(service, on="2025-10-20", **held)
    answer = service.get("/v1/compliance.svg", None, **TEN_YEARS)
    picture = ET.fromstring(answer.body)  # noqa: S314
    labels = [each.text for each in of_class(picture, "label")]
    assert len(labels) == 1 + 8  # 120 months leave room for eight teams under all together
    assert "Team T4" not in labels  # the one that is not furthest behind
    shown = "Shown are the 8 of 9 teams furthest behind; the table beside this has all"
    assert shown in texts(picture)
    in_table = {row["team_ref"] for row in alternate(service, answer)}
    assert in_table >= {f"T{n}" for n in range(9)}


def test_the_bands_are_those_of_the_policy(service: Client) -> None:
    sent = {"effective_on": "2026-02-27", "rag": {"green": 60, "amber": 12.5}}
    make.created(service.post("/v1/policies", sent))
    written = set(texts(drawn(service, "/v1/compliance", **PERIOD)))
    assert {"G green: 60% and more", "A amber: 12.5% and more"} <= written


def test_a_picture_says_that_its_figures_are_being_worked_out_again(service: Client) -> None:
    team_of_one(service, "T1")
    tighter = {"rules": {"personal-timescale": {"interval": 21}}}
    make.created(service.post("/v1/policies", {"effective_on": "2026-02-27", **tighter}))
    begins = "Being worked out again: 0 of "
    assert begins in " ".join(texts(drawn(service, "/v1/compliance/ageing")))
    service.work()
    assert begins not in " ".join(texts(drawn(service, "/v1/compliance/ageing")))

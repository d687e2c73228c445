"""Every number of the figures is what counting the exported rows gives."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harness.service import Client, Running, newcomer
from tests.journeys.authority import fill
from tests.resources import make
from tests.resources.counted_apart import COLUMN, Apart, Exemption, banded

GROUPS = ("rule", "team", "supervisor", "worker", "plan_type")
BY_MONTH = (*GROUPS, "month")
DUE = (
    "expected", "met", "met_late", "overdue", "in_grace", "not_yet_due", "due_soon", "paused",
    "excused", "cannot_judge",
)  # fmt: skip
OF_A_DAY = ("subjects", "in_timescale", "overdue", "paused", "excused", "cannot_judge")
PLANS = ("child_in_need", "child_protection", "looked_after", "looked_after_long_term")
LATE = [(0, 7), (8, 14), (15, 28), (29, 56), (57, None)]
SINCE = [(0, 28), (29, 35), (36, 42), (43, 56), (57, 84), (85, None)]

fifty = settings(
    max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
days = st.dates(date(2025, 8, 1), date(2026, 4, 30)).map(str)
seen_on = st.sampled_from(["2025-11-30", "2026-01-08", "2026-02-14", "2026-02-27", "2026-04-01"])


def split_by(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Some of the groups, in the order of the columns."""
    return st.sets(st.sampled_from(names), max_size=3).map(
        lambda some: sorted(some, key=names.index)
    )


class Authority:
    """Half a year of an authority, with cases, and exemptions on some of its flags."""

    def __init__(self, client: Client) -> None:
        self.client = client
        fill(client)
        for number, plan in enumerate(PLANS * 2):
            begun = date(2025, 9, 1) + timedelta(days=17 * number)
            holder = {"worker_ref": f"W00{number % 4 + 1}", "started_on": begun.isoformat()}
            plans = [{"type": plan, "started_on": begun.isoformat()}]
            make.case(client, f"C{number}", plans=plans, allocations=[holder])
        self.exemptions = [self._exempt(flag["id"]) for flag in client.items("/v1/flags")[::5]]
        rules = make.ok(client.get("/v1/rules"))["items"]
        recurring = [rule for rule in rules if rule["block"] == "cadence"]
        self.cadences = frozenset(rule["code"] for rule in recurring)
        self._apart: dict[str, Apart] = {}

    def ask(self, path: str, groups: list[str], **query: object) -> dict[tuple[str, ...], Any]:
        """The items of an answer by what they are split by."""
        if groups:
            query["group_by"] = ",".join(groups)
        items = make.ok(self.client.get(path, None, **query))["items"]
        found: dict[tuple[str, ...], Any] = {}
        for item in items:
            split = tuple(item[COLUMN.get(name, name)] or "" for name in groups)
            found.setdefault(split, []).append(item)
        return found

    def apart(self, as_at: str) -> Apart:
        """The rows as at a day, as exported, to be counted apart."""
        if as_at not in self._apart:
            answer = self.client.get(
                "/v1/expectations.csv", None, as_at=as_at, include_ended="true"
            )
            rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
            self._apart[as_at] = Apart(rows, self.exemptions, self.cadences, as_at)
        return self._apart[as_at]

    def behind(self, href: str) -> list[Any]:
        """The rows that a link leads to."""
        parts = urlsplit(href)
        return self.client.items(parts.path, **dict(parse_qsl(parts.query)))

    def _exempt(self, id: str) -> Exemption:
        period = {"from_on": "2026-02-01", "expires_on": "2026-03-15"}
        said = {"reason": "Jury service", "approver_ref": "M1", **period}
        make.created(self.client.post(f"/v1/expectations/{id}/exemptions", said))
        return id, period["from_on"], period["expires_on"]


@pytest.fixture(scope="module")
def authority(running: Running) -> Authority:
    return Authority(newcomer(running))


@fifty
@given(by=split_by(BY_MONTH), period=st.tuples(days, days).map(sorted), as_at=seen_on)
def test_what_was_due_in_a_period_is_what_the_rows_say(
    authority: Authority, by: list[str], period: list[str], as_at: str
) -> None:
    first, last = period
    found = authority.ask("/v1/compliance", by, as_at=as_at, **{"from": first, "to": last})
    counted = authority.apart(as_at).due_in_period(by, first, last)
    assert set(found) == set(counted) | (set() if by else {()})
    for split, [item] in found.items():
        assert [item[name] for name in DUE] == [counted[split][name] for name in DUE], split


@fifty
@given(by=split_by(GROUPS), as_at=seen_on)
def test_who_is_in_timescale_is_what_the_rows_say(
    authority: Authority, by: list[str], as_at: str
) -> None:
    found = authority.ask("/v1/compliance", by, as_at=as_at, measure="in_timescale")
    counted = authority.apart(as_at).in_timescale(by)
    assert set(found) == set(counted) | (set() if by else {()})
    for split, [item] in found.items():
        assert [item[name] for name in OF_A_DAY] == [counted[split][name] for name in OF_A_DAY]


@fifty
@given(by=split_by(GROUPS), as_at=seen_on)
def test_how_late_is_what_the_rows_say(authority: Authority, by: list[str], as_at: str) -> None:
    found = authority.ask("/v1/compliance/ageing", by, as_at=as_at)
    counted = authority.apart(as_at).late(by)
    assert set(found) == set(counted) | (set() if by else {()})
    for split, items in found.items():
        bands = banded(counted.get(split, []), LATE, int)
        assert [item["overdue"] for item in items] == list(map(len, bands))


@fifty
@given(by=split_by(GROUPS), as_at=seen_on, ahead=st.integers(1, 40))
def test_what_falls_due_is_what_the_rows_say(
    authority: Authority, by: list[str], as_at: str, ahead: int
) -> None:
    by = by or ["team"]
    found = authority.ask("/v1/compliance/forecast", by, as_at=as_at, days=ahead)
    counted = authority.apart(as_at).waiting(by)
    weeks = [(first, min(first + 6, ahead - 1)) for first in range(0, ahead, 7)]
    expected = {split: banded(values, weeks, int) for split, values in counted.items()}
    assert {split: [item["falls_due"] for item in items] for split, items in found.items()} == {
        split: list(map(len, bands)) for split, bands in expected.items() if any(bands)
    }


@fifty
@given(by=split_by(GROUPS), as_at=seen_on)
def test_how_long_ago_is_what_the_rows_say(authority: Authority, by: list[str], as_at: str) -> None:
    found = authority.ask("/v1/compliance/time-since-last", by, as_at=as_at)
    counted = authority.apart(as_at).since(by, "personal-timescale")
    assert set(found) == set(counted) | (set() if by else {()})
    for split, items in found.items():
        bands = banded(counted.get(split, []), SINCE, lambda each: each[0])
        assert [item["subjects"] for item in items] == list(map(len, bands))
        assert [item["never"] for item in items] == [sum(never for _, never in b) for b in bands]


@pytest.mark.parametrize("measure", ["due_in_period", "in_timescale"])
def test_a_team_of_whom_nothing_is_expected_has_no_rate(service: Client, measure: str) -> None:
    team = make.team(service)["id"]
    [item] = make.ok(service.get("/v1/compliance", None, team=team, measure=measure))["items"]
    assert (item["rate"], item["rag"], item["overdue"]) == (None, None, 0)


@pytest.mark.parametrize("by", [["team", "month"], ["plan_type"], []])
def test_the_link_of_a_figure_leads_to_the_rows_that_it_counts(
    authority: Authority, by: list[str]
) -> None:
    asked = {"as_at": "2026-02-27", "from": "2025-12-01"}
    for [item] in authority.ask("/v1/compliance", by, **asked).values():
        assert len(authority.behind(item["href"])) == sum(item[name] for name in DUE[1:])


@pytest.mark.parametrize("by", [["rule", "team"], ["rule", "plan_type"]])
def test_the_link_of_who_is_in_timescale_leads_to_their_rows(
    authority: Authority, by: list[str]
) -> None:
    found = authority.ask("/v1/compliance", by, as_at="2026-02-27", measure="in_timescale")
    for [item] in found.values():
        subjects = {row["subject_id"] for row in authority.behind(item["href"])}
        assert len(subjects) == item["subjects"] + sum(
            item[name] for name in ("paused", "excused", "cannot_judge")
        )


@pytest.mark.parametrize(
    ("path", "number"),
    [("ageing", "overdue"), ("forecast", "falls_due"), ("time-since-last", "subjects")],
)
@pytest.mark.parametrize("by", [["team"], ["plan_type"], ["supervisor", "rule"]])
def test_the_link_of_a_band_leads_to_the_rows_that_it_counts(
    authority: Authority, path: str, number: str, by: list[str]
) -> None:
    found = authority.ask(f"/v1/compliance/{path}", by, as_at="2026-02-27")
    assert found
    for items in found.values():
        assert [len(authority.behind(item["href"])) for item in items] == [
            item[number] for item in items
        ]


def test_a_month_of_a_series_is_what_the_month_alone_says(authority: Authority) -> None:
    found = authority.ask("/v1/compliance/series", ["team"], **{"from": "2025-11-05"})
    for split, items in found.items():
        assert [item["month"] for item in items] == ["2025-11", "2025-12", "2026-01", "2026-02"]
        january = {"from": "2026-01-01", "to": "2026-01-31"}
        [alone] = authority.ask("/v1/compliance", ["team"], **january)[split]
        assert [items[2][name] for name in DUE] == [alone[name] for name in DUE]


def test_by_in_timescale_a_month_stands_as_at_its_end_and_this_one_as_at_the_day(
    authority: Authority,
) -> None:
    asked = {"measure": "in_timescale", "from": "2025-12-01", "as_at": "2026-02-20"}
    [items] = authority.ask("/v1/compliance/series", [], **asked).values()
    assert [item["month"] for item in items] == ["2025-12", "2026-01", "2026-02"]
    for item, day in zip(items, ("2025-12-31", "2026-01-31", "2026-02-20"), strict=True):
        [[alone]] = authority.ask("/v1/compliance", [], measure="in_timescale", as_at=day).values()
        assert [item[name] for name in OF_A_DAY] == [alone[name] for name in OF_A_DAY]


def test_the_same_figures_have_the_same_hash_and_others_another(authority: Authority) -> None:
    def hash_of(**query: object) -> str:
        found: str = make.ok(authority.client.get("/v1/compliance", None, **query))["hash"]
        return found

    asked = {"group_by": "team", "as_at": "2026-02-20"}
    assert hash_of(**asked) == hash_of(**asked, known_at="2026-02-27T18:00:00Z")
    assert hash_of(**asked) != hash_of(**asked, rule="feedback-time")


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("series", {"from": "2000-01-01"}, 400),
        ("series", {"group_by": "month"}, 400),
        ("ageing", {"bands": "7,7"}, 400),
        ("ageing", {"bands": "7,-1"}, 400),
        ("ageing", {"bands": ",".join(map(str, range(30)))}, 400),
        ("ageing", {"bands": "a"}, 400),
        ("forecast", {"days": 0}, 400),
        ("forecast", {"days": 367}, 400),
        ("time-since-last", {"rule": "feedback-time"}, 400),
    ],
)
def test_what_cannot_be_asked_is_refused(
    service: Client, path: str, query: dict[str, object], status: int
) -> None:
    answer = service.get(f"/v1/compliance/{path}", None, **query)
    assert (answer.status, "errors" in answer.json) == (status, True)

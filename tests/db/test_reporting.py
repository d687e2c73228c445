"""The reporting views are what docs/reporting-columns.csv promises, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from app.db.migrate import configuration, upgrade
from app.rules.catalogue import CATALOGUE
from tests.conftest import DATABASES
from tests.db.reporting import (
    CONTRACT,
    RELEASES,
    VIEWS,
    columns_of,
    connected,
    contract,
    everything_in,
    organisation,
    read,
    rows_of,
    stop_the_clock,
)
from tests.harness.service import Client, keyed
from tests.resources import make

BEFORE = "c3f1a6d25e90"
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'view'",
    "postgresql": "SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'",
}
TYPES = """
SELECT attname AS name, format_type(atttypid, NULL) AS type
FROM pg_attribute WHERE attrelid = '{view}'::regclass AND attnum > 0 ORDER BY attnum
"""
COMMENTS = """
SELECT attname AS name, col_description(attrelid, attnum) AS meaning
FROM pg_attribute WHERE attrelid = '{view}'::regclass AND attnum > 0 ORDER BY attnum
"""
AS_PROMISED = {
    "character varying": "text",
    "bigint": "integer",
    "timestamp with time zone": "timestamp",
}
WORDS = "Said in confidence"


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with connected(database_url) as connection:
        yield connection


def views_of(connection: Connection) -> set[str]:
    return {row["name"] for row in read(connection, NAMES[connection.dialect.name])}


def test_the_columns_are_those_promised_in_their_order(connection: Connection) -> None:
    assert views_of(connection) == set(VIEWS)
    for view in VIEWS:
        found = inspect(connection).get_columns(view)
        assert [column["name"] for column in found] == list(columns_of(view)), view


@pytest.fixture
def postgresql(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with (
        request.config.stash[DATABASES].fresh("postgresql") as url,
        connected(url) as connection,
    ):
        yield connection


def test_the_types_are_those_promised(postgresql: Connection) -> None:
    """SQLite gives the columns of a view no types; there, their values are looked at below."""
    for view in VIEWS:
        found = {row["name"]: row["type"] for row in read(postgresql, TYPES.format(view=view))}
        said = {name: AS_PROMISED.get(type, type) for name, type in found.items()}
        assert said == columns_of(view), view


def test_what_a_column_means_stands_in_the_database(postgresql: Connection) -> None:
    """Not on SQLite, which keeps no comments."""
    for view in VIEWS:
        found = {
            row["name"]: row["meaning"] for row in read(postgresql, COMMENTS.format(view=view))
        }
        assert found == {each.column: each.meaning for each in contract() if each.view == view}
        [said] = read(postgresql, f"SELECT obj_description('{view}'::regclass) AS meaning")
        assert said["meaning"], view


def releases() -> list[Path]:
    return sorted(RELEASES.glob("*/columns.csv"))


@pytest.mark.parametrize("released", releases(), ids=[path.parent.name for path in releases()])
def test_no_column_that_was_released_is_gone_renamed_or_moved(released: Path) -> None:
    promised = [(each.view, each.column, each.type) for each in contract()]
    kept = [(each.view, each.column, each.type) for each in contract(released)]
    places = [promised.index(each) for each in kept]
    assert all(first < second for first, second in pairwise(places))


def test_the_contract_is_what_the_newest_migration_says() -> None:
    chain = ScriptDirectory.from_config(configuration("")).walk_revisions()
    written = [RELEASES / each.revision / "columns.csv" for each in chain]
    newest = next(path for path in written if path.exists())
    assert CONTRACT.read_bytes() == newest.read_bytes()


def test_the_organisation_stands_first_in_every_view() -> None:
    assert {next(iter(columns_of(view))) for view in VIEWS} == {"organisation_id"}


def test_every_rule_is_there(connection: Connection) -> None:
    """A new rule takes a migration with a folder of its own, which replaces the view."""
    organisation(connection)
    found = read(connection, "SELECT * FROM rpt_dim_rule ORDER BY place")
    assert [(row["rule"], row["title"], row["severity"], row["block"]) for row in found] == [
        (rule.code, rule.title, rule.severity.value, rule.block.value) for rule in CATALOGUE
    ]


def test_the_way_back_takes_the_views_away_and_up_again_they_are_there(database_url: str) -> None:
    command.downgrade(configuration(database_url), BEFORE)
    with connected(database_url) as connection:
        assert views_of(connection) == set()
    upgrade(database_url)
    with connected(database_url) as connection:
        assert views_of(connection) == set(VIEWS)


REBUILDING = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "fff", "{head}", None, None


def upgrade():
    for table in ("record", "expectation", "organisation", "post"):
        with op.batch_alter_table(table, recreate="always"):
            pass
"""


def test_a_later_migration_may_rebuild_the_tables_behind_them(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """On SQLite, which builds a table anew for what it cannot change in place."""
    with request.config.stash[DATABASES].fresh("sqlite") as url:
        with connected(url) as connection:
            [head] = read(connection, "SELECT version_num FROM alembic_version")
        (tmp_path / "fff_rebuilding.py").write_text(REBUILDING.format(head=head["version_num"]))
        changed = configuration(url)
        ours = f"{changed.get_main_option('script_location')}/versions"
        changed.set_main_option("path_separator", "os")
        changed.set_main_option("version_locations", f"{ours}:{tmp_path}")
        command.upgrade(changed, "head")
        with connected(url) as connection:
            for view in VIEWS:
                assert everything_in(connection, view) == []


@pytest.mark.parametrize(
    "instant",
    [
        "2026-01-15 23:30:00",
        "2026-03-28 23:30:00",
        "2026-03-29 22:59:59",
        "2026-03-29 23:00:00",
        "2026-10-24 23:30:00",
        "2026-10-25 00:30:00",
        "2026-10-25 23:30:00",
        "2029-03-24 23:30:00",
        "2029-03-25 23:30:00",
    ],
)
@pytest.mark.parametrize("zone", ["Europe/London", "Etc/UTC"])
def test_today_is_the_day_of_the_organisation(
    connection: Connection, instant: str, zone: str
) -> None:
    organisation(connection, zone)
    stop_the_clock(connection, instant)
    [row] = read(connection, "SELECT today FROM rpt_dim_organisation")
    there = datetime.fromisoformat(f"{instant}+00:00").astimezone(ZoneInfo(zone))
    assert str(row["today"]) == there.date().isoformat()


def test_today_is_now(connection: Connection) -> None:
    organisation(connection)
    before = datetime.now(UTC).astimezone(ZoneInfo("Europe/London")).date()
    [row] = read(connection, "SELECT today FROM rpt_dim_organisation")
    after = datetime.now(UTC).astimezone(ZoneInfo("Europe/London")).date()
    assert before.isoformat() <= str(row["today"]) <= after.isoformat()


def as_python_says(day: date, today: date) -> dict[str, object]:
    april = day.year if day.month >= 4 else day.year - 1
    iso = day.isocalendar()
    return {
        "day": day.isoformat(),
        "year": day.year,
        "quarter": (day.month + 2) // 3,
        "month": day.month,
        "year_month": f"{day:%Y-%m}",
        "financial_year_from": april,
        "financial_year": f"{april}/{(april + 1) % 100:02}",
        "financial_quarter": ((day.month - 4) % 12) // 3 + 1,
        "iso_year": iso.year,
        "iso_week": iso.week,
        "weekday": iso.weekday,
        "is_weekend": iso.weekday > 5,
        "is_today": day == today,
    }


def test_the_calendar_is_right_on_every_day(connection: Connection) -> None:
    organisation(connection)
    stop_the_clock(connection, "2026-02-27 12:00:00")
    found = read(connection, "SELECT * FROM rpt_dim_day ORDER BY day")
    first, today = date(2015, 1, 1), date(2026, 2, 27)
    days = [first + timedelta(days=n) for n in range((date(2035, 12, 31) - first).days + 1)]
    said = [
        {name: str(value) if name == "day" else value for name, value in row.items()}
        for row in found
    ]
    assert [{**row, "organisation_id": None} for row in said] == [
        {"organisation_id": None, **as_python_says(day, today)} for day in days
    ]


def everything(service: Client) -> dict[str, list[dict[str, object]]]:
    """By view, the rows of the client's organisation, their types checked."""
    mine = service.running.known(service.key).organisation_id
    with connected(service.running.database_url) as connection:
        return {view: rows_of(connection, view, mine) for view in VIEWS}


def wordy(service: Client) -> None:
    """One record of every type, with words wherever a record can have some."""
    make.one_of_each(service)
    texts = ("reflection", "appreciative_note", "wellbeing", "development", "family_feedback")
    make.session(
        service,
        "S2",
        on="2026-02-24",
        **dict.fromkeys(texts, WORDS),
        circular_questions=[WORDS],
        check_in={"held": True, "note": WORDS},
        discussions=[
            {
                "case_ref": "C1",
                **dict.fromkeys(
                    ("analysis", "childs_voice", "decision", "rationale", "contingency"), WORDS
                ),
            }
        ],
        actions=[make.action("A2", description=WORDS, contingency=WORDS, due_on=None)],
        action_reviews=[{"action_ref": "A1", "outcome": "progressing", "comment": WORDS}],
        feedback=[
            {
                "direction": "supervisee_to_supervisor",
                "score": 3,
                "more_of": WORDS,
                "unasked": WORDS,
            }
        ],
    )
    make.note(service, "N2", decision=WORDS, rationale=WORDS, recorded_at="2026-02-03T09:00:00Z")


def test_every_value_is_of_the_type_promised_and_no_words_are_among_them(service: Client) -> None:
    wordy(service)
    found = everything(service)
    assert [view for view in VIEWS if not found[view]] == []
    assert WORDS not in str(found)


def test_nothing_crosses_an_organisation(service: Client) -> None:
    wordy(service)
    stranger = everything(service.stranger())
    shared = {"rpt_dim_organisation", "rpt_dim_day", "rpt_dim_rule"}
    assert {view for view in VIEWS if stranger[view]} == shared


def test_a_session_entered_in_error_is_gone_and_a_worker_is_marked(service: Client) -> None:
    make.people(service)
    make.session(service, "S1")
    assert service.delete(keyed("sessions", "S1")).status == 204
    assert service.delete(keyed("workers", "W1")).status == 204
    found = everything(service)
    assert found["rpt_session"] == found["rpt_session_person"] == []
    marked = {row["worker_ref"]: row["is_entered_in_error"] for row in found["rpt_dim_worker"]}
    assert marked == {"W1": True, "M1": False}


def test_a_team_knows_its_place_in_the_tree(service: Client) -> None:
    make.team(service, "T1", name="Children")
    make.team(service, "T2", name="East", parent_ref="T1")
    make.team(service, "T3", name="Duty", parent_ref="T2")
    teams = {row["team_ref"]: row for row in everything(service)["rpt_dim_team"]}
    ids = {ref: row["team_id"] for ref, row in teams.items()}
    assert {ref: (row["level"], row["full_name"]) for ref, row in teams.items()} == {
        "T1": (1, "Children"),
        "T2": (2, "Children / East"),
        "T3": (3, "Children / East / Duty"),
    }
    stored = str(teams["T3"]["path"]).replace("-", "")
    path = "".join(f"{ids[ref]}/" for ref in ("T1", "T2", "T3"))
    assert stored == path.replace("-", "")


POSTS = {
    "moved": [("T1", "2025-01-01", "2026-01-31"), ("T2", "2026-02-01", None)],
    "handed over": [("T1", "2025-01-01", "2026-02-02"), ("T2", "2026-02-02", None)],
    "both": [("T2", "2026-01-01", None), ("T1", "2025-01-01", None)],
    "left": [("T2", "2025-01-01", "2026-01-04"), ("T1", "2025-06-01", "2026-01-30")],
    "to come": [("T1", "2026-02-03", None)],
    "start unknown": [("T1", None, "2025-12-31"), ("T2", "2026-01-01", None)],
    "only start unknown": [("T1", None, None)],
}


@pytest.mark.parametrize(
    ("posts", "team"),
    [
        ("moved", "T2"),
        ("handed over", "T2"),
        ("both", "T1"),
        ("left", "T1"),
        ("to come", None),
        ("start unknown", "T2"),
        ("only start unknown", "T1"),
    ],
)
def test_the_team_of_a_session_is_that_of_the_post_on_its_day(
    service: Client, posts: str, team: str | None
) -> None:
    make.team(service, "T1")
    make.team(service, "T2")
    sent = [{"team_ref": t, "started_on": s, "ended_on": e} for t, s, e in POSTS[posts]]
    make.worker(service, "W1", posts=sent)
    make.worker(service, "M1", posts=[])
    make.session(service, "S1", on="2026-02-02")
    found = everything(service)
    assert [row["team_ref"] for row in found["rpt_session"]] == [team]
    parts = {row["part"]: row["team_ref"] for row in found["rpt_session_person"]}
    assert parts == {"supervisee": team, "supervisor": None}


def test_an_action_stands_where_its_reviews_left_it(service: Client) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05", actions=[make.action("A1", "2026-01-20")])
    review = {"action_ref": "A1", "outcome": "carried_forward", "new_due_on": "2026-02-10"}
    make.session(service, "S2", on="2026-02-02", action_reviews=[review])
    found = everything(service)
    [action], [reviewed] = found["rpt_action"], found["rpt_action_review"]
    today = date.fromisoformat(str(found["rpt_dim_organisation"][0]["today"]))
    late = today - date(2026, 2, 10)
    expected = {
        "due_on": "2026-01-20",
        "current_due_on": "2026-02-10",
        "settled_on": None,
        "status": "open",
        "carried_forward": 1,
        "reviews": 1,
        "days_past_due": late.days if late.days > 0 else None,
        "is_past_due_today": late.days > 0,
    }
    assert {name: action[name] for name in expected} == expected
    assert (reviewed["reviewed_on"], reviewed["outcome"]) == ("2026-02-02", "carried_forward")


def test_a_note_and_a_discussion_say_what_is_there_without_its_words(service: Client) -> None:
    make.people(service)
    make.case(service)
    written = {"decision": "Yes.", "recorded_at": "2026-02-04T09:00:00Z"}
    make.note(service, "N1", decided_on="2026-02-02", **written)
    said = {
        "case_ref": "C1",
        "plan_progress": "drifting",
        "analysis": "Two words",
        "decision": "No.",
    }
    make.session(service, "S1", on="2026-02-02", kind="case", discussions=[said])
    found = everything(service)
    [note], [discussion] = found["rpt_oversight_note"], found["rpt_discussion"]
    [session] = found["rpt_session"]
    assert (note["days_to_record"], note["has_decision"], note["has_rationale"]) == (2, True, False)
    told = [discussion[name] for name in ("case_ref", "plan_progress", "analysis_words")]
    assert told == ["C1", "drifting", 2]
    texts = [discussion[f"has_{name}"] for name in ("decision", "rationale", "contingency")]
    assert texts == [True, False, False]
    counted = [session[name] for name in ("supervisees", "supervisors", "discussions", "minutes")]
    assert counted == [1, 1, 1, 90]

"""Whoever asks the views for a period of an organisation is answered by an index."""

import re

import pytest

from tests.conftest import DATABASES
from tests.db.reporting import connected, organisation, read, written
from tests.harness.service import Client
from tests.resources import make

BY_DUE_DAY = {
    "sqlite": r"SEARCH e USING INDEX ix_expectation_\w+ \(organisation_id=\? AND due_on>\? AND",
    "postgresql": r"ix_expectation_\w+ on expectation e\b.*?Cond: \(+organisation_id = .*due_on >=",
}
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


@pytest.mark.parametrize("view", ["rpt_expectation", "rpt_fact_supervision"])
def test_a_period_is_found_by_its_due_days(service: Client, view: str) -> None:
    make.people(service)
    make.session(service, "S1", on="2026-01-05")
    mine = service.running.known(service.key).organisation_id
    with connected(service.running.database_url) as connection:
        kind = connection.dialect.name
        if kind == "postgresql":  # so little is there that reading all of it would cost least
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        steps = read(
            connection,
            f"{EXPLAIN[kind]} SELECT * FROM {view} "  # noqa: S608  # names and ids of ours
            f"WHERE organisation_id = '{written(connection, mine)}' "
            "AND due_on BETWEEN '2026-01-01' AND '2026-01-31'",
        )
    plan = "\n".join(str(step.get("detail") or step.get("QUERY PLAN")) for step in steps)
    assert re.search(BY_DUE_DAY[kind], plan, re.DOTALL), plan


STRETCHES = """
WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 499)
INSERT INTO expectation (
    organisation_id, id, from_on, known_from, known_until, rule, subject_type, subject_id, anchor,
    opened_on, due_on, judgement, policy_version, calendar_version, settled_on, trace
)
SELECT
    organisation.id, printf('%032x', n), '2026-01-01', 1, 4611686018427387904, 'check-in', 'worker',
    printf('%032x', n), '', '2026-01-01', date('2026-01-01', n || ' days'), 'judged', 0, 1,
    '9999-12-31', '{}'
FROM n CROSS JOIN organisation
"""
JOINED = """
SELECT COUNT(*) AS days FROM rpt_expectation AS e
JOIN rpt_dim_day AS d ON d.organisation_id = e.organisation_id AND d.day = e.due_on
"""


def test_a_join_with_the_calendar_does_not_look_through_it_for_each_row(
    request: pytest.FixtureRequest,
) -> None:
    """SQLite does, unless both are days of one kind; so its steps are counted."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1000

    with request.config.stash[DATABASES].fresh("sqlite") as url, connected(url) as connection:
        organisation(connection)
        connection.exec_driver_sql(STRETCHES)
        connection.connection.driver_connection.set_progress_handler(step, 1000)
        [found] = read(connection, JOINED)
    assert found["days"] == 500
    assert steps < 2_000_000

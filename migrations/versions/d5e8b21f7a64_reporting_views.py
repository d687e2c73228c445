"""reporting views."""

import csv
import re
from pathlib import Path

from alembic import op

revision = "d5e8b21f7a64"
down_revision = "c3f1a6d25e90"
branch_labels = None
depends_on = None

# One file for each view, or two where the databases differ, and the columns with their meanings.
# Like this file they are never edited once released: a later migration has a folder of its own.
FOLDER = Path(__file__).resolve().parents[1] / "reporting" / revision
VIEWS = (
    "rpt_dim_organisation",
    "rpt_dim_day",
    "rpt_dim_team",
    "rpt_dim_worker",
    "rpt_dim_case",
    "rpt_dim_rule",
    "rpt_expectation",
    "rpt_session",
    "rpt_session_person",
    "rpt_discussion",
    "rpt_action",
    "rpt_action_review",
    "rpt_oversight_note",
    "rpt_fact_supervision",
)

# The post that the rules give the day to: of those in force the one begun first, else the last one
# before. A post begins, where its start is not known, with the first supervised one that is known;
# on the day on which the next one begins it is over. (In SQLite, an ORDER BY sees no outer query.)
POST_ON = """(
        SELECT held_then.id
        FROM (
            SELECT
                held.id,
                held.ended_on,
                COALESCE(held.started_on, (
                    SELECT MIN(begun.started_on) FROM post AS begun
                    WHERE begun.organisation_id = held.organisation_id
                        AND begun.worker_id = held.worker_id AND begun.supervised AND held.supervised
                ), '0001-01-01') AS begun_on,
                CASE
                    WHEN held.ended_on < {2} THEN 1
                    WHEN held.ended_on = {2} AND COALESCE(held.started_on, '0001-01-01') < held.ended_on
                        AND EXISTS (
                            SELECT 1 FROM post AS coming
                            WHERE coming.organisation_id = held.organisation_id AND coming.id <> held.id
                                AND coming.worker_id = held.worker_id AND coming.started_on = held.ended_on
                        )
                        THEN 1
                    ELSE 0
                END AS is_over,
                {2} AS day
            FROM post AS held
            WHERE held.organisation_id = {0} AND held.worker_id = {1}
        ) AS held_then
        WHERE held_then.begun_on <= held_then.day
        ORDER BY
            held_then.is_over,
            CASE WHEN held_then.is_over = 1 THEN held_then.ended_on END DESC,
            CASE WHEN held_then.is_over = 1 THEN held_then.begun_on END DESC,
            held_then.begun_on,
            held_then.id
        LIMIT 1
    )"""
EXEMPT_ON = """EXISTS (
        SELECT 1 FROM exemption AS exempt
        WHERE exempt.organisation_id = {0} AND exempt.expectation_id = {1}
            AND exempt.known_until = 4611686018427387904 AND exempt.from_on <= {2} AND exempt.expires_on >= {2}
    )"""
WRITTEN_OUT = {
    "postgresql": {
        "POST_ON": POST_ON,
        "EXEMPT_ON": EXEMPT_ON,
        "DAYS_FROM": "({1} - {0})",
        "TEXT_IN": "(CAST({0} AS json) ->> '{1}')",
    },
    "sqlite": {
        "POST_ON": POST_ON,
        "EXEMPT_ON": EXEMPT_ON,
        "DAYS_FROM": "CAST(julianday({1}) - julianday({0}) AS integer)",
        "TEXT_IN": "json_extract({0}, '$.{1}')",
    },
}


def upgrade() -> None:
    """Make the views that analysts read, with what each column means."""
    connection = op.get_bind().execution_options(no_parameters=True)
    dialect = connection.dialect.name
    for view in VIEWS:
        connection.exec_driver_sql(f"CREATE VIEW {view} AS\n{_query(view, dialect)}")
    if dialect == "postgresql":
        for comment in _comments():
            connection.exec_driver_sql(comment)


def downgrade() -> None:
    """Take them away again; what was granted on them goes with them."""
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")


def _text(view: str, dialect: str) -> str:
    ours = FOLDER / f"{view}.{dialect}.sql"
    return (ours if ours.exists() else FOLDER / f"{view}.sql").read_text(encoding="utf-8")


def _query(view: str, dialect: str) -> str:
    """The text of a file with what is short for more written out."""
    text = _text(view, dialect)
    for name, pattern in WRITTEN_OUT[dialect].items():
        text = re.sub(
            rf"\b{name}\(([^()]*)\)",
            lambda found, pattern=pattern: pattern.format(*found[1].split(", ")),
            text,
        )
    return text


def _comments() -> list[str]:
    """What each view is, by its file's first line, and what each of its columns means."""
    said = [
        f"VIEW {view} IS {_quoted(_text(view, 'postgresql').split(chr(10))[0].removeprefix('-- '))}"
        for view in VIEWS
    ]
    with (FOLDER / "columns.csv").open(encoding="utf-8", newline="") as file:
        said += [
            f"COLUMN {row['view']}.{row['column']} IS {_quoted(row['meaning'])}"
            for row in csv.DictReader(file)
        ]
    return [f"COMMENT ON {each}" for each in said]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

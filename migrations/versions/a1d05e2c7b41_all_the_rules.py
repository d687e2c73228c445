"""all the rules."""

from collections.abc import Iterable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "a1d05e2c7b41"
down_revision = "f30955bbba52"
branch_labels = None
depends_on = None

# What the rules of this version read. It stands in the documents of the records, from which
# `supervision work` fills it in; until then a row says that it is not known.
COLUMNS = {
    "agreement": (("signed_on", sa.Date()), ("reviews", sa.JSON())),
    "discussion": (
        ("plan_progress", sqlmodel.sql.sqltypes.AutoString(length=16)),
        ("analysis_words", sa.Integer()),
        ("analysis_shingles", sa.LargeBinary()),
        ("decided", sa.Boolean()),
        ("reasoned", sa.Boolean()),
        ("contingency", sa.Boolean()),
    ),
    "oversightnote": (
        ("decided_at", sa.DateTime(timezone=True)),
        ("recorded_at", sa.DateTime(timezone=True)),
        ("received_at", sa.DateTime(timezone=True)),
        ("decided", sa.Boolean()),
        ("reasoned", sa.Boolean()),
    ),
    "supervisionsession": (
        ("reflection_words", sa.Integer()),
        ("reflection_shingles", sa.LargeBinary()),
        ("appreciated", sa.Boolean()),
        ("identity_explored", sa.Boolean()),
        ("shared_on", sa.Date()),
        ("signatures", sa.JSON()),
        ("fallen", sa.JSON()),
        ("fell_on", sa.Date()),
    ),
}
KNOWN_AT_ONCE = {
    "agreement": {"reviews": "'[]'"},
    "discussion": {"decided": "false", "reasoned": "false", "contingency": "false"},
    "oversightnote": {"decided": "false", "reasoned": "false"},
}
PROGRESS = ("on_track", "drifting", "off_track", "not_recorded")
SUBJECTS = ("worker", "case", "agreement")


def upgrade() -> None:
    """Make room for what the rules of this version read."""
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, type in columns:
                batch_op.add_column(sa.Column(name, type, nullable=True))
    for table, values in KNOWN_AT_ONCE.items():
        types = dict(COLUMNS[table])
        settings = ", ".join(f"{name} = {value}" for name, value in values.items())
        op.execute(f"UPDATE {table} SET {settings}")
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in values:
                batch_op.alter_column(name, existing_type=types[name], nullable=False)
    with op.batch_alter_table("discussion", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_discussion_plan_progress"), f"plan_progress IN ({_listed(PROGRESS)})"
        )
    _subjects(SUBJECTS)


def _subjects(words: Iterable[str]) -> None:
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_expectation_subject_type"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_expectation_subject_type"), f"subject_type IN ({_listed(words)})"
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def downgrade() -> None:
    """Take it away again; what is expected of agreements has nowhere to go."""
    op.execute("DELETE FROM expectation WHERE subject_type = 'agreement'")
    _subjects(SUBJECTS[:2])
    with op.batch_alter_table("discussion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_discussion_plan_progress"), type_="check")
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, _ in columns:
                batch_op.drop_column(name)

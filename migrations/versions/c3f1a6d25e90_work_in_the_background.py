"""work in the background."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "c3f1a6d25e90"
down_revision = "b27c9e4f8d13"
branch_labels = None
depends_on = None

ORGANISATION = sa.table(
    "organisation", sa.column("id", sa.Uuid()), sa.column("time_zone", sa.String())
)
CALENDAR = sa.table(
    "calendarversion",
    sa.column("organisation_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("document", sa.Text()),
)


def upgrade() -> None:
    """Make room for jobs; all that exists was worked out by the rules before; zones are dated."""
    op.create_table(
        "job",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("phase", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("cursor", sa.Uuid(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('policy', 'calendar', 'everything')", name=op.f("ck_job_kind")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_job_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_unfinished",
        "job",
        ["organisation_id", "created_at"],
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rules_version", sa.Integer(), nullable=True))
    op.execute("UPDATE organisation SET rules_version = 0")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.alter_column("rules_version", existing_type=sa.Integer(), nullable=False)
    zones = dict(
        op.get_bind().execute(sa.select(ORGANISATION.c.id, ORGANISATION.c.time_zone)).all()
    )
    _rewrite(lambda organisation, calendar: {**calendar, "time_zone": zones[organisation]})


def downgrade() -> None:
    """Take it away again; work that was not finished has to be asked for anew."""
    ours = {"time_zone", "closure_days", "effective_on"}
    _rewrite(lambda _, calendar: {k: v for k, v in calendar.items() if k not in ours})
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("rules_version")
    op.drop_index("ix_job_unfinished", table_name="job")
    op.drop_table("job")


def _rewrite(change: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(CALENDAR)).all():
        document = json.dumps(change(row.organisation_id, json.loads(row.document)))
        connection.execute(
            sa.update(CALENDAR)
            .where(
                CALENDAR.c.organisation_id == row.organisation_id,
                CALENDAR.c.version == row.version,
            )
            .values(document=document)
        )

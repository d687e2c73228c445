"""days on the line."""

import sqlalchemy as sa
from alembic import op

revision = "c6a40b91e7d2"
down_revision = "b3c6f81d5a27"
branch_labels = None
depends_on = None

LIVE = sa.text("known_until = 4611686018427387904")


def upgrade() -> None:
    """Make room for the day that raised or cleared a flag, and find fast what is open."""
    op.add_column("linehead", sa.Column("crossed_on", sa.Date(), nullable=True))
    op.add_column("change", sa.Column("day", sa.Date(), nullable=True))
    op.create_index(
        "ix_expectation_live_open",
        "expectation",
        ["organisation_id", "settled_on"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    """The days are forgotten; what they brought stays on the line, where its hash fits no more."""
    op.drop_index("ix_expectation_live_open", table_name="expectation")
    with op.batch_alter_table("change") as change:
        change.drop_column("day")
    with op.batch_alter_table("linehead") as head:
        head.drop_column("crossed_on")

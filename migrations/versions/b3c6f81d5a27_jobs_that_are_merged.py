"""jobs that are merged."""

import sqlalchemy as sa
from alembic import op

revision = "b3c6f81d5a27"
down_revision = "a7d20c94e6b5"
branch_labels = None
depends_on = None

FK = "fk_job_organisation_id_merged_into"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Let a job say with which other it is done."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", INSTANT, nullable=True))
    op.execute("UPDATE job SET asked_at = created_at")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.alter_column("asked_at", existing_type=INSTANT, nullable=False)
        batch_op.create_foreign_key(
            batch_op.f(FK), "job", ["organisation_id", "merged_into"], ["organisation_id", "id"]
        )


def downgrade() -> None:
    """Each for itself again: what was merged and is not finished begins where it stood."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(FK), type_="foreignkey")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("merged_into")

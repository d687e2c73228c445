"""imports that wait."""

import sqlalchemy as sa
from alembic import op

revision = "9afd076a710e"
down_revision = "d12f5ca6e3f7"
branch_labels = None
depends_on = None


FREE = sa.text("outcome IS NULL AND waits_for IS NULL")
WAITING = sa.text("outcome IS NULL AND waits_for IS NOT NULL")
LEFT = sa.text("outcome IS NULL")


def upgrade() -> None:
    """Let rows wait for others; those of older imports keep the turn that they have, as a rank."""
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.add_column(sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE import SET received_at = created_at")
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.drop_index("ix_importrow_waiting", sqlite_where=LEFT, postgresql_where=LEFT)
        batch_op.alter_column("turn", new_column_name="rank", existing_type=sa.Integer())
        batch_op.add_column(
            sa.Column("belongs_to", sa.String(length=128), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("day", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("waits_for", sa.String(length=256), nullable=True))
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.alter_column("belongs_to", server_default=None)
        batch_op.alter_column("day", server_default=None)
        batch_op.create_index(
            "ix_importrow_free",
            ["organisation_id", "import_id", "rank", "belongs_to", "day", "number"],
            sqlite_where=FREE,
            postgresql_where=FREE,
        )
        batch_op.create_index(
            "ix_importrow_waiting",
            ["organisation_id", "import_id", "waits_for"],
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )


def downgrade() -> None:
    """Rows that wait are put in their turn."""
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.drop_index("ix_importrow_free", sqlite_where=FREE, postgresql_where=FREE)
        batch_op.drop_index("ix_importrow_waiting", sqlite_where=WAITING, postgresql_where=WAITING)
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.drop_column("waits_for")
        batch_op.drop_column("day")
        batch_op.drop_column("belongs_to")
        batch_op.alter_column("rank", new_column_name="turn", existing_type=sa.Integer())
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.create_index(
            "ix_importrow_waiting",
            ["organisation_id", "import_id", "turn"],
            sqlite_where=LEFT,
            postgresql_where=LEFT,
        )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_column("received_at")

"""one leader at a time."""

import sqlalchemy as sa
from alembic import op

revision = "d41c7e93b8a5"
down_revision = "c6a40b91e7d2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note which process does the background work."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def downgrade() -> None:
    """Every process works again."""
    op.drop_table("lease")

"""rows by reference."""

import sqlalchemy as sa
from alembic import op

revision = "730b61610962"
down_revision = "c7ec97f47788"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let rows of a file that come twice be found in order: SQLite would sort them in memory."""
    named = sa.text("reference IS NOT NULL")
    op.create_index(
        "ix_importrow_named",
        "importrow",
        ["organisation_id", "import_id", "type", "reference"],
        sqlite_where=named,
        postgresql_where=named,
    )


def downgrade() -> None:
    """Sort again."""
    op.drop_index("ix_importrow_named", table_name="importrow")

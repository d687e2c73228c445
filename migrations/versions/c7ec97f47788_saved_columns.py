"""saved columns."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "c7ec97f47788"
down_revision = "64b3f15a02b1"
branch_labels = None
depends_on = None

TYPES = ("templates", "prompts", "mappings")


def upgrade() -> None:
    """Make room for editions of how tables are read, and for the one that an import was read by."""
    op.add_column("import", sa.Column("columns_edition", sa.Integer(), nullable=True))
    _take_types((*TYPES, "columns"))


def downgrade() -> None:
    """What was saved of columns has nowhere to go."""
    op.execute("DELETE FROM edition WHERE type = 'columns'")
    _take_types(TYPES)
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_column("columns_edition")


def _take_types(types: Iterable[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in types)
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_edition_type"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_edition_type"), f"type IN ({listed})")

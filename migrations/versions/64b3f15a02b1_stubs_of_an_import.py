"""stubs of an import."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "64b3f15a02b1"
down_revision = "9afd076a710e"
branch_labels = None
depends_on = None

WORD = sqlmodel.sql.sqltypes.AutoString(length=16)


def upgrade() -> None:
    """Make room for stubs; an import that was sent before them refuses what it does not know."""
    op.add_column("importrow", sa.Column("stubbed", sa.Text(), nullable=True))
    op.add_column("import", sa.Column("on_unknown_ref", WORD, nullable=True))
    op.add_column("import", sa.Column("stubbed", sa.Integer(), nullable=True))
    op.execute("UPDATE import SET on_unknown_ref = 'reject', stubbed = 0")
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.alter_column("on_unknown_ref", existing_type=WORD, nullable=False)
        batch_op.alter_column("stubbed", existing_type=sa.Integer(), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_import_on_unknown_ref"), "on_unknown_ref IN ('reject', 'stub')"
        )


def downgrade() -> None:
    """Which records were made as stubs is forgotten; they stay."""
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_import_on_unknown_ref"), type_="check")
        batch_op.drop_column("stubbed")
        batch_op.drop_column("on_unknown_ref")
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.drop_column("stubbed")

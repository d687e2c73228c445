"""frozen returns."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "f4b7d1906a3e"
down_revision = "e1a9c35d7f20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for figures that are kept as they were answered."""
    op.create_table(
        "frozenreturn",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_frozenreturn_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_frozenreturn")),
    )
    op.create_index(
        op.f("ix_frozenreturn_organisation_id_created_at"),
        "frozenreturn",
        ["organisation_id", "created_at"],
    )


def downgrade() -> None:
    """Frozen figures are lost."""
    op.drop_index(op.f("ix_frozenreturn_organisation_id_created_at"), table_name="frozenreturn")
    op.drop_table("frozenreturn")

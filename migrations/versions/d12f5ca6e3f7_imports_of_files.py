"""imports of files."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "d12f5ca6e3f7"
down_revision = "a7c2e95b1d34"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for files of many records, and for what each row came to."""
    op.create_table(
        "import",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("mode", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("atomic", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("cleared", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("atomic IN ('all', 'item')", name=op.f("ck_import_atomic")),
        sa.CheckConstraint("mode IN ('validate', 'commit')", name=op.f("ck_import_mode")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index(
            "ix_import_unfinished",
            ["organisation_id", "id"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.create_table(
        "importrow",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=128), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("errors", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('created', 'updated', 'unchanged', 'stale_ignored', 'restored', "
            "'refused', 'held_back', 'cancelled')",
            name=op.f("ck_importrow_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "import_id"],
            ["import.organisation_id", "import.id"],
            name=op.f("fk_importrow_organisation_id_import_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_importrow_organisation_id")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "import_id", "number", name=op.f("pk_importrow")
        ),
    )
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_importrow_organisation_id_import_id_outcome_number"),
            ["organisation_id", "import_id", "outcome", "number"],
            unique=False,
        )
        batch_op.create_index(
            "ix_importrow_waiting",
            ["organisation_id", "import_id", "turn"],
            unique=False,
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )


def downgrade() -> None:
    """The reports of imports are lost; what they brought stays."""
    with op.batch_alter_table("importrow", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_importrow_waiting",
            sqlite_where=sa.text("outcome IS NULL"),
            postgresql_where=sa.text("outcome IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_importrow_organisation_id_import_id_outcome_number"))

    op.drop_table("importrow")
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_import_unfinished",
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )

    op.drop_table("import")

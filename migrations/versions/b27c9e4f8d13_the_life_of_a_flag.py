"""the life of a flag."""

from collections.abc import Iterable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "b27c9e4f8d13"
down_revision = "a1d05e2c7b41"
branch_labels = None
depends_on = None

OLD_VERBS = ("created", "updated", "deleted", "restored", "raised", "cleared")
NEW_VERBS = ("acknowledged", "exempted", "exemption_withdrawn")


def upgrade() -> None:
    """Make room for what people do about flags."""
    op.create_table(
        "exemption",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("known_from", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_until", sa.BigInteger(), nullable=False),
        sa.Column("made_in", sa.BigInteger(), nullable=False),
        sa.Column("expectation_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("approver_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "from_on IS NULL OR expires_on IS NULL OR from_on <= expires_on",
            name=op.f("ck_exemption_expires_on_order"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "approver_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_exemption_organisation_id_approver_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_exemption_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", "known_from", name=op.f("pk_exemption")),
    )
    op.create_index(
        "ix_exemption_organisation_id_expectation_id",
        "exemption",
        ["organisation_id", "expectation_id"],
    )
    op.create_index(
        "ix_exemption_organisation_id_known_until",
        "exemption",
        ["organisation_id", "known_until"],
    )
    op.create_table(
        "acknowledgement",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("known_from", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("known_until", sa.BigInteger(), nullable=False),
        sa.Column("made_in", sa.BigInteger(), nullable=False),
        sa.Column("expectation_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_acknowledgement_organisation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "id", "known_from", name=op.f("pk_acknowledgement")
        ),
    )
    op.create_index(
        "ix_acknowledgement_organisation_id_expectation_id",
        "acknowledgement",
        ["organisation_id", "expectation_id"],
    )
    _take_verbs(
        (*OLD_VERBS, *NEW_VERBS),
        sqlmodel.sql.sqltypes.AutoString(length=16),
        sqlmodel.sql.sqltypes.AutoString(length=32),
    )


def downgrade() -> None:
    """Take it away again.

    The line of changes keeps what was done, under an older word: its hashes no longer fit there.
    """
    op.execute(f"UPDATE change SET verb = 'updated' WHERE verb IN ({_listed(NEW_VERBS)})")
    _take_verbs(
        OLD_VERBS,
        sqlmodel.sql.sqltypes.AutoString(length=32),
        sqlmodel.sql.sqltypes.AutoString(length=16),
    )
    op.drop_table("acknowledgement")
    op.drop_table("exemption")


def _take_verbs(verbs: Iterable[str], old: sa.String, new: sa.String) -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_change_verb"), type_="check")
        batch_op.alter_column("verb", existing_type=old, type_=new, existing_nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_change_verb"), f"verb IN ({_listed(verbs)})"
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)

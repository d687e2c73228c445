"""webhooks."""

from collections.abc import Iterable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "a7c2e95b1d34"
down_revision = "d41c7e93b8a5"
branch_labels = None
depends_on = None

OLD_VERBS = (
    "created",
    "updated",
    "deleted",
    "restored",
    "raised",
    "cleared",
    "acknowledged",
    "exempted",
    "exemption_withdrawn",
)
NEW_VERBS = ("paused", "resumed", "tested")


def upgrade() -> None:
    """Make room for receivers of the feed, for the log of calls, and for their receipts."""
    op.create_table(
        "webhook",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("types", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("secret_version", sa.Integer(), nullable=False),
        sa.Column("former_secret", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=True),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_seq", sa.BigInteger(), nullable=False),
        sa.Column("after_position", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("leased_by", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "pause_reason IN ('asked', 'failing', 'gone')", name=op.f("ck_webhook_pause_reason")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_webhook_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "webhookdelivery",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "error IN ('address_refused', 'name_unknown', 'not_connected', "
            "'certificate_refused', 'timed_out', 'broken_off')",
            name=op.f("ck_webhookdelivery_error"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_webhookdelivery_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "webhook_id"],
            ["webhook.organisation_id", "webhook.id"],
            name=op.f("fk_webhookdelivery_organisation_id_webhook_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "webhook_id", "id", name=op.f("pk_webhookdelivery")
        ),
    )
    for column in ("event_id", "at"):
        op.create_index(
            op.f(f"ix_webhookdelivery_organisation_id_webhook_id_{column}"),
            "webhookdelivery",
            ["organisation_id", "webhook_id", column],
        )
    op.create_table(
        "webhookreceipt",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(length=128), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_webhookreceipt_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "webhook_id"],
            ["webhook.organisation_id", "webhook.id"],
            name=op.f("fk_webhookreceipt_organisation_id_webhook_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "webhook_id", "event_id", name=op.f("pk_webhookreceipt")
        ),
    )
    _take_verbs((*OLD_VERBS, *NEW_VERBS))


def downgrade() -> None:
    """Receivers are forgotten; the line keeps what became of them, under an older word.

    Its hashes no longer fit there.
    """
    op.execute(f"UPDATE change SET verb = 'updated' WHERE verb IN ({_listed(NEW_VERBS)})")
    _take_verbs(OLD_VERBS)
    for table in ("webhookreceipt", "webhookdelivery", "webhook"):
        op.drop_table(table)


def _take_verbs(verbs: Iterable[str]) -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_change_verb"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_change_verb"), f"verb IN ({_listed(verbs)})"
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)

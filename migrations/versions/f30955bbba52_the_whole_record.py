"""the whole record."""

from collections.abc import Iterable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "f30955bbba52"
down_revision = "e8aaef2a793c"
branch_labels = None
depends_on = None

# Table, column, and the column that the index on it has from here on.
INDEXES = (("actionreview", "action_id", "session_id"), ("allocation", "worker_id", "case_id"))
OLD_TYPES = (
    "teams",
    "workers",
    "cases",
    "sessions",
    "actions",
    "feedback",
    "oversight-notes",
)
MEANINGS = {
    "post": ("standard", "asye", "probation"),
    "plan": (
        "child_protection",
        "pre_proceedings",
        "child_in_need",
        "looked_after",
        "looked_after_long_term",
        "care_leaver",
        "early_help",
        "other",
    ),
}
# When a version was sent is known from its change, and exactly for the one that stands.
UPDATED = """
    UPDATE recordversion SET
        updated_at = coalesce(
            (SELECT r.updated_at FROM record AS r
             WHERE r.organisation_id = recordversion.organisation_id
                AND r.id = recordversion.record_id AND r.version = recordversion.version),
            (SELECT max(c.at) FROM change AS c
             WHERE c.organisation_id = recordversion.organisation_id AND c.seq = recordversion.seq)),
        source_updated_at = (
            SELECT r.source_updated_at FROM record AS r
            WHERE r.organisation_id = recordversion.organisation_id
                AND r.id = recordversion.record_id AND r.version = recordversion.version)
"""
# Whose part a record is stands in its document; that of a deleted one is nowhere else.
PARENTS = {
    "postgresql": """
        UPDATE record SET parent_id = coalesce(
            document::json ->> 'session_id', document::json ->> 'oversight_note_id')::uuid
        FROM recordversion AS v
        WHERE v.organisation_id = record.organisation_id AND v.record_id = record.id
            AND v.version = record.version AND record.type IN ('actions', 'feedback')
    """,
    "sqlite": """
        UPDATE record SET parent_id = (
            SELECT replace(coalesce(json_extract(document, '$.session_id'),
                                    json_extract(document, '$.oversight_note_id')), '-', '')
            FROM recordversion AS v
            WHERE v.organisation_id = record.organisation_id AND v.record_id = record.id
                AND v.version = record.version)
        WHERE type IN ('actions', 'feedback')
    """,
}


def upgrade() -> None:
    """Make room for agreements, editions and the read log; note what belongs to what."""
    op.create_table(
        "edition",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "type IN ('templates', 'prompts', 'mappings')", name=op.f("ck_edition_type")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_edition_organisation_id")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "type", "code", "version", name=op.f("pk_edition")
        ),
    )
    op.create_table(
        "agreement",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supervisee_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("interval_days", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "interval_days IS NULL OR interval_days >= 1", name=op.f("ck_agreement_interval_days")
        ),
        sa.CheckConstraint(
            "started_on IS NULL OR ended_on IS NULL OR started_on <= ended_on",
            name=op.f("ck_agreement_ended_on_order"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_agreement_organisation_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "supervisee_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_agreement_organisation_id_supervisee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "supervisor_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_agreement_organisation_id_supervisor_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_organisation_id_supervisee_id"),
            ["organisation_id", "supervisee_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreement_organisation_id_supervisor_id"),
            ["organisation_id", "supervisor_id"],
            unique=False,
        )

    op.create_table(
        "formerreview",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "action_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_formerreview_organisation_id_action_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_formerreview_organisation_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_formerreview_organisation_id")
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "action_id", "session_id", name=op.f("pk_formerreview")
        ),
    )
    op.create_table(
        "readlog",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "record_id"],
            ["record.organisation_id", "record.id"],
            name=op.f("fk_readlog_organisation_id_record_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_readlog_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_readlog")),
    )
    with op.batch_alter_table("readlog", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_readlog_organisation_id_record_id"),
            ["organisation_id", "record_id"],
            unique=False,
        )

    for table, words in MEANINGS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("meaning", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True)
            )
            batch_op.create_check_constraint(
                batch_op.f(f"ck_{table}_meaning"), f"meaning IN ({_listed(words)})"
            )
    op.execute(f"UPDATE post SET meaning = stage WHERE stage IN ({_listed(MEANINGS['post'])})")
    op.execute(f"UPDATE plan SET meaning = type WHERE type IN ({_listed(MEANINGS['plan'])})")

    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("facts_version", sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f("ck_record_type"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_record_type"), f"type IN ({_listed((*OLD_TYPES, 'agreements'))})"
        )
        batch_op.create_index(
            batch_op.f("ix_record_organisation_id_parent_id"),
            ["organisation_id", "parent_id"],
            unique=False,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_record_organisation_id_parent_id"),
            "record",
            ["organisation_id", "parent_id"],
            ["organisation_id", "id"],
        )
    op.execute(PARENTS[op.get_bind().dialect.name])
    for table, column, more in INDEXES:
        op.drop_index(f"ix_{table}_organisation_id_{column}", table_name=table)
        name = f"ix_{table}_organisation_id_{column}_{more}"
        op.create_index(name, table, ["organisation_id", column, more])
    op.execute("UPDATE record SET facts_version = 0")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.alter_column("facts_version", existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table("recordversion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("source_updated_at", sa.DateTime(timezone=True), nullable=True)
        )
    op.execute(UPDATED)
    with op.batch_alter_table("recordversion", schema=None) as batch_op:
        batch_op.alter_column(
            "updated_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def downgrade() -> None:
    """Take it back; agreements, editions and the read log have nowhere to go."""
    for table, column, more in INDEXES:
        op.drop_index(f"ix_{table}_organisation_id_{column}_{more}", table_name=table)
        op.create_index(f"ix_{table}_organisation_id_{column}", table, ["organisation_id", column])
    agreements = "(SELECT id FROM record WHERE type = 'agreements')"
    op.drop_table("readlog")
    op.drop_table("formerreview")
    op.drop_table("agreement")
    op.drop_table("edition")
    op.execute(f"DELETE FROM recordversion WHERE record_id IN {agreements}")
    op.execute("DELETE FROM record WHERE type = 'agreements'")
    with op.batch_alter_table("recordversion", schema=None) as batch_op:
        batch_op.drop_column("source_updated_at")
        batch_op.drop_column("updated_at")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_record_organisation_id_parent_id"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_record_organisation_id_parent_id"))
        batch_op.drop_constraint(batch_op.f("ck_record_type"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_record_type"), f"type IN ({_listed(OLD_TYPES)})"
        )
        batch_op.drop_column("facts_version")
        batch_op.drop_column("parent_id")
    for table in MEANINGS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_meaning"), type_="check")
            batch_op.drop_column("meaning")

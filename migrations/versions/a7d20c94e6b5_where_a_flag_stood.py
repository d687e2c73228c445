"""where a flag stood."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "a7d20c94e6b5"
down_revision = "f4b7d1906a3e"
branch_labels = None
depends_on = None

TABLES = ("exemption", "acknowledgement")
PLACE = {
    "rule": sqlmodel.sql.sqltypes.AutoString(length=64),
    "subject_id": sa.Uuid(),
    "opened_on": sa.Date(),
}


def upgrade() -> None:
    """Let what people did say whose expectation it was about: that may be gone."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, type in PLACE.items():
                batch_op.add_column(sa.Column(name, type, nullable=True))
        for name in PLACE:
            op.execute(
                f"UPDATE {table} SET {name} = (SELECT e.{name} FROM expectation AS e "
                f"WHERE e.organisation_id = {table}.organisation_id "
                f"AND e.id = {table}.expectation_id LIMIT 1)"
            )
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, type in PLACE.items():
                batch_op.alter_column(name, existing_type=type, nullable=False)
            batch_op.create_index(_index(table), ["organisation_id", "subject_id", "opened_on"])


def downgrade() -> None:
    """Take it away again."""
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(_index(table))
            for name in PLACE:
                batch_op.drop_column(name)


def _index(table: str) -> str:
    return f"ix_{table}_organisation_id_subject_id_opened_on"

"""what is open is not settled."""

from alembic import op

revision = "e1a9c35d7f20"
down_revision = "d5e8b21f7a64"
branch_labels = None
depends_on = None

OPEN = """
    rule IN ('oversight-recorded', 'low-score-followed-up')
    AND met_on IS NULL
    AND ended_on IS NULL
"""


def upgrade() -> None:
    """What nobody answered was taken to be settled once it was due, and so was no flag."""
    op.execute(f"UPDATE expectation SET settled_on = '9999-12-31' WHERE {OPEN}")


def downgrade() -> None:
    """Let it be settled on its due day again, or where it has none on the day of its record."""
    op.execute(f"""
        UPDATE expectation
        SET settled_on = CASE WHEN due_on > opened_on THEN due_on ELSE opened_on END
        WHERE {OPEN} AND (due_on IS NOT NULL OR judgement <> 'judged')
    """)

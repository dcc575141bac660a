"""Saved runs.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of saved runs."""
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(200), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("pack_sha256", sa.String(64), nullable=False),
        sa.Column("pack_json", sa.Text(), nullable=False),
        sa.CheckConstraint("length(pack_sha256) = 64", name=op.f("ck_run_sha256_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_run_case_id", "run", ["case_id"])


def downgrade() -> None:
    """Take the table of saved runs away."""
    op.drop_index("ix_run_case_id", table_name="run")
    op.drop_table("run")

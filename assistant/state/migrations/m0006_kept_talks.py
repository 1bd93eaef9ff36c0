"""Keeps each person's newest talk for some hours."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0006"
down_revision = "0005"


def upgrade(op: Operations) -> None:
    """Make the table."""
    op.create_table(
        "kept_talks",
        sa.Column("owner", sa.String(255), primary_key=True),
        sa.Column("oldest_at", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_kept_talks_oldest_at", "kept_talks", ["oldest_at"])

"""Remembers which tokens of intranet pages were taken."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0005"
down_revision = "0004"


def upgrade(op: Operations) -> None:
    """Make the table."""
    op.create_table(
        "used_tokens",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("until", sa.String(40), nullable=False),
    )
    op.create_index("ix_used_tokens_until", "used_tokens", ["until"])

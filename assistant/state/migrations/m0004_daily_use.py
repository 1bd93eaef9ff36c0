"""Counts what each person uses up in a day."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"


def upgrade(op: Operations) -> None:
    """Make the table of daily use."""
    op.create_table(
        "daily_use",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("share", sa.String(16), primary_key=True),
        sa.Column("amount", sa.Float, nullable=False),
    )

"""Keeps the account's calls for all servers of a shared store.

That is one row a budget, and one round trip a call.
SQLite has one server, which needs nothing of it.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade(op: Operations) -> None:
    """Make the tables, and the function that is all a call needs."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.create_table(
        "hubspot_budgets",
        sa.Column("budget", sa.String(16), primary_key=True),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("held", postgresql.ARRAY(sa.Float), nullable=False),
        sa.Column("held_patient", postgresql.ARRAY(sa.Float), nullable=False),
        sa.Column("reached", sa.BigInteger, nullable=False),
        sa.Column("left_today", sa.BigInteger),
        sa.Column("next_at", sa.Float, nullable=False),
    )
    op.create_table(
        "hubspot_lines",
        sa.Column("budget", sa.String(16), primary_key=True),
        sa.Column("server", sa.String(32), primary_key=True),
        sa.Column("comes_at", sa.Float, nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.BigInteger), nullable=False),
        sa.Column("patient", postgresql.ARRAY(sa.Boolean), nullable=False),
        sa.Column("callers", sa.Integer, nullable=False),
    )
    op.create_table(
        "hubspot_servers",
        sa.Column("server", sa.String(32), primary_key=True),
        sa.Column("seen_at", sa.Float, nullable=False),
    )
    function = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    connection.exec_driver_sql(function)

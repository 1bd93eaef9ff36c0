"""Makes the tables as they were before migrations; what an earlier version has made stays."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0001"
down_revision = None


def upgrade(op: Operations) -> None:
    """Create what is missing: an earlier version made a store's tables one by one, as they were needed."""
    for name in ("proposals", "imports"):
        _owned(op, name)
    _table(
        op,
        "journal",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("contact_id", sa.String(32)),
        sa.Column("body", sa.Text, nullable=False),
    )
    _index(op, "journal", "at")
    _index(op, "journal", "contact_id")
    _table(
        op,
        "import_rows",
        sa.Column("import_id", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    _table(
        op,
        "last_check",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    _table(
        op,
        "signing_keys",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
    )


def _owned(op: Operations, name: str) -> None:
    _table(
        op,
        name,
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
        sa.Column("news_due", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    _index(op, name, "owner")
    _index(op, name, "state")


def _table(op: Operations, name: str, *columns: sa.Column[object]) -> None:
    op.create_table(name, *columns, if_not_exists=True)


def _index(op: Operations, table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)

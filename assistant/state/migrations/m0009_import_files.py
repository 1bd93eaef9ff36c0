"""Keeps the file of an import that waits for a decision, so that any server can read it anew."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0009"
down_revision = "0008"


def upgrade(op: Operations) -> None:
    """Make the table."""
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.String(32), primary_key=True),
        sa.Column("kept_at", sa.String(40), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_import_files_kept_at", "import_files", ["kept_at"])

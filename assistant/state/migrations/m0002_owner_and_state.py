"""Lets what waits for an owner be found without reading all that was ever decided."""

from alembic.operations import Operations

revision = "0002"
down_revision = "0001"


def upgrade(op: Operations) -> None:
    """Put an index over owner, state and time of change in the place of the one over owners."""
    for table in ("proposals", "imports"):
        op.create_index(f"ix_{table}_owner_state", table, ["owner", "state", "changed_at"])
        op.drop_index(f"ix_{table}_owner", table)

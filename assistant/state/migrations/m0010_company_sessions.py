"""Lets a sign-in be found by the session at the company that it came of."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0010"
down_revision = "0009"


def upgrade(op: Operations) -> None:
    """Add the column; for sign-ins that are there no session is known."""
    op.add_column("sign_ins", sa.Column("company_session", sa.String(64)))
    op.create_index("ix_sign_ins_company_session", "sign_ins", ["company_session"])

"""Binds each line of the journal to all before it, and keeps it as it is.

The database lets none be changed or deleted any more, only blanked.
"""

import hashlib
import json
import secrets

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0007"
down_revision = "0006"

_BATCH = 1000
_BLANKED = (
    "NEW.number = OLD.number AND NEW.at = OLD.at AND NEW.digest = OLD.digest AND NEW.chain = OLD.chain"
    " AND NEW.owner = '' AND NEW.contact_id IS NULL AND NEW.body = '' AND NEW.salt = ''"
)
_STAYS = "'the journal keeps its lines'"
_SQLITE = (
    f"CREATE TRIGGER journal_keeps_lines BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, {_STAYS}); END",
    f"""CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal WHEN NOT ({_BLANKED})
    BEGIN SELECT RAISE(ABORT, {_STAYS}); END""",
)
_POSTGRESQL = (
    f"""CREATE FUNCTION journal_keeps_lines() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' THEN IF {_BLANKED} THEN RETURN NEW; END IF; END IF;
    RAISE EXCEPTION {_STAYS}; END $$""",
    """CREATE TRIGGER journal_keeps_lines BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_keeps_lines()""",
    """CREATE TRIGGER journal_keeps_all BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_keeps_lines()""",
)


def upgrade(op: Operations) -> None:
    """Add the columns, bind the lines that are there, and put up the triggers."""
    for name, length in (("salt", 32), ("digest", 64), ("chain", 64)):
        op.add_column("journal", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
    )
    _bind(op.get_bind())
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


def _bind(connection: sa.Connection) -> None:
    """Give every line its number in the row of all, its digest and its place in the chain."""
    names = ("number", "at", "owner", "contact_id", "body", "salt", "digest", "chain")
    journal = sa.table("journal", *map(sa.column, names))
    lines = sa.select(journal).order_by(journal.c.number).limit(_BATCH)
    change = sa.update(journal).where(journal.c.number == sa.bindparam("at_number"))
    last, chain = 0, ""
    while rows := connection.execute(lines.where(journal.c.number > last)).all():
        bound = []
        for row in rows:
            salt = secrets.token_hex(16)
            digest = _sha256([salt, row.at, row.owner, row.contact_id, row.body])
            chain, last = _sha256([chain, row.number, row.at, digest]), row.number
            bound.append({"at_number": row.number, "salt": salt, "digest": digest, "chain": chain})
        connection.execute(change, bound)
    if last:
        head = sa.table("journal_head", *map(sa.column, ("id", "number", "chain")))
        connection.execute(head.insert().values(id=1, number=last, chain=chain))


def _sha256(parts: list[str | int | None]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

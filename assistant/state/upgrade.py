"""Carries a database to the tables this code knows, whichever version of it has made the database."""

from pathlib import Path

from sqlalchemy import Connection, column, select, table

_STEPS = Path(__file__).parent / "migrations"
_TAKEN = table("alembic_version", column("version_num"))
"""Where Alembic keeps which step was the last."""


def upgrade(connection: Connection) -> None:
    """Run the steps a database lacks, all or none: the caller's transaction holds them.

    Where no step is lacking nothing is written, so that a database that may only be read can be.

    Raises:
        StateIsNewer: it has taken steps that this code does not know.
    """
    if _is_up_to_date(connection):
        return
    from assistant.state.migration_steps import take_steps  # noqa: PLC0415 - a tenth of a second, seldom needed

    take_steps(connection, _STEPS)


def has_been_made(connection: Connection) -> bool:
    """Whether any version has made the database."""
    return connection.dialect.has_table(connection, _TAKEN.name)


def _is_up_to_date(connection: Connection) -> bool:
    if not has_been_made(connection):
        return False
    newest = max(path.stem[1:].partition("_")[0] for path in _STEPS.glob("m*.py"))
    return list(connection.scalars(select(_TAKEN.c.version_num))) == [newest]

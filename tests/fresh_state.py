"""Makes a new state store from what the product's own steps have made once, in a fortieth of their time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from assistant.state import migration_steps

TAKE_STEPS = migration_steps.take_steps
"""The product's own way, for tests of the steps themselves."""


@contextmanager
def made_from_a_copy() -> Iterator[None]:
    """Lay out every SQLite file that holds nothing yet by the statements the steps end with."""
    migration_steps.take_steps = _take_steps
    try:
        yield
    finally:
        migration_steps.take_steps = TAKE_STEPS


def _take_steps(connection: Connection, folder: Path) -> None:
    if connection.dialect.name != "sqlite" or _statements_in(connection):
        TAKE_STEPS(connection, folder)
        return
    statements, taken = _laid_out(folder)
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (taken,))


@cache
def _laid_out(folder: Path) -> tuple[list[str], str]:
    """The statements in their order, and the name of the last step."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.begin() as connection:
        TAKE_STEPS(connection, folder)
        taken = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        return _statements_in(connection), taken.scalar_one()


def _statements_in(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return list(found.scalars())

"""Takes the steps that a database lacks, one after the other.

Alembic is loaded with this module, a tenth of a second that a start spares where no step is lacking.
"""

from collections.abc import Iterable
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from assistant.state.errors import StateIsNewer

_POSTGRESQL_LOCK = 7_236_514_398
"""Any number that nobody else who uses the database takes for a lock of theirs."""


def take_steps(connection: Connection, folder: Path) -> None:
    """Take what is lacking of the steps in ``folder``, all or none: the caller's transaction holds them.

    One process does it, and who starts beside it waits.

    Raises:
        StateIsNewer: it has taken steps that are not among them.
    """
    steps = ScriptDirectory(str(folder), version_locations=[str(folder)])
    if not _lacking(connection, steps):
        return
    _lock(connection)
    if lacking := _lacking(connection, steps):  # nobody was faster
        _run(connection, lacking)


def _lacking(connection: Connection, steps: ScriptDirectory) -> list[MigrationStep]:
    """The steps still to be taken, in their order."""
    known = list(steps.walk_revisions())[::-1]
    names = [None, *(step.revision for step in known)]
    taken = MigrationContext.configure(connection).get_current_heads() or (None,)
    if len(taken) > 1 or taken[0] not in names:
        raise StateIsNewer
    todo = known[names.index(taken[0]) :]
    return [MigrationStep.upgrade_from_script(steps.revision_map, step) for step in todo]


def _run(connection: Connection, lacking: Iterable[MigrationStep]) -> None:
    """Run steps.

    They are handed their operations: those that Alembic keeps for a process are for one database at a time.
    """
    context = MigrationContext.configure(connection, opts={"fn": lambda *_: lacking})
    context.run_migrations(op=Operations(context))


def _lock(connection: Connection) -> None:
    """Let no other process change the database until the transaction ends."""
    if connection.dialect.name == "sqlite":
        # The driver begins a transaction by itself before rows are written, not before tables are made.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRESQL_LOCK})

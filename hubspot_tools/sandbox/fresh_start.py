"""Starting again from the sample people."""

import sqlite3
from pathlib import Path

from hubspot_tools.sandbox.crm import Crm, Options
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal
from hubspot_tools.sandbox.records.sqlite_file import UnknownLayoutError


def reset(database: Path, portal: SamplePortal | None = None) -> None:
    """Leave the account's sample records in the file and nothing else, also while a local CRM runs on it.

    A file of another version, or one that is damaged, is replaced.

    Raises:
        OSError: The file cannot be replaced.
        sqlite3.Error: The file cannot be written.
    """
    try:
        _refill(database, portal)
    except (sqlite3.DatabaseError, UnknownLayoutError):
        for path in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
            path.unlink(missing_ok=True)
        _refill(database, portal)


def _refill(database: Path, portal: SamplePortal | None) -> None:
    crm = Crm(database, Options(portal=portal))
    try:
        crm.start_again()
    finally:
        crm.close()

"""Says why a database or a file could not be written. Pure.

It does so in one of few words that an operator can act on.
"""

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum


class StorageTrouble(StrEnum):
    """Names what is in the way.

    ``unusable`` is whatever is none of the others: a spoiled file, a missing table.
    """

    FULL = "full"
    READ_ONLY = "read_only"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    UNUSABLE = "unusable"


LOCAL_FILE = "LOCAL_FILE"
"""The category of the local CRM's answer when its file is in trouble, with status 507; HubSpot has none such."""

_OF_SQLITE = {
    sqlite3.SQLITE_FULL: StorageTrouble.FULL,
    sqlite3.SQLITE_READONLY: StorageTrouble.READ_ONLY,
    sqlite3.SQLITE_BUSY: StorageTrouble.LOCKED,
    sqlite3.SQLITE_LOCKED: StorageTrouble.LOCKED,
    sqlite3.SQLITE_CANTOPEN: StorageTrouble.UNREACHABLE,
    sqlite3.SQLITE_READONLY_DBMOVED: StorageTrouble.UNREACHABLE,
}
"""By SQLite's result codes; the last is a file that was deleted or replaced while it was open."""

_OF_POSTGRESQL = {
    "53100": StorageTrouble.FULL,
    "25006": StorageTrouble.READ_ONLY,
    "55P03": StorageTrouble.LOCKED,
    "40P01": StorageTrouble.LOCKED,
    "08": StorageTrouble.UNREACHABLE,
    "57P": StorageTrouble.UNREACHABLE,
    "53300": StorageTrouble.UNREACHABLE,
}
"""By SQLSTATE or its beginning; source: PostgreSQL's appendix A, Error Codes."""

_OF_SYSTEM = {
    errno.ENOSPC: StorageTrouble.FULL,
    errno.EDQUOT: StorageTrouble.FULL,
    errno.EROFS: StorageTrouble.READ_ONLY,
    errno.EACCES: StorageTrouble.READ_ONLY,
    errno.EPERM: StorageTrouble.READ_ONLY,
    errno.ENOENT: StorageTrouble.UNREACHABLE,
}

_DEEPEST = 8


def trouble_behind(error: BaseException) -> StorageTrouble:
    """The word for an error of sqlite3, of a PostgreSQL driver or of the system, however it is wrapped."""
    return next((found for one in _chain(error) if (found := _told_by(one))), StorageTrouble.UNUSABLE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those it stands for; SQLAlchemy keeps its driver's as ``orig``."""
    current: BaseException | None = error
    for _ in range(_DEEPEST):
        if current is None:
            return
        yield current
        inner = getattr(current, "orig", None)
        current = inner if isinstance(inner, BaseException) else current.__cause__


def _told_by(error: BaseException) -> StorageTrouble | None:
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return _OF_SQLITE.get(code) or _OF_SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if isinstance(state, str):
        return next((word for start, word in _OF_POSTGRESQL.items() if state.startswith(start)), None)
    if isinstance(error, TimeoutError | ConnectionError):
        return StorageTrouble.UNREACHABLE
    return _OF_SYSTEM.get(error.errno or 0) if isinstance(error, OSError) else None

"""The SQLite file behind the local CRM: its tables, one guarded connection, transactions that nest."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

IN_MEMORY = ":memory:"
LAYOUT = 3
LOCK_TIMEOUT_SECONDS = 10.0
# HubSpot's ids have eleven digits; the local ones too, so that whatever fits here fits there.
FIRST_CONTACT_ID = 36_100_000_001
FIRST_COMPANY_ID = 9_100_000_001

_TABLES = """
CREATE TABLE contacts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    properties  TEXT    NOT NULL,  -- a JSON object, name to text
    created_at  INTEGER NOT NULL,  -- all instants: milliseconds since the epoch
    updated_at  INTEGER NOT NULL,
    archived_at INTEGER            -- NULL while the contact is active
);
CREATE TABLE identities (          -- what no two active contacts may share: addresses, unique properties
    property   TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (property, value)
) WITHOUT ROWID;
CREATE INDEX identities_by_contact ON identities (contact_id);
CREATE TABLE history (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    property   TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
);
CREATE INDEX history_by_contact ON history (contact_id, property);
CREATE TABLE merged (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE TABLE associations (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    to_type    TEXT    NOT NULL,
    to_id      INTEGER NOT NULL,
    type_id    INTEGER NOT NULL,
    PRIMARY KEY (contact_id, to_type, to_id, type_id)
) WITHOUT ROWID;
"""

_SINCE_LAYOUT_2 = """
CREATE TABLE IF NOT EXISTS search_words (        -- the words of contacts that are not archived, as searches compare them
    property   TEXT    NOT NULL,
    word       TEXT    NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (property, word, contact_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_words_by_contact ON search_words (contact_id);
CREATE TABLE IF NOT EXISTS search_rules (made_by TEXT NOT NULL);  -- by which the words were made; no row, no words yet
"""

_FIRST_COMPANY = f"INSERT INTO sqlite_sequence VALUES ('companies', {FIRST_COMPANY_ID - 1});"  # noqa: S608 - a constant

_SINCE_LAYOUT_3 = f"""
CREATE TABLE companies (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    properties TEXT    NOT NULL,
    created_at INTEGER NOT NULL
);
{_FIRST_COMPANY}
ALTER TABLE history ADD COLUMN source TEXT NOT NULL DEFAULT '{{}}';  -- by whose hand, a JSON object
CREATE INDEX associations_by_object ON associations (to_type, to_id);
"""
_STEPS = (_SINCE_LAYOUT_2, _SINCE_LAYOUT_3)
"""What each layout has that the one before it had not, from the first on."""


class UnknownLayoutError(Exception):
    """The file is a database, but not one of this version of the local CRM."""


class Database:
    """One SQLite connection that many threads may use, opened at its first use.

    Attributes:
        before_commit: Called with the ids of the contacts a transaction touched, as its last part.
        after_commit: Called with the same, still under the lock.
    """

    def __init__(self, path: Path | str) -> None:
        self._path = path if path == IN_MEMORY else Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._depth = 0
        self._touched: set[int] = set()
        self.before_commit: Callable[[set[int]], None] = lambda _ids: None
        self.after_commit: Callable[[set[int]], None] = lambda _ids: None

    def open(self) -> None:
        """Open the file, and make its tables where there are none.

        Raises:
            sqlite3.Error: It cannot be opened, or is no database.
            UnknownLayoutError: It belongs to another version.
        """
        with self._lock:
            if self._connection is None:
                self._connection = _connected(self._path)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Every row of a query."""
        with self.locked() as connection:
            return connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a query."""
        with self.locked() as connection:
            found: sqlite3.Row | None = connection.execute(sql, parameters).fetchone()
            return found

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement of the transaction under way; returns the id of the row it inserted."""
        with self.locked() as connection:
            return connection.execute(sql, parameters).lastrowid or 0

    def run_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement of the transaction under way for each of these rows."""
        with self.locked() as connection:
            connection.executemany(sql, rows)

    def check(self) -> None:
        """Find out, by writing what is there already, whether the file can be written.

        Raises:
            sqlite3.Error: It cannot.
        """
        with self.transaction():
            self.run(f"PRAGMA user_version = {LAYOUT}")

    def touched(self, contact_id: int) -> None:
        """Say that the transaction under way changes this contact."""
        self._touched.add(contact_id)

    def empty(self) -> None:
        """Remove every contact and company; ids start again."""
        with self.transaction():
            self.run("DELETE FROM search_words")
            self.run("DELETE FROM contacts")
            self.run("DELETE FROM companies")
            self.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'companies'", (FIRST_COMPANY_ID - 1,))
            self.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'contacts'", (FIRST_CONTACT_ID - 1,))

    def foreign_commits(self) -> int:
        """A number that changes when another connection writes to the file."""
        with self.locked() as connection:
            version: int = connection.execute("PRAGMA data_version").fetchone()[0]
            return version

    @contextmanager
    def locked(self) -> Iterator[sqlite3.Connection]:
        """The open connection, for this thread alone."""
        with self._lock:
            self.open()
            assert self._connection is not None  # noqa: S101 - open() has just set it; this tells the type checker
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another transaction, an inner one can fail alone (a savepoint)."""
        with self.locked() as connection:
            savepoint = f"level_{self._depth}" if self._depth else None
            if savepoint is None:
                self._touched = set()
            connection.execute(f"SAVEPOINT {savepoint}" if savepoint else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if savepoint is None:
                    self.before_commit(self._touched)
                connection.execute(f"RELEASE {savepoint}" if savepoint else "COMMIT")
            except BaseException:
                _undo(connection, savepoint)
                raise
            finally:
                self._depth -= 1
            if savepoint is None:
                self.after_commit(self._touched)


def _undo(connection: sqlite3.Connection, savepoint: str | None) -> None:
    if not connection.in_transaction:
        return  # SQLite itself takes everything back when, say, the disk is full.
    if savepoint is None:
        connection.execute("ROLLBACK")
    else:
        connection.execute(f"ROLLBACK TO {savepoint}")
        connection.execute(f"RELEASE {savepoint}")


def _connected(path: Path | str) -> sqlite3.Connection:
    if isinstance(path, Path):
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _lay_out(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_out(connection: sqlite3.Connection) -> None:
    with closing(connection.execute("PRAGMA user_version")) as answer:
        layout = answer.fetchone()[0]
    if layout == LAYOUT:
        return
    if 1 <= layout < LAYOUT:
        steps = " ".join(_STEPS[layout - 1 :])
        connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {LAYOUT}; COMMIT;")
        return
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if layout or tables:
        raise UnknownLayoutError(f"The local CRM's file has layout {layout}, not {LAYOUT}; reset it.")
    first = FIRST_CONTACT_ID - 1
    marks = f"INSERT INTO sqlite_sequence VALUES ('contacts', {first}); PRAGMA user_version = {LAYOUT};"  # noqa: S608 - two constants
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} {' '.join(_STEPS)} {marks} COMMIT;")

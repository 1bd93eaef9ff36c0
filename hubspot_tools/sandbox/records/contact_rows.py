"""Keeps contacts as rows. No rule of HubSpot's here.

It reads and writes them, their unique values, their history.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubspot_tools.sandbox.records.sqlite_file import Database


@dataclass(frozen=True, slots=True)
class Record:
    """One stored contact. Instants are milliseconds since the epoch; a cleared property is `""`."""

    id: int
    properties: Mapping[str, str]
    created_at: int
    updated_at: int
    archived_at: int | None

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "Record":
        """Read one row of the table `contacts`."""
        return cls(
            row["id"], json.loads(row["properties"]), row["created_at"], row["updated_at"], row["archived_at"]
        )


API_SOURCE: Mapping[str, Any] = {"sourceType": "INTEGRATION", "sourceId": "4017001", "sourceLabel": "Local"}
"""What HubSpot's history says of a write over the API."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value a property had from an instant on (milliseconds since the epoch), and by whose hand."""

    value: str
    at: int
    source: Mapping[str, Any]


class ContactRows:
    """The rows behind the contacts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """How many contacts there are, archived ones included."""
        row = self._database.row("SELECT count(*) AS number FROM contacts")
        return row["number"] if row else 0

    def get(self, contact_id: int) -> Record | None:
        """The contact of that id, archived or not. An id that was merged away leads to what it became."""
        row = self._database.row(
            "SELECT * FROM contacts WHERE id = coalesce((SELECT new_id FROM merged WHERE old_id = ?1), ?1)",
            (contact_id,),
        )
        return Record.from_row(row) if row else None

    def many(self, ids: Iterable[int]) -> list[Record]:
        """The contacts that exist among `ids`, in the order of `ids`."""
        wanted = list(ids)
        rows = self._database.rows(
            "SELECT * FROM contacts WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        found = {row["id"]: Record.from_row(row) for row in rows}
        return [found[one] for one in wanted if one in found]

    def page(self, after: int, limit: int, *, archived: bool) -> list[Record]:
        """Up to `limit` contacts whose id is greater than `after`, by id."""
        rows = self._database.rows(
            "SELECT * FROM contacts WHERE id > ? AND (archived_at IS NOT NULL) = ? ORDER BY id LIMIT ?",
            (after, archived, limit),
        )
        return [Record.from_row(row) for row in rows]

    def active(self) -> list[Record]:
        """Every contact that is not archived, by id."""
        rows = self._database.rows("SELECT * FROM contacts WHERE archived_at IS NULL ORDER BY id")
        return [Record.from_row(row) for row in rows]

    def insert(self, created_at: int) -> int:
        """Allocate an id for a contact that has no properties yet."""
        contact_id = self._database.run(
            "INSERT INTO contacts (properties, created_at, updated_at) VALUES ('{}', ?1, ?1)", (created_at,)
        )
        self._database.touched(contact_id)
        return contact_id

    def save(self, contact_id: int, properties: Mapping[str, str], at: int) -> None:
        """Replace a contact's properties."""
        text = json.dumps(dict(sorted(properties.items())))
        self._database.run(
            "UPDATE contacts SET properties = ?, updated_at = ? WHERE id = ?", (text, at, contact_id)
        )
        self._database.touched(contact_id)

    def archive(self, contact_id: int, at: int) -> None:
        """Move a contact to the recycle bin; its unique values become free."""
        self.release(contact_id)
        self._database.run("UPDATE contacts SET archived_at = ? WHERE id = ?", (at, contact_id))
        self._database.touched(contact_id)

    def erase(self, contact_id: int) -> None:
        """Remove a contact and all that belongs to it."""
        self._database.run("DELETE FROM contacts WHERE id = ?", (contact_id,))
        self._database.touched(contact_id)

    def holder(self, name: str, value: str) -> int | None:
        """The id of the active contact that has this unique value."""
        row = self._database.row(
            "SELECT contact_id FROM identities WHERE property = ? AND value = ?", (name, value)
        )
        return row["contact_id"] if row else None

    def claim(self, contact_id: int, name: str, value: str) -> None:
        """Make a unique value this contact's own."""
        self._database.run("INSERT OR REPLACE INTO identities VALUES (?, ?, ?)", (name, value, contact_id))

    def release(self, contact_id: int) -> None:
        """Set all unique values of a contact free."""
        self._database.run("DELETE FROM identities WHERE contact_id = ?", (contact_id,))

    def replace(self, new_id: int, old_ids: Sequence[int]) -> None:
        """Put one contact in the place of others: their ids, and those that led to them, lead to it."""
        for old_id in old_ids:
            self._database.run("UPDATE merged SET new_id = ? WHERE new_id = ?", (new_id, old_id))
            self._database.run("INSERT INTO merged VALUES (?, ?)", (old_id, new_id))
            self._database.run(
                "UPDATE OR IGNORE associations SET contact_id = ? WHERE contact_id = ?", (new_id, old_id)
            )
            self.erase(old_id)

    def remember(
        self, contact_id: int, changes: Mapping[str, str], at: int, source: Mapping[str, Any] = API_SOURCE
    ) -> None:
        """Add to the history of a contact's properties."""
        by = json.dumps(dict(source))
        for name, value in changes.items():
            self._database.run(
                "INSERT INTO history VALUES (?, ?, ?, ?, ?)", (contact_id, name, value, at, by)
            )

    def history(self, contact_id: int, names: Iterable[str]) -> dict[str, list[Change]]:
        """The past of some properties, the newest value first."""
        past: dict[str, list[Change]] = {name: [] for name in names}
        rows = self._database.rows(
            "SELECT property, value, changed_at, source FROM history WHERE contact_id = ? ORDER BY rowid DESC",
            (contact_id,),
        )
        for row in rows:
            if row["property"] in past:
                past[row["property"]].append(
                    Change(row["value"], row["changed_at"], json.loads(row["source"]) or API_SOURCE)
                )
        return past

"""Keeps companies as rows; contacts are associated with them.

Nothing here writes one over the wire: a company's own life is no business of the contact tools.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.sqlite_file import Database


@dataclass(frozen=True, slots=True)
class StoredCompany:
    """One stored company. Instants are milliseconds since the epoch."""

    id: int
    properties: Mapping[str, str]
    created_at: int

    @classmethod
    def from_row(cls, row: sqlite3.Row) -> "StoredCompany":
        """Read one row of the table `companies`."""
        return cls(row["id"], json.loads(row["properties"]), row["created_at"])


class CompanyTable:
    """The rows of the table `companies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, properties: Mapping[str, str], at: int) -> int:
        """Store a company; returns its id."""
        with self._database.transaction():
            company_id = self._database.run(
                "INSERT INTO companies (properties, created_at) VALUES ('{}', ?)", (at,)
            )
            born = {
                "createdate": instants.iso(at),
                "hs_lastmodifieddate": instants.iso(at),
                "hs_object_id": str(company_id),
            }
            text = json.dumps(dict(sorted({**properties, **born}.items())))
            self._database.run("UPDATE companies SET properties = ? WHERE id = ?", (text, company_id))
            return company_id

    def many(self, ids: Iterable[int]) -> list[StoredCompany]:
        """The companies that exist among `ids`, in the order of `ids`."""
        wanted = list(ids)
        rows = self._database.rows(
            "SELECT * FROM companies WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        found = {row["id"]: StoredCompany.from_row(row) for row in rows}
        return [found[one] for one in wanted if one in found]

    def get(self, company_id: int) -> StoredCompany | None:
        """The company of that id, if there is one."""
        return next(iter(self.many([company_id])), None)

    def every(self) -> list[StoredCompany]:
        """All companies, by id."""
        return [
            StoredCompany.from_row(row) for row in self._database.rows("SELECT * FROM companies ORDER BY id")
        ]

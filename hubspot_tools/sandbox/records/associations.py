"""Keeps which companies, deals and other objects a contact belongs to.

Of the other objects, only companies are kept themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hubspot_tools.sandbox.records.sqlite_file import Database


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A kind of object a contact can be associated with.

    Attributes:
        plural: As in paths.
        singular: As in search filters and in `contact_to_…`.
        type_id: HubSpot's object type id.
        default: The id of the default association from a contact.
    """

    plural: str
    singular: str
    type_id: str
    default: int


COMPANIES = ObjectType("companies", "company", "0-2", 279)
OBJECT_TYPES = (
    COMPANIES,
    ObjectType("deals", "deal", "0-3", 4),
    ObjectType("tickets", "ticket", "0-5", 15),
    ObjectType("notes", "note", "0-46", 201),
    ObjectType("emails", "email", "0-49", 197),
    ObjectType("meetings", "meeting", "0-47", 199),
    ObjectType("tasks", "task", "0-27", 203),
)
PRIMARY = 1
"""The association with a contact's main company."""
_BY_NAME: Mapping[str, ObjectType] = {
    name: one for one in OBJECT_TYPES for name in (one.plural, one.singular, one.type_id)
}


def object_type(name: str) -> ObjectType | None:
    """The kind of object called so, in the plural, the singular or by type id."""
    return _BY_NAME.get(name)


def singular(plural: str) -> str:
    """`company` for `companies`."""
    return _BY_NAME[plural].singular


class Associations:
    """The rows of the table `associations`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, contact_id: int, to: ObjectType, to_id: int, type_id: int) -> None:
        """Associate; an association that is there stays there."""
        with self._database.transaction():
            self._database.run(
                "INSERT OR IGNORE INTO associations VALUES (?, ?, ?, ?)",
                (contact_id, to.plural, to_id, type_id),
            )
            self._database.touched(contact_id)

    def remove(self, contact_id: int, to: ObjectType, to_id: int) -> None:
        """End every association with one object."""
        with self._database.transaction():
            self._database.run(
                "DELETE FROM associations WHERE contact_id = ? AND to_type = ? AND to_id = ?",
                (contact_id, to.plural, to_id),
            )
            self._database.touched(contact_id)

    def type_ids(self, contact_id: int, to: ObjectType) -> dict[int, list[int]]:
        """The associated objects of one kind, each with its association types."""
        rows = self._database.rows(
            "SELECT to_id, type_id FROM associations WHERE contact_id = ? AND to_type = ? ORDER BY to_id, type_id",
            (contact_id, to.plural),
        )
        found: dict[int, list[int]] = {}
        for row in rows:
            found.setdefault(row["to_id"], []).append(row["type_id"])
        return found

    def by_type(self, contact_id: int) -> dict[str, list[str]]:
        """The ids of the associated objects, by their kind in the plural."""
        rows = self._database.rows(
            "SELECT DISTINCT to_type, to_id FROM associations WHERE contact_id = ? ORDER BY to_type, to_id",
            (contact_id,),
        )
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["to_type"], []).append(str(row["to_id"]))
        return found

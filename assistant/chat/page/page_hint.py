"""Reads what a page says it is about: a contact's id, its address, or the address of its record.

Anybody who can write into a page can write into this. What is read here names a contact to look up, with the rights of
whoever asks, and nothing of it is ever shown, kept or told to a model.
"""

from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from hubspot_tools.values.typed_values import normalise_email

LONGEST_ID: Final = 20
"""Digits; HubSpot's have about twelve."""

LONGEST_ADDRESS: Final = 500
"""Characters of the address of a page; a longer one is no record's."""

_HUBSPOT: Final = "hubspot.com"
_CONTACTS: Final = "contacts"
_RECORD: Final = ("record", "0-1")
"""How HubSpot's own addresses begin to name a contact: ``0-1`` is what it calls this type of object."""
_RECORD_BEFORE: Final = ("contact",)
"""How its older addresses do."""


@dataclass(frozen=True, slots=True)
class PageHint:
    """Names one contact, by its id or else by its e-mail address."""

    contact_id: str = ""
    email: str = ""
    portal: str = ""
    """The HubSpot account whose record it is, ``""`` where the page does not say."""

    @classmethod
    def of(cls, *, contact_id: str = "", email: str = "", address: str = "") -> Self | None:
        """Return whom a page names; what is given first counts, and one that cannot be read names nobody.

        Args:
            contact_id: Of the contact in HubSpot.
            email: Any of its addresses.
            address: Of the page itself, where its path is that of a record.
        """
        if contact_id:
            return cls(contact_id=contact_id) if _is_id(contact_id) else None
        if email:
            return cls._of_email(email)
        return cls._of_address(address) if address else None

    @classmethod
    def _of_email(cls, email: str) -> Self | None:
        try:
            return cls(email=normalise_email(email))
        except ValueError:
            return None

    @classmethod
    def _of_address(cls, address: str) -> Self | None:
        """Read ``…/record/0-1/51`` on any page, on HubSpot's own ``/contacts/4711/contact/51`` as well."""
        if len(address) > LONGEST_ADDRESS:
            return None
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            return None
        path = tuple(parts.path.strip("/").split("/"))
        if parts.scheme not in {"http", "https"} or not path:
            return None
        if host == _HUBSPOT or host.endswith(f".{_HUBSPOT}"):
            return cls._of_hubspot(path)
        return cls(contact_id=path[-1]) if path[-3:-1] == _RECORD and _is_id(path[-1]) else None

    @classmethod
    def _of_hubspot(cls, path: tuple[str, ...]) -> Self | None:
        """A record in HubSpot: what follows its id is a view of it."""
        if len(path) < 3 or path[0] != _CONTACTS or not _is_id(path[1]):  # noqa: PLR2004 - contacts, account, record
            return None
        for named in (_RECORD, _RECORD_BEFORE):
            rest = path[2:]
            if rest[: len(named)] == named and len(rest) > len(named) and _is_id(rest[len(named)]):
                return cls(contact_id=rest[len(named)], portal=path[1])
        return None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID

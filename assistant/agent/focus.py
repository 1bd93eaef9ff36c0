"""The contacts in focus: the last ones shown, which "the second one" and "her phone" refer to."""

from collections.abc import Iterable, Sequence

from assistant.agent.tokens import CountTokens
from assistant.agent.tools import as_json, marked
from hubspot_tools.contacts import Contact

MAX_CONTACTS = 10
MAX_TOKENS = 200

_FIELD_LENGTHS = (60, 15)
"""Characters of a field; the second serves when rare letters make even one contact too long."""


class Focus:
    """Up to ten contacts, newest list first, each in the order it was shown."""

    def __init__(self, count_tokens: CountTokens) -> None:
        self._count_tokens = count_tokens
        self._contacts: tuple[Contact, ...] = ()

    @property
    def contacts(self) -> Sequence[Contact]:
        """What is in focus now."""
        return self._contacts

    def show(self, shown: Iterable[Contact]) -> None:
        """Put contacts in front, with their fresh values; the oldest leave."""
        newest = {contact.id: contact for contact in shown}
        older = (contact for contact in self._contacts if contact.id not in newest)
        self._contacts = (*newest.values(), *older)[:MAX_CONTACTS]

    def only(self, contact: Contact) -> None:
        """Take all others out: the person has picked this one."""
        self._contacts = (contact,)

    def forget(self, contact_id: str) -> None:
        """Take a contact out that no longer exists."""
        self._contacts = tuple(contact for contact in self._contacts if contact.id != contact_id)

    def find(self, contact_id: str) -> Contact | None:
        """The contact in focus by that id."""
        return next((contact for contact in self._contacts if contact.id == contact_id), None)

    def as_data(self) -> str | None:
        """JSON for the model, in at most 200 tokens: as many contacts as fit; None without any."""
        for length in _FIELD_LENGTHS:
            rows = [_row(contact, length) for contact in self._contacts]
            while rows:
                data = as_json(marked({"status": "shown_before", "contacts": rows}))
                if self._count_tokens(data) <= MAX_TOKENS:
                    return data
                rows.pop()
        return None


def _row(contact: Contact, length: int) -> dict[str, str]:
    named = {
        "id": contact.id,
        "name": contact.name,
        "email": contact.get("email"),
        "company": contact.get("company"),
    }
    return {key: value[:length] for key, value in named.items() if value}

"""The contacts in focus: the last ones shown, which "the second one" and "her phone" refer to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.agent.tokens import CountTokens, fits
from assistant.agent.tools import as_json, marked
from hubspot_tools.contacts import Contact, ContactPage

MAX_CONTACTS = 10
MAX_TOKENS = 200
_LONGEST_SEARCH = 60
"""Characters of what a list was searched by; a longer search is not told, for half of it would be another one."""

_FIELD_LENGTH, _SHORTER = 60, 15
"""Characters of a field; the second serves when rare letters make even one contact too long."""


class Focus:
    """Up to ten contacts, newest list first, each in the order it was shown."""

    def __init__(self, count_tokens: CountTokens) -> None:
        self._count_tokens = count_tokens
        self._contacts: tuple[Contact, ...] = ()
        self._listed = 0
        self._leafed: Mapping[str, Any] = {}
        self._declared = ""
        self._declared_only = False

    @property
    def contacts(self) -> Sequence[Contact]:
        """What is in focus now."""
        return self._contacts

    @property
    def listed(self) -> int:
        """How many of them the newest list has shown."""
        return self._listed

    @property
    def leafed(self) -> Mapping[str, Any]:
        """The list of several pages that was looked at last, as the model is told of it; empty without any."""
        return self._leafed

    def take_up(self, contacts: Sequence[Contact], listed: int, leafed: Mapping[str, Any]) -> None:
        """Go on with what was in focus elsewhere."""
        self._contacts = tuple(contacts[:MAX_CONTACTS])
        self._listed = max(0, min(listed, len(self._contacts)))
        self._leafed = dict(leafed)

    def show(self, shown: Iterable[Contact]) -> None:
        """Put contacts in front, with their fresh values; the oldest leave."""
        newest = {contact.id: contact for contact in shown}
        self._declared_only = self._declared_only and self._declared not in newest
        older = (contact for contact in self._contacts if contact.id not in newest)
        self._contacts = (*newest.values(), *older)[:MAX_CONTACTS]
        self._listed = len(newest)

    def show_page(self, page: ContactPage) -> None:
        """Put a page of a search in front; which page of which list it is stays known while others are shown."""
        self.show(page.contacts)
        if page.pages > 1:
            query = page.query.model_dump(exclude={"page"}, exclude_none=True)
            short = sum(map(len, query.values())) <= _LONGEST_SEARCH
            self._leafed = {**query, "page": page.page, "pages": page.pages} if short else {}

    def declare(self, contact: Contact | None) -> None:
        """Keep whom the person's page is about in focus, in front of all when it is another than before.

        None takes out whoever was there for no other reason. The same contact as before stays where it is, or comes
        back behind those who were shown since.
        """
        before, self._declared = self._declared, contact.id if contact is not None else ""
        if before != self._declared and self._declared_only:
            self.forget(before)
        if contact is None:
            return
        known = self.find(contact.id) is not None
        self._declared_only = not known or (before == contact.id and self._declared_only)
        if before != contact.id:
            kept = self._declared_only
            self.show([contact])
            self._declared_only = kept
        elif not known:
            self._contacts = (*self._contacts[: MAX_CONTACTS - 1], contact)

    def only(self, contact: Contact) -> None:
        """Take all others out: the person has picked this one."""
        self._contacts = (contact,)
        self._listed = 1
        self._declared_only = self._declared_only and contact.id != self._declared

    def clear(self) -> None:
        """Take all of them out, and what was searched for."""
        self._contacts, self._listed, self._leafed = (), 0, {}
        self._declared, self._declared_only = "", False

    def forget(self, contact_id: str) -> None:
        """Take a contact out that no longer exists."""
        newest = self._contacts[: self._listed]
        self._listed -= sum(contact.id == contact_id for contact in newest)
        self._contacts = tuple(contact for contact in self._contacts if contact.id != contact_id)

    def find(self, contact_id: str) -> Contact | None:
        """Return the contact in focus by that id."""
        return next((contact for contact in self._contacts if contact.id == contact_id), None)

    def as_data(self, waiting: str = "") -> str | None:
        """JSON for the model, in at most 200 tokens: as many contacts as fit; None without any.

        ``contacts`` are those shown last, ``earlier`` the others; ``search`` is the list of several pages that was
        looked at last. ``waiting`` says what a preview on the screen would do: nothing of it is written yet.
        """
        if not (self._contacts or waiting):
            return None
        return next(data for data in self._told(waiting) if fits(data, MAX_TOKENS, self._count_tokens))

    def _told(self, waiting: str) -> Iterator[str]:
        """All of it, then with fewer contacts each time, and with none in the end."""
        proposed = {"waiting": waiting} if waiting else {}
        leafed = {"search": self._leafed} if self._leafed else {}
        for beside, length in ((leafed, _FIELD_LENGTH), (leafed, _SHORTER), ({}, _SHORTER)):
            rows = [_row(contact, length) for contact in self._contacts]
            for count in range(len(rows), 0, -1):
                yield _as_text(proposed | beside | self._parted(rows[:count]))
        yield _as_text(proposed | self._parted(()))

    def _parted(self, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Return the list shown last, which "the second one" counts in, and what was shown before it."""
        newest, earlier = rows[: self._listed], rows[self._listed :]
        return {"contacts": newest, "earlier": earlier} if earlier else {"contacts": newest}


def _as_text(told: Mapping[str, Any]) -> str:
    return as_json(marked({"status": "shown_before", **told}))


def _row(contact: Contact, length: int) -> dict[str, str]:
    named = {
        "id": contact.id,
        "name": contact.name,
        "email": contact.get("email"),
        "company": contact.get("company"),
    }
    return {key: value[:length] for key, value in named.items() if value}

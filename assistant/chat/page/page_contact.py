"""The contact that the page around a chat is about, looked up under the person's own rights."""

import asyncio
import logging
from typing import Final

from assistant.access.rights import RightsNow
from assistant.agent.focus import Focus
from assistant.chat.page.page_hint import PageHint
from assistant.chat.talk import Talk
from hubspot_tools.contacts import IDENTIFYING, Contact, ContactStore
from hubspot_tools.errors import ContactGone, CrmError

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds that a look may take; nobody waits for it, and a page that is about nobody is no trouble."""


class PageContact:
    """Knows whom one chat's page is about, and puts them in focus before the next words are heard.

    A page says nothing but a hint. What comes into focus, and so to a model, is what the CRM stores of the contact that
    the hint leads to; whoever may not see that contact, and whoever names nobody, gets the same silence.
    """

    def __init__(self, contacts: ContactStore, focus: Focus, talk: Talk, rights: RightsNow) -> None:
        """``contacts`` hold what ``rights`` let this person see."""
        self._contacts = contacts
        self._focus = focus
        self._talk = talk
        self._rights = rights
        self._hint: PageHint | None = None
        self._found: Contact | None = None
        self._seen_with = rights()
        self._entered = ""
        self._newest: object = None
        self._looking = asyncio.Lock()

    async def declare(self, hint: PageHint | None) -> Contact | None:
        """Look up whom the page names from now on, in one read; None and no word where that is nobody.

        Of several at once only the latest counts, and those that were overtaken are never asked about.
        """
        self._newest = mine = object()
        async with self._looking:
            if mine is not self._newest:
                return None
            self._hint, self._found, self._seen_with = hint, None, self._rights()
            found = await self._look_up(hint) if hint is not None else None
            self._found = found if mine is self._newest else None
            return self._found

    async def enter(self) -> None:
        """Let what is said next be about the page's contact, if the page names another than before.

        Where it names the same as before, whoever was shown or named since stays in front. A look under way is waited
        for, lest words typed on one page be taken for words about the page before.
        """
        async with self._looking:
            outdated = self._found is not None and self._rights() != self._seen_with
        if outdated:
            await self.declare(self._hint)
        contact = self._found
        self._focus.declare(contact)
        if contact is not None and contact.id != self._entered and self._talk.messages:
            # What was begun before is not about this contact; in brackets, as the words of a button are.
            self._talk.hear(f"[{self._talk.texts.other_page}]")
        self._entered = contact.id if contact is not None else ""

    async def _look_up(self, hint: PageHint) -> Contact | None:
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._read(hint)
        except (CrmError, TimeoutError) as error:
            if not isinstance(error, ContactGone):
                log.info("whom a page is about could not be looked up (%s)", type(error).__name__)
            return None
        return found if found is not None and _is_of(found, hint) and _has_a_name(found) else None

    async def _read(self, hint: PageHint) -> Contact | None:
        if hint.contact_id:
            return await self._contacts.get(hint.contact_id)
        return await self._contacts.find_by_email(hint.email)


def _is_of(contact: Contact, hint: PageHint) -> bool:
    """Whether a contact is in the account that the hint names: ids count anew in each."""
    return not hint.portal or f"/contacts/{hint.portal}/" in (contact.record_url or "")


def _has_a_name(contact: Contact) -> bool:
    """Whether this person may see anything by which the contact is called."""
    return any(contact.get(name) for name in IDENTIFYING)

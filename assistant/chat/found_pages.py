"""Looking through what was found: pages, and the one contact a person picks."""

import logging
from collections.abc import AsyncGenerator

from assistant.agent.focus import Focus
from assistant.chat.events import ContactsFound, ContactShown, Deed, DeedFinished, DeedStarted, Event
from assistant.chat.talk import Talk
from assistant.files.contact_export import ExportStep, export
from assistant.language.crm_sentences import crm_sentence
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.errors import CrmError

log = logging.getLogger(__name__)


class FoundPages:
    """What one person does with lists; it writes nothing and asks no model."""

    def __init__(self, contacts: ContactStore, focus: Focus, talk: Talk) -> None:
        self._contacts = contacts
        self._focus = focus
        self._talk = talk

    async def turn_page(self, query: SearchContacts, place: str = "") -> AsyncGenerator[Event, None]:
        """Show the page that ``query`` names, in the list called ``place`` if there is one: one search."""
        yield DeedStarted(Deed.TURN_PAGE)
        try:
            page = await self._contacts.search(query)
        except CrmError as error:
            yield DeedFinished(ok=False)
            yield self._told(error)
            return
        yield DeedFinished(ok=True)
        self._focus.show_page(page)
        yield ContactsFound(page, place)

    async def pick(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Show one contact as it is stored; alone in focus, it is who the talk is about from now on."""
        yield DeedStarted(Deed.READ)
        try:
            contact = await self._contacts.get(contact_id)
        except CrmError as error:
            yield DeedFinished(ok=False)
            yield self._told(error)
            return
        yield DeedFinished(ok=True)
        self._focus.only(contact)
        self._talk.hear(_named(contact))
        yield ContactShown(contact)

    def export(self, query: SearchContacts) -> AsyncGenerator[ExportStep, None]:
        """Fetch the whole result of a search as a file; see `assistant.files.contact_export.export`."""
        return export(self._contacts, query, self._talk.language)

    def _told(self, error: CrmError) -> Event:
        log.warning("looking at contacts failed: %s", type(error).__name__)
        return self._talk.say(crm_sentence(error, self._talk.texts))


def _named(contact: Contact) -> str:
    """A pick in the words a person would have typed."""
    email = contact.get("email")
    return f"{contact.name}, {email}" if email and email != contact.name else contact.name

"""Looking through what was found: pages, and the one contact a person picks."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from assistant.access.rights import RightsNow
from assistant.chat.admission import Admission
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    Deed,
    DeedFinished,
    DeedStarted,
    Event,
    HistoryShown,
)
from assistant.chat.shared_parts import OwnParts
from assistant.files.contact_export import Exported, ExportStep, export
from assistant.language.capability_words import account_lines, asks_what_can_be_done, what_may_be_done
from assistant.language.history_words import asks_who_changed_it
from assistant.language.texts.capability_texts import capability_texts_in
from assistant.language.texts.crm_sentences import crm_sentence
from assistant.proposals.decide import Decisions
from assistant.proposals.proposal import Proposal
from assistant.state.errors import StateUnavailable
from hubspot_tools.contacts import Contact, ContactStore, SearchContacts
from hubspot_tools.errors import CrmError
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES, PHONES

log = logging.getLogger(__name__)

TOLD_OF = tuple(dict.fromkeys((*NAMED_PROPERTIES, *PHONES, OWNER, "hs_lead_status")))
"""The properties whose history a card offers."""


class FoundPages:
    """What one person does with lists; it writes nothing and asks no model."""

    def __init__(self, contacts: ContactStore, own: OwnParts, admission: Admission) -> None:
        """Take the parts; ``admission`` counts exports, decisions know what of others' may be taken back."""
        self._admission = admission
        self._decisions = own.decisions
        self._contacts = contacts
        self._focus = own.focus
        self._talk = own.talk

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
        yield ContactShown(contact, of_others=await others_write(self._decisions, contact.id))

    async def with_write_of_others(self, event: Event) -> Event:
        """A contact found alone, with what somebody else wrote to it where this person may take that back."""
        if not isinstance(event, ContactsFound) or not event.page.is_of_one:
            return event
        (contact,) = event.page.contacts
        written = await others_write(self._decisions, contact.id)
        return event if written is None else ContactShown(contact, of_others=written)

    def asked(self, text: str, rights: RightsNow) -> AsyncGenerator[Event, None] | None:
        """The answer to what somebody asks about here, or about the contact shown; None for all else."""
        if asks_what_can_be_done(text):
            return self.tell_what_can_be_done(rights)
        return self._tell_history_of_shown() if asks_who_changed_it(text) else None

    async def _tell_history_of_shown(self) -> AsyncGenerator[Event, None]:
        """Tell the history of the one contact that was shown last; ask which where there are several or none."""
        if self._focus.listed != 1:
            yield self._talk.say(capability_texts_in(self._talk.language).history_of_whom)
            return
        async with aclosing(self.tell_history(self._focus.contacts[0].id)) as events:
            async for event in events:
                yield event

    async def tell_history(self, contact_id: str) -> AsyncGenerator[Event, None]:
        """Tell who gave a contact's properties their values, when and from where, the newest first."""
        yield DeedStarted(Deed.READ)
        try:
            contact = await self._contacts.get(contact_id)
            changes = await self._contacts.history(contact_id, TOLD_OF)
        except CrmError as error:
            yield DeedFinished(ok=False)
            yield self._told(error)
            return
        yield DeedFinished(ok=True)
        yield HistoryShown(contact, tuple(changes))

    async def tell_what_can_be_done(self, rights: RightsNow) -> AsyncGenerator[Event, None]:
        """Tell what can be done here, and operators what the account allows."""
        language = self._talk.language
        try:
            may_write = rights().may_write and await self._contacts.can_write()
            lines = [what_may_be_done(language, may_write=may_write)]
            if rights().may_see_account:
                lines += account_lines(await self._contacts.capabilities(), language)
        except CrmError as error:
            yield self._told(error)
            return
        yield self._talk.say("\n".join(lines))

    async def export(self, query: SearchContacts) -> AsyncGenerator[ExportStep, None]:
        """Fetch the whole result of a search as a file; see `assistant.files.contact_export.export`.

        Raises:
            NotPermitted: they have no export left for today.
            StateUnavailable: nobody can tell.
        """
        told = await self._admission.export()
        async with aclosing(
            export(self._contacts, query, self._talk.language, self._admission.rights)
        ) as steps:
            async for step in steps:
                yield replace(step, told=told) if isinstance(step, Exported) else step

    def _told(self, error: CrmError) -> Event:
        log.warning("looking at contacts failed: %s", type(error).__name__)
        return self._talk.say(crm_sentence(error, self._talk.texts))


async def others_write(decisions: Decisions, contact_id: str) -> Proposal | None:
    """What somebody else wrote to a contact and this person may take back; nothing while nobody can tell."""
    try:
        return await decisions.others_write(contact_id)
    except StateUnavailable as error:
        log.warning("the newest write of others cannot be read: %s", error)
        return None


def _named(contact: Contact) -> str:
    """A pick in the words a person would have typed."""
    email = contact.get("email")
    return f"{contact.name}, {email}" if email and email != contact.name else contact.name

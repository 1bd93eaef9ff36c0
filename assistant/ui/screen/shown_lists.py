"""The lists on one screen; each turns its pages in place."""

from collections import OrderedDict
from uuid import uuid4

from chainlit.action import Action
from chainlit.message import Message

from assistant.chat.events import ContactsFound
from assistant.chat.kept.kept_talk import KeptContact, KeptList
from assistant.chat.kept.talk_record import TalkRecord
from assistant.proposals.proposal import Proposal
from assistant.ui.cards.buttons import edit_actions, export_actions, page_actions
from assistant.ui.cards.card_message import Before, CardMessage
from assistant.ui.cards.card_text import contact_list
from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.list_card import list_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import ContactPage

_MOST_LISTS = 20
"""Older ones still show their contacts; a click on their pages shows the page below."""


class Lists:
    """What searches have found; each list is called as the message that shows it."""

    def __init__(self, record: TalkRecord) -> None:
        self._record = record
        self._shown: OrderedDict[str, CardMessage] = OrderedDict()
        self._in_passing: dict[str, CardMessage] = {}

    async def show(self, found: ContactsFound, reader: Reader) -> None:
        """Show a page in the list it belongs to, or in a new one; one contact alone has a card of its own."""
        page, place = found.page, found.place
        shown = self._shown.get(place)
        if not page.contacts:
            await self._tell_of_none(page, reader)
        elif shown is None and page.is_of_one:
            await self._show_one(found, reader)
        elif shown is None:
            await self._begin(page, reader)
        else:
            self._note(page, place)
            await shown.change(list_element(page, reader, place), _actions(page, reader, place))

    async def show_again(self, page: ContactPage, reader: Reader, before: Before) -> None:
        """Show a list of before in its message."""
        await self._send(CardMessage(list_element(page, reader, before.id), before=before), page, reader)

    async def _tell_of_none(self, page: ContactPage, reader: Reader) -> None:
        message = Message(content=contact_list(page, reader))
        self._record.note(message.id, message.content)
        await message.send()

    def begin_turn(self) -> None:
        """Leave what earlier turns have shown where it is."""
        self._in_passing.clear()

    async def give_way(self, proposal: Proposal) -> None:
        """Take away the card of whom a proposal is about, where it was looked up for that alone."""
        contact = proposal.contact.id if proposal.contact else ""
        if (card := self._in_passing.pop(contact, None)) is not None:
            self._record.forget(card.id)
            await card.remove()

    async def _show_one(self, found: ContactsFound, reader: Reader) -> None:
        (contact,) = found.page.contacts
        message = CardMessage(contact_element(contact, reader))
        self._record.put(KeptContact(id=message.id, at=self._record.now(), contact=contact))
        await message.send(edit_actions(contact, reader.texts, message.id) if reader.may_write else ())
        if found.in_passing:
            self._in_passing[contact.id] = message

    async def _begin(self, page: ContactPage, reader: Reader) -> None:
        place = str(uuid4())
        self._note(page, place)
        await self._send(CardMessage(list_element(page, reader, place), id_=place), page, reader)

    async def _send(self, message: CardMessage, page: ContactPage, reader: Reader) -> None:
        self._shown[message.id] = message
        while len(self._shown) > _MOST_LISTS:
            self._shown.popitem(last=False)
        await message.send(_actions(page, reader, message.id))

    def _note(self, page: ContactPage, place: str) -> None:
        self._record.put(KeptList(id=place, at=self._record.now(), page=page))


def _actions(page: ContactPage, reader: Reader, place: str) -> list[Action]:
    return [*page_actions(page, reader.texts, place), *export_actions(page, reader.texts, place)]

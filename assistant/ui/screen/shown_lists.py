"""The lists on one screen; each turns its pages in place."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import uuid4

from chainlit.action import Action

from assistant.ui.cards.buttons import edit_actions, export_actions, page_actions
from assistant.ui.cards.card_message import CardMessage, post_text
from assistant.ui.cards.card_text import contact_list
from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.list_card import list_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import ContactPage

_MOST_LISTS = 20
"""Older ones still show their contacts; a click on their pages shows the page below."""


@dataclass(slots=True)
class _ShownList:
    message: CardMessage
    page: int


class Lists:
    """What searches have found, by the name each list was given."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, _ShownList] = OrderedDict()

    async def show(self, page: ContactPage, reader: Reader, place: str = "") -> None:
        """Show a page in the list called ``place``, or in a new one; one contact alone has a card of its own."""
        shown = self._shown.get(place)
        if not page.contacts:
            await post_text(contact_list(page, reader))
        elif shown is None and page.total == 1:
            (contact,) = page.contacts
            await CardMessage(contact_element(contact, reader)).send(edit_actions(contact, reader.texts))
        elif shown is None:
            await self._begin(page, reader)
        else:
            card = list_element(page, reader, place, since=shown.page)
            shown.page = page.page
            await shown.message.change(card, _actions(page, reader, place))

    async def _begin(self, page: ContactPage, reader: Reader) -> None:
        place = uuid4().hex
        message = CardMessage(list_element(page, reader, place))
        self._shown[place] = _ShownList(message, page.page)
        while len(self._shown) > _MOST_LISTS:
            self._shown.popitem(last=False)
        await message.send(_actions(page, reader, place))


def _actions(page: ContactPage, reader: Reader, place: str) -> list[Action]:
    return [*page_actions(page, reader.texts, place), *export_actions(page, reader.texts)]

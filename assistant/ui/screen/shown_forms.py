"""The messages that carry forms, by form."""

from assistant.chat.events import FormClosed, FormOpened
from assistant.chat.kept.talk_record import TalkRecord
from assistant.ui.cards.card_message import CardMessage
from assistant.ui.cards.card_props import Card
from assistant.ui.cards.form_card import closed_element, form_element
from assistant.ui.cards.reader import Reader


class FormMessages:
    """Shows forms, each in one message from its opening to the line that stays in its place."""

    def __init__(self, record: TalkRecord) -> None:
        self._record = record
        self._messages: dict[str, CardMessage] = {}

    async def show(self, event: FormOpened | FormClosed, reader: Reader) -> None:
        """Show a form, or what has become of it, where it stands."""
        known = self._messages.get(event.form.id)
        if isinstance(event, FormClosed):
            self._messages.pop(event.form.id, None)
            if known is not None:
                await self._change(known, closed_element(event, reader))
        elif known is not None:
            await self._change(known, form_element(event.form, reader))
        else:
            card = form_element(event.form, reader)
            message = self._messages[event.form.id] = CardMessage(card)
            self._note(message, card)
            await message.send([])

    async def _change(self, message: CardMessage, card: Card) -> None:
        self._note(message, card)
        await message.change(card)

    def _note(self, message: CardMessage, card: Card) -> None:
        """Keep what it says: shown again it is no form any more, and what it asks for can be typed."""
        self._record.note(message.id, card.twin)

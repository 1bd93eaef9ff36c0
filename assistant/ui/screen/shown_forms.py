"""The messages that carry forms, by form."""

from assistant.chat.events import FormClosed, FormOpened
from assistant.ui.cards.card_message import CardMessage
from assistant.ui.cards.form_card import closed_element, form_element
from assistant.ui.cards.reader import Reader


class FormMessages:
    """Shows forms, each in one message from its opening to the line that stays in its place."""

    def __init__(self) -> None:
        self._messages: dict[str, CardMessage] = {}

    async def show(self, event: FormOpened | FormClosed, reader: Reader) -> None:
        """Show a form, or what has become of it, where it stands."""
        known = self._messages.get(event.form.id)
        if isinstance(event, FormClosed):
            self._messages.pop(event.form.id, None)
            if known is not None:
                await known.change(closed_element(event, reader))
        elif known is not None:
            await known.change(form_element(event.form, reader))
        else:
            message = self._messages[event.form.id] = CardMessage(form_element(event.form, reader))
            await message.send([])

"""Messages with something to click, and messages that carry a card."""

from collections.abc import Sequence

from chainlit.action import Action
from chainlit.context import context
from chainlit.element import CustomElement
from chainlit.message import Message

from assistant.ui.cards.card_props import Card


async def post(message: Message, actions: Sequence[Action]) -> None:
    """Send a message with its buttons, the buttons first.

    The page scrolls to what it has when the message comes.
    """
    for action in actions:
        await action.send(for_id=message.id)
    await message.send()


async def post_text(markdown: str) -> None:
    """Send a message of nothing but safe Markdown."""
    await Message(content=markdown).send()


class CardMessage:
    """A message whose text is a card's Markdown, and which carries the card's element beside it."""

    def __init__(self, card: Card) -> None:
        self._message = Message(content=card.twin)
        self._element = CustomElement(name=card.element, props=dict(card.props), display="inline")
        self._element.for_id = self._message.id
        self._actions: Sequence[Action] = ()

    async def send(self, actions: Sequence[Action] = ()) -> None:
        """Show the card with its buttons."""
        self._actions = actions
        await self._show_element()
        await post(self._message, actions)

    async def change(self, card: Card, actions: Sequence[Action] | None = None) -> None:
        """Let the same message show another card; with other buttons, unless they are to stay."""
        self._message.content = card.twin
        self._element.props = dict(card.props)
        await self._show_element()
        await self._message.update()
        if actions is not None:
            await self._replace(actions)

    async def _replace(self, actions: Sequence[Action]) -> None:
        for action in self._actions:
            await action.remove()
        self._actions = actions
        for action in actions:
            await action.send(for_id=self._message.id)

    async def _show_element(self) -> None:
        """Chainlit's own ``send`` would write the props, a person's data, to a file that nobody reads."""
        await context.emitter.send_element(self._element.to_dict())

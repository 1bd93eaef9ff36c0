"""Messages with something to click, and messages that carry a card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chainlit.action import Action
from chainlit.context import context
from chainlit.element import CustomElement
from chainlit.message import Message

from assistant.ui.cards.card_props import Card


@dataclass(frozen=True, slots=True)
class Before:
    """Which message of before is shown again: by its id, and when it was said."""

    id: str
    at: datetime

    def message(self, content: str, **more: Any) -> Message:
        """The message, with what it says now."""
        return Message(content=content, id=self.id, created_at=self.at.isoformat(), **more)


async def post(message: Message, actions: Sequence[Action], *, again: bool = False) -> None:
    """Send a message with its buttons, the buttons first.

    The page scrolls to what it has when the message comes. A page that may show the message already takes it in its
    place when it comes ``again``, and its buttons twice, unless they are taken away before.
    """
    for action in actions:
        if again:
            await action.remove()
        await action.send(for_id=message.id)
    await message.send()


async def post_text(markdown: str) -> None:
    """Send a message of nothing but safe Markdown."""
    await Message(content=markdown).send()


class CardMessage:
    """A message whose text is a card's Markdown, and which carries the card's element beside it."""

    def __init__(self, card: Card, *, id_: str | None = None, before: Before | None = None) -> None:
        """Send nothing yet; the message is called ``id_``, or is one of ``before``, or gets an id of its own."""
        self._again = before is not None
        self._message = before.message(card.twin) if before else Message(content=card.twin, id=id_)
        self._element = CustomElement(name=card.element, props=dict(card.props), display="inline")
        self._element.id = f"card-{self._message.id}"
        self._element.for_id = self._message.id
        self._actions: Sequence[Action] = ()

    @property
    def id(self) -> str:
        """The message's own."""
        return self._message.id

    async def send(self, actions: Sequence[Action] = (), *, again: bool = False) -> None:
        """Show the card with its buttons; see `post` for ``again``."""
        self._actions = actions
        await self._show_element()
        await post(self._message, actions, again=again or self._again)

    async def remove(self) -> None:
        """Take the card away with its buttons."""
        await self._replace(())
        await self._message.remove()

    async def change(self, card: Card, actions: Sequence[Action] | None = None) -> None:
        """Let the same message show another card; with other buttons, unless they are to stay."""
        self._message.content = card.twin
        self._element.props = dict(card.props)
        await self._show_element()
        if actions is not None:
            await self._replace(actions)
        await self._message.update()

    async def _replace(self, actions: Sequence[Action]) -> None:
        for action in self._actions:
            await action.remove()
        self._actions = actions
        for action in actions:
            await action.send(for_id=self._message.id)

    async def _show_element(self) -> None:
        """Chainlit's own ``send`` would write the props, a person's data, to a file that nobody reads."""
        await context.emitter.send_element(self._element.to_dict())

"""A sentence and the contact it introduces, brought together: they are one message on the screen."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from assistant.chat.events import ContactShown, Event, Said, WithoutContact


@dataclass(frozen=True, slots=True)
class Introduced:
    """A contact to show; ``sentence`` was said right before, ``""`` when nothing was."""

    shown: ContactShown
    sentence: str = ""


Paired = WithoutContact | Introduced
"""An event of a conversation, no contact without its sentence."""


async def with_introductions(events: AsyncGenerator[Event, None]) -> AsyncGenerator[Paired, None]:
    """The same events in the same order; a sentence waits for the one that follows it."""
    waiting: Said | None = None
    async for event in events:
        if isinstance(event, ContactShown):
            yield Introduced(event, waiting.text if waiting else "")
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = event if isinstance(event, Said) else None
        if not isinstance(event, Said):
            yield event
    if waiting is not None:
        yield waiting

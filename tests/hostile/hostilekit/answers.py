"""Whether something hostile was answered, and how: what the judge of a door accepts, in a word or two."""

from collections.abc import AsyncIterator

from assistant.agent.agent_events import Wrote
from assistant.chat.events import ContactsFound, ContactShown, Event, FormOpened, Proposed, Said


class Unanswered(AssertionError):
    """Nothing came of it that a person could see."""


async def seen(events: AsyncIterator[Event]) -> list[Event]:
    """Everything that came on the screen, to the end."""
    return [event async for event in events]


def told(events: list[Event]) -> str:
    """How a message was answered: by words, a form, a proposal or contacts.

    Raises:
        Unanswered: it was not.
    """
    kinds = {
        type(event).__name__
        for event in events
        if isinstance(event, FormOpened | Proposed | ContactsFound | ContactShown)
        or (isinstance(event, Said | Wrote) and event.text.strip())
    }
    if not kinds:
        raise Unanswered(f"nothing but {[type(event).__name__ for event in events]}")
    return " ".join(sorted(kinds))


def required(*, holds: object, otherwise: str) -> None:
    """Refuse an answer that does not say what it must.

    Raises:
        Unanswered: it does not.
    """
    if not holds:
        raise Unanswered(otherwise)

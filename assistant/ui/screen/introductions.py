"""A sentence and the contact it introduces, brought together: they are one message on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.chat.events import ContactShown, Event, Said, WithoutContact


@dataclass(frozen=True, slots=True)
class Introduced:
    """A contact to show; ``sentence`` was said right before, ``""`` when nothing was."""

    shown: ContactShown
    sentence: str = ""


Paired = WithoutContact | Introduced
"""An event of a conversation, no contact without its sentence."""


class Introductions:
    """Keeps the order of a turn's events; a sentence waits for the one that follows it."""

    def __init__(self) -> None:
        self._waiting: Said | None = None

    def take(self, event: Event) -> Sequence[Paired]:
        """Add the next event; returns what can be shown now."""
        waiting, self._waiting = self._waiting, None
        if isinstance(event, ContactShown):
            return (Introduced(event, waiting.text if waiting else ""),)
        before = () if waiting is None else (waiting,)
        if isinstance(event, Said):
            self._waiting = event
            return before
        return (*before, event)

    def rest(self) -> Sequence[Paired]:
        """Return what still waits, as nothing follows."""
        waiting, self._waiting = self._waiting, None
        return () if waiting is None else (waiting,)

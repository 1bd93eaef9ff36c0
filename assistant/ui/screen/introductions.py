"""Brings together what is one thing on the screen.

A sentence and the contact it introduces are one message; a decision, what is said of it and what follows from it
are one card; that nobody was found is said once, by the answer where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agent.agent_events import Wrote
from assistant.chat.events import ByItself, ContactsFound, ContactShown, Decided, Event, Proposed, Said
from assistant.proposals.proposal import Outcome, Refused, Superseded


@dataclass(frozen=True, slots=True)
class Introduced:
    """A contact to show; ``sentence`` was said right before, ``""`` when nothing was."""

    shown: ContactShown
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Concluded:
    """How a decision ended, what was said of it, ``""`` for nothing, and what takes the proposal's place."""

    outcome: Outcome
    sentence: str = ""
    written: ContactShown | None = None
    """The contact as the write left it, with the way back."""
    fresh: Proposed | None = None
    """The same once more, as it can be written now."""


Paired = ByItself | Introduced | Concluded
"""An event of a conversation, no contact without its sentence, and no decision without what follows from it."""


class Introductions:
    """Keeps the order of a turn's events; what may be one thing with the next waits for it."""

    def __init__(self) -> None:
        self._waiting: Said | Concluded | None = None
        self._nobody: ContactsFound | None = None

    def take(self, event: Event) -> Sequence[Paired]:
        """Add the next event; returns what can be shown now."""
        match event:
            case ContactsFound(page=page) if not page.contacts:
                self._nobody = event
                return ()
            case ContactsFound() | ContactShown() | Proposed():
                self._nobody = None
            case Wrote(text=text) if text.strip():
                self._nobody = None
            case Said() if (nobody := self._nobody) is not None:
                self._nobody = None
                return (nobody, *self._paired(event))
            case _:
                pass
        return self._paired(event)

    def _paired(self, event: Event) -> Sequence[Paired]:
        waiting, self._waiting = self._waiting, None
        if (both := _together(waiting, event)) is not None:
            return both
        match event:
            case Decided(outcome=outcome):
                self._waiting = Concluded(outcome)
            case Said(text=text) if isinstance(waiting, Concluded) and not waiting.sentence:
                self._waiting = replace(waiting, sentence=text)
                return ()
            case Said():
                self._waiting = event
            case ContactShown():
                return (*_each(waiting), Introduced(event))
            case _:
                return (*_each(waiting), event)
        return _each(waiting)

    def rest(self) -> Sequence[Paired]:
        """Return what still waits, as nothing follows."""
        waiting, self._waiting = self._waiting, None
        nobody, self._nobody = self._nobody, None
        return (*_each(waiting), *((nobody,) if nobody else ()))


def _together(waiting: Said | Concluded | None, event: Event) -> Sequence[Paired] | None:
    """What waits and what follows it as one thing; None where they are not."""
    match waiting, event:
        case Concluded(), ContactShown(undoable=done) if done is not None:
            return (replace(waiting, written=event),)
        case Concluded(sentence=text), ContactShown():
            return (replace(waiting, sentence=""), Introduced(event, text))
        case Concluded(outcome=Superseded() | Refused() as outcome), Proposed(proposal=fresh) if (
            outcome.fresh is not None and outcome.fresh.id == fresh.id
        ):
            return (replace(waiting, fresh=event),)
        case Said(text=text), ContactShown():
            return (Introduced(event, text),)
        case _:
            return None


def _each(waiting: Said | Concluded | None) -> Sequence[Said | Concluded]:
    return () if waiting is None else (waiting,)

"""A model's answer on the screen, written as it comes."""

from collections.abc import Callable, Iterable

from chainlit.message import Message

from assistant.agent.agent_events import ToolStarted
from assistant.chat.events import ContactsFound, ContactShown, Event, Proposed
from assistant.language.lead_ins import merely_presents
from assistant.language.texts import texts_in
from assistant.ui.cards.markdown import ModelText
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import property_labels

FLUSH_INTERVAL = 0.04
"""Seconds between two sendings; a browser that redraws for every token is slower, not livelier."""

_LABELS = property_labels("en"), property_labels("fr")

_NEAR = texts_in("en").near_found, texts_in("fr").near_found
"""What a list of people says who are only called nearly as asked; it need not be said twice."""

Clock = Callable[[], float]


class StreamedAnswer:
    """One streamed message after the other; nothing is shown before the first word of each.

    Nor are words that say no more than the cards before them.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._shown: set[str] | None = None
        self._begin()

    def _begin(self) -> None:
        self._text = ModelText()
        self._waiting = ""
        self._message: Message | None = None
        self._sent_at = float("-inf")

    def heed(self, event: Event) -> None:
        """Take note of what the cards of this turn show."""
        match event:
            case ContactsFound(page=page) if page.contacts:
                asked_for = page.query.model_dump(exclude_none=True).values()
                counts = page.total, len(page.contacts), page.page, page.pages
                near = _NEAR if page.is_near else ()
                self._heed([*map(str, (*counts, *asked_for)), *(one.name for one in page.contacts), *near])
            case ContactShown(contact=contact):
                self._heed([contact.name])
            case Proposed(proposal=proposal):
                labels = (each.get(name, "") for name in proposal.values for each in _LABELS)
                self._heed([proposal.name, *proposal.values.values(), *labels])
            case ToolStarted():
                self._shown = None
            case _:
                pass

    def _heed(self, texts: Iterable[str]) -> None:
        self._shown = (self._shown or set()).union(*map(words, texts))

    async def write(self, words: str) -> None:
        """Add words; they appear at once or with the next ones."""
        self._waiting += self._text.feed(words)
        if self._waiting and self._clock() - self._sent_at >= FLUSH_INTERVAL and not self._says_nothing():
            await self._flush()

    async def finish(self) -> Message | None:
        """Show the rest, end the message and return it; without any words there is none.

        What comes next begins another.
        """
        self._waiting += self._text.finish()
        if not self._says_nothing(whole=True):
            await self._flush()
        finished = self._message
        if finished is not None:
            await finished.update()
        self._begin()
        return finished

    def _says_nothing(self, *, whole: bool = False) -> bool:
        """Whether what was said so far may be left out; a word that is still being written says nothing yet."""
        if self._message is not None or self._shown is None:
            return False
        begun, _, _ = self._waiting.rstrip().rpartition(" ")
        return merely_presents(self._waiting if whole else begun, self._shown)

    async def _flush(self) -> None:
        words, self._waiting = self._waiting, ""
        if self._message is None:
            words = words.lstrip()
            if not words:
                return
            self._message = Message(content="")
        await self._message.stream_token(words)
        self._sent_at = self._clock()

"""A model's answer on the screen, written as it comes."""

from collections.abc import Callable

from chainlit.message import Message

from assistant.ui.cards.markdown import ModelText

FLUSH_INTERVAL = 0.04
"""Seconds between two sendings; a browser that redraws for every token is slower, not livelier."""

Clock = Callable[[], float]


class StreamedAnswer:
    """One streamed message after the other; nothing is shown before the first word of each."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begin()

    def _begin(self) -> None:
        self._text = ModelText()
        self._waiting = ""
        self._message: Message | None = None
        self._sent_at = float("-inf")

    async def write(self, words: str) -> None:
        """Add words; they appear at once or with the next ones."""
        self._waiting += self._text.feed(words)
        if self._waiting and self._clock() - self._sent_at >= FLUSH_INTERVAL:
            await self._flush()

    async def finish(self) -> None:
        """Show the rest and end the message; without any words there is none. What comes next begins another."""
        self._waiting += self._text.finish()
        await self._flush()
        if self._message is not None:
            await self._message.update()
        self._begin()

    async def _flush(self) -> None:
        words, self._waiting = self._waiting, ""
        if self._message is None:
            words = words.lstrip()
            if not words:
                return
            self._message = Message(content="")
        await self._message.stream_token(words)
        self._sent_at = self._clock()

"""Takes the tool calls that a poor model writes as text out of its answer, while it streams. Pure."""

from collections.abc import Iterable

from assistant.agent.call_shapes import CallShapes, Passage, opened


class StrayCalls:
    """The text of one answer, without the calls that are written in it.

    Text is held back only while it may be the beginning of a call.
    """

    def __init__(self, tools: Iterable[str]) -> None:
        """Nothing has been read.

        Args:
            tools: The names of the tools that a model may call.
        """
        self._shapes = CallShapes(tools)
        self._held = ""
        self._before = ""
        self._passage: Passage | None = None
        self.found = False
        """Whether anything was taken out."""

    def feed(self, text: str) -> str:
        """Take the next piece; returns what of all so far is certainly text, and was not returned before."""
        self._held += text
        return "".join(self._read(last=False))

    def finish(self) -> str:
        """The answer has ended; returns what was held back and is text after all."""
        return "".join(self._read(last=True))

    def _read(self, *, last: bool) -> list[str]:
        kept: list[str] = []
        while self._held:
            if self._passage is not None:
                self._skip(self._passage)
                continue
            text, start = self._before + self._held, len(self._before)
            shape = self._shapes.first(text, start, last=last)
            if shape is None and last:
                shape = self._shapes.cut_short(text, start)
            kept.append(self._release(shape.start() - start if shape else len(self._held)))
            if shape is None or (shape.partial and not last):
                break
            place, self._passage = opened(shape) if not shape.partial else (len(text), None)
            self._held = text[place:]
            self.found = True
        return kept

    def _skip(self, passage: Passage) -> None:
        rest = passage.rest(self._held)
        self._held = rest or ""
        if rest is not None:
            self._passage = None

    def _release(self, length: int) -> str:
        text, self._held = self._held[:length], self._held[length:]
        self._before = text[-1:] or self._before
        return text

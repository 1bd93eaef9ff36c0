"""Parts a text into the content lines of its cards. Pure.

It takes linear time, and there is a limit to what it keeps of a card.
"""

import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.files.reading.cards.content_lines import ContentLine, OpenLine

MOST_IN_A_CARD = 262_144
"""Characters of the values that are asked for in one card."""

MOST_LINES = 1_000
"""Lines that are asked for in one card."""

_MOST_WRITTEN = 100_000
"""Lines of any kind in one card, each with its folds."""

_MOST_OTHERS = 100
"""Names of lines that nobody asks for, of one card."""

_FOLD_IN_A_CHARACTER = re.compile(rb"(?<=[\x80-\xff])\r?\n[ \t](?=[\x80-\xbf])")


@dataclass(frozen=True, slots=True)
class CardLines:
    """The lines of a card that are asked for, and the names of the others that say something."""

    asked: Sequence[ContentLine]
    others: frozenset[str] = frozenset()


def cards_in(text: str, asked_for: Collection[str]) -> Iterator[CardLines | None]:
    """Yield the lines of each card that have one of these names, and what others are called.

    A card that is too large, or never closed, gives None.

    What stands between cards is passed over, and so are lines that are none. A card begins wherever ``BEGIN:VCARD``
    is alone on a line: one that is never closed takes no other card with it.
    """
    card: _OpenCard | None = None
    for line in io.StringIO(text, newline=None):
        mark = line.rstrip().upper()
        if mark == "BEGIN:VCARD":
            if card is not None:
                yield None
            card = _OpenCard(asked_for)
        elif card is not None and mark == "END:VCARD":
            yield card.ended()
            card = None
        elif card is not None:
            card.add(line.removesuffix("\n"))
    if card is not None:
        yield None


def whole_characters(content: bytes) -> bytes:
    """The bytes of cards without the folds inside of a character, which older phones make."""
    return _FOLD_IN_A_CHARACTER.sub(b"", content)


class _OpenCard:
    """A card while its lines come in."""

    def __init__(self, asked_for: Collection[str]) -> None:
        self._asked_for = asked_for
        self._lines: list[ContentLine] = []
        self._others: set[str] = set()
        self._size = 0
        self._written = 0
        self._too_large = False
        self._open: OpenLine | None = None

    def add(self, written: str) -> None:
        """Take a line of the file: it goes on with the one before, or begins another."""
        if self._too_large:
            return
        if self._open is None or not self._open.goes_on_with(written):
            self._written += 1
            self._too_large = self._written > _MOST_WRITTEN
            self._close()
            self._open = OpenLine(self._asked_for) if written else None
        if self._open is not None:
            self._open.add(written)

    def ended(self) -> CardLines | None:
        """The card's lines, now that it has ended."""
        self._close()
        return None if self._too_large else CardLines(self._lines, frozenset(self._others))

    def _close(self) -> None:
        if self._open is None:
            return
        if line := self._open.ended():
            self._size += len(line.value)
            self._lines.append(line)
        elif self._open.passed_over and len(self._others) < _MOST_OTHERS:
            self._others.add(self._open.passed_over)
        too_much = self._size > MOST_IN_A_CARD or len(self._lines) > MOST_LINES
        self._too_large = self._too_large or self._open.too_long or too_much

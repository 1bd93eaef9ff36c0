"""Reads a long JSON list as it arrives, entry by entry, so that nobody has to hold it whole."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

LONGEST_ENTRY = 8_000_000
"""Bytes of one entry: a property with tens of thousands of options."""

_MARKS = re.compile(rb'[\\"{}]')
_ENTRY_DEPTH = 2
"""The entries stand within one object: ``{"results": [{…}, {…}]}``."""


def entries_in(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Return the objects within the lists of a JSON object, each as soon as it is complete.

    Args:
        chunks: The pieces of a body, cut anywhere.

    Raises:
        ValueError: it is no JSON object, ends before its end, or has an entry of more than `LONGEST_ENTRY` bytes.
    """
    scanner = _Scanner()
    for chunk in chunks:
        yield from scanner.fed(chunk)
    scanner.end()


def outline_of(chunks: Iterable[bytes]) -> dict[str, Any]:
    """Return a JSON object without the objects within it: null stands in the place of each.

    Args:
        chunks: The pieces of a body, cut anywhere.

    Raises:
        ValueError: it is no JSON object, ends before its end, or is too long even so.
    """
    scanner = _Scanner(keeps_outline=True)
    for chunk in chunks:
        for _ in scanner.fed(chunk):
            pass
    scanner.end()
    outline: dict[str, Any] = json.loads(scanner.outline)
    return outline


class _Scanner:
    """Finds where entries begin and end; braces within texts count for nothing."""

    def __init__(self, *, keeps_outline: bool = False) -> None:
        self.outline = bytearray()
        self._keeps_outline = keeps_outline
        self._outlined = 0
        self._held = bytearray()
        self._scanned = 0
        self._begin = self._escaped = -1
        self._depth = 0
        self._quoted = False
        self._begun = False

    def fed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """Return the entries that this piece completes."""
        if not self._begun and chunk.strip():
            self._begun = True
            if not chunk.lstrip().startswith(b"{"):
                raise ValueError("no JSON object")
        self._held += chunk
        for mark in _MARKS.finditer(self._held, self._scanned):
            if mark.start() == self._escaped:
                continue
            if self._quoted:
                self._within_text(mark.group(), mark.start())
            elif mark.group() == b'"':
                self._quoted = True
            elif self._ends_an_entry(mark.group(), mark.start()):
                yield {} if self._keeps_outline else json.loads(self._held[self._begin : mark.end()])
                self._draw(self._begin, b"null")
                self._begin, self._outlined = -1, mark.end()
        self._forget()

    def end(self) -> None:
        """Raise ValueError unless the object is complete."""
        if not self._begun or self._depth or self._quoted:
            raise ValueError("the list ends before its end")

    def _within_text(self, sign: bytes, at: int) -> None:
        if sign == b"\\":
            self._escaped = at + 1
        self._quoted = sign != b'"'

    def _ends_an_entry(self, sign: bytes, at: int) -> bool:
        if sign == b"{":
            self._depth += 1
            if self._depth == _ENTRY_DEPTH:
                self._begin = at
            return False
        self._depth -= sign == b"}"
        return sign == b"}" and self._depth == _ENTRY_DEPTH - 1

    def _draw(self, until: int, instead: bytes = b"") -> None:
        """Keep what stands between entries, where it is wanted."""
        if self._keeps_outline:
            self.outline += self._held[self._outlined : until] + instead

    def _forget(self) -> None:
        """Let go of what is read, all but the entry that is not complete yet."""
        done = len(self._held) if self._begin < 0 else self._begin
        self._draw(done)
        self._outlined = 0
        del self._held[:done]
        if max(len(self._held), len(self.outline)) > LONGEST_ENTRY:
            raise ValueError("an entry is too long")
        self._scanned = len(self._held)
        self._escaped -= done
        self._begin = min(self._begin, 0)

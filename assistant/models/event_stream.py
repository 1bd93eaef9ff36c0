"""Server-sent events as they come over the wire: each event's JSON is read once, within bounds. Pure.

The rules are those of https://html.spec.whatwg.org/multipage/server-sent-events.html; that the server failed is
said alike on both wires.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from assistant.models.model_protocol import ModelInterrupted
from assistant.models.partial_answer import StreamFailed

LONGEST_EVENT: Final = 1_000_000
"""Bytes of one event: the last one of the Responses API repeats the whole answer, encrypted thoughts included."""

LONGEST_STREAM: Final = 32_000_000
"""Bytes of one stream: every token of the longest thoughts may come in an event of its own."""

_LINE_BYTES: Final = 16
"""What a line counts for besides its own bytes: empty ones take time too."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_DONE: Final = b"[DONE]"


class EventReader:
    """Takes the bytes of one stream, however they are cut, and gives what its events hold."""

    def __init__(self) -> None:
        self.done = False
        """Whether the server has said that nothing more will come."""
        self._line = bytearray()
        self._data: list[bytes] = []
        self._name = b""
        self._event_bytes = self._stream_bytes = 0
        self._begun = self._after_cr = False

    def feed(self, chunk: bytes) -> Iterator[Any]:
        """Give the JSON of each event that ends in the next piece of the stream.

        Raises:
            ModelInterrupted: an event or the stream has no end.
            StreamFailed: an event says so.
            ValueError: an event is no UTF-8 or no JSON.
            RecursionError: its JSON has no bottom.
        """
        for line in self._lines(chunk):
            if line.startswith(b"data:"):
                self._event_bytes += len(line) + 1
                self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            elif not line:
                yield from self._event()
            elif line.startswith(b"event:"):
                self._name = line[6:].strip()
            if self.done:
                return
            if self._event_bytes > LONGEST_EVENT:
                raise ModelInterrupted("an event of the stream has no end")

    def _lines(self, chunk: bytes) -> list[bytes]:
        """Return the lines that end in the chunk; CR, LF and both together end one."""
        if self.done:
            return []
        if self._after_cr and chunk:
            chunk, self._after_cr = chunk.removeprefix(b"\n"), False
        self._after_cr = self._after_cr or chunk.endswith(b"\r")
        lines = chunk.splitlines()
        if not lines or chunk.endswith((b"\r", b"\n")):
            lines.append(b"")
        self._line += lines[0]
        self._stream_bytes += len(chunk) + _LINE_BYTES * len(lines)
        if self._stream_bytes > LONGEST_STREAM or len(self._line) > LONGEST_EVENT:
            raise ModelInterrupted("the stream has no end")
        if len(lines) == 1:
            return []
        lines[0], self._line = bytes(self._line), bytearray(lines.pop())
        if not self._begun:
            lines[0] = lines[0].removeprefix(_BYTE_ORDER_MARK)
            self._begun = True
        return lines

    def _event(self) -> Iterator[Any]:
        data, name = b"\n".join(self._data), self._name
        self._data, self._name, self._event_bytes = [], b"", 0
        if data.startswith(_DONE):
            self.done = True
        elif data:
            told = json.loads(data.decode())
            if name == b"error" or (isinstance(told, dict) and told.get("error")):
                raise StreamFailed(_code(told))
            yield told


def _code(told: Any) -> object:
    """Return the server's word for its failure, which stands in one of two places."""
    error = told.get("error") if isinstance(told, dict) else None
    said = error if isinstance(error, dict) else told
    return (said.get("code") or said.get("type")) if isinstance(said, dict) else None

"""An answer while it arrives, on whichever wire, and what it is once the stream has ended."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final

from assistant.models.messages import ToolCall
from assistant.models.model_protocol import ModelCutShort, ModelInterrupted, ModelRefused, Reply

MAX_CHARACTERS = 100_000
"""Far more than the tokens allowed can spell: only a server out of its mind sends more."""


_MOST_TOKENS: Final = 100_000_000
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class StreamFailed(Exception):
    """The server reports a failure within its stream; ``code`` is its word for it."""

    def __init__(self, code: object) -> None:
        super().__init__("the server reports a failure within its stream")
        self.code = code


class Ending(Enum):
    """How an answer ended; an answer that was cut off has no ending."""

    WHOLE = auto()
    TOO_LONG = auto()
    FILTERED = auto()


@dataclass(slots=True)
class GrowingCall:
    """A tool call of which only part has arrived."""

    id: str = ""
    name: str = ""
    arguments: str = ""

    @property
    def complete(self) -> bool:
        """Whether its arguments are JSON to the last brace."""
        return is_json_object(self.arguments)


@dataclass(slots=True)
class GrowingAnswer:
    """What of a streamed answer has arrived so far."""

    text: str = ""
    refusal: str = ""
    calls: list[GrowingCall] = field(default_factory=list)
    ending: Ending | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    _characters: int = 0

    @property
    def begun(self) -> bool:
        """Whether any of it has come; before that, asking again repeats nothing."""
        return bool(self.text or self.refusal or self.calls)

    def write(self, text: object) -> str:
        """Add words; returns them, fit to be shown."""
        words = self.taken(text)
        self.text += words
        return words

    def open_call(self) -> GrowingCall:
        """Begin one more call."""
        call = GrowingCall()
        self.calls.append(call)
        return call

    def taken(self, piece: object) -> str:
        """Return a piece of text from outside: nothing else counts as one, and all together they are bounded.

        Raises:
            ModelInterrupted: there is no end to it.
        """
        if isinstance(piece, Mapping):  # some servers send arguments parsed
            piece = json.dumps(piece, ensure_ascii=False)
        if not isinstance(piece, str):
            return ""
        self._characters += len(piece)
        if self._characters > MAX_CHARACTERS:
            raise ModelInterrupted("the answer has no end")
        return piece if piece.isascii() else _encodable(piece)

    def whole(self, carried: Sequence[object] = ()) -> Reply:
        """Return the answer once the stream has ended.

        Raises:
            ModelInterrupted: it ended early.
            ModelCutShort: the longest answer ends within a tool call.
            ModelRefused: the model or a filter declined.
        """
        if self.refusal or self.ending is Ending.FILTERED:
            raise ModelRefused("the model declined to answer")
        if self.ending is Ending.TOO_LONG and self.calls:
            raise ModelCutShort("the longest answer ends within a tool call")
        if self.ending is None:
            raise ModelInterrupted("the stream ended before the answer was whole")
        return Reply(
            self.text,
            self._whole_calls(),
            self.prompt_tokens,
            self.completion_tokens,
            self.cached_tokens,
            cut_short=self.ending is Ending.TOO_LONG,
            carried=carried,
        )

    def _whole_calls(self) -> tuple[ToolCall, ...]:
        """Return the calls in order, each with an id of its own, since a result is matched by it."""
        calls: dict[str, ToolCall] = {}
        for place, growing in enumerate(self.calls):
            unique = growing.id if growing.id and growing.id not in calls else f"call_{place}"
            calls[unique] = ToolCall(unique, growing.name, growing.arguments)
        return tuple(calls.values())


def count(tokens: object) -> int | None:
    """Return a number of tokens as a server told it, if it did and can be believed."""
    if isinstance(tokens, int) and not isinstance(tokens, bool) and 0 <= tokens <= _MOST_TOKENS:
        return tokens
    return None


def mapping(told: object) -> Mapping[str, Any]:
    """Return a part of an event that should be an object; anything else says nothing."""
    return told if isinstance(told, dict) else _NOTHING


def listing(told: object) -> Sequence[Any]:
    """Return a part of an event that should be an array; anything else says nothing."""
    return told if isinstance(told, list) else ()


def is_json_object(text: str) -> bool:
    """Whether the text is one whole JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _encodable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

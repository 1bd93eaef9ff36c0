"""What was said in a talk, and what a turn did about it: frozen values, no behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserSaid:
    """Words of the person."""

    text: str


@dataclass(frozen=True, slots=True)
class AssistantSaid:
    """Words of the assistant, as the person saw them."""

    text: str


Said = UserSaid | AssistantSaid


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish to use a tool; ``arguments`` is the JSON text it sent, well-formed or not."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """What a call brought back, as the JSON text the model reads; exactly one for each call."""

    call_id: str
    content: str


@dataclass(frozen=True, slots=True)
class Round:
    """One answer of the model that used tools: its words, its calls, and each call's result.

    ``carried`` is the model's own: it is handed back unread with the next call of the same turn.
    """

    text: str
    calls: Sequence[ToolCall]
    returned: Sequence[ToolReturned]
    carried: Sequence[object] = ()

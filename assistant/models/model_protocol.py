"""What the agent asks of a language model, and every way a model can fail it.

ModelError
├── ModelMisconfigured  an operator must act: key, model name or parameters refused
├── ModelUnavailable    try again later; nothing of the answer has come yet
│   └── ModelBusy       the server asks for patience: ``retry_after`` seconds
├── ModelInterrupted    the answer was cut off after it had begun: what came is not a whole answer
│   └── ModelCutShort   a call was longer than the longest answer: the same words would end there again
└── ModelRefused        the model declined to answer

No message carries a key, a prompt or a response body, so every one of them may be logged. One that
needs an operator begins with the setting to change.
"""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.models.messages import Round, Said, ToolCall


class ModelError(Exception):
    """The model did not give a whole answer."""


class ModelMisconfigured(ModelError):
    """The server refuses the key, the model's name or a parameter: asking again cannot help."""


class ModelUnavailable(ModelError):
    """The server cannot be reached or failed, before any of the answer had come: it may be asked again."""


class ModelBusy(ModelUnavailable):
    """The server takes no more requests for now."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelInterrupted(ModelError):
    """The stream ended before the answer was whole; no tool call in it may be run."""


class ModelCutShort(ModelInterrupted):
    """A tool call goes on where the longest answer ends: asking the same again leads there again."""


class ModelRefused(ModelError):
    """The model, or its content filter, declined."""


@dataclass(frozen=True, slots=True)
class ToolSchema:
    """A tool as the model sees it; ``parameters`` is a strict JSON Schema."""

    name: str
    description: str
    parameters: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """All a model gets: its instructions, the window of the talk, and this turn so far.

    ``known_contacts`` is JSON text, the contacts already on the person's screen; it reaches the
    model as the result of a tool, because the CRM's text is data and never an instruction.
    ``may_call`` False asks for an answer in words.
    """

    instructions: str
    talk: Sequence[Said]
    known_contacts: str | None = None
    rounds: Sequence[Round] = ()
    tools: Sequence[ToolSchema] = ()
    may_call: bool = True


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next words of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Delayed:
    """Nothing yet: the server is busy or has failed, and will be asked once more in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a whole answer; ``calls`` is empty when the model is done.

    Token counts are the server's own and None where it does not tell; ``cached_tokens`` are a part of
    ``prompt_tokens``. ``cut_short`` says that the words stop where the longest answer ends.
    ``carried`` goes back unread in the `Round` made of this reply: a model's reasoning, for example.
    """

    text: str
    calls: Sequence[ToolCall] = field(default_factory=tuple)
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cut_short: bool = False
    carried: Sequence[object] = ()


Piece = TextDelta | Delayed | Reply
"""What an answer comes in; the `Reply` is the last."""


class Model(Protocol):
    """A language model behind some wire."""

    @property
    def label(self) -> str:
        """The model's name, as its server knows it."""
        ...

    def answer(self, request: Request) -> AsyncGenerator[Piece, None]:
        """Stream one answer: any number of `TextDelta`, then exactly one `Reply`.

        Raises:
            ModelError: in one of its four kinds, before or instead of the `Reply`.
        """
        ...

    async def check(self) -> None:
        """Find out whether the model would answer as it is configured, for a few tokens at most.

        Raises:
            ModelError: they would not, or nobody answers.
        """
        ...

    async def close(self) -> None:
        """Let go of sockets; later calls fail."""
        ...

"""What a model's server does, in no wire's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Words:
    text: str | None


@dataclass(frozen=True)
class Refusal:
    text: str


@dataclass(frozen=True)
class CallPart:
    """A piece of a tool call; with a ``name`` it begins one.

    ``place`` is what the wire says about its place among the calls, true or not; None says nothing.
    """

    call: str
    name: str | None = None
    arguments: str | Mapping[str, str] | None = ""
    place: int | None = 0


@dataclass(frozen=True)
class Nonsense:
    """An event that is well-formed JSON and means nothing."""

    json: str = '{"type":"response.keepalive","choices":null}'


@dataclass(frozen=True)
class Broken:
    """An event that is no JSON."""

    data: bytes = b"{broken"


@dataclass(frozen=True)
class ErrorInside:
    code: str = "server_error"


@dataclass(frozen=True)
class End:
    """The answer's proper end; ``usage`` is prompt, completion and cached tokens."""

    reason: Literal["whole", "length", "filter"] = "whole"
    usage: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Reset:
    """The connection breaks."""


@dataclass(frozen=True)
class Drip:
    """From here on the stream only says that it is still there, for ever."""


Part = Words | Refusal | CallPart | Nonsense | Broken | ErrorInside | End | Reset | Drip


@dataclass(frozen=True)
class Streamed:
    """An answer that begins well, whatever comes of it."""

    parts: Sequence[Part]


def streamed(*parts: Part) -> Streamed:
    return Streamed(parts)


@dataclass(frozen=True)
class Refused:
    """An answer with an error; ``page`` is sent in place of JSON."""

    status: int
    code: str | None = None
    message: str = "no"
    param: str | None = None
    headers: Mapping[str, str] | None = None
    page: str | None = None


@dataclass(frozen=True)
class Page:
    """A web page where a model should be."""


@dataclass(frozen=True)
class Silence:
    """Nothing at all, longer than the client waits."""


Answer = Streamed | Refused | Page | Silence

"""A model that follows a script: for tests, benchmarks and demonstrations of the agent itself."""

import json
from collections.abc import AsyncGenerator
from typing import Any

from assistant.models.messages import ToolCall
from assistant.models.model_protocol import ModelError, Reply, Request, TextDelta


class ScriptOver(AssertionError):
    """The agent asked more often than the script foresees."""


def says(text: str) -> Reply:
    """Return an answer in words."""
    return Reply(text)


def calls(tool: str, **arguments: Any) -> Reply:
    """Return an answer that calls one tool with these arguments."""
    return calls_raw(tool, json.dumps(arguments))


def calls_raw(tool: str, arguments: str) -> Reply:
    """Return an answer that calls one tool with exactly this text for arguments, JSON or not."""
    return Reply("", (ToolCall("call_0", tool, arguments),))


class ScriptedModel:
    """Gives the next line of its script at every request, and remembers what it was asked."""

    label = "scripted"

    def __init__(self, *script: Reply | ModelError) -> None:
        self._script = list(script)
        self.asked: list[Request] = []

    def then(self, *script: Reply | ModelError) -> None:
        """Go on with these lines."""
        self._script.extend(script)

    @property
    def exhausted(self) -> bool:
        """Whether the whole script was used."""
        return not self._script

    async def answer(self, request: Request) -> AsyncGenerator[TextDelta | Reply, None]:
        """See `Model.answer`; text comes word by word.

        Raises:
            ScriptOver: the script has ended.
        """
        self.asked.append(request)
        if not self._script:
            raise ScriptOver("asked more often than the script foresees")
        line = self._script.pop(0)
        if isinstance(line, ModelError):
            raise line
        for word in line.text.split(" ") if line.text else ():
            yield TextDelta(f"{word} ")
        yield line

    async def check(self) -> None:
        """See `Model.check`; a script always works."""

    async def close(self) -> None:
        """See `Model.close`; there is nothing to close."""

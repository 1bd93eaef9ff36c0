"""What an answer is planned from: the request, the talk before it, and what tools returned this turn."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.language.detection import Language
from assistant.offline.grammar.known_contacts import Known
from assistant.offline.grammar.open_request import Request, State
from assistant.offline.grammar.replies import Say, sentence


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A tool to be called."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedWords:
    """An answer for the person."""

    text: str


Answer = PlannedCall | PlannedWords


@dataclass(frozen=True, slots=True)
class Done:
    """A call of this turn and what it brought back."""

    name: str
    arguments: Mapping[str, Any]
    content: Mapping[str, Any]

    @property
    def failed(self) -> bool:
        """Whether the tool did not do what it is for."""
        return self.content.get("status") == "error"


@dataclass(frozen=True, slots=True)
class PlannedTurn:
    """All an answer depends on."""

    request: Request
    state: State
    language: Language
    known: Sequence[Known] = ()
    done: Sequence[Done] = field(default_factory=tuple)

    def say(self, say: Say, **filled: object) -> PlannedWords:
        """One of our sentences in the turn's language."""
        return PlannedWords(sentence(say, self.language, **filled))

    def results(self, name: str) -> Iterator[Done]:
        """What calls of one tool brought back, in their order."""
        return (done for done in self.done if done.name == name)

    def last(self, name: str) -> Done | None:
        """The last call of one tool."""
        return next((done for done in reversed(self.done) if done.name == name), None)


def count_in(content: Mapping[str, Any], key: str) -> int:
    """A number in a tool's result; 0 where there is none."""
    value = content.get(key)
    return value if isinstance(value, int) else 0


def as_mapping(text: str) -> Mapping[str, Any]:
    """The JSON object in ``text``; an empty one for anything else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

"""What an answer depends on, and what it can be: a call with the arguments of its tool, or words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.language.detection import Language
from assistant.language.requests.intents import Update
from assistant.offline.grammar.known_contacts import OnScreen
from assistant.offline.grammar.open_request import Planned
from assistant.offline.grammar.replies import QUOTES, Say, sentence
from hubspot_tools.contacts import ContactValues

_MOST_NAMED: Final = 5
"""Parts of what was typed that nothing was made of."""
_NAMED: Final = tuple(name for name in ContactValues.model_fields if name != "other")


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

    request: Planned
    language: Language
    screen: OnScreen = field(default_factory=OnScreen)
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


def create_arguments(values: Mapping[str, str]) -> dict[str, Any]:
    """Arguments of `create_contact`."""
    named: dict[str, Any] = {name: values[name] for name in _NAMED if values.get(name)}
    other = [{"name": name, "value": value} for name, value in values.items() if name not in _NAMED and value]
    return named | ({"other": other} if other else {})


def update_arguments(contact_id: str, update: Update) -> dict[str, Any]:
    """Arguments of `update_contact`."""
    arguments = {"contact_id": contact_id} | create_arguments(update.changes)
    return arguments | ({"clear": list(update.clear)} if update.clear else {})


def left_out(parts: Sequence[str], language: Language) -> str:
    """What nothing was made of, as one sentence; of many parts the first are named and the rest counted."""
    marks = QUOTES[language]
    named = ", ".join(f"{marks[0]}{part}{marks[1]}" for part in parts[:_MOST_NAMED])
    if len(parts) > _MOST_NAMED:
        return sentence(Say.LEFT_MORE, language, parts=named, more=len(parts) - _MOST_NAMED)
    return sentence(Say.LEFT, language, parts=named)

"""Describes a scenario: known contacts, what a person types and clicks, and the difference it makes.

That difference must be left in the CRM.

The format is described in `tests/scenarios/README.md`.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from assistant.agent.contact_tools import CREATE, SEARCH, UPDATE
from assistant.chat.events import Task
from assistant.language.detection import Language
from hubspot_tools.contacts import ContactValues

Values = Mapping[str, str]
Milestone = Literal["search", "preview", "confirm", "cancel", "undo", "write"]

_NAMED = frozenset(ContactValues.model_fields) - {"other"}
_TOOLS = {"search": SEARCH, "create": CREATE, "update": UPDATE}
_BUTTONS = ("confirm", "cancel", "undo", "adopt")


class UnreadableScenario(ValueError):
    """A scenario's file does not follow the format; the message says where."""


@dataclass(frozen=True, slots=True)
class ModelCalls:
    """A model that behaves calls this tool; contacts go by their names in the scenario, such as ``c1``."""

    tool: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ModelWords:
    """A model that behaves says this."""

    text: str


Line = ModelCalls | ModelWords


@dataclass(frozen=True, slots=True)
class PersonTypes:
    """The person types ``text``; ``script`` is what a model that behaves does about it."""

    text: str
    script: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonClicks:
    """The person clicks a button of a preview: the latest, or the one of that number, counted from 1.

    ``times`` clicks are made at once in each of ``tabs`` tabs. ``contact`` is whom Adopt is about.
    """

    button: Literal["confirm", "cancel", "undo", "adopt"]
    preview: int | None = None
    times: int = 1
    tabs: int = 1
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Begins:
    """The person clicks one of the three buttons of the welcome."""

    task: Task


@dataclass(frozen=True, slots=True)
class Reloads:
    """The person reloads the page; with ``restart``, the program was started again meanwhile."""

    restart: bool = False


@dataclass(frozen=True, slots=True)
class TimePasses:
    """Nothing happens for so many minutes."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody else creates (no ``contact``), edits, or archives (no ``values``) a contact."""

    contact: str
    values: Values


@dataclass(frozen=True, slots=True)
class Fails:
    """Says that requests of this method to the CRM go wrong from here on, so many times.

    See the local CRM's `Faults`.
    """

    kind: str
    method: str | None = None
    times: int = 1


Step = PersonTypes | PersonClicks | Begins | Reloads | TimePasses | Elsewhere | Fails


class Expected(BaseModel):
    """What must be true at the end.

    ``changes`` and ``new`` are the whole difference in the CRM, ``""`` where a value is emptied. ``wants`` are
    values the person confirms on the way though they do not last: undone, or never written. ``shows`` are
    contacts that must have been on the screen, ``previews`` how many previews there were, None for any. ``never`` are
    values that no preview may show for a contact, one by one, since they are another's; ``never_new`` those that none
    may show together for a new one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    changes: Mapping[str, Values] = Field(default_factory=dict)
    new: tuple[Values, ...] = ()
    wants: tuple[Values, ...] = ()
    shows: tuple[str, ...] = ()
    previews: int | None = None
    milestones: tuple[Milestone, ...] = ()
    never: Mapping[str, Values] = Field(default_factory=dict)
    never_new: tuple[Values, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    language: Language
    kinds: tuple[str, ...] = Field(min_length=1)
    talk: str
    people: Mapping[str, Values] = Field(default_factory=dict)
    crowd: int = 0
    expect: Expected = Field(default_factory=Expected)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One talk; ``people`` come on top of the base contacts, by their names in the scenario."""

    name: str
    title: str
    language: Language
    kinds: tuple[str, ...]
    steps: tuple[Step, ...]
    people: Mapping[str, Values] = field(default_factory=dict)
    expected: Expected = field(default_factory=Expected)

    @classmethod
    def parse(cls, name: str, text: str) -> Self:
        """Read a scenario from the text of its file.

        Raises:
            UnreadableScenario: it does not follow the format.
        """
        try:
            file = _File.model_validate(tomllib.loads(text))
            steps = tuple(_steps(file.talk))
        except ValueError as error:
            raise UnreadableScenario(f"{name}: {error}") from error
        people = {**file.people, **_crowd(file.crowd)}
        return cls(name, file.title, file.language, file.kinds, steps, people, file.expect)

    @property
    def typed(self) -> Sequence[str]:
        """Every text the person types, in order."""
        return [step.text for step in self.steps if isinstance(step, PersonTypes)]


def load_people(folder: Path) -> Mapping[str, Values]:
    """The contacts every scenario of a folder starts with, by their names there."""
    people: Mapping[str, Values] = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))
    return people


def load_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Every scenario of a folder, by name.

    Raises:
        UnreadableScenario: one of them does not follow the format.
    """
    files = sorted(path for path in folder.glob("*.toml") if path.name != "people.toml")
    return tuple(Scenario.parse(path.stem, path.read_text(encoding="utf-8")) for path in files)


def _crowd(count: int) -> dict[str, Values]:
    """So many people at one company, ``g1`` and on."""
    return {
        f"g{number}": {
            "firstname": "Gus",
            "lastname": f"Number{number:03}",
            "email": f"gus{number}@globex.example",
            "company": "Globex",
        }
        for number in range(1, count + 1)
    }


def _steps(talk: str) -> Iterator[Step]:
    said: str | None = None
    script: list[Line] = []
    for line in talk.strip().splitlines():
        if line.startswith("    "):
            if said is None:
                raise ValueError(f"nothing was typed before {line!r}")
            script.append(_line(line.strip()))
            continue
        if said is not None:
            yield PersonTypes(said, tuple(script))
            said, script = None, []
        if line.startswith("> "):
            said = line[2:].replace("\\n", "\n")
        elif line.strip():
            yield _event(line.strip())
    if said is not None:
        yield PersonTypes(said, tuple(script))


def _line(text: str) -> Line:
    verb, _, rest = text.partition(" ")
    if verb == "say":
        return ModelWords(rest)
    if verb not in _TOOLS:
        raise ValueError(f"a model can search, create, update and say, not {verb!r}")
    words = shlex.split(rest)
    contact = words.pop(0) if verb == "update" else ""
    given = _pairs(words)
    arguments: dict[str, Any] = {"contact_id": contact} if contact else {}
    if "clear" in given:
        arguments["clear"] = given.pop("clear").split(",")
    if verb == "search":
        return ModelCalls(SEARCH, given | ({"page": int(given["page"])} if "page" in given else {}))
    arguments |= {name: value for name, value in given.items() if name in _NAMED}
    others = [{"name": name, "value": value} for name, value in given.items() if name not in _NAMED]
    return ModelCalls(_TOOLS[verb], arguments | ({"other": others} if others else {}))


def _event(line: str) -> Step:
    found = re.fullmatch(r"\[(\w+)(?: (.*))?\]", line)
    if not found:
        raise ValueError(f"neither typed text, an event nor a model's line: {line!r}")
    verb, words = found[1], shlex.split(found[2] or "")
    match verb, words:
        case "begin", [task]:
            return Begins(Task(task))
        case (("reload" | "restart"), []):
            return Reloads(restart=verb == "restart")
        case "wait", [minutes, "minutes"]:
            return TimePasses(float(minutes))
        case "elsewhere", [contact, *values]:
            return Elsewhere("" if contact == "new" else contact, _pairs(values))
        case "fault", [kind, *rest]:
            return Fails(kind, rest[0] if rest else None, int(rest[1]) if rest[1:] else 1)
    if verb in _BUTTONS:
        return _click(verb, words)
    raise ValueError(f"no such event: {line!r}")


def _click(button: Any, words: list[str]) -> PersonClicks:
    match words:
        case []:
            return PersonClicks(button)
        case ["twice"]:
            return PersonClicks(button, times=2)
        case ["in", "two", "tabs"]:
            return PersonClicks(button, tabs=2)
        case ["preview", number]:
            return PersonClicks(button, preview=int(number))
        case [contact] if button == "adopt":
            return PersonClicks(button, contact=contact)
    raise ValueError(f"no such click: {button} {' '.join(words)}")


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if any(not separator for _, separator, _ in pairs):
        raise ValueError(f"not name=value: {' '.join(words)}")
    return {name: value.replace("\\n", "\n") for name, _, value in pairs}

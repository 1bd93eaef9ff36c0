"""Reads a message in capitals as the same message in small letters.

In capitals every word looks like a name. The values stay as the person has written them.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Intent, Steps, Update

_FEWEST_WORDS: Final = 4
"""Fewer may be a name and a company."""
_FEWEST_BESIDE: Final = 6
"""Where a "please" beside them is not in capitals; they are then a good part of all words."""
_MOST_PART: Final = 0.6
_Value = TypeVar("_Value")


def quietly(text: str) -> str | None:
    """The text in small letters, where it is all capitals; None for any other."""
    words = [word for word in text.split() if any(char.isalpha() for char in word) and "@" not in word]
    loud = sum(not any(char.islower() for char in word) for word in words)
    mixed = loud < len(words) and (loud < _FEWEST_BESIDE or loud < _MOST_PART * len(words))
    if loud < _FEWEST_WORDS or mixed:
        return None
    small = text.lower()
    return small if len(small) == len(text) and small != text else None


def as_typed(intent: Intent, small: str, text: str) -> Intent | None:
    """The intent with each value in the letters it was typed in; None where it asks for nothing clear."""
    match intent:
        case Find() | Update() | Create() | CreateMany() | Steps():
            return _spelled(intent, small, text)
        case _:
            return None


def _spelled(value: _Value, small: str, text: str) -> _Value:
    spelled: Any = value
    if isinstance(value, str):
        at = small.find(value) if value else -1
        spelled = text[at : at + len(value)] if at >= 0 else value
    elif isinstance(value, tuple):
        spelled = tuple(_spelled(one, small, text) for one in value)
    elif isinstance(value, Mapping):
        spelled = {name: one if name in _CODES else _spelled(one, small, text) for name, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in _CODES}
        spelled = replace(value, **{name: _spelled(one, small, text) for name, one in named.items()})
    return spelled  # type: ignore[no-any-return]


_CODES: Final = frozenset({"asked", "wanted", "clear", "lifecyclestage", "value"})
"""What holds names of properties and stages, or lexemes, and no words of the person's."""

"""What somebody is called from now on: which parts of the name are new."""

from typing import Final

from rapidfuzz import fuzz

from assistant.language.requests.facts.subject import is_name
from assistant.language.requests.intents import Person
from assistant.language.requests.references import calls_oneself, may_be_renamed
from assistant.language.words.given_names import is_given_name, split_name
from assistant.language.words.lexemes import Lexeme, Span, fold

_ALIKE: Final = 75
"""Per cent of likeness from which a word is another spelling of a name."""


def called_so(person: Person | None, verb: Lexeme, new: Span) -> dict[str, str] | None:
    """The parts of a name behind ``goes by`` or ``is now called``; None for what is no name."""
    nickname = calls_oneself(verb)
    if not is_name(new) or not (nickname or may_be_renamed(person, new)):
        return None
    return {"firstname": new.text} if nickname and len(new) == 1 else name_parts(person, new)


def is_new_name(person: Person | None, role: Span) -> bool:
    """``(Catherine Shaw is now) Catherine Hayes``: the given name is the same, and the rest is a name."""
    same = person is not None and len(role) > 1 and fold(person.name).split()[:1] == [role[0].folded]
    return same and is_name(role) and is_given_name(role[0].text)


def name_parts(person: Person | None, new: Span) -> dict[str, str]:
    """The parts of somebody's new name; one word alone that is no given name is the family name."""
    name = split_name(new)
    alone = len(new) == 1 and (not is_given_name(new.text) or _respells_family_name(person, new[0]))
    parts = {"lastname": new.text} if alone else {"firstname": name.first, "lastname": name.last}
    return {part: text for part, text in parts.items() if text}


def _respells_family_name(person: Person | None, word: Lexeme) -> bool:
    """``Maréchal``, and now ``Marechal``."""
    words = fold(person.name).split() if person is not None else []
    return len(words) > 1 and fuzz.ratio(words[-1], word.folded) >= _ALIKE

"""Hears questions about the assistant itself: which languages it speaks, and what it is."""

from typing import Final

from assistant.language.requests.intents import Plain, Unsupported
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.lexer import lex
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.text import words

_LONGEST: Final = 12
"""Words."""
_AROUND: Final = (Tag.GREETING, Tag.THANKS)


def read_about_assistant(span: Span) -> Plain | Unsupported | None:
    """What a question asks about the assistant; None where it asks of anybody else."""
    asked = span.without_leading(*_AROUND)
    if not 0 < len(asked) <= _LONGEST or any(
        one.kind in {LexemeKind.EMAIL, LexemeKind.PHONE} or (one.capitalised and is_given_name(one.text))
        for one in asked
    ):
        return None
    said = words(asked.text)
    if _begins(said, WordGroup.ASKING_LANGUAGE):
        return Unsupported.LANGUAGES
    if _begins(said, WordGroup.ASKING_OWN_WRITES) and not WordGroup.HAVING_CHANGED.words().isdisjoint(said):
        return Unsupported.OWN_WRITES
    plain = " ".join(word for word in said if word not in WordGroup.PADDING)
    if plain and len(plain) < len(" ".join(said)) and all(one.has(Tag.HELP) for one in lex(plain)):
        return Plain.HELP
    tells = not WordGroup.MACHINES.words().isdisjoint(said)
    return Plain.IDENTITY if tells and _begins(said, WordGroup.ASKING_IDENTITY) else None


def _begins(said: tuple[str, ...], group: WordGroup) -> bool:
    return any(len(said) > len(one) and said[: len(one)] == one for one in group.in_words())

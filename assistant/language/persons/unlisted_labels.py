"""Reads properties that this grammar does not list: ``with shoe size 42``.

It reads them where what is said can be nothing else.
"""

from typing import Final

from assistant.language.words.lexemes import LexemeKind, Span, Tag, fold
from hubspot_tools.values.vocabulary import YES_OR_NO

_LONGEST_LABEL: Final = 3
"""Words."""


def unlisted_property(span: Span) -> tuple[str, str] | None:
    """Return a name and a value, None for words that may be something else.

    Such are ``newsletter yes``, ``with shoe size 42``.

    Whether the account has such a property, its catalogue tells.
    """
    words = span.without_leading(Tag.WITH, Tag.DETERMINER).without_trailing(Tag.FILLER, Tag.THANKS)
    label = words.cut(0, len(words) - 1)
    if not 0 < len(label) <= _LONGEST_LABEL or not all(_labels(word.text) for word in label):
        return None
    if any(word.kind is not LexemeKind.WORD or word.has(Tag.FIELD) for word in label):
        return None
    value = words[len(words) - 1].text.split()[0]  # "yes please" is one expression
    counted = value.isdigit() and span.starts_with(Tag.WITH)
    return (label.text, value) if counted or fold(value) in YES_OR_NO else None


def _labels(word: str) -> bool:
    return word.islower() and word.replace("-", "").isalpha()

"""Reads values behind their labels, typed beside one contact's card, as a change of that contact."""

from typing import Final

from assistant.language.persons.labelled_values import read_items
from assistant.language.requests.intents import Person, Update
from assistant.language.words.lexemes import Span, Tag
from assistant.offline.grammar.known_contacts import OnScreen

_WHO: Final = frozenset({"firstname", "lastname", "fullname", "email"})
"""What tells whom, so that it may be somebody else."""
_SEVERAL: Final = 2


def labelled_change(span: Span, screen: OnScreen) -> Update | None:
    """``city: Dallas, zip: 75201``; None where anything else is said, or another may be meant."""
    if len(screen.listed) != 1 or not span.starts_with(Tag.FIELD):
        return None
    items = read_items(span)
    labels = sum(lexeme.has(Tag.FIELD) for lexeme in span)
    sure = len(items.values) >= _SEVERAL or any(lexeme.is_sign(":=") for lexeme in span)
    whole = not items.loose and not items.wanted and 0 < len(items.values) <= labels
    if not (sure and whole) or _WHO & items.values.keys():
        return None
    return Update(Person(anaphoric=True), items.values)

"""What the words behind a label are stored as: a name in its parts, an address with its town."""

from typing import Final

from assistant.language.persons.postal_address import place_address
from assistant.language.words.given_names import split_name
from assistant.language.words.lexemes import Span, Tag, fold
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.vocabulary import LANGUAGE

_PLACED: Final = frozenset({"address", "zip"})
"""What a town often stands behind."""


def worded_values(name: str, value: Span) -> dict[str, str]:
    """What the words behind a label give, by property; nothing where they are no value of it."""
    if name == "lifecyclestage":
        at = value.first(Tag.STAGE)
        return {name: value.text if at is None else value[at].tags[Tag.STAGE]}
    if name == LANGUAGE and language_code(value.text) is None:
        return {}
    parts: dict[str, str] = {}
    if name in _PLACED and place_address(value, parts) and "city" in parts:
        return parts
    return {} if fold(value.text) in WordGroup.NO_VALUES else {name: value.text}


def put_full_name(label: str, value: Span, values: dict[str, str]) -> None:
    """Store what "name" or "nom" was said to be: the French word alone means the family name."""
    name = split_name(value)
    if label.startswith("nom") and (len(value) == 1 or "firstname" in values or not name.first):
        values["lastname"] = value.text
        return
    parts = {"firstname": name.first, "lastname": name.last}
    values.update({part: text for part, text in parts.items() if text})

"""A search in a few words of the person's own, such that the words alone ask for it again."""

from collections.abc import Mapping
from typing import Final

from assistant.language.detection import Language
from assistant.language.requests.intents import Bare, Find
from assistant.language.requests.sought.sought_people import read_find
from assistant.language.requests.understand import understand
from assistant.offline.grammar.property_names import quoted

_AT: Final[Mapping[Language, str]] = {"fr": "chez", "en": "at"}
_IN: Final[Mapping[Language, str]] = {"fr": "à", "en": "in"}
_EVERYBODY: Final[Mapping[Language, str]] = {"fr": "tous les contacts", "en": "all contacts"}


def described(find: Find, language: Language) -> str:
    """What is looked for: its criteria where they say it all, else the request as it was typed."""
    query = find.query
    parts = (
        query.jobtitle,
        query.name,
        query.email,
        query.phone,
        query.company and f"{_AT[language]} {query.company}",
        query.text and f"{_IN[language]} {query.text}",
    )
    short = " ".join(part for part in parts if part)
    again = asked_again(short) if short and not query.lifecyclestage else None
    if again is not None and again.query == query:
        return short
    return quoted(find.phrase) or (_EVERYBODY[language] if find.everyone else "")


def asked_again(phrase: str) -> Find | None:
    """The search that words ask for; None when they ask for none."""
    found = understand(phrase)
    again = read_find(found.span) if isinstance(found, Bare) else found
    return again if isinstance(again, Find) else None

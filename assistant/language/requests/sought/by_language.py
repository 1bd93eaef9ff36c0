"""Tells when people are sought by the language they speak, which no search goes by."""

from assistant.language.requests.politeness import VERBS
from assistant.language.words.lexemes import Span, Tag
from hubspot_tools.values.languages import language_code
from hubspot_tools.values.vocabulary import LANGUAGE


def is_by_language(content: Span) -> bool:
    """``who speaks German``: nobody is called so, and none is to be created."""
    asks = content[0].has(Tag.QUESTION, Tag.FIND, Tag.PEOPLE) or not content[0].has(*VERBS)
    at = next((i for i, one in enumerate(content) if one.tags.get(Tag.FIELD) == LANGUAGE), None)
    if (
        at is None
        or not asks
        or not content.cut(0, at).has(Tag.QUESTION, Tag.FIND, Tag.PEOPLE, Tag.ALL, Tag.STAGE)
    ):
        return False
    named = content.cut(at + 1).without_leading(Tag.COPULA, Tag.DETERMINER).without_trailing(Tag.FILLER)
    return language_code(named.text) is not None

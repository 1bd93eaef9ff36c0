"""Tells which of the offline model's sentences a text is, so that scripts can name it."""

import re
from functools import cache

from assistant.offline.grammar.replies import QUOTES, SENTENCES, Say
from hubspot_tools.values.vocabulary import said_properties
from hubspot_tools.values.vocabulary_entry import WORD_LANGUAGES


def say_of(text: str) -> Say | None:
    """The sentence's name, whatever is said behind it about what was left out; None for anybody else's."""
    for head in _without_remark(text.strip()):
        for say, pattern in _patterns():
            if pattern.fullmatch(head):
                return say
    return None


def _without_remark(text: str) -> list[str]:
    """The text up to each remark on what was left out that it may end in, and the whole of it."""
    remarks = (
        f" {table[Say.LEFT].partition('{')[0]}{QUOTES[language][0]}" for language, table in SENTENCES.items()
    )
    return [*(text.partition(remark)[0] for remark in remarks if remark in text), text]


@cache
def _patterns() -> tuple[tuple[Say, re.Pattern[str]], ...]:
    return tuple((say, _pattern(template)) for table in SENTENCES.values() for say, template in table.items())


def _pattern(template: str) -> re.Pattern[str]:
    labelled = re.escape(template).replace(r"\{label\}", _labels())
    return re.compile(re.sub(r"\\\{\w+\\\}", ".*", labelled), re.DOTALL)


def _labels() -> str:
    """What our sentences call the properties, as one pattern; where they are empty, without the article."""
    said = [name for language in WORD_LANGUAGES for name in said_properties(language).values()]
    nouns = [re.sub(r"^(le |la |l’)", "(?:de |d’)", name) for name in said]
    return f"(?i:{'|'.join([*said, *nouns])})"

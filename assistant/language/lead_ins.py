"""Tells whether words say no more than the cards they stand with. Pure.

Where that is not certain they say more: a sentence too many is better than one that is missing.
"""

from collections.abc import Collection
from typing import Final

from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.text import words

LONGEST: Final = 200
"""Characters; whoever writes more has something to say."""


def merely_presents(said: str, shown: Collection[str]) -> bool:
    """Whether all that is said leads up to cards.

    Args:
        said: Words of the assistant, or their beginning.
        shown: What the cards show and may be named without telling anything: folded words.
    """
    if len(said) > LONGEST or "?" in said:
        return False
    return all(word in WordGroup.PRESENTING or word in shown for word in words(said))

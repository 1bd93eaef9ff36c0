"""Reads a question about which of two lifecycle stages somebody is in."""

from dataclasses import replace
from typing import Final

from assistant.language.requests.intents import Find
from assistant.language.requests.sought_people import read_find
from assistant.language.words.lexemes import Span, Tag
from assistant.language.words.word_groups import WordGroup

_STAGED: Final = (Tag.STAGE, Tag.DETERMINER, Tag.NEW)


def read_which_stage(content: Span) -> Find | None:
    """``is Ann Lee a lead or a customer``, ``Ann c'est un client ou un prospect ?``."""
    end, stages = len(content), 0
    while end and (content[end - 1].has(*_STAGED) or content[end - 1].folded in WordGroup.JOINS):
        stages += content[end - 1].has(Tag.STAGE)
        end -= 1
    before = content.cut(0, end).without_leading(Tag.COPULA, Tag.FILLER, Tag.FIND, Tag.TALK)
    who = before.without_trailing(Tag.COPULA, Tag.PRONOUN, Tag.TALK)
    if stages < 2 or not len(who) or who.first(Tag.AND) is not None:  # noqa: PLR2004 - one or the other
        return None
    found = read_find(who)
    return replace(found, asked="lifecyclestage") if found.query.name or found.person else None

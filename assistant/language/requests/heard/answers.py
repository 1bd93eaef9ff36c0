"""Tells what an answer or a correction gives as a value, and when it gives none.

Whatever is typed behind a question is not its answer: ``let me check first`` is nobody's job.
"""

from typing import Final

from assistant.language.requests.facts.likely import is_likely
from assistant.language.requests.statements import is_question
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import CONTACT_DETAILS, PARTICLES, PHONES

_LEADING: Final = (Tag.FILLER, Tag.INSTEAD, Tag.YES, Tag.COPULA)
_TALK: Final = (
    Tag.TALK, Tag.PRONOUN, Tag.POSSESSIVE, Tag.QUESTION, Tag.NOT, Tag.NO_LONGER, Tag.WRONG, Tag.CANCEL, Tag.NO_EMAIL,
    Tag.COPULA, Tag.HAS, Tag.LACKS, Tag.LEAVES, Tag.MOVES, Tag.LIVES, Tag.NEWS, Tag.MET, Tag.REACHED, Tag.HELP,
    Tag.THAT_ONE,
)  # fmt: skip
_WORKING: Final = (Tag.TITLE, Tag.DEPARTMENT, Tag.STAGE, Tag.OF, Tag.AT)
"""What may be part of a job or a company, whatever else it means."""


_TYPED: Final = frozenset({*CONTACT_DETAILS, *PHONES})
"""Properties whose values have a number or a sign in them."""


def value_in(name: str, span: Span) -> Span | None:
    """The words of an answer that are the value of a property; None where they can be none."""
    said = span.without_leading(*_LEADING)
    said = said.without_trailing(Tag.FILLER, Tag.THANKS, Tag.INSTEAD) or said
    if not len(said) or (is_question(said) and said.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE) is None):
        return None
    if said.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL) is not None:
        return said
    if name in _TYPED and not any(char.isdigit() or char == "@" for char in said.text):
        return None
    if any(map(_is_talk, said)) or not is_likely(name, said.text):
        return None
    return said


def _is_talk(lexeme: Lexeme) -> bool:
    """Whether a word in small letters can only be one of a sentence about the question."""
    if lexeme.kind is not LexemeKind.WORD or lexeme.capitalised or is_given_name(lexeme.text):
        return False
    if lexeme.folded in PARTICLES or lexeme.has(*_WORKING):
        return False
    words = [lexeme.folded, *lexeme.folded.replace("'", "' ").split()]
    return lexeme.has(*_TALK) or any(one in WordGroup.CHATTER or one in WordGroup.NO_ANSWERS for one in words)

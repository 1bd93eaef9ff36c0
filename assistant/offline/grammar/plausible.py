"""Whether words without a verb can be a search, or are talk this grammar does not follow."""

from typing import Final

from assistant.language.words.lexemes import LexemeKind, Span, Tag, word_set

_MOST_WORDS: Final = 7
_MOST_CHATTY: Final = 1
_ADDRESSING: Final = word_set("je tu nous vous suis es sommes etes i you we they am")
"""Words by which people speak about themselves or to the assistant, not about a contact."""
_REMARKING: Final = word_set("it that this ca c' cela ce")
"""With a verb behind them, they begin a remark: ``it was a good fair``."""
_CHATTER: Final = word_set("""
    je tu nous vous ils on suis es sommes etes sont etait pas plus tres trop bien parce car donc mais si quand pourquoi
    comment quoi cela ca i you we they am was were not very too because but if when why how this that what would
    should will can't don't won't love hate think know say said feel ne n' j' c' s' y dire fait faire aller va
    """)


def is_plausible_search(span: Span) -> bool:
    """A name, a company, a role, an address: short, and without the small words of talk."""
    if span.first_kind(LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.DOMAIN) is not None:
        return True
    words = [lexeme for lexeme in span if lexeme.kind in {LexemeKind.WORD, LexemeKind.QUOTED, LexemeKind.URL}]
    if not any(char.isalpha() for lexeme in words for char in lexeme.text):
        return False
    if span[0].folded in _REMARKING and span.cut(1).starts_with(Tag.TALK, Tag.COPULA):
        return False
    directed = span.has(Tag.AT, Tag.PEOPLE, Tag.STAGE, Tag.TITLE, Tag.FIELD)
    folded = [part for lexeme in words for part in lexeme.folded.split("-")]
    if not directed and not _ADDRESSING.isdisjoint(folded):
        return False
    chatty = sum(word in _CHATTER for word in folded)
    questions = sum(lexeme.has(Tag.QUESTION) for lexeme in words)
    if chatty + questions > _MOST_CHATTY + directed:
        return False
    return len(words) <= _MOST_WORDS + (_MOST_WORDS if directed else 0)

"""Tells by their look which words are the name of a company, where no label says so."""

from collections.abc import Mapping
from typing import Final

from assistant.language.persons.job_titles import has_legal_form
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

_NO_COMPANY: Final = (
    Tag.TALK, Tag.HAS, Tag.FIND, Tag.UPDATE, Tag.SEND, Tag.CLEAR, Tag.QUESTION, Tag.TIME, Tag.STAGE, Tag.NOT, Tag.AND,
    Tag.COURTESY, Tag.NO, Tag.PRONOUN, Tag.POSSESSIVE, Tag.COPULA, Tag.MET, Tag.LIVES, Tag.MOVES, Tag.LEAVES,
    Tag.BECOMES, Tag.TO, Tag.AT, Tag.PLACE, Tag.AS, Tag.FOR, Tag.FILLER, Tag.NOW, Tag.NEW,
)  # fmt: skip
_BEGINS_TALK: Final = (
    Tag.GREETING,
    Tag.THANKS,
    Tag.FAREWELL,
    Tag.PRONOUN,
    Tag.POSSESSIVE,
    Tag.COPULA,
    Tag.TALK,
    Tag.HAS,
    Tag.NOT,
)
"""What begins a sentence and no company, with its capital as well."""
_MOST_WORDS: Final = 5
_ADJECTIVES: Final = (
    "ed", "ing", "ee", "ees", "eur", "euse", "er", "ir", "ian", "ien", "ist", "iste", "ful", "ive", "able", "ible", "ish",
    "ous", "ly", "ment", "ique", "eux", "ant", "ent", "aire", "esse", "some", "less", "ic", "al", "elle",
    "tor", "iere",
)  # fmt: skip
_SHORTEST_REPEATED: Final = 3


def is_firm(span: Span) -> bool:
    """Whether a capitalised run is called as firms are: ``Société Générale``, ``Harbour Consulting``."""
    return not is_given_name(span[0].text) and any(lexeme.folded in WordGroup.FIRMS for lexeme in span)


def is_employer(last: Lexeme, values: Mapping[str, str]) -> bool:
    """``tom baker acme tom@acme.example``: a last word that the address repeats behind its @ is no name."""
    return _domain(values).startswith(f"{last.folded}.")


def is_unlabelled_company(
    words: Span, values: Mapping[str, str], *, most_small: int, expected: bool = False
) -> bool:
    """Whether words that nothing announces are a company for sure.

    They are by their legal form, because the address repeats them, or by a word of firms. Capitals alone make one
    only where one is ``expected``, as an item of its own, and where they do not describe somebody; in small letters
    up to ``most_small`` unknown words. A verb, an "and", a number or the name of somebody else makes none.
    """
    signed = fold(words.text) in {fold(values.get(name, "")) for name in ("firstname", "lastname")}
    if "company" in values or signed or not _is_plain(words) or _begins_with_verb(words):
        return False
    if has_legal_form(words) or is_in_address(words, values) or is_firm(words):
        return True
    if is_given_name(words[0].text) and len(words) > 1:
        return False
    if words[0].capitalised:
        return expected and all(_fits(one) and not _describes(one) for one in words)
    return len(words) <= most_small and _is_unknown(words)


def _begins_with_verb(words: Span) -> bool:
    """``runs Linden Labs``: an unknown small word before capitals is no part of a name."""
    first = words[0]
    known = bool(first.tags) or first.folded in PARTICLES or first.folded in WordGroup.FIRMS
    small = first.kind is LexemeKind.WORD and not first.capitalised and not known
    return small and any(one.capitalised for one in words)


def _describes(lexeme: Lexeme) -> bool:
    """``Underwriter``, ``Happy Customer``, ``Very Interested``: what somebody is, in capitals as well."""
    return _is_adjective(lexeme) or lexeme.has(Tag.TITLE, Tag.STAGE)


def _is_unknown(words: Span) -> bool:
    """Whether small words say nothing else: ``globex``, ``la poste``, not ``vegetarian``."""
    named = words.without_leading(Tag.DETERMINER)
    small = all(not lexeme.tags or (lexeme.has(Tag.FIELD) and len(named) < len(words)) for lexeme in named)
    long = len(named) > 0 and len(named.text) >= _SHORTEST_REPEATED
    return small and long and not any(map(_is_adjective, named))


def _is_adjective(lexeme: Lexeme) -> bool:
    """``recommended``, ``rencontrée``, ``vegetarian``: what somebody is, by the ending of the word."""
    return lexeme.folded.endswith(_ADJECTIVES)


def _is_plain(words: Span) -> bool:
    text = words.text
    if len(words) > _MOST_WORDS or fold(text) in WordGroup.NO_VALUES or any(char.isdigit() for char in text):
        return False
    if words[0].has(*_BEGINS_TALK) or words[0].folded in WordGroup.TEAMS:
        return False
    return all(
        lexeme.is_sign("&'’-./")
        or (
            lexeme.kind is LexemeKind.WORD
            and lexeme.folded not in WordGroup.NO_VALUES
            and (lexeme.capitalised or not lexeme.has(*_NO_COMPANY) or lexeme.has(Tag.OF, Tag.DETERMINER))
        )
        for lexeme in words
    )


def _fits(lexeme: Lexeme) -> bool:
    """Whether a word of a capitalised name is one: ``Bank of Norland``, ``Soleil & Fils``."""
    small = lexeme.folded in PARTICLES or lexeme.has(Tag.OF, Tag.DETERMINER)
    return lexeme.capitalised or lexeme.kind is LexemeKind.PUNCTUATION or small


def is_in_address(words: Span, values: Mapping[str, str]) -> bool:
    """Whether the domain of the e-mail address says the words, in one or one of them."""
    label = _domain(values).split(".")[0].replace("-", "")
    said = [fold(lexeme.text).replace("-", "") for lexeme in words if lexeme.kind is LexemeKind.WORD]
    return len(label) >= _SHORTEST_REPEATED and (label in said or label == "".join(said))


def _domain(values: Mapping[str, str]) -> str:
    return values.get("email", "").casefold().partition("@")[2]

"""The people a sentence names, and whose telephone number or address each one in it is. Pure.

A person is known by a common given name, by a title before the name, or by standing where only a person's name can
stand: ``Ottoline Quill's phone``. A name that does neither is not seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from assistant.language.detection import language_of
from assistant.language.words.given_names import PARTICLES, is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.word_groups import WordGroup

_MOST_NAME_WORDS: Final = 4
_CAREFUL: Final = 2
"""Words of a name without capitals: more would take in the sentence around it."""
_REACHED: Final = (LexemeKind.EMAIL, LexemeKind.PHONE)
_TOWARDS: Final = (Tag.FOR, Tag.TO, Tag.OF)
_STOPS: Final = ".;!?\n"
_BETWEEN: Final = (Tag.DETERMINER, Tag.COURTESY, Tag.COPULA)
_FEWEST_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a sentence; ``first`` and ``end`` are places among its lexemes.

    ``sure`` says that it is a whole name in capitals, and not only a given name or a word where a name may stand.
    """

    name: str
    first: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Holds a telephone number or an e-mail address, and next to whose name it stands.

    ``whose`` is None where that cannot be told.
    """

    text: str
    kind: LexemeKind
    whose: Mention | None


def people_named(span: Span) -> tuple[Mention, ...]:
    """The people that a sentence names, in its order.

    Who only closes a letter with their name is not among them.
    """
    found: list[Mention] = []
    index, end = 0, _closing(span)
    while index < end:
        mention = None if _commands(span, index) else _mention(span, index, end)
        if mention is not None:
            found.append(mention)
        index = mention.end if mention is not None else index + 1
    return tuple(found)


def _commands(span: Span, index: int) -> bool:
    """``Mark Ann Lee as …``: a verb of command, though people are called so, too."""
    behind = span.cut(index + 1, index + 3)
    named = len(behind) > 1 and is_given_name(behind[0].text) and behind[1].capitalised
    return span[index].has(Tag.TURN) and named


def reaches(span: Span) -> tuple[Reach, ...]:
    """The telephone numbers and e-mail addresses of a sentence, each with the person it stands next to.

    Where the sentence names nobody, but several addresses, a number stands next to the address before it.
    """
    people = people_named(span) or people_by_address(span)
    places = [place for place, lexeme in enumerate(span) if lexeme.kind in _REACHED]
    return tuple(
        Reach(span[place].text, span[place].kind, _whose(span, place, people, places))
        for place in places
        if not any(one.first <= place < one.end for one in people)
    )


def _closing(span: Span) -> int:
    """Where a letter is closed: behind it stands its writer."""
    for index in range(1, len(span)):
        parted = span[index - 1].kind is LexemeKind.PUNCTUATION
        ends = index + 1 == len(span) or span[index + 1].is_sign(",\n")
        if parted and (_takes_leave(span, index) or (span[index].has(Tag.THANKS) and ends)):
            return index
    return len(span)


def _takes_leave(span: Span, index: int) -> bool:
    spoken = " ".join(lexeme.folded for lexeme in span.cut(index, index + 3))
    return span[index].has(Tag.FAREWELL) or spoken.startswith(_LEAVES)


_LEAVES: Final = (
    "kind regards", "best regards", "regards", "best wishes", "sincerely", "yours", "cordialement", "bien cordialement",
    "bien a vous", "bien a toi", "sinceres salutations", "amicalement", "respectueusement",
)  # fmt: skip


def _mention(span: Span, index: int, end: int) -> Mention | None:
    lexeme = span[index]
    if lexeme.kind is not LexemeKind.WORD:
        return None
    if lexeme.has(Tag.COURTESY):
        start = index + 1 + (index + 1 < end and span[index + 1].is_sign("."))
        stop = _name_end(span, start, end)
        return Mention(span.cut(start, stop).text, index, stop, sure=True) if stop > start else None
    if is_given_name(lexeme.text) and not lexeme.has(Tag.FIELD):
        return _from_given_name(span, index, end)
    if _is_loud(lexeme) and index + 1 < end and _opens_name(span[index + 1]):
        return Mention(span.cut(index, index + 2).text, index, index + 2, sure=True)
    return _by_place(span, index, end)


def _from_given_name(span: Span, index: int, end: int) -> Mention | None:
    lexeme = span[index]
    if lexeme.capitalised:
        stop = _name_end(span, index + 1, end)
        return Mention(span.cut(index, stop).text, index, stop, sure=stop > index + 1)
    if lexeme.tags:
        return None
    stop = index + 1
    while stop < min(end, index + _CAREFUL) and _is_plain(span[stop]):
        stop += 1
    name = span.cut(index, stop).text
    if stop > index + 1 and language_of(name) is not None:
        stop, name = index + 1, lexeme.text
    return Mention(name, index, stop, sure=False)


def _by_place(span: Span, index: int, end: int) -> Mention | None:
    """``Ottoline Quill's phone``, ``le téléphone de Ottoline Quill``: nothing but a person has one."""
    if not is_proper(span[index]):
        return None
    stop = _name_end(span, index, end)
    if stop < index + _CAREFUL:
        return None
    owned = stop + 1 < len(span) and span[stop].has(Tag.GENITIVE) and span[stop + 1].has(Tag.FIELD)
    pair = 2
    of_field = (
        index >= pair and span[index - 1].has(Tag.OF) and span[index - pair].has(Tag.FIELD, Tag.THAT_ONE)
    )
    if not (owned or of_field):
        return None
    return Mention(span.cut(index, stop).text, index, stop, sure=False)


def _name_end(span: Span, start: int, end: int) -> int:
    """Where the name ends whose further words begin at ``start``.

    Particles belong to it before its last word.
    """
    stop = index = start
    while index < min(end, start + _MOST_NAME_WORDS):
        lexeme = span[index]
        if is_proper(lexeme) or (lexeme.capitalised and is_given_name(lexeme.text)):
            stop = index + 1
        elif stop > start or not PARTICLES.issuperset(fold(lexeme.text).split()):
            break
        index += 1
    return stop


def is_proper(lexeme: Lexeme) -> bool:
    """Whether a word has a capital and means nothing else, as most names."""
    return lexeme.kind is LexemeKind.WORD and lexeme.capitalised and not lexeme.tags


def _is_plain(lexeme: Lexeme) -> bool:
    return lexeme.kind is LexemeKind.WORD and not lexeme.tags and lexeme.text.replace("-", "").isalpha()


def _is_loud(lexeme: Lexeme) -> bool:
    return is_proper(lexeme) and lexeme.text.isupper() and len(lexeme.text) >= _FEWEST_LETTERS


def _opens_name(lexeme: Lexeme) -> bool:
    return lexeme.capitalised and not lexeme.text.isupper() and is_given_name(lexeme.text)


def people_by_address(span: Span) -> tuple[Mention, ...]:
    """People known by nothing but an address, where there are several."""
    found = [
        Mention(lexeme.text, place, place + 1, sure=True)
        for place, lexeme in enumerate(span)
        if lexeme.kind is LexemeKind.EMAIL
    ]
    return tuple(found) if len(found) > 1 else ()


def _whose(span: Span, place: int, people: Sequence[Mention], places: Sequence[int]) -> Mention | None:
    """The person whom a number or an address stands next to.

    An address may say itself whose it is. What is said to be *for* somebody is theirs; all else is the last
    one's before it, unless "her" or an "and" between two names leaves open who is meant.
    """
    if span[place].kind is LexemeKind.EMAIL:
        local = fold(span[place].text.partition("@")[0])
        named = [one for one in people if any(word in local for word in _telling(one.name))]
        if named:
            return named[-1] if len({one.name for one in named}) == 1 else None
    after = next((one for one in people if one.first > place), None)
    before = next((one for one in reversed(people) if one.end <= place), None)
    if after is not None and _leads(span, place + 1, after.first):
        listed = any(other < place and (before is None or other >= before.end) for other in places)
        return None if _is_paired(span, after, people) or (listed and before is None) else after
    if before is None or _is_paired(span, before, people):
        return None
    return None if _is_open(span, before, place, people) else before


def _telling(name: str) -> Iterator[str]:
    return (word for word in fold(name).replace("-", " ").split() if len(word) >= _FEWEST_LETTERS)


def _leads(span: Span, start: int, end: int) -> bool:
    """Whether the words between a number and a name say that it is theirs: ``06… pour``, ``06… (``."""
    words = [span[index] for index in range(start, end)]
    if not words:
        return False
    if len(words) == 1 and words[0].is_sign("(="):
        return True
    led = words[0].has(*_TOWARDS) and not words[0].is_sign(",")
    return led and all(word.has(*_BETWEEN) for word in words[1:])


def _is_paired(span: Span, mention: Mention, people: Sequence[Mention]) -> bool:
    """Whether another name is tied to this one by nothing but an "and"."""
    for one, other in pairwise(people):
        if mention not in (one, other):
            continue
        between = [span[index] for index in range(one.end, other.first)]
        if between and all(
            word.has(Tag.AND, Tag.DETERMINER) or word.folded in {"&", "/", *WordGroup.JOINS.words()}
            for word in between
        ):
            return True
    return False


def _is_open(span: Span, before: Mention, place: int, people: Sequence[Mention]) -> bool:
    """Whether "his" or "her" may mean somebody else than the last one named in the same sentence."""
    start = next((i + 1 for i in range(before.first - 1, -1, -1) if span[i].is_sign(_STOPS)), 0)
    others = {one.name for one in people if start <= one.first < before.first}
    said = any(span[index].has(Tag.POSSESSIVE, Tag.PRONOUN) for index in range(before.end, place))
    return said and bool(others - {before.name})

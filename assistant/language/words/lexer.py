"""Cuts text into lexemes.

Addresses and numbers come first, then expressions of the phrasebook, then plain words.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from assistant.language.words.given_names import given_names
from assistant.language.words.initials import initialled
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.phrasebook import LONGEST_EXPRESSION, WORD, phrasebook
from assistant.language.words.titles_in_full import titles_in_full
from assistant.language.words.towns import towns
from assistant.language.words.word_groups import WordGroup, word_groups
from assistant.language.words.words_in_place import in_their_place

LONGEST_READ: Final = 2_000
MOST_LEXEMES: Final = 150
"""Characters (ligatures written out), and words and signs, of the longest sentence: what is longer is none.

A dozen people with their addresses fit. Some rules try every word against every other, which so many bear.
"""

_MONTHS: Final = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|january|february"
    "|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
NUMBER: Final = r"""(?<![\w@./])(?:0\d(?:/\d\d){4}(?![\w/])|0\d{1,4}/\d{5,9}(?![\w/])
        |(?:\+|\(\+)?\(?\d(?:[ \t.\-()\u00a0\u202f\u2011]{0,3}\d){5,17}(?![^\W_]|[.,]\d))
        (?:,?[ ]?(?:ext|extension|poste|x|\#)[.:]?[ ]?\d{1,6}(?!\w))?"""
"""The shape of a telephone number, for a verbose pattern; `is_dialable` tells which are none."""
_BEFORE_NUMBER: Final = re.compile(
    r"([^\W\d_]{2,20})[ \t.:#°º]{0,5}(?:(?:n|no|nr|num|numero|number)[ \t.:#°º]{1,5})?\Z"
)
_LONGEST_BEFORE_NUMBER: Final = 40

_PATTERN: Final = re.compile(
    rf"""
    (?P<email>(?<![\w@])(?:(?:[dl]|qu)['’])?(?P<address>[^\W_][\w.!\#$%&*+'’/=?^`{{}}~-]{{0,63}}@
        [^\W_](?:[\w-]{{0,62}})(?:\.[\w-]{{1,63}}){{0,8}}))
    |(?P<domain>(?<![\w@])@[^\W_][\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{1,8}})
    |(?P<url>(?<![\w@])(?:https?://[^\s<>"«»]{{1,500}}|(?:www\.)[^\s<>"«»,;]{{1,300}}
        |[^\W_][\w-]{{0,62}}(?:\.[\w-]{{1,62}}){{0,4}}\.(?:com|fr|org|net|io|eu|co|be|ch|ca|uk|de|example|test)
        (?![\w-]|\.\w)(?:/[^\s<>"«»,;]{{0,300}})?))
    |(?P<date>(?<![\w@./-])(?:\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}/\d{{1,2}}/\d{{1,2}}
        |\d{{1,2}}(?:er|st|nd|rd|th)?[ ](?:of[ ])?(?:{_MONTHS})\.?,?[ ]\d{{4}}
        |(?:{_MONTHS})\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{4}})(?![\w/]))
    |(?P<phone>{NUMBER})
    |(?P<quoted>"[^"\n]{{1,300}}"|«[^»\n]{{1,300}}»|“[^”\n]{{1,300}}”)
    |(?P<word>(?<![^\W_]){WORD}|['’]s(?!\w))
    |(?P<sign>\n|->|=>|[^\s\w°º])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DATE: Final = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[.\-]\d\d?[.\-]\d{4}")
_SHORTEST_PHONE: Final = 7
_LONGEST_PHONE: Final = 15
_KINDS: Final = {
    "email": LexemeKind.EMAIL,
    "domain": LexemeKind.DOMAIN,
    "url": LexemeKind.URL,
    "date": LexemeKind.WORD,
    "phone": LexemeKind.PHONE,
    "quoted": LexemeKind.QUOTED,
    "word": LexemeKind.WORD,
    "sign": LexemeKind.PUNCTUATION,
}
_GRAMMATICAL: Final = frozenset(
    {Tag.DETERMINER, Tag.POSSESSIVE, Tag.PRONOUN, Tag.FILLER, Tag.OF, Tag.AT, Tag.PLACE, Tag.TO, Tag.AS, Tag.FOR,
     Tag.COPULA, Tag.AND, Tag.HAS, Tag.INSTEAD, Tag.COURTESY}
)  # fmt: skip
"""What a word in capitals is not, in a text that is not all capitals: ``SA``, ``US``, ``IT``."""


@dataclass(frozen=True, slots=True)
class _Atom:
    kind: LexemeKind
    text: str
    start: int
    end: int
    folded: str
    hyphenated: bool
    """Whether a hyphen ties it to the atom before it."""


def load_words() -> None:
    """Read all words that sentences are understood by, which is otherwise done when the first is met.

    Raises:
        WrongWords: a word list says what cannot be meant.
    """
    phrasebook()
    word_groups()
    given_names()
    towns()
    titles_in_full()


def sentence_in(text: str) -> Span | None:
    """The lexemes of what somebody has typed; None where it is longer than any sentence."""
    if len(text) > LONGEST_READ or len(unicodedata.normalize("NFKC", text)) > LONGEST_READ:
        return None
    span = lex(text)
    return span if len(span) <= MOST_LEXEMES else None


def lex(text: str) -> Span:
    """Cut a part of a sentence into lexemes.

    Each keeps its place, so that values can be cut from the text itself.

    What is typed has to pass `sentence_in` first.
    """
    source = text[:LONGEST_READ]
    grouped = initialled(source, _grouped(source, _atoms(source)))
    return Span(source, tuple(in_their_place(grouped)))


def _atoms(source: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    position = 0
    while match := _PATTERN.search(source, position):
        kind = _KINDS[match.lastgroup or "sign"]
        start, end = match.span()
        if kind is LexemeKind.EMAIL:
            start, end = match.span("address")
        elif kind is LexemeKind.PHONE and (not is_dialable(match.group()) or is_reference(source, start)):
            kind, end = LexemeKind.WORD, start + len(re.match(r"[+(]*\d+", match.group()).group())  # type: ignore[union-attr]
        elif kind is LexemeKind.QUOTED:
            start, end = _inside(source, start + 1, end - 1)
        elif kind is LexemeKind.URL:
            end = start + len(match.group().rstrip(".,;:!?)'"))
        value = source[start:end]
        tied = len(atoms) > 1 and atoms[-1].text in {"-", "‑"} and atoms[-1].end == start
        tied = (
            tied
            and kind is LexemeKind.WORD
            and atoms[-2].kind is LexemeKind.WORD
            and atoms[-2].end == atoms[-1].start
        )
        if tied:
            atoms.pop()
        atoms.append(_Atom(kind, value, start, end, fold(value), tied))
        position = max(end, match.end() if kind is LexemeKind.QUOTED else end, position + 1)
    return atoms


def is_dialable(number: str) -> bool:
    """Whether what has the shape of a telephone number has as many digits as one, and is no date."""
    digits = sum(map(str.isdigit, re.split(r"[ex#p]", number, maxsplit=1, flags=re.IGNORECASE)[0]))
    return _SHORTEST_PHONE <= digits <= _LONGEST_PHONE and not _DATE.fullmatch(number)


def is_reference(text: str, start: int) -> bool:
    """Whether the number that starts here is that of a paper: ``invoice no. 2026-0412``."""
    before = fold(text[max(0, start - _LONGEST_BEFORE_NUMBER) : start])
    word = _BEFORE_NUMBER.search(before)
    return word is not None and word[1] in WordGroup.REFERENCES


def _inside(source: str, start: int, end: int) -> tuple[int, int]:
    inner = source[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _grouped(source: str, atoms: list[_Atom]) -> list[Lexeme]:
    lexemes: list[Lexeme] = []
    shouting = not any(atom.text.islower() for atom in atoms if atom.kind is LexemeKind.WORD)
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if atom.kind is LexemeKind.QUOTED:
            lexemes.extend(_unquoted(atom))
            index += 1
            continue
        if atom.kind is not LexemeKind.WORD:
            lexemes.append(Lexeme(atom.kind, atom.text, atom.start, atom.end))
            index += 1
            continue
        size = _expression(atoms, index)
        covered = atoms[index : index + (size or _compound(atoms, index))]
        start, end = covered[0].start, covered[-1].end
        tags = phrasebook().tags([a.folded for a in covered]) if size else {}
        if not shouting and _acronym(source[start:end]):
            tags = {tag: value for tag, value in tags.items() if tag not in _GRAMMATICAL}
        lexemes.append(Lexeme(LexemeKind.WORD, source[start:end], start, end, tags))
        index += len(covered)
    return lexemes


def _unquoted(atom: _Atom) -> list[Lexeme]:
    """The words of a quotation as mere words: quotation marks take their meaning away."""
    return [
        Lexeme(LexemeKind.WORD, match.group(), atom.start + match.start(), atom.start + match.end())
        for match in re.finditer(r"\S+", atom.text)
    ]


def _acronym(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def _compound(atoms: list[_Atom], index: int) -> int:
    size = 1
    while index + size < len(atoms) and atoms[index + size].hyphenated:
        size += 1
    return size


def _expression(atoms: list[_Atom], index: int) -> int:
    """The size of the known expression at ``index``; 0 when that would tear a hyphenated name apart."""
    words = _run(atoms, index)
    size = phrasebook().longest(words, 0)
    if atoms[index].hyphenated:
        return size
    reached = size
    compound = _compound(atoms, index)
    if compound > len(words):
        return 0
    while 0 < reached < compound:
        further = phrasebook().longest(words, reached)
        reached = reached + further if further else 0
    return size if reached else 0


def _run(atoms: list[_Atom], index: int) -> list[str]:
    run: list[str] = []
    for atom in atoms[index : index + LONGEST_EXPRESSION]:
        if atom.kind is not LexemeKind.WORD:
            break
        run.append(atom.folded)
    return run

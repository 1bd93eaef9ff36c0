"""Finds the hard facts of a message: what must not be lost on the way to what is done about it. Pure.

Addresses and numbers are found in texts of any length; labelled values and people only in what is no longer than a
sentence may be. Names without a common given name or a title, and free words, are no hard facts: nobody can tell them
from the talk around them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from assistant.agent.typed_text import addresses_in
from assistant.language.persons.labelled_values import value_end
from assistant.language.persons.mail_thread import copied, times_written
from assistant.language.persons.mentions import people_named
from assistant.language.persons.pasted_text import closes_letter, lines_of
from assistant.language.persons.value_bounds import is_break, trimmed
from assistant.language.requests.contrast import without_mistaken, without_rejected
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag, fold
from assistant.language.words.lexer import NUMBER, is_dialable, is_reference, sentence_in
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.dates import days_in
from hubspot_tools.values.text import digits, words
from hubspot_tools.values.vocabulary import PHONES

FULL_NAME: Final = "fullname"
"""What a label such as ``name:`` names, which is no property of a contact: its words are those of two."""


class FactKind(StrEnum):
    """What sort of hard fact it is."""

    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    AMOUNT = "amount"
    VALUE = "value"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class HardFact:
    """Holds one hard fact as it was typed.

    ``start`` and ``end`` are its place, ``name`` the property that its label names.
    """

    kind: FactKind
    text: str
    start: int
    end: int
    name: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two facts the same one."""
        said = digits(self.text) if self.kind is FactKind.PHONE else " ".join(words(self.text))
        return self.kind, self.name, said


MOST_FACTS: Final = 1_000
"""Of one message: more than a message that is let in can hold in earnest."""

_PHONE: Final = re.compile(NUMBER, re.VERBOSE | re.IGNORECASE)
_YEARS: Final = re.compile(r"(?:19|20)\d\d\D{1,3}(?:19|20)\d\d")
_DATE: Final = re.compile(
    r"(?<![\w./-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d))(?![\w/-])"
    r"|(?<!\w)\d{1,2}(?:er|st|nd|rd|th)? (?:of )?[^\W\d_]{3,10}\.?,? \d{4}(?!\w)"
    r"|(?<!\w)[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?!\w)",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(
    r"(?:[€$£]|(?<!\w)(?:eur|usd|gbp|chf)) ?\d[\d.,'’ \u00a0\u202f]{0,15}(?:[km]\b)?"
    r"|(?<![\w+])\d[\d.,'’ \u00a0\u202f]{0,15}(?:k|m|mille|millions?(?: d['’])?)? ?(?:€|\$|£|(?:eur|euros?|usd|gbp|dollars?)\b)",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"^[ \t>*|]{0,10}([^\W\d_](?:[ -]?[^\W\d_]){0,20})[ *\u00a0\u202f]{0,4}:", re.MULTILINE
)
_PIECE: Final = re.compile(r"[^\s<>()\[\],;:\"]+")
_DIALLED: Final = PHONES | {"email"}
"""Properties whose values are facts by themselves, with or without a label."""
_BY_SHAPE: Final = (LexemeKind.EMAIL, LexemeKind.PHONE)
_NAMES: Final = frozenset({"firstname", "lastname", FULL_NAME})
_TURNS: Final = frozenset({"to", "into", "en", "a", "->", "=>"})
_LONGEST_WAY: Final = 8
"""Words from a label to the "to" before its new value: ``the city of Marie Durand to``."""
_LONGEST_VALUE: Final = 100


def facts_in(message: str) -> tuple[HardFact, ...]:
    """Return the hard facts of a message in their order, each once."""
    span = sentence_in(message)
    taken = bytearray(len(message))
    found: list[HardFact] = []
    _pass_over_headers(message, taken)
    if span is not None:
        _take_back(span, taken)
    readers = (_addresses(message), _matched(message), _worded(span) if span is not None else ())
    for fact in chain(*readers):
        if len(found) >= MOST_FACTS:
            break
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
            found.append(fact)
    return tuple({fact.key: fact for fact in sorted(found, key=_place, reverse=True)}.values())[::-1]


def _pass_over_headers(message: str, taken: bytearray) -> None:
    """To whom and when a pasted mail went is what stands around it; only who wrote it is a fact."""
    for start, end in times_written(message):
        taken[start:end] = b"\1" * (end - start)
    heads = [(fold(head[1].strip()), head.start()) for head in _HEADER.finditer(message)]
    if not any(name in WordGroup.MAIL_SENDERS for name, _ in heads) or copied(message):
        return
    for name, start in heads:
        if name in WordGroup.MAIL_HEADERS:
            end = message.find("\n", start)
            end = len(message) if end < 0 else end
            taken[start:end] = b"\1" * (end - start)


def _take_back(span: Span, taken: bytearray) -> None:
    """What is said not to be so, or to be a slip, is no fact: ``not 555-0100 but 555-0199``."""
    meant = {lexeme.start for lexeme in without_mistaken(without_rejected(span))}
    for lexeme in span:
        if lexeme.start not in meant:
            taken[lexeme.start : lexeme.end] = b"\1" * (lexeme.end - lexeme.start)


def _place(fact: HardFact) -> int:
    return fact.start


def _addresses(message: str) -> Iterator[HardFact]:
    """Find addresses.

    One spelled out with words counts only where none has its sign: a sentence is no address.
    """
    if "@" not in message:
        for address in islice(dict.fromkeys(addresses_in(message)), MOST_FACTS):
            yield HardFact(FactKind.EMAIL, address, 0, 0, "email")
        return
    for piece in _PIECE.finditer(message):
        if "@" in piece[0]:
            for address in islice(addresses_in(piece[0]), 1):
                yield HardFact(FactKind.EMAIL, address, piece.start(), piece.end(), "email")


def _matched(message: str) -> Iterator[HardFact]:
    for found in _DATE.finditer(message):
        if any(True for _ in days_in(found[0])):
            yield HardFact(FactKind.DATE, found[0], found.start(), found.end())
    for found in _AMOUNT.finditer(message):
        yield HardFact(FactKind.AMOUNT, found[0].strip(), found.start(), found.end())
    for found in _PHONE.finditer(message):
        dialable = is_dialable(found[0]) and not is_reference(message, found.start())
        if dialable and not _YEARS.fullmatch(found[0]):
            number = found[0].removeprefix("(") if ")" not in found[0] else found[0]
            yield HardFact(FactKind.PHONE, number, found.end() - len(number), found.end(), "phone")


def _worded(span: Span) -> Iterator[HardFact]:
    """Labelled values and people; in a letter people are named right and left, and mean nothing by it."""
    asks = span.starts_with(Tag.QUESTION) or (len(span) > 0 and span[len(span) - 1].text == "?")
    for index, lexeme in enumerate(span):
        if lexeme.has(Tag.FIELD) and (start := _value_start(span, index, asks=asks)) is not None:
            yield from _value(span, index, start)
    if any(closes_letter(line) for line in lines_of(span)):
        return
    for mention in people_named(span):
        if mention.sure:
            start, end = span[mention.first].start, span[mention.end - 1].end
            yield HardFact(FactKind.PERSON, mention.name, start, end)


def _value_start(span: Span, index: int, *, asks: bool) -> int | None:
    """Where the value begins that a field word announces; None where it announces none."""
    name = span[index].tags[Tag.FIELD]
    after = index + 1
    if after >= len(span) or name in _DIALLED:
        return None
    if span[after].is_sign(":="):
        return after + 1
    if asks or name in _NAMES:
        return None
    turn = after if span[after].has(Tag.COPULA) and not span[after].capitalised else _turn(span, after)
    if turn is not None:
        return turn + 1
    return after if _stands_before_value(span, index) else None


def _stands_before_value(span: Span, index: int) -> bool:
    """Whether a label stands between a break and what can only be its value: ``…, city Boston``."""
    before = span[index - 1] if index else None
    announced = before is not None and (
        is_break(span, index - 1) or before.is_sign(":") or before.has(Tag.AND, Tag.WITH)
    )
    value = span[index + 1]
    if span[index].tags[Tag.FIELD] == "zip":
        return value.text.isdigit()
    names = value.capitalised and not value.tags
    titled = span[index].tags[Tag.FIELD] == "jobtitle" and value.has(Tag.TITLE)
    return announced and value.kind is LexemeKind.WORD and (names or titled)


def _turn(span: Span, start: int) -> int | None:
    """Where ``the city (of Marie Durand) to`` turns to the new value."""
    if span[start].folded in _TURNS and not span[start].capitalised:
        return start
    if not span[start].has(Tag.OF, Tag.FOR):
        return None
    for index in range(start + 1, min(len(span), start + _LONGEST_WAY)):
        lexeme = span[index]
        if is_break(span, index) or lexeme.has(Tag.FIELD, Tag.COPULA) or lexeme.kind is not LexemeKind.WORD:
            return None
        if lexeme.folded in _TURNS and not lexeme.capitalised:
            return index
    return None


def _goes_on(lexeme: Lexeme) -> bool:
    """Whether a word leads from a value to something else: ``Paris and``, ``Paris for Ann Lee``."""
    return not lexeme.capitalised and (lexeme.has(Tag.AND) or lexeme.folded in {"for", "pour"})


def _value(span: Span, label: int, start: int) -> Iterator[HardFact]:
    name = span[label].tags[Tag.FIELD]
    end = start + 1 if name == "website" and span[start].kind is LexemeKind.URL else value_end(span, start)
    goes_on = (i for i in range(start + 1, end) if _goes_on(span[i]))
    value = trimmed(span.cut(start, next(goes_on, end)))
    while len(value) > 1 and value[0].has(Tag.DETERMINER, Tag.NOW) and not value[0].capitalised:
        value = value.cut(1)
    if (
        not len(value)
        or value.has(Tag.NOT, Tag.NO_EMAIL, Tag.QUESTION, Tag.SAME)
        or value[0].kind in _BY_SHAPE
    ):
        return
    if len(value.text) <= _LONGEST_VALUE and words(value.text):
        yield HardFact(FactKind.VALUE, value.text, value[0].start, value[len(value) - 1].end, name)

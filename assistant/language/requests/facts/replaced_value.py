"""A value in the place of another: ``replace buyer with senior buyer``, ``06… à la place de 06…``."""

from dataclasses import replace
from typing import Final

from assistant.language.persons.job_titles import title_start
from assistant.language.requests.facts.fact import Fact
from assistant.language.requests.facts.new_value import read_value
from assistant.language.requests.facts.subject import read_subject
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup

_KINDS: Final = {LexemeKind.EMAIL: "email", LexemeKind.PHONE: "phone", LexemeKind.URL: "website"}
_ARROWS: Final = frozenset({"->", "=>", "→"})


def read_exchange(span: Span, verb: str = "") -> Fact | None:
    """What a value becomes that is named by itself, and whose it is.

    ``verb`` is the folded one before it.
    Both values have to be of one kind, and of one that shows by itself.
    """
    told = span.without_leading(Tag.INSTEAD, Tag.FILLER)
    passed = _passage(told, verb)
    if passed is not None:
        return passed
    for index in range(1, len(told) - 1):
        if told[index].capitalised:
            continue
        before, behind = told.cut(0, index), told.cut(index + 1)
        if told[index].has(Tag.NOT):
            fact = _of_kind(before, *_and_owner(behind)) or _beside_name(before, behind)
        elif (verb in WordGroup.REPLACING and told[index].folded in WordGroup.BY) or told[
            index
        ].text in _ARROWS:
            new, owner = _and_owner(behind)
            fact = _of_kind(new, before, owner)
        else:
            continue
        if fact is not None:
            return fact
    return None


def _passage(told: Span, verb: str) -> Fact | None:
    """``Jon Smith moved from buyer to head buyer``, ``(promote) Jon from lead to customer``."""
    at = next((i for i in range(1, len(told) - 3) if told[i].folded in WordGroup.FROM), None)
    if at is None or told[at].capitalised:
        return None
    moves = told[at - 1].has(Tag.NEWS, Tag.MOVES, Tag.BECOMES, Tag.TURN) and not told[at - 1].capitalised
    if not (moves or verb):
        return None
    rest = told.cut(at + 1).without_trailing(Tag.NOW, Tag.TIME, Tag.FILLER)
    for turn in range(1, len(rest) - 1):
        if rest[turn].folded in {"to", "a"} and not rest[turn].capitalised:
            fact = _of_kind(rest.cut(turn + 1), rest.cut(0, turn), told.cut(0, at - moves))
            if fact is not None:
                return fact
    return None


def _beside_name(before: Span, old: Span) -> Fact | None:
    """``Blandine Roux 03… (au lieu de 03…)``: whose address or number it is stands before it."""
    last = len(before) - 1
    if last < 1 or before[last].kind not in _KINDS:
        return None
    return _of_kind(before.cut(last), old, before.cut(0, last))


def _and_owner(span: Span) -> tuple[Span, Span]:
    """A value, and who it belongs to behind it."""
    at = next((i for i in range(len(span) - 2, 0, -1) if span[i].folded in {"pour", "for"}), len(span))
    return span.cut(0, at), span.cut(at + 1)


def _of_kind(new: Span, old: Span, owner: Span) -> Fact | None:
    new, old = new.without_trailing(), old.without_leading(Tag.DETERMINER)
    name = _kind(old)
    alike = name == _kind(new) or (name == "jobtitle" and new.has(Tag.TITLE))
    if not name or not alike:
        return None
    values, subject = read_value(name, new), read_subject(owner)
    if not values or subject is None:
        return None
    return replace(Fact(subject.person, values), surely=True)


def _kind(value: Span) -> str:
    if len(value) == 1 and value[0].kind in _KINDS:
        return _KINDS[value[0].kind]
    if len(value) == 1 and value[0].has(Tag.STAGE):
        return "lifecyclestage"
    if is_town(value):
        return "city"
    return "jobtitle" if title_start(value) == 0 else ""

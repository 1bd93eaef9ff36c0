"""Labelled and self-evident values in a run of words: ``tel 06…, ville Paris, luc@ex.fr``.

The rest is left as loose runs, for the reader that knows what they can be.
"""

from dataclasses import dataclass, field
from typing import Final

from assistant.language.persons.value_bounds import (
    is_break,
    is_role_marker,
    is_spoken,
    proper,
    trimmed,
    unspoken,
)
from assistant.language.persons.worded_values import put_full_name, worded_values
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import PERSONAL_PHONES, PHONES

_ENTITY: Final = {LexemeKind.EMAIL: "email", LexemeKind.PHONE: "phone", LexemeKind.URL: "website"}
_TYPED: Final = {
    "email": LexemeKind.EMAIL,
    "website": LexemeKind.URL,
    **dict.fromkeys(PHONES, LexemeKind.PHONE),
}
_WITH_ARTICLE: Final = frozenset({*_TYPED, "jobtitle", "lifecyclestage"})
"""Properties before whose value an article is only grammar; a name may begin with one."""
_OWNING: Final = (Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW, Tag.GENITIVE)
_GLUE: Final = (Tag.TO, Tag.COPULA, Tag.NEW, Tag.NOW, Tag.OF, Tag.AS, Tag.NAMED, Tag.INSTEAD, Tag.PRONOUN)
_NAMES_OF_THINGS: Final = frozenset({"firstname", "lastname", "company", "jobtitle", "city"})


@dataclass(slots=True)
class Items:
    """What was read: values by property, loose runs in their order, labels that had no value.

    ``taken`` tells by their place in the text which lexemes became part of a value, or led to one.
    """

    values: dict[str, str] = field(default_factory=dict)
    loose: list[Span] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def put(self, name: str, value: str) -> bool:
        """Keep a value, and tell whether it is kept: of two for one property, the first word counts.

        A second phone number is a mobile one. Signs and figures alone are no name of anything.
        """
        if name in _NAMES_OF_THINGS and not any(sign.isalpha() for sign in value):
            return False
        return bool(value) and self.values.setdefault(self._free_number(name), value) == value

    def take(self, span: Span) -> None:
        """Remember that something was made of these words."""
        self.taken.update(lexeme.start for lexeme in span)

    def _free_number(self, name: str) -> str:
        """Where a telephone number goes of which no more is said: to the first property that still has none."""
        if name != PERSONAL_PHONES[0]:
            return name
        return next((one for one in PERSONAL_PHONES if one not in self.values), name)


def read_items(span: Span) -> Items:
    """Read a run of words from left to right."""
    items = Items()
    start = index = 0
    while index < len(span):
        known = len(items.values)
        size = _item(span, index, items)
        item = span.cut(index, index + size)
        if len(items.values) > known or any(lexeme.text in items.values.values() for lexeme in item):
            items.take(item)
        if size:
            _loosen(span.cut(start, index), items)
            start = index + size
        index += size or 1
    _loosen(span.cut(start), items)
    return items


def _item(span: Span, index: int, items: Items) -> int:
    """Read the item that begins at ``index``, if one does, and return how many lexemes it took."""
    lexeme = span[index]
    if is_break(span, index):
        return 1
    if lexeme.kind in _ENTITY:
        return _entity(span, index, items)
    if is_label(span, index):
        return _labelled(span, index, items)
    if lexeme.has(Tag.AT) and index + 1 < len(span) and not _is_venue(span, index):
        end = _employer_end(span, index + 1)
        items.put("company", proper(span.cut(index + 1, end)).text)
        return end - index
    if is_stage(span, index):
        items.put("lifecyclestage", lexeme.tags[Tag.STAGE])
        return 1
    return _line(span, index, items) or _role(span, index, items)


def _entity(span: Span, index: int, items: Items) -> int:
    lexeme = span[index]
    if lexeme.kind is LexemeKind.PHONE and _is_told_behind(span, index):
        items.put(span[index + 2].tags.get(Tag.FIELD, "phone"), lexeme.text)
        return 4
    items.put(_ENTITY[lexeme.kind], lexeme.text)
    return 1


def _is_told_behind(span: Span, index: int) -> bool:
    """``06 … (mobile)``: what kind of number it is stands behind it, between brackets."""
    behind = span.cut(index + 1, index + 4)
    if [lexeme.is_sign("()") for lexeme in behind] != [True, False, True]:
        return False
    return behind[1].has(Tag.LINE) or _TYPED.get(behind[1].tags.get(Tag.FIELD, "")) is LexemeKind.PHONE


def _line(span: Span, index: int, items: Items) -> int:
    """``office +44 …``, ``bureau : 01 …``: where a number rings is said before it."""
    number = index + 1 + (index + 1 < len(span) and span[index + 1].is_sign(":"))
    if not span[index].has(Tag.LINE) or span.first_kind(LexemeKind.PHONE, start=index) != number:
        return 0
    items.put("phone", span[number].text)
    return number + 1 - index


def _is_venue(span: Span, index: int) -> bool:
    """``At``, and ``at the fair``: in English no company's name begins with a small article."""
    following = span.cut(index + 1, value_end(span, index + 1))
    article = following.starts_with(Tag.DETERMINER) and not any(lexeme.capitalised for lexeme in following)
    met = index > 0 and span[index - 1].has(Tag.MET)
    return span[index].capitalised or met or (span[index].folded == "at" and article)


def _role(span: Span, index: int, items: Items) -> int:
    """``as a buyer``, ``en tant que DAF``: a job title, unless a stage or a field follows."""
    if not is_role_marker(span[index]) or "jobtitle" in items.values:
        return 0
    end = value_end(span, index + 1)
    role = span.cut(index + 1, end).without_leading(Tag.DETERMINER, Tag.NEW)
    if not len(role) or role[0].kind is not LexemeKind.WORD or role[0].has(Tag.STAGE, Tag.FIELD):
        return 0
    items.put("jobtitle", trimmed(role).text)
    return end - index


def _labelled(span: Span, index: int, items: Items) -> int:
    name = span[index].tags[Tag.FIELD]
    start = index + 1
    while start < len(span) and _is_glue(span[start], name, after=span[start - 1]):
        start += 1
    wanted = _TYPED.get(name)
    found = span.first_kind(wanted, start=start) if wanted else None
    if found is not None and all(
        span[i].kind is LexemeKind.WORD and not is_label(span, i) for i in range(start, found)
    ):
        found = _renewed(span, found)
        items.put(name, span[found].text)
        return found + 1 - index
    end = value_end(span, start)
    value = trimmed(span.cut(start, end))
    if wanted and not (_is_announced(span, index, start) and _may_reach(value)):
        value, end = span.cut(end, end), start
    if not len(value):
        items.wanted.append(name)
    else:
        _put_words(name, span[index], value, items)
    return max(end, start) - index


def _may_reach(value: Span) -> bool:
    """Whether words can be meant as an address or a number: ``not yet`` cannot, a mistyped one can."""
    return any(char.isdigit() or char in "@." for char in value.text)


def _is_announced(span: Span, label: int, start: int) -> bool:
    """Whether more than an "of" leads from the label to its value: the ``mail of Marie`` is no address."""
    return any(not span[i].has(Tag.OF) for i in range(label + 1, start))


def _renewed(span: Span, index: int) -> int:
    """``de a@b.example à c@d.example``: the new value is the second one."""
    following = index + 2
    turns = following < len(span) and span[index + 1].has(Tag.TO)
    return following if turns and span[following].kind is span[index].kind else index


def _put_words(name: str, label: Lexeme, value: Span, items: Items) -> None:
    if name == "fullname":
        put_full_name(label.folded, value, items.values)
        return
    for part, text in worded_values(name, value).items():
        items.put(part, text)


def is_label(span: Span, index: int) -> bool:
    """Whether a field word names what follows, rather than being part of a name or title."""
    lexeme = span[index]
    following = span[index + 1] if index + 1 < len(span) else None
    if not lexeme.has(Tag.FIELD) or (following is not None and following.folded in WordGroup.OF_A_FIRM):
        return False
    if following is not None and (following.is_sign(":=") or following.kind in _ENTITY):
        return True
    before = span[index - 1] if index else None
    if before is None or is_break(span, index - 1):
        return following is not None or not lexeme.capitalised
    if before.has(Tag.OF, Tag.AT) and not before.has(Tag.DETERMINER):
        return False
    if before.has(Tag.DETERMINER) and before.capitalised and lexeme.capitalised:
        return False
    return not lexeme.capitalised and (following is not None or before.has(*_OWNING))


def is_stage(span: Span, index: int) -> bool:
    """Whether a stage word is said of somebody (``comme cliente``), or stands alone between two breaks."""
    lexeme = span[index]
    if not lexeme.has(Tag.STAGE):
        return False
    starts = index == 0 or is_break(span, index - 1)
    ends = index + 1 == len(span) or is_break(span, index + 1) or span[index + 1].has(Tag.AT)
    lead = index - 1
    while lead > 0 and span[lead].has(Tag.NEW) and not span[lead].capitalised:
        lead -= 1
    before = span.cut(0, index).without_trailing(Tag.DETERMINER, Tag.NEW, Tag.AS, Tag.TO)
    if len(before) and not is_break(span, len(before)) and before[len(before) - 1].has(Tag.NOT, Tag.NO_EMAIL):
        return False
    announced = index > 0 and span[lead].has(Tag.AS, Tag.TO, Tag.COPULA, Tag.DETERMINER, Tag.BECOMES)
    return (starts and ends) or (announced and not span[lead].capitalised)


def value_end(span: Span, start: int) -> int:
    """Where a value that begins at ``start`` ends: at a break, an address, a label, a word of the talk."""
    index = start
    first_word = start + (start < len(span) and span[start].has(Tag.DETERMINER))
    while index < len(span):
        lexeme = span[index]
        if is_break(span, index) or lexeme.kind in _ENTITY:
            break
        if index > start and (is_spoken(lexeme) or is_role_marker(lexeme)):
            break
        if index > first_word and (is_label(span, index) or lexeme.has(Tag.AT)) and not lexeme.capitalised:
            break
        if lexeme.has(Tag.AND) and _begins_item(span, index + 1):
            break
        index += 1
    return index


def _employer_end(span: Span, start: int) -> int:
    """``chez Soleil à Lyon``: where the company was met, or sits, is not part of its name."""
    end = value_end(span, start)
    return next((i for i in range(start + 1, end) if _places(span[i])), end)


def _places(lexeme: Lexeme) -> bool:
    return lexeme.has(Tag.PLACE) and not lexeme.has(Tag.OF) and not lexeme.capitalised


def _begins_item(span: Span, index: int) -> bool:
    while index < len(span) and span[index].has(Tag.DETERMINER, Tag.POSSESSIVE, Tag.NEW, Tag.AND, Tag.UPDATE):
        index += 1
    return index < len(span) and (span[index].kind in _ENTITY or span[index].has(Tag.FIELD, Tag.AT))


def _is_glue(lexeme: Lexeme, name: str, after: Lexeme) -> bool:
    if after.is_sign(":=") and lexeme.has(Tag.TO, Tag.OF) and not lexeme.has(Tag.COPULA):
        return False  # "status: in progress"
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return lexeme.text in {":", "=", "->", "=>", "-", "."}
    if lexeme.capitalised:
        return False
    return lexeme.has(*_GLUE) or (name in _WITH_ARTICLE and lexeme.has(Tag.DETERMINER))


def _loosen(span: Span, items: Items) -> None:
    for part in unspoken(span):
        run = trimmed(part)
        if len(run) and not all(lexeme.has(Tag.POSSESSIVE, Tag.PRONOUN, Tag.COPULA) for lexeme in run):
            items.loose.append(run)

"""A fact that names its property: ``her title is buyer``, ``la ville de Nadia Roux à Lille``."""

from dataclasses import replace
from typing import Final

from assistant.language.requests.facts.fact import Fact
from assistant.language.requests.facts.new_name import name_parts
from assistant.language.requests.facts.new_value import read_value
from assistant.language.requests.facts.subject import Subject, is_name, read_subject
from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import BIRTHDAY, LANGUAGE, PHONES

_GLUE: Final = (Tag.COPULA, Tag.TO, Tag.NOW, Tag.NEW, Tag.INSTEAD, Tag.NAMED)
_BEHIND: Final = (Tag.NOW, Tag.TIME, Tag.FILLER, Tag.INSTEAD, Tag.THANKS)
_BEFORE_LABEL: Final = (
    Tag.DETERMINER,
    Tag.NEW,
    Tag.HAS,
    Tag.TO,
    Tag.OF,
    Tag.WITH,
    Tag.AS,
    Tag.GENITIVE,
    Tag.NOW,
)
_ENTITIES: Final = (LexemeKind.EMAIL, LexemeKind.PHONE, LexemeKind.URL)
_DENYING: Final = (Tag.NO_LONGER, Tag.NOT)
"""Before a value that is no longer so: ``isn't buyer but head of purchasing``."""
_TYPED: Final = PHONES | {"email", "website"}
_NEVER_SOUGHT: Final = frozenset({BIRTHDAY, LANGUAGE})
"""Nobody is looked for by these: a name beside one can be nothing but news."""
_SIGNS: Final = frozenset({":", "=", "->", "=>", "→"})


def read_field(span: Span) -> Fact | None:
    """The property named, whose it is and what it becomes; None where not all words are understood."""
    for index, lexeme in enumerate(span):
        if lexeme.has(Tag.FIELD) and not (lexeme.capitalised and index):
            fact = _at(span, index, lexeme.tags[Tag.FIELD])
            if fact is not None:
                return fact
    return None


def _at(span: Span, index: int, name: str) -> Fact | None:
    before = span.cut(0, index)
    whole = _without_label_words(before)
    opened = before.cut(len(whole))
    subject = read_subject(whole)
    if subject is None or (not len(whole) and before.has(Tag.POSSESSIVE)):
        return None
    rest = span.cut(index + 1).without_trailing(*_BEHIND)
    if not len(rest):
        told = opened.has(Tag.NEW, Tag.HAS) or before.has(Tag.POSSESSIVE, Tag.GENITIVE) or not index
        return Fact(subject.person, wanted=(name,)) if told else None
    changed = rest.without_trailing(Tag.HAS, Tag.WRONG)
    if len(changed) < len(rest) and (
        rest[len(changed)].has(Tag.WRONG) or "change" in rest[len(changed)].folded
    ):
        return _changed(subject, name, changed)
    nobody = subject.person is None
    behind = _behind(name, rest) if nobody else None
    owned = nobody and rest.starts_with(Tag.OF) and not rest[0].capitalised
    direct = _valued(subject, name, rest) if not owned else None
    if direct is not None and (behind is None or not _is_somebody_s(name, rest)):
        news = opened.has(Tag.NEW, Tag.HAS) or span.cut(0, index).has(Tag.POSSESSIVE, Tag.GENITIVE)
        return replace(
            direct, surely=news or rest.has(Tag.NOT) or name in _NEVER_SOUGHT or _is_glue(rest, 0, name)
        )
    return (
        (_owned(name, rest) or behind or _beside(name, rest) or _asked_for(name, rest, opened))
        if nobody
        else None
    )


def _without_label_words(before: Span) -> Span:
    """Who stands before a label: ``Simon has a new …``, ``Simon gave me his new …``."""
    whole = before.without_trailing(*_BEFORE_LABEL)
    handed = whole.cut(0, len(whole) - 1) if len(whole) else whole
    told = (
        len(whole) > 1 and whole[len(whole) - 1].has(Tag.POSSESSIVE) and handed[len(handed) - 1].has(Tag.HAS)
    )
    return handed.without_trailing(*_BEFORE_LABEL) if told else whole


def _changed(subject: Subject, name: str, rest: Span) -> Fact | None:
    """``Ann Lee's mobile has changed``, ``le mobile d'Anne est faux``: the new value follows."""
    if not len(rest):
        return Fact(subject.person, wanted=(name,), surely=True)
    owner = read_subject(rest.cut(1)) if rest.starts_with(Tag.OF) and subject.person is None else None
    named = owner is not None and owner.person is not None
    return Fact(owner.person, wanted=(name,), surely=True) if owner is not None and named else None


def _asked_for(name: str, rest: Span, opened: Span) -> Fact | None:
    """``(l'adresse) de Pauline Vasseur``: a property and whose it is; what it becomes stands elsewhere."""
    owner = read_subject(rest.cut(1)) if rest.starts_with(Tag.OF, Tag.FOR) and len(rest) > 1 else None
    named = owner is not None and owner.person is not None and owner.person.described
    news = opened.has(Tag.NEW, Tag.HAS)
    return Fact(owner.person, wanted=(name,), surely=news) if owner is not None and named else None


def _beside(name: str, rest: Span) -> Fact | None:
    """``(portable) Noémie Jacquet 06…``: whose number it is stands between its label and itself."""
    last = len(rest) - 1
    if last < 1 or rest[last].kind is not LexemeKind.PHONE or name not in PHONES:
        return None
    owner = read_subject(rest.cut(0, last))
    named = owner is not None and owner.person is not None and owner.person.described
    told = _valued(owner, name, rest.cut(last)) if owner is not None and named else None
    return replace(told, surely=True) if told is not None else None


def _valued(subject: Subject, name: str, rest: Span) -> Fact | None:
    denied = rest.first(Tag.NOT, start=1)
    if denied is not None and not rest[denied].capitalised and not rest.has(Tag.BUT):
        rest = rest.cut(0, denied).without_trailing(Tag.AND)  # "code postal 97410 et pas 97400"
    turn = rest.first(Tag.BUT) if rest.starts_with(*_DENYING) else None
    value = _without_glue(rest.cut(0 if turn is None else turn + 1), name)
    if name == "jobtitle" and value.starts_with(Tag.OF) and value.cut(1, 2).has(Tag.TITLE):
        value = value.cut(1)  # "le poste d'acheteuse"
    if name == "fullname" and is_name(value):
        return Fact(subject.person, name_parts(subject.person, value))
    values = read_value(name, value)
    return Fact(subject.person, values) if values else None


def _without_glue(rest: Span, name: str) -> Span:
    """The value without "is", "to", a colon, and an article where a value of this kind may have one."""
    index = 0
    while index < len(rest) - 1 and _is_glue(rest, index, name):
        index += 1
    return rest.cut(index)


def _is_glue(rest: Span, index: int, name: str) -> bool:
    lexeme = rest[index]
    if lexeme.kind is LexemeKind.PUNCTUATION:
        return lexeme.text in _SIGNS
    if lexeme.capitalised:
        return False
    article = lexeme.has(Tag.DETERMINER) and name in {*_TYPED, "jobtitle", "lifecyclestage"}
    announces = name in _TYPED and index + 2 == len(rest) and rest[index + 1].kind in _ENTITIES
    exchanged = announces and lexeme.folded in WordGroup.BY
    contracted = index == 0 and lexeme.has(Tag.GENITIVE)  # "title's now buyer"
    return (lexeme.has(*_GLUE) and not lexeme.has(Tag.OF)) or article or exchanged or contracted


def _owned(name: str, rest: Span) -> Fact | None:
    """``(téléphone) de Luce c'est 01…``, ``(owner) of Zoé to sarah@…``."""
    if not rest.starts_with(Tag.OF, Tag.FOR) or rest[0].capitalised:
        return None
    for turn in range(2, len(rest)):
        lexeme = rest[turn]
        turns = lexeme.text in _SIGNS or (
            lexeme.has(*_GLUE, *_DENYING) and not lexeme.has(Tag.OF) and not lexeme.capitalised
        )
        bare = lexeme.kind in _ENTITIES and (name in _TYPED or name == OWNER)
        dated = name == BIRTHDAY and _begins_date(rest, turn)
        owner = read_subject(rest.cut(1, turn)) if turns or bare or dated else None
        if owner is not None and owner.person is not None:
            fact = _valued(owner, name, rest.cut(turn + dated))
            if fact is not None:
                return replace(fact, surely=True)
    return None


def _begins_date(rest: Span, index: int) -> bool:
    """``(birthday of Ann Lee) on 3 May``, ``(anniversaire d'Anne) le 3 mai``."""
    led = rest[index].folded in WordGroup.BEFORE_DATES and index + 1 < len(rest)
    return led and rest[index + 1].text[0].isdigit() and rest[index + 1].kind is LexemeKind.WORD


def _is_somebody_s(name: str, rest: Span) -> bool:
    """Whether a name behind "for" is a person's: a ``VP for Europe`` belongs to nobody of that name."""
    at = next(i for i in range(len(rest) - 2, 0, -1) if rest[i].has(Tag.FOR) and not rest[i].capitalised)
    told = rest[at].folded in {"pour", "for"}
    return told and (name in _TYPED or name == BIRTHDAY or is_given_name(rest[at + 1].text))


def _behind(name: str, rest: Span) -> Fact | None:
    """``(new phone) 06… for Ann``: whose it is stands at the end."""
    for index in range(len(rest) - 2, 0, -1):
        if rest[index].has(Tag.FOR) and not rest[index].capitalised:
            owner = read_subject(rest.cut(index + 1))
            if owner is not None and owner.person is not None:
                told = _valued(owner, name, rest.cut(0, index))
                return (
                    replace(told, surely=rest[index].folded in {"pour", "for"}) if told is not None else None
                )
    return None


def read_again(span: Span) -> Fact | None:
    """``Max Dunn's to 555-0102``, ``celui de Marc 01…``, ``555-0102 for Max``: the property told before."""
    rest = span.without_trailing(*_BEHIND)
    if rest.starts_with(Tag.THAT_ONE) and len(rest) > 1 and rest[1].has(Tag.OF):
        return _shared(rest.cut(2))
    owned = rest.first(Tag.GENITIVE)
    if owned and owned + 1 < len(rest):
        subject = read_subject(rest.cut(0, owned))
        return _repeated(subject, rest.cut(owned + 1))
    last = next(
        (i for i in range(len(rest) - 2, 0, -1) if rest[i].has(Tag.FOR) and not rest[i].capitalised), None
    )
    bare = rest.without_leading(Tag.TO)
    if last is not None and len(bare) and bare[0].kind in _ENTITIES:
        return _repeated(read_subject(rest.cut(last + 1)), rest.cut(0, last))
    return None


def _shared(rest: Span) -> Fact | None:
    for turn in range(1, len(rest)):
        lexeme = rest[turn]
        turns = (
            lexeme.text in _SIGNS
            or lexeme.kind in _ENTITIES
            or (lexeme.has(*_GLUE) and not lexeme.capitalised)
        )
        fact = _repeated(read_subject(rest.cut(0, turn)), rest.cut(turn)) if turns else None
        if fact is not None:
            return fact
    return None


def _repeated(subject: Subject | None, value: Span) -> Fact | None:
    if subject is None or subject.person is None or not subject.person.described:
        return None
    bare = _without_glue(value, "phone")
    return Fact(subject.person, again=bare) if len(bare) else None

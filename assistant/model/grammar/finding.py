"""Reading a search: who, where, in which role, reachable how."""

from dataclasses import dataclass, field, replace
from typing import Final

from assistant.model.grammar.card import has_legal_form
from assistant.model.grammar.intents import Find, Person, Query
from assistant.model.grammar.items import SEPARATORS, is_label, trimmed
from assistant.model.grammar.lexemes import Kind, Lexeme, Span, Tag, word_set
from assistant.model.grammar.people import reversed_by_comma

_SLOTS: Final = {
    "email": "email",
    "phone": "phone",
    "mobilephone": "phone",
    "company": "company",
    "jobtitle": "jobtitle",
}
_SKIPPED: Final = (
    Tag.DETERMINER, Tag.CONTACT, Tag.PEOPLE, Tag.ALL, Tag.NAMED, Tag.WITH, Tag.FILLER, Tag.COPULA, Tag.AND, Tag.NEW,
    Tag.COURTESY, Tag.NOW, Tag.FOR, Tag.QUESTION, Tag.FIND, Tag.HAS, Tag.INSTEAD,
)  # fmt: skip
_NEVER_NAMES: Final = (Tag.FILLER, Tag.WITH, Tag.NAMED, Tag.COPULA, Tag.PRONOUN)
_ROLES: Final = (Tag.AT, Tag.PLACE, Tag.OF)
_OFFICES: Final = word_set(
    "ceo cto cfo coo cmo cio cro cpo ciso chro vp svp evp drh dsi daf pdg dg rssi rh patron patronne boss"
)
"""Titles that are whole in one word, so that what follows "of" is the company."""


@dataclass(slots=True)
class _Reading:
    values: dict[str, list[Lexeme]] = field(default_factory=dict)
    slot: str = "name"
    asked: str = ""
    stage: str = ""
    anaphoric: bool = False
    plural: bool = False

    def add(self, lexeme: Lexeme) -> None:
        self.values.setdefault(self.slot, []).append(lexeme)

    def filled(self, slot: str) -> bool:
        return bool(self.values.get(slot))


def read_find(span: Span, slot: str = "name") -> Find:
    """Read what is looked for, without the verb; words before any preposition fill ``slot``."""
    reading = _Reading(slot=slot)
    for index in range(len(span)):
        _take(span, index, reading)
    query = _query(span, reading)
    anaphoric = reading.anaphoric and not query.name and not query.email
    return Find(
        query=Query() if anaphoric else query,
        person=Person(anaphoric=True) if anaphoric else None,
        asked=reading.asked,
        everyone=reading.plural and not query.fields(),
        phrase=span.text,
        material=span,
    )


def _take(span: Span, index: int, reading: _Reading) -> None:
    lexeme = span[index]
    if lexeme.kind is Kind.PUNCTUATION:
        if lexeme.text in SEPARATORS:
            reading.slot = _slot_after_sign(span, index, reading)
        elif lexeme.text in "-.&+" and reading.values.get(reading.slot):
            reading.add(lexeme)
    elif lexeme.kind is not Kind.WORD:
        _take_address(lexeme, reading)
    elif (
        lexeme.has(Tag.POSSESSIVE, Tag.PRONOUN)
        and not reading.filled(reading.slot)
        and not _names(span, index)
    ):
        reading.anaphoric = True
    else:
        _take_word(span, index, reading)


def _slot_after_sign(span: Span, index: int, reading: _Reading) -> str:
    """After a comma stands another mark of the same person, or the given name in ``Smith, John``."""
    if not reading.filled("name"):
        return "name"
    reversed_name = reading.slot == "name" and reversed_by_comma(
        span.cut(0, index), span.cut(index + 1, index + 2)
    )
    return "name" if reversed_name else "text"


def _names(span: Span, index: int) -> bool:
    """Whether ``le contact`` only introduces the name that follows."""
    following = span[index + 1] if index + 1 < len(span) else None
    introduces = span[index].has(Tag.PRONOUN) and not span[index].has(Tag.POSSESSIVE)
    return (
        introduces
        and following is not None
        and not following.has(Tag.FIELD)
        and following.kind is not Kind.PUNCTUATION
    )


def _take_address(lexeme: Lexeme, reading: _Reading) -> None:
    slot = {Kind.EMAIL: "email", Kind.DOMAIN: "email", Kind.PHONE: "phone", Kind.URL: "text"}.get(lexeme.kind)
    if slot is None:
        reading.add(lexeme)
    else:
        reading.values.setdefault(slot, []).append(lexeme)
        reading.asked = "" if reading.asked in {slot, "mobilephone"} else reading.asked
        reading.slot = "name"


def _take_word(span: Span, index: int, reading: _Reading) -> None:
    lexeme = span[index]
    begun = reading.filled(reading.slot)
    small = not lexeme.capitalised
    after_courtesy = index > 0 and span[index - 1].has(Tag.COURTESY)
    if lexeme.has(Tag.FIELD) and _is_field(span, index, begun=begun):
        _take_label(span, index, reading)
    elif lexeme.has(Tag.GENITIVE) or _leads_to_address(span, index):
        return
    elif _asks_for_stage(span, index, reading):
        reading.asked = reading.asked or "lifecyclestage"
    elif _is_sought_stage(span, index, reading):
        reading.stage = lexeme.tags[Tag.STAGE]
        reading.plural = True
    elif small and lexeme.has(*_ROLES) and _opens_slot(span, index, reading):
        return
    elif (
        lexeme.has(Tag.TITLE) and reading.slot == "name" and not begun and not _alone_capitalised(span, index)
    ):
        reading.slot = "jobtitle"
        reading.add(lexeme)
    elif (
        lexeme.has(*_SKIPPED)
        and not begun
        and (small or lexeme.has(Tag.FIND, Tag.COURTESY))
        and not after_courtesy
    ):
        reading.plural = reading.plural or lexeme.has(Tag.PEOPLE)
    elif not (small and (lexeme.has(*_NEVER_NAMES) or (lexeme.has(Tag.FIND) and " " in lexeme.text))):
        reading.add(lexeme)


def _is_field(span: Span, index: int, *, begun: bool) -> bool:
    if index > 1 and span[index - 1].has(Tag.DETERMINER) and span[index - 2].has(Tag.AT):
        return False  # "chez la poste"
    if is_label(span, index):
        return True
    owned = index > 0 and span[index - 1].has(Tag.GENITIVE)
    return (owned or not begun) and not span[index].capitalised


def _leads_to_address(span: Span, index: int) -> bool:
    following = span[index + 1] if index + 1 < len(span) else None
    leads = span[index].has(Tag.TO, Tag.WITH, Tag.OF) and not span[index].capitalised
    return leads and following is not None and following.kind in {Kind.EMAIL, Kind.DOMAIN, Kind.PHONE}


def _take_label(span: Span, index: int, reading: _Reading) -> None:
    name = span[index].tags[Tag.FIELD]
    if name in {"email", "address"} and reading.filled("email"):
        return
    following = span[index + 1] if index + 1 < len(span) else None
    owned = following is not None and following.has(Tag.OF, Tag.FOR, Tag.PLACE)
    questioned = index > 0 and span[index - 1].has(Tag.QUESTION)
    owned = owned or (questioned and following is not None and following.has(Tag.COPULA, Tag.HAS))
    owner_before = index > 0 and span[index - 1].has(Tag.GENITIVE, Tag.POSSESSIVE)
    if (following is None or owned or owner_before) and not (owned and name in {"company", "city"}):
        reading.asked = reading.asked or name
    elif name in {"firstname", "lastname", "fullname"}:
        reading.slot = "name"
    else:
        reading.slot = _SLOTS.get(name, "text")


def _asks_for_stage(span: Span, index: int, reading: _Reading) -> bool:
    """``is John Smith a customer``: the question is about the stage, the search about the person."""
    said = index > 0 and span[index - 1].has(Tag.COPULA, Tag.DETERMINER)
    return span[index].has(Tag.STAGE) and said and reading.filled("name") and index == len(span) - 1


def _is_sought_stage(span: Span, index: int, reading: _Reading) -> bool:
    lexeme = span[index]
    if not lexeme.has(Tag.STAGE) or reading.filled("name") or reading.stage:
        return False
    following = span[index + 1] if index + 1 < len(span) else None
    named = (
        following is not None and following.kind is Kind.WORD and following.capitalised and not following.tags
    )
    before = index > 0 and span[index - 1].has(Tag.ALL, Tag.AND, Tag.DETERMINER)
    return not named or before


def _opens_slot(span: Span, index: int, reading: _Reading) -> bool:
    """Whether a preposition opens the slot for a company or a place, rather than being part of a name."""
    lexeme = span[index]
    if index + 1 >= len(span):
        return not lexeme.has(Tag.AT)
    following = span[index + 1]
    if lexeme.has(Tag.AT):
        reading.slot = "company"
        return True
    if lexeme.text == "a" and following.has(Tag.CONTACT, Tag.PEOPLE, Tag.STAGE, Tag.TITLE, Tag.NEW):
        return True
    if lexeme.has(Tag.OF) and reading.slot == "jobtitle":
        return _opens_employer(following, reading)
    if _is_inside(lexeme, reading):
        return False
    whose = lexeme.has(Tag.OF) and lexeme.folded != "from"
    searched = reading.plural or reading.filled("name") or reading.filled("jobtitle")
    asked_of_person = lexeme.has(Tag.OF) and reading.asked and not reading.filled("name")
    reading.slot = "name" if asked_of_person or (whose and not searched) else "text"
    return True


def _is_inside(lexeme: Lexeme, reading: _Reading) -> bool:
    """``Philippe de La Tour``, ``Société Générale de Banque``: the preposition belongs to the name."""
    if lexeme.has(Tag.OF) and reading.slot == "name" and reading.filled("name"):
        return lexeme.folded != "from"
    return reading.slot in {"company", "text"} and reading.filled(reading.slot) and not lexeme.has(Tag.PLACE)


def _opens_employer(following: Lexeme, reading: _Reading) -> bool:
    """``CTO of Initech`` has an employer, ``head of sales`` has none."""
    title = reading.values.get("jobtitle", [])
    office = len(title) == 1 and title[0].folded in _OFFICES
    if following.has(Tag.TITLE, Tag.DEPARTMENT) and not office:
        return False
    reading.slot = "company"
    return True


def _alone_capitalised(span: Span, index: int) -> bool:
    lexeme = span[index]
    return lexeme.capitalised and not lexeme.text.isupper() and len(span) == 1


def _query(span: Span, reading: _Reading) -> Query:
    given = {slot: _slice(span, lexemes) for slot, lexemes in reading.values.items()}
    query = Query(**{slot: value for slot, value in given.items() if value}, lifecyclestage=reading.stage)
    words = reading.values.get("name", [])
    if (
        query.name
        and not query.company
        and has_legal_form(Span(span.source, tuple(words)))
        and len(words) > 1
    ):
        return replace(query, name="", company=query.name)
    return query


def _slice(span: Span, lexemes: list[Lexeme]) -> str:
    """The words as they stand; words that did not stand together are joined by a space."""
    if lexemes[0].kind in {Kind.EMAIL, Kind.PHONE, Kind.DOMAIN, Kind.URL}:
        return lexemes[0].text
    text = ""
    previous: Lexeme | None = None
    for lexeme in trimmed(Span(span.source, tuple(lexemes))):
        between = span.source[previous.end : lexeme.start] if previous else ""
        text += (between if not between.strip(" -'’.&+") else " ") + lexeme.text
        previous = lexeme
    return " ".join(proper_text(text).split())


def proper_text(text: str) -> str:
    """A value without the signs around it."""
    return text.strip(" \t\n-,;:!?")

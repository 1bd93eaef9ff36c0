"""Reading a search: who, where, in which role, reachable how."""

from dataclasses import dataclass, field, replace
from typing import Final

from assistant.model.grammar.card import has_legal_form
from assistant.model.grammar.intents import Find, Person, Query
from assistant.model.grammar.items import SEPARATORS, is_label, trimmed
from assistant.model.grammar.lexemes import Kind, Lexeme, Span, Tag

_SLOTS: Final = {
    "email": "email",
    "phone": "phone",
    "mobilephone": "phone",
    "company": "company",
    "jobtitle": "jobtitle",
}
_SKIPPED: Final = (
    Tag.DETERMINER, Tag.CONTACT, Tag.PEOPLE, Tag.ALL, Tag.NAMED, Tag.WITH, Tag.FILLER, Tag.COPULA, Tag.AND, Tag.NEW,
    Tag.COURTESY, Tag.NOW, Tag.FOR, Tag.QUESTION, Tag.FIND, Tag.HAS,
)  # fmt: skip
_ROLES: Final = (Tag.AT, Tag.PLACE, Tag.OF)


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


def read_find(span: Span) -> Find:
    """Read what is looked for, without the verb."""
    reading = _Reading()
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
        if lexeme.text in SEPARATORS and reading.slot != "name":
            reading.slot = "name" if not reading.filled("name") else "text"
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
    if is_label(span, index) or (lexeme.has(Tag.FIELD) and not begun and not lexeme.capitalised):
        _take_label(span, index, reading)
    elif _is_sought_stage(span, index, reading):
        reading.stage = lexeme.tags[Tag.STAGE]
        reading.plural = True
    elif lexeme.has(Tag.AT) and not lexeme.capitalised and index + 1 < len(span):
        reading.slot = "company"
    elif lexeme.has(Tag.PLACE, Tag.OF) and not lexeme.capitalised and _take_role(span, index, reading):
        return
    elif (
        lexeme.has(Tag.TITLE) and reading.slot == "name" and not begun and not _alone_capitalised(span, index)
    ):
        reading.slot = "jobtitle"
        reading.add(lexeme)
    elif lexeme.has(Tag.GENITIVE):
        return
    elif (
        lexeme.has(*_SKIPPED) and not begun and (not lexeme.capitalised or lexeme.has(Tag.FIND, Tag.COURTESY))
    ):
        reading.plural = reading.plural or lexeme.has(Tag.PEOPLE)
    elif not (lexeme.has(Tag.FILLER, Tag.WITH, Tag.NAMED, Tag.COPULA) and not lexeme.capitalised):
        reading.add(lexeme)


def _take_label(span: Span, index: int, reading: _Reading) -> None:
    name = span[index].tags[Tag.FIELD]
    following = span[index + 1] if index + 1 < len(span) else None
    owned = (
        following is not None and following.has(Tag.OF, Tag.FOR, Tag.PLACE) and not following.has(Tag.COPULA)
    )
    if following is None or owned or (index and span[index - 1].has(Tag.GENITIVE, Tag.POSSESSIVE)):
        if not (owned and name in {"company", "city"}):
            reading.asked = reading.asked or name
            return
    if name in {"firstname", "lastname", "fullname"}:
        reading.slot = "name"
    else:
        reading.slot = _SLOTS.get(name, "text")


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


def _take_role(span: Span, index: int, reading: _Reading) -> bool:
    """A preposition opens the slot for a company or a place; inside a name or title it is a word of it."""
    lexeme = span[index]
    if index + 1 >= len(span):
        return True
    following = span[index + 1]
    if lexeme.has(Tag.OF) and reading.slot == "jobtitle":
        acronym = (
            len(reading.values.get("jobtitle", ())) == 1 and len(reading.values["jobtitle"][0].text) <= 4
        )  # noqa: PLR2004
        if not (following.capitalised and not following.has(Tag.TITLE)) and not acronym:
            return False
        reading.slot = "company"
        return True
    if lexeme.has(Tag.OF) and reading.slot == "name" and reading.filled("name") and lexeme.folded != "from":
        return False
    if reading.slot in {"company", "text"} and reading.filled(reading.slot) and not lexeme.has(Tag.PLACE):
        return False
    asked_of_person = lexeme.has(Tag.OF) and reading.asked and not reading.filled("name")
    reading.slot = "name" if asked_of_person else "text"
    if reading.slot == "text" and not (
        reading.plural or reading.filled("name") or reading.filled("jobtitle")
    ):
        reading.slot = "name" if lexeme.has(Tag.OF) and lexeme.folded != "from" else "text"
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

"""Reading a search: who, where, in which role, reachable how."""

from typing import Final

from assistant.language.persons.labelled_values import is_label
from assistant.language.persons.value_bounds import SEPARATORS, is_spoken
from assistant.language.requests.intents import Find, Person, Query
from assistant.language.requests.sought.slots import (
    SlotReading,
    asks_for_stage,
    is_sought_stage,
    opens_slot,
    place_owner,
    tells_of_caller,
)
from assistant.language.requests.sought.sought_marks import of_somebody, query_from
from assistant.language.words.given_names import is_given_name, reversed_by_comma
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.word_groups import WordGroup
from hubspot_tools.values.vocabulary import PERSONAL_PHONES

_SLOTS: Final = {
    "email": "email",
    **dict.fromkeys(PERSONAL_PHONES, "phone"),
    "company": "company",
    "jobtitle": "jobtitle",
}
_SKIPPED: Final = (
    Tag.DETERMINER, Tag.CONTACT, Tag.PEOPLE, Tag.ALL, Tag.NAMED, Tag.WITH, Tag.FILLER, Tag.COPULA, Tag.AND, Tag.NEW,
    Tag.COURTESY, Tag.NOW, Tag.FOR, Tag.QUESTION, Tag.FIND, Tag.HAS, Tag.INSTEAD, Tag.THAT_ONE,
)  # fmt: skip
_NEVER_NAMES: Final = (Tag.FILLER, Tag.WITH, Tag.NAMED, Tag.COPULA, Tag.PRONOUN)
_ROLES: Final = (Tag.AT, Tag.PLACE, Tag.OF)


def read_find(span: Span, slot: str = "name") -> Find:
    """Read what is looked for, without the verb; words before any preposition fill ``slot``."""
    reading = SlotReading(slot=slot)
    for index in range(len(span)):
        _take(span, index, reading)
    query = of_somebody(span, query_from(span, reading))
    asks_only = bool(reading.asked) and not query.fields() and not _says_how(span)
    anaphoric = (reading.anaphoric or asks_only) and not query.name and not query.email
    return Find(
        query=Query() if anaphoric else query,
        person=Person(anaphoric=True) if anaphoric else None,
        asked="" if reading.also else reading.asked,
        also=tuple(dict.fromkeys((reading.asked, *reading.also))) if reading.also and reading.asked else (),
        everyone=reading.plural and not query.fields(),
        phrase=span.text,
        partial=reading.partial,
    )


def _says_how(span: Span) -> bool:
    """``search by phone`` names a way to search, and nobody."""
    return len(span) > 0 and span[0].folded in {"by", "par"}


def _take(span: Span, index: int, reading: SlotReading) -> None:
    lexeme = span[index]
    if lexeme.kind is LexemeKind.PUNCTUATION:
        if lexeme.text in SEPARATORS:
            reading.slot = _slot_after_sign(span, index, reading)
        elif lexeme.text in "-.&+" and reading.values.get(reading.slot):
            reading.add(lexeme)
    elif lexeme.kind is not LexemeKind.WORD:
        _take_address(lexeme, reading)
    elif reading.partial and not reading.filled(reading.slot):
        reading.add(lexeme)
    elif lexeme.has(Tag.STARTS):
        reading.partial = True
    elif _points(span, index, reading):
        reading.anaphoric = True
    else:
        _take_word(span, index, reading)


def _slot_after_sign(span: Span, index: int, reading: SlotReading) -> str:
    """After a comma stands another mark of the same person, or the given name in ``Smith, John``."""
    if not reading.filled("name"):
        return "name"
    reversed_name = reading.slot == "name" and reversed_by_comma(
        span.cut(0, index), span.cut(index + 1, index + 2)
    )
    return "name" if reversed_name else "text"


def _points(span: Span, index: int, reading: SlotReading) -> bool:
    """Whether a pronoun stands for the contact on the screen; who has the number given is nobody yet."""
    if reading.filled(reading.slot) or _names(span, index):
        return False
    pronoun = span[index].has(Tag.PRONOUN) and not reading.filled("phone")
    return pronoun or span[index].has(Tag.POSSESSIVE)


def _names(span: Span, index: int) -> bool:
    """Whether ``le contact`` only introduces the name that follows."""
    following = span[index + 1] if index + 1 < len(span) else None
    introduces = span[index].has(Tag.PRONOUN) and not span[index].has(Tag.POSSESSIVE)
    return (
        introduces
        and following is not None
        and not following.has(Tag.FIELD, Tag.DETERMINER, Tag.COPULA, Tag.STAGE)
        and following.kind is not LexemeKind.PUNCTUATION
    )


def _take_address(lexeme: Lexeme, reading: SlotReading) -> None:
    slot = {
        LexemeKind.EMAIL: "email",
        LexemeKind.DOMAIN: "email",
        LexemeKind.PHONE: "phone",
        LexemeKind.URL: "text",
    }.get(lexeme.kind)
    if slot is None:
        reading.add(lexeme)
    else:
        reading.values.setdefault(slot, []).append(lexeme)
        reading.asked = "" if _SLOTS.get(reading.asked) == slot else reading.asked
        reading.slot = "name"


def _take_word(span: Span, index: int, reading: SlotReading) -> None:
    lexeme = span[index]
    begun = reading.filled(reading.slot)
    opens = index == 0 and lexeme.has(Tag.QUESTION, Tag.PEOPLE)
    small = opens or not lexeme.capitalised
    after_courtesy = index > 0 and span[index - 1].has(Tag.COURTESY)
    if (small and _relates(span, index, reading)) or _says_nothing(span, index, reading):
        return
    if lexeme.has(Tag.FIELD) and _is_field(span, index, begun=begun):
        _take_label(span, index, reading)
    elif asks_for_stage(span, index, reading):
        reading.asked = reading.asked or "lifecyclestage"
    elif is_sought_stage(span, index, reading):
        reading.stage = lexeme.tags[Tag.STAGE]
        reading.plural = True
    elif (is_spoken(lexeme) and (begun or not lexeme.has(*_SKIPPED))) or (
        small and lexeme.has(*_ROLES) and opens_slot(span, index, reading)
    ):
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
        reading.named = reading.named or lexeme.has(Tag.NAMED)
    elif lexeme.has(Tag.NAMED) and small:
        reading.named = True
    elif not (small and (lexeme.has(*_NEVER_NAMES) or (lexeme.has(Tag.FIND) and " " in lexeme.text))):
        reading.add(lexeme)


def _relates(span: Span, index: int, reading: SlotReading) -> bool:
    """Take a word that says how those around it belong together.

    ``acme's contacts``: whoever has contacts is a company, unless it is called like a person. ``Acme contacts``:
    a company, or a town. ``the guy at Globex named Turnbull``: the name follows the company.
    """
    name, before = reading.values.get("name"), span[index - 1]
    if name and span[index].has(Tag.PEOPLE) and (before is name[-1] or before.has(Tag.GENITIVE)):
        place_owner(span, reading, "name")
        return True
    if span[index].folded in WordGroup.NUMBERS and index + 1 < len(span) and not reading.filled(reading.slot):
        return True  # "two john smiths"
    counts = span[index].text.isdigit() and span.cut(index + 1).starts_with(Tag.PEOPLE, Tag.ALL, Tag.STAGE)
    if counts and not reading.filled(reading.slot):
        return True  # "the 5 latest contacts"
    if span[index].has(Tag.NAMED) and reading.slot != "name" and not reading.filled("name"):
        reading.named, reading.slot = True, "name"
        return True
    return False


def _is_unknown(span: Span, index: int, reading: SlotReading) -> bool:
    """``her linkedin``: what somebody on the screen has is no name."""
    owned = index > 0 and span[index - 1].has(Tag.POSSESSIVE) and reading.anaphoric
    return owned and index == len(span) - 1 and not span[index].capitalised and not span[index].tags


def _says_nothing(span: Span, index: int, reading: SlotReading) -> bool:
    """``'s``; ``is Ann Lee a contact``, ``a customer named Ann Lee``: what everybody here is."""
    if span[index].has(Tag.GENITIVE) or _leads_to_address(span, index) or _is_unknown(span, index, reading):
        return not span[index].has(Tag.FIELD)
    ends = index > 0 and index == len(span) - 1 and span[index].has(Tag.CONTACT)
    return (ends and not span[index].capitalised) or tells_of_caller(span, index)


def _is_field(span: Span, index: int, *, begun: bool) -> bool:
    if index > 1 and span[index - 1].has(Tag.DETERMINER) and span[index - 2].has(Tag.AT):
        return False  # "chez la poste"
    lexeme = span[index]
    if (
        len(span) == 1
        or is_label(span, index)
        or (lexeme.folded in WordGroup.NEVER_MISTAKEN and not lexeme.capitalised)
    ):
        return True
    owned = index > 0 and span[index - 1].has(Tag.GENITIVE)
    return (owned or not begun) and not lexeme.capitalised


def _leads_to_address(span: Span, index: int) -> bool:
    following = span[index + 1] if index + 1 < len(span) else None
    leads = span[index].has(Tag.TO, Tag.WITH, Tag.OF) and not span[index].capitalised
    return (
        leads
        and following is not None
        and following.kind in {LexemeKind.EMAIL, LexemeKind.DOMAIN, LexemeKind.PHONE}
    )


def _take_label(span: Span, index: int, reading: SlotReading) -> None:
    name = span[index].tags[Tag.FIELD]
    if name in {"email", "address"} and reading.filled("email"):
        return
    if _is_asked(span, index):
        if reading.asked and reading.asked != name:
            reading.also.append(name)
        reading.asked = reading.asked or name
        reading.slot = "name"
    elif name in {"firstname", "lastname", "fullname"}:
        reading.slot = "name"
    else:
        reading.slot = _SLOTS.get(name, "text")


def _is_asked(span: Span, index: int) -> bool:
    """Whether the field itself is wanted, rather than named before what is looked for in it."""
    name = span[index].tags[Tag.FIELD]
    following = span[index + 1] if index + 1 < len(span) else None
    if following is None:
        return True
    if following.is_sign(":="):
        return False
    if following.has(Tag.QUESTION, Tag.TALK) or (index > 0 and span[index - 1].has(Tag.QUESTION)):
        return True
    if following.has(Tag.OF, Tag.FOR, Tag.PLACE):
        person = index + 2 < len(span) and is_given_name(span[index + 2].text)
        return name not in {"company", "city"} or person
    if index > 0 and span[index - 1].has(Tag.GENITIVE, Tag.POSSESSIVE):
        return True
    worded = (
        following.kind is LexemeKind.WORD
        and not following.text[0].isdigit()
        and not following.has(Tag.STARTS)
    )
    return worded and _SLOTS.get(name) in {"email", "phone"} and not following.has(Tag.COPULA)


def _alone_capitalised(span: Span, index: int) -> bool:
    lexeme = span[index]
    return lexeme.capitalised and not lexeme.text.isupper() and len(span) == 1

"""What a word of a search fills: which preposition opens which slot, and which stages are sought."""

from dataclasses import dataclass, field

from assistant.language.words.given_names import is_given_name
from assistant.language.words.lexemes import Lexeme, LexemeKind, Span, Tag
from assistant.language.words.towns import is_town
from assistant.language.words.word_groups import WordGroup


@dataclass(slots=True)
class SlotReading:
    """A search while it is read: words by slot, the slot that is open, what was understood besides."""

    values: dict[str, list[Lexeme]] = field(default_factory=dict)
    slot: str = "name"
    asked: str = ""
    also: list[str] = field(default_factory=list)
    """What is asked for besides the one property."""
    stage: str = ""
    anaphoric: bool = False
    plural: bool = False
    named: bool = False
    partial: bool = False
    owned: bool = False
    """Whether the free text says whose people are meant: ``les contacts de Globex``."""

    def add(self, lexeme: Lexeme) -> None:
        """Put a word into the open slot."""
        self.values.setdefault(self.slot, []).append(lexeme)

    def filled(self, slot: str) -> bool:
        """Whether anything was put into a slot."""
        return bool(self.values.get(slot))

    @property
    def names_person(self) -> bool:
        """Whether the name so far can only be that of a person."""
        return self.named or _has_given_name(self.values.get("name", []))


def place_owner(span: Span, reading: SlotReading, slot: str) -> None:
    """Read whose people are meant, where ``slot`` was read so far.

    It is a company or a well-known town, unless called like a person.
    """
    words = reading.values.get(slot, [])
    place = _place_of(Span(span.source, tuple(words)))
    if reading.named or _has_given_name(words) or (place != slot and reading.filled(place)):
        return
    reading.values[place] = reading.values.pop(slot)
    reading.plural = True


def _place_of(words: Span) -> str:
    return "text" if is_town(words) else "company"


def _has_given_name(words: list[Lexeme]) -> bool:
    return any(is_given_name(lexeme.text) for lexeme in words)


def opens_slot(span: Span, index: int, reading: SlotReading) -> bool:
    """Whether a preposition opens the slot for a company or a place, rather than being part of a name."""
    lexeme = span[index]
    if index + 1 >= len(span):
        return not lexeme.has(Tag.AT) or reading.filled("name")
    following = span[index + 1]
    if lexeme.has(Tag.AT):
        reading.slot = "company"
        return True
    leads = following.has(Tag.CONTACT, Tag.PEOPLE, Tag.STAGE, Tag.TITLE, Tag.NEW)
    if lexeme.text == "a" and (leads or (index == 0 and not is_town(span.cut(1)))):
        return True  # "is there a Wei Zhang"
    if lexeme.has(Tag.OF) and reading.slot == "jobtitle":
        return _opens_employer(span.cut(index + 1), reading)
    town = reading.plural and not reading.names_person and is_town(span.cut(index + 1))
    if not town and _is_inside(lexeme, reading):
        return False
    if reading.owned and reading.filled("text") and lexeme.has(Tag.PLACE):
        place_owner(span, reading, "text")
    whose = lexeme.has(Tag.OF) and lexeme.folded != "from"
    searched = reading.plural or reading.filled("name") or reading.filled("jobtitle")
    owns = lexeme.has(Tag.OF) or is_given_name(following.text)  # "le tel à Marie"
    asked_of_person = owns and reading.asked and not reading.filled("name")
    reading.slot = "name" if asked_of_person or (whose and not searched) else "text"
    reading.owned = whose and reading.slot == "text" and not reading.filled("text")
    if (
        lexeme.has(Tag.OF)
        and reading.slot == "text"
        and _is_placed(span, reading)
        and not is_town(span.cut(index + 1))
    ):
        reading.slot = "company"  # "the Bristol people from Greenfield Organics"
    return True


def _is_placed(span: Span, reading: SlotReading) -> bool:
    """Whether the free text so far is a town, and no company was named."""
    placed = is_town(Span(span.source, tuple(reading.values.get("text", []))))
    return placed and not reading.filled("company")


def _is_inside(lexeme: Lexeme, reading: SlotReading) -> bool:
    """``Philippe de La Tour``, ``Société Générale de Banque``: the preposition belongs to the name."""
    if lexeme.has(Tag.OF) and reading.slot == "name" and reading.filled("name"):
        return lexeme.folded != "from"
    return reading.slot in {"company", "text"} and reading.filled(reading.slot) and not lexeme.has(Tag.PLACE)


def _opens_employer(following: Span, reading: SlotReading) -> bool:
    """``CTO of Initech`` has an employer, ``head of sales`` has none, ``buyers of Lyon`` a town."""
    title = reading.values.get("jobtitle", [])
    named = following.without_leading(Tag.DETERMINER)
    if len(named) > 1 and named[0].folded in WordGroup.FIRMS and not named[1].has(Tag.DEPARTMENT, Tag.TITLE):
        reading.slot = "company"  # "directeur des achats de la clinique des Tilleuls"
        return True
    office = len(title) == 1 and title[0].folded in WordGroup.OFFICES
    if following[0].has(Tag.TITLE, Tag.DEPARTMENT) and not office:
        return False
    reading.slot = _place_of(following)
    return True


def asks_for_stage(span: Span, index: int, reading: SlotReading) -> bool:
    """``is John Smith a customer``: the question is about the stage, the search about the person."""
    if not span[index].has(Tag.STAGE) or index < len(span) - 1:
        return False
    if not reading.filled("name"):
        return reading.anaphoric and _is_singular(span[index])
    said = index > 0 and span[index - 1].has(Tag.COPULA, Tag.DETERMINER)
    behind_name = len(reading.values["name"]) > 1 and not span[index].capitalised
    return said or (behind_name and _is_singular(span[index]))


def is_sought_stage(span: Span, index: int, reading: SlotReading) -> bool:
    """Whether contacts of a lifecycle stage are looked for: ``les clients de Nantes``, ``globex leads``."""
    lexeme = span[index]
    if not lexeme.has(Tag.STAGE) or reading.stage:
        return False
    following = span[index + 1] if index + 1 < len(span) else None
    if reading.filled("name"):
        return not _is_singular(lexeme) and not lexeme.capitalised and not reading.names_person
    if following is None or following.kind is not LexemeKind.WORD:
        return True
    if tells_of_caller(span, index):
        return False
    before = index > 0 and span[index - 1].has(Tag.ALL, Tag.AND, Tag.DETERMINER)
    return before or not following.capitalised or bool(following.tags)


def tells_of_caller(span: Span, index: int) -> bool:
    """Tell whether a word says what people are, and filters nothing.

    ``un client qui s'appelle …``, ``customer called`` are such.
    """
    following = span[index + 1] if index + 1 < len(span) else None
    if not span[index].has(Tag.STAGE) or not _is_singular(span[index]) or following is None:
        return False
    return following.has(Tag.NAMED, Tag.GENITIVE, Tag.TALK) and not span[index].capitalised


def _is_singular(lexeme: Lexeme) -> bool:
    return not lexeme.folded.endswith("s") and lexeme.text != "clientèle"

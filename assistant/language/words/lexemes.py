"""What a sentence is made of: words that carry tags, addresses, numbers, and spans of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from hubspot_tools.values import text as texts

_STRAIGHT = str.maketrans("’ʼ", "''")


def fold(text: str) -> str:
    """``text`` in lower case, without accents, with straight apostrophes: ``Zoé D’Œ`` gives ``zoe d'oe``."""
    return texts.fold(text).translate(_STRAIGHT)


def word_set(words: str) -> frozenset[str]:
    """The words of a list kept as running text."""
    return frozenset(words.split())


class LexemeKind(Enum):
    """What a lexeme is by its shape alone."""

    __hash__ = object.__hash__  # see `Tag`

    WORD = auto()
    EMAIL = auto()
    PHONE = auto()
    URL = auto()
    DOMAIN = auto()
    QUOTED = auto()
    PUNCTUATION = auto()


class Tag(Enum):
    """What a word or expression may mean; one expression can carry several."""

    __hash__ = (
        object.__hash__
    )  # a thousand are looked up for a sentence, and an enum's own hash is written in Python

    FIND = auto()
    CREATE = auto()
    ADD = auto()
    UPDATE = auto()
    TURN = auto()
    RENAME = auto()
    CLEAR = auto()
    MERGE = auto()
    SEND = auto()
    OBJECT = auto()
    OFF_TOPIC = auto()
    SECRET = auto()
    CANCEL = auto()
    UNDO = auto()
    EXPORT = auto()
    EXCEPT = auto()
    OWNED = auto()
    OWNS = auto()
    YES = auto()
    NO = auto()
    ANYWAY = auto()
    ENOUGH = auto()
    SAME = auto()
    INSTEAD = auto()
    GREETING = auto()
    THANKS = auto()
    WITHOUT = auto()
    HELP = auto()
    IDENTITY = auto()
    NO_EMAIL = auto()
    NEXT = auto()
    PREVIOUS = auto()
    PAGE = auto()
    FILLER = auto()
    DETERMINER = auto()
    POSSESSIVE = auto()
    GENITIVE = auto()
    PRONOUN = auto()
    THAT_ONE = auto()
    ONE = auto()
    OF = auto()
    AT = auto()
    PLACE = auto()
    TO = auto()
    AS = auto()
    FOR = auto()
    COPULA = auto()
    AND = auto()
    HAS = auto()
    NEW = auto()
    NOW = auto()
    BECOMES = auto()
    MOVES = auto()
    LEAVES = auto()
    CONTACT = auto()
    PEOPLE = auto()
    ALL = auto()
    NAMED = auto()
    WITH = auto()
    FIELD = auto()
    STAGE = auto()
    ORDINAL = auto()
    TITLE = auto()
    DEPARTMENT = auto()
    COURTESY = auto()
    QUESTION = auto()
    TALK = auto()
    STARTS = auto()
    ENDS = auto()
    WRONG = auto()
    NOT = auto()
    BUT = auto()
    NO_LONGER = auto()
    LIVES = auto()
    TIME = auto()
    MET = auto()
    FAREWELL = auto()
    BOTH = auto()
    NEWS = auto()
    REACHED = auto()
    LACKS = auto()
    GIVES = auto()
    LOOKS_AFTER = auto()
    LOOKED_AFTER = auto()
    LINE = auto()
    SENDER = auto()
    ASSIGNS = auto()


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word, an expression, an address, a number or a sign, and where it stands in the text."""

    kind: LexemeKind
    text: str
    start: int
    end: int
    tags: Mapping[Tag, str] = field(default_factory=dict)

    @property
    def folded(self) -> str:
        """The text without case and accents."""
        return fold(self.text)

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital letter; the English "I" has its own wherever it stands."""
        return self.text[:1].isupper() and not self.text.startswith(("I ", "I'", "I’"))

    def has(self, *tags: Tag) -> bool:
        """Whether it carries any of the tags."""
        return not self.tags.keys().isdisjoint(tags)

    def is_sign(self, signs: str) -> bool:
        """Whether it is one of these punctuation signs."""
        return self.kind is LexemeKind.PUNCTUATION and self.text in signs


@dataclass(frozen=True, slots=True)
class Span:
    """Lexemes in a row, and the text they were cut from: values are slices of it, never rebuilt."""

    source: str
    lexemes: tuple[Lexeme, ...] = ()

    def __len__(self) -> int:
        return len(self.lexemes)

    def __iter__(self) -> Iterator[Lexeme]:
        return iter(self.lexemes)

    def __getitem__(self, index: int) -> Lexeme:
        return self.lexemes[index]

    def cut(self, start: int = 0, end: int | None = None) -> "Span":
        """The lexemes from ``start`` to before ``end``."""
        return Span(self.source, self.lexemes[start:end])

    @property
    def text(self) -> str:
        """The user's own spelling, from the first lexeme to the last."""
        return self.source[self.lexemes[0].start : self.lexemes[-1].end] if self.lexemes else ""

    def first(self, *tags: Tag, start: int = 0) -> int | None:
        """The index of the first lexeme that carries one of the tags."""
        return next((i for i in range(start, len(self)) if self[i].has(*tags)), None)

    def first_kind(self, *kinds: LexemeKind, start: int = 0) -> int | None:
        """The index of the first lexeme of one of the kinds."""
        return next((i for i in range(start, len(self)) if self[i].kind in kinds), None)

    def has(self, *tags: Tag) -> bool:
        """Whether any lexeme carries one of the tags."""
        return self.first(*tags) is not None

    def starts_with(self, *tags: Tag) -> bool:
        """Whether the first lexeme carries one of the tags."""
        return len(self) > 0 and self[0].has(*tags)

    def without_leading(self, *tags: Tag) -> "Span":
        """The rest after the lexemes at its start that carry one of the tags or are signs."""
        index = 0
        while index < len(self) and (self[index].has(*tags) or self[index].kind is LexemeKind.PUNCTUATION):
            index += 1
        return self.cut(index)

    def without_trailing(self, *tags: Tag) -> "Span":
        """What stands before the lexemes at its end that carry one of the tags or are signs."""
        index = len(self)
        while index and (self[index - 1].has(*tags) or self[index - 1].kind is LexemeKind.PUNCTUATION):
            index -= 1
        return self.cut(0, index)

    def split(self, signs: str) -> "tuple[Span, ...]":
        """The parts between these punctuation signs, empty parts left out."""
        parts: list[Span] = []
        start = 0
        for index in range(len(self) + 1):
            if index == len(self) or self[index].is_sign(signs):
                parts.append(self.cut(start, index))
                start = index + 1
        return tuple(part for part in parts if len(part))

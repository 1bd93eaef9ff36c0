"""What a person may want, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.words.lexemes import Span


@dataclass(frozen=True, slots=True)
class Person:
    """How a contact was referred to.

    ``hint`` tells several apart ("the one at Acme"); ``ordinal`` counts the list on the screen from 1,
    or from its end when negative; ``anaphoric`` stands for "her", "his", "this contact", ``other`` for whoever is
    not on the screen now and was listed beside them.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    hint: str = ""
    ordinal: int | None = None
    anaphoric: bool = False
    other: bool = False

    @property
    def described(self) -> bool:
        """Whether it can be looked up in the CRM."""
        return bool(self.name or self.email or self.phone)


ME: Final = "me"
"""The owner who is asking; nobody knows who that is."""


@dataclass(frozen=True, slots=True)
class Query:
    """What `search_contacts` takes; an empty string is a field not asked about.

    The ``owner`` is `ME` where somebody asks for their own.
    """

    text: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    jobtitle: str = ""
    lifecyclestage: str = ""
    owner: str = ""

    def fields(self) -> dict[str, str]:
        """The fields that were given."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Find:
    """Look contacts up.

    ``asked`` is the property the question is about; ``everyone`` allows an empty query;
    ``phrase`` is the request in the user's words, kept so that a later "next" can repeat it;
    ``partial`` says that a name is only known to begin so, ``bare`` that no verb or question asked for a search;
    ``also`` are all properties asked about where they are several, ``colleagues`` asks for those at their company.
    """

    query: Query = field(default_factory=Query)
    person: Person | None = None
    asked: str = ""
    everyone: bool = False
    page: int = 1
    phrase: str = ""
    partial: bool = False
    bare: bool = False
    also: tuple[str, ...] = ()
    colleagues: bool = False


@dataclass(frozen=True, slots=True)
class CreateMany:
    """Several new contacts in one message."""

    creates: tuple[Create, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """Change a contact.

    ``wanted`` are properties named without a new value, ``value`` is a new value without a property;
    ``left`` are the parts of what was typed that nothing was made of, in the user's words; ``former`` is the
    company that somebody is said to have left.
    """

    person: Person | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    clear: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    value: Span | None = None
    left: tuple[str, ...] = ()
    former: str = ""

    @property
    def has_changes(self) -> bool:
        """Whether anything is to be changed."""
        return bool(self.changes or self.clear)


Step = Find | Create | Update


@dataclass(frozen=True, slots=True)
class Steps:
    """Several requests in one message, met one after the other, each shown."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class UpdateMany:
    """One change for several contacts, which is made for one after the other; ``update`` names nobody."""

    update: Update


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose among the contacts on the screen."""

    person: Person


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Another page of the last search: ``page`` itself, or ``step`` pages further."""

    page: int | None = None
    step: int = 1


@dataclass(frozen=True, slots=True)
class Bare:
    """Words without a verb: what they mean depends on what was asked before."""

    span: Span


@dataclass(frozen=True, slots=True)
class Correction:
    """A "no, …" followed by words without a verb."""

    span: Span


class Plain(Enum):
    """Utterances that carry no value."""

    GREETING = auto()
    THANKS = auto()
    FAREWELL = auto()
    HELP = auto()
    IDENTITY = auto()
    CANCEL = auto()
    UNDO = auto()
    YES = auto()
    NO = auto()
    ANYWAY = auto()
    ENOUGH = auto()
    NO_EMAIL = auto()
    UNKNOWN = auto()


class Unsupported(Enum):
    """Requests that are understood and cannot be met."""

    DELETE = auto()
    MERGE = auto()
    SEND = auto()
    OBJECT = auto()
    BULK = auto()
    OFF_TOPIC = auto()
    SECRET = auto()
    EMPTY_FIELD = auto()
    NO_DATES = auto()
    EXPORT = auto()
    IMPORT = auto()
    NO_FACTS = auto()
    EXCEPTION = auto()
    REMARK = auto()
    BEGINNINGS = auto()
    ONE_AT_A_TIME = auto()
    COMPARISON = auto()
    TWO_PEOPLE = auto()
    TABLE = auto()
    WHICH_SENDER = auto()
    LANGUAGES = auto()
    OWN_WRITES = auto()
    TOO_LONG = auto()


Intent = (
    Find
    | Create
    | CreateMany
    | Update
    | Steps
    | UpdateMany
    | Pick
    | TurnPage
    | Bare
    | Correction
    | Plain
    | Unsupported
)

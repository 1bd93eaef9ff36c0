"""What is already on the person's screen, and which of its contacts somebody means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz

from assistant.language.requests.intents import Person
from assistant.language.words.lexemes import fold
from assistant.language.words.phrasebook import words_of

_ALIKE: Final = 86
"""Per cent of likeness from which two words count as one with a typing error."""
_SHORTEST_FUZZY: Final = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A contact on the screen; all but the id may be empty."""

    id: str
    name: str = ""
    email: str = ""
    company: str = ""

    @property
    def first_look(self) -> dict[str, str]:
        """The search that brings exactly this contact back on the screen, as nearly as can be."""
        if self.email:
            return {"email": self.email}
        return {key: value for key, value in (("name", self.name), ("company", self.company)) if value}


@dataclass(frozen=True, slots=True)
class OnScreen:
    """What the application says is on the screen before the person's newest message."""

    listed: tuple[Known, ...] = ()
    """The contacts shown last, in which ``the second one`` counts."""
    earlier: tuple[Known, ...] = ()
    waiting: str = ""
    """What a preview would do that nobody has decided on; ``""`` without any."""
    leafed: Mapping[str, Any] = field(default_factory=dict)
    """The search whose list has several pages: its fields, and which page was looked at."""
    is_past: bool = False
    """What is on the screen has come since: how many were listed then, nobody knows any more."""

    @property
    def known(self) -> tuple[Known, ...]:
        """All contacts that may be meant, those shown last first."""
        return (*self.listed, *self.earlier)

    @property
    def before(self) -> "OnScreen":
        """The same screen in the eyes of an older message, when its contacts may have been shown or not."""
        return OnScreen(earlier=self.known, is_past=True)


def read_screen(content: Mapping[str, Any]) -> OnScreen:
    """The screen in the data that the application gives with a message."""
    earlier = read_contacts({"contacts": content.get("earlier")})
    waiting, leafed = content.get("waiting"), content.get("search")
    return OnScreen(
        read_contacts(content),
        earlier,
        waiting if isinstance(waiting, str) else "",
        leafed if isinstance(leafed, dict) else {},
    )


def read_contacts(content: Mapping[str, Any]) -> tuple[Known, ...]:
    """The contacts in a tool's result; entries without an id are left out."""
    found = content.get("contacts")
    if not isinstance(found, list):
        return ()
    return tuple(_read(entry) for entry in found if isinstance(entry, dict) and entry.get("id"))


def _read(entry: Mapping[str, Any]) -> Known:
    name = entry.get("name") or f"{entry.get('firstname') or ''} {entry.get('lastname') or ''}".strip()
    return Known(str(entry["id"]), str(name), str(entry.get("email") or ""), str(entry.get("company") or ""))


def fits(person: Person, contact: Known) -> bool:
    """Whether a description fits a contact; what it does not mention does not matter."""
    if person.email and not _same_address(person.email, contact.email):
        return False
    if person.name and not _words_in(person.name, contact.name):
        return False
    if person.company and not _words_in(person.company, contact.company):
        return False
    everything = f"{contact.name} {contact.company} {contact.email.replace('@', ' ').replace('.', ' ')}"
    return not person.hint or _words_in(person.hint, everything)


def is_company_of(name: str, found: Sequence[Known]) -> bool:
    """Whether words name the company of those found, and nobody among them."""
    employed = any(fits(Person(company=name), contact) for contact in found)
    return employed and not any(_words_in(name, contact.name) for contact in found)


def _is_namesake(person: Person, contact: Known) -> bool:
    """Whether the contact bears exactly the name, not merely one that contains it."""
    return sorted(words_of(person.name)) == sorted(words_of(contact.name))


def _bears(person: Person, contact: Known) -> bool:
    """Tell whether all words of the description are whole words of the contact's name.

    ``jon`` is no ``Jonathan``.
    """
    have = words_of(contact.name.replace("-", " "))
    return all(word in have for word in words_of(person.name.replace("-", " ")))


def named(contact: Known) -> Person:
    """How to refer to a contact, whoever else is on the screen."""
    return Person(name=contact.name, email=contact.email, anaphoric=not contact.email)


def _same_address(given: str, stored: str) -> bool:
    given, stored = fold(given), fold(stored)
    return stored.endswith(given) if given.startswith("@") else given == stored


def _words_in(said: str, stored: str) -> bool:
    have = words_of(stored.replace("-", " "))
    return all(any(_alike(word, other) for other in have) for word in words_of(said.replace("-", " ")))


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    return len(word) >= _SHORTEST_FUZZY and word[0] == other[0] and fuzz.ratio(word, other) >= _ALIKE


def candidates(person: Person | None, screen: OnScreen) -> tuple[Known, ...]:
    """The contacts on the screen that may be meant.

    A name wins over the list; "her" and "the second one" mean the list alone.
    """
    listed = screen.listed or screen.known
    if person is None:
        return listed
    if person.ordinal is not None:
        index = person.ordinal - 1 if person.ordinal > 0 else len(listed) + person.ordinal
        return listed[index : index + 1] if 0 <= index < len(listed) else ()
    if person.phone and not person.anaphoric:
        return ()
    if person.anaphoric or not person.described:
        return _beside(screen) if person.other else tuple(one for one in listed if fits(person, one))
    fitting = tuple(contact for contact in screen.known if fits(person, contact))
    if len(fitting) > 1 and screen.listed == fitting[:1]:
        return fitting[:1]
    return fitting


def _beside(screen: OnScreen) -> tuple[Known, ...]:
    """The one who was listed beside the contact that is alone on the screen now: they share a name."""
    if len(screen.listed) != 1:
        return ()
    shown = set(words_of(screen.listed[0].name))
    others = tuple(one for one in screen.earlier if shown & set(words_of(one.name)))
    return others if len(others) == 1 else ()


def narrowed(person: Person, fitting: tuple[Known, ...]) -> tuple[Known, ...]:
    """The one of several who bears exactly the name, or all its words; all where none stands out."""
    namesakes = tuple(contact for contact in fitting if person.name and _is_namesake(person, contact))
    bearers = tuple(contact for contact in fitting if person.name and _bears(person, contact))
    return next((few for few in (fitting, namesakes, bearers) if len(few) == 1), fitting)

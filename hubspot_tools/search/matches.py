"""Whether a contact is what somebody asked for, judged as a reader would. Pure.

HubSpot's index compares whole tokens and promises nothing about accents; here ``rene`` is ``René``,
``daubigne`` is ``D'Aubigné``, and a telephone number is its digits.
"""

from dataclasses import dataclass
from itertools import pairwise

from hubspot_tools.contacts import Contact, SearchContacts
from hubspot_tools.values import typed_values
from hubspot_tools.values.properties import LIFECYCLE_STAGE, OWNER
from hubspot_tools.values.text import LONGEST_COMPARED, digits, fold, words
from hubspot_tools.values.vocabulary import COURTESIES, PARTICLES, PERSONAL_PHONES

LINES = ("company", "jobtitle", "city")
"""Properties of one line that are compared word by word."""

_SEEN_BY_TEXT = ("firstname", "lastname", "email", "hs_additional_emails", "company", *PERSONAL_PHONES)
"""Where HubSpot looks for free text, by its search guide: no city, no job title."""
_NAMES = ("firstname", "lastname")
_FEWEST_PHONE_DIGITS = 6


@dataclass(frozen=True)
class Wanted:
    """What a search asks for, read: ``""`` where it asks nothing.

    ``email`` is a whole address or a fragment, in lower case; ``phone`` is national digits;
    ``stage`` is the lifecycle stage's internal value, ``owner`` the owner's id; the rest is as typed.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""
    jobtitle: str = ""
    city: str = ""
    stage: str = ""
    owner: str = ""
    text: str = ""
    companies: tuple[str, ...] = ()
    """Ids of the company records that ``company`` means."""

    @classmethod
    def from_query(cls, query: SearchContacts, stage: str, region: str, owner: str = "") -> "Wanted":
        """Read a query whose lifecycle stage and owner are already resolved to ``stage`` and ``owner``.

        Free text that is an e-mail address or a telephone number is taken as one.
        """
        text, email, phone = query.text or "", query.email or "", query.phone or ""
        if not email and is_address(text):
            email, text = text, ""
        if not phone and _is_phone(text):
            phone, text = text, ""
        return cls(
            name=query.name or "",
            email=typed_values.normalise_email(email) if is_address(email) else fold(email),
            phone=typed_values.national_digits(phone, region),
            company=query.company or "",
            jobtitle=query.jobtitle or "",
            stage=stage,
            owner=owner,
            text=text,
        )

    @property
    def judgeable(self) -> bool:
        """Whether it asks for something that `matches` judges better than HubSpot's index."""
        return any((self.name, self.email, self.phone, self.company, self.jobtitle, self.city))


def matches(wanted: Wanted, contact: Contact, region: str, *, trust_text: bool = False) -> bool:
    """Whether ``contact`` has everything that is wanted.

    Args:
        wanted: What is asked for.
        contact: A contact with the properties every read asks for.
        region: Where numbers without a country code are dialled.
        trust_text: Leave free text to HubSpot, which has already matched it.
    """
    return (
        (not wanted.name or _name_matches(wanted.name, contact))
        and (not wanted.email or _email_matches(wanted.email, contact))
        and (not wanted.phone or _phone_matches(wanted.phone, contact, region))
        and all(line_matches(getattr(wanted, name), contact.get(name)) for name in LINES if name != "company")
        and works_there(wanted, contact)
        and wanted.stage in {"", contact.get(LIFECYCLE_STAGE)}
        and wanted.owner in {"", contact.get(OWNER)}
        and (trust_text or _text_matches(wanted.text, contact))
    )


def rank(wanted: Wanted, contact: Contact) -> tuple[int, str, str, int]:
    """Sorts hits: names that match whole words first, then by last name, first name and id."""
    stored = {word for part in _NAMES for word in words(contact.get(part)[:LONGEST_COMPARED])}
    only_beginnings = sum(word not in stored for word in significant_words(wanted.name))
    return (
        only_beginnings,
        fold(contact.get("lastname")),
        fold(contact.get("firstname")),
        int(digits(contact.id) or 0),
    )


def significant_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name that tell people apart.

    There are no courtesy titles, and no particles unless nothing is left.
    """
    every = words(name[:LONGEST_COMPARED])
    titled = tuple(word for word in every if word not in COURTESIES) or every
    return tuple(word for word in titled if word not in PARTICLES) or titled


def is_address(text: str) -> bool:
    """Whether the text is one whole e-mail address."""
    try:
        typed_values.normalise_email(text)
    except ValueError:
        return False
    return True


def _is_phone(text: str) -> bool:
    return len(digits(text)) >= _FEWEST_PHONE_DIGITS and not any(
        char.isalpha() or char == "@" for char in text
    )


def _name_matches(name: str, contact: Contact) -> bool:
    asked = significant_words(name)
    if not asked:
        return False
    first, last = (words(contact.get(part)[:LONGEST_COMPARED]) for part in _NAMES)
    if _each_begins_one(asked, (*first, *last)):
        return True
    # "Le Fevre" for "Lefevre", "Mc Donald" for "McDonald": compare without the gaps, either name first.
    glued = "".join(word for word in words(name[:LONGEST_COMPARED]) if word not in COURTESIES)
    given, family = "".join(first), "".join(last)
    wholes = (given + family, family + given, family)
    return bool(glued) and any(whole.startswith(glued) for whole in wholes)


def _each_begins_one(asked: tuple[str, ...], stored: tuple[str, ...]) -> bool:
    glued = (left + right for left, right in pairwise(stored))
    candidates = (*stored, *glued)
    return all(any(candidate.startswith(word) for candidate in candidates) for word in asked)


def _email_matches(email: str, contact: Contact) -> bool:
    secondary = contact.get("hs_additional_emails").split(";")
    addresses = [address.strip().lower() for address in (contact.get("email"), *secondary) if address.strip()]
    if is_address(email):
        return email in addresses
    return any(email in address for address in addresses)


def _phone_matches(phone: str, contact: Contact, region: str) -> bool:
    return any(phone in typed_values.national_digits(contact.get(name), region) for name in PERSONAL_PHONES)


def works_there(wanted: Wanted, contact: Contact) -> bool:
    """Whether the contact's company is the one wanted: its text, or a company it is associated with."""
    if line_matches(wanted.company, contact.get("company")):
        return True
    return not {one.id for one in contact.companies}.isdisjoint(wanted.companies)


def line_matches(asked: str, stored: str) -> bool:
    """Whether each word asked for begins one of a line; nothing asked fits all."""
    wanted, known = words(asked[:LONGEST_COMPARED]), words(stored[:LONGEST_COMPARED])
    return not wanted or _each_begins_one(wanted, known) or "".join(known).startswith("".join(wanted))


def _text_matches(text: str, contact: Contact) -> bool:
    """Whether HubSpot's own search will find free text on a contact, once its index has taken it in."""
    stored = tuple(word for name in _SEEN_BY_TEXT for word in words(contact.get(name)[:LONGEST_COMPARED]))
    return _each_begins_one(words(text[:LONGEST_COMPARED]), stored)

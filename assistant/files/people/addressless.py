"""Whom a row without an e-mail address is about.

Nothing but its telephone number and its name tell that, so it is asked for one by one, and only where the person wants
it. What is not sure is left to them: a row may change somebody's record or make a double, and neither is ever a guess.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.files.cells.outcomes import shortened
from assistant.files.cells.row_identity import could_be_one
from assistant.files.import_rows import ImportRow, KnownBy, RowReason
from assistant.files.people.said_rows import SaidRow
from assistant.files.reading.column_fates import WithoutEmail
from hubspot_tools.contacts import Contact, ContactStore, SimilarContacts
from hubspot_tools.search.similarity import ComparedName, LikeReason, is_same_company, likeness
from hubspot_tools.values.vocabulary import PERSONAL_PHONES

MOST_SOUGHT: Final = 250
"""Rows of one file that are looked for: each takes a search, of which an account has five in a second."""

_AT_ONCE: Final = 4
_TELLING: Final = ("firstname", "lastname", "company", *PERSONAL_PHONES)

Description = tuple[str, ...]
"""What a person is looked for by: the values of `_TELLING`."""


def description_of(values: Mapping[str, str]) -> Description:
    """What a row says of whom it is about."""
    return tuple(values.get(name, "") for name in _TELLING)


def tells_enough(values: Mapping[str, str]) -> bool:
    """Whether somebody can be told from all others: by first and last name, or by a name and a number."""
    named = [bool(values.get(name)) for name in ("firstname", "lastname")]
    return all(named) or (any(named) and any(values.get(name) for name in PERSONAL_PHONES))


@dataclass
class Lookalikes:
    """Who is like the people of one file, so that another choice asks for nobody twice."""

    found: dict[Description, SimilarContacts] = field(default_factory=dict)

    async def ask(self, contacts: ContactStore, people: Iterable[Mapping[str, str]]) -> None:
        """Look for these people as far as they are not known; of whom that fails stays unknown.

        Raises:
            AccessDenied: the token may not search.
        """
        asked = [one for one in dict.fromkeys(map(description_of, people)) if one not in self.found]
        asked = asked[:MOST_SOUGHT]
        for start in range(0, len(asked), _AT_ONCE):
            few = asked[start : start + _AT_ONCE]
            answers = await asyncio.gather(*(contacts.similar(_values_of(one)) for one in few))
            pairs = zip(few, answers, strict=True)
            self.found |= {one: similar for one, similar in pairs if similar.complete}

    def of(self, values: Mapping[str, str]) -> SimilarContacts | None:
        """Who is like the person of a row; None where nobody could be asked."""
        return self.found.get(description_of(values))


def is_sought(said: SaidRow) -> bool:
    """Whether a row is wrong for nothing but its missing address."""
    return said.reason is RowReason.NO_EMAIL


def known_otherwise(said: SaidRow, lookalikes: Lookalikes, wish: WithoutEmail, region: str) -> SaidRow:
    """The row with whom it is about, or as somebody to create, or with the reason why it is neither."""
    if not is_sought(said) or wish is WithoutEmail.LEAVE_OUT:
        return said
    if not _is_somebody(said.values):
        return replace(said, reason=RowReason.TELLS_TOO_LITTLE)
    similar = lookalikes.of(said.values)
    if similar is None:
        return replace(said, reason=RowReason.NOT_SOUGHT)
    alike = _alike(said.values, similar.contacts, region)
    if recognised := _recognised(said.values, alike):
        known_by, contact = recognised
        return replace(said, record_id=contact.id, known_by=known_by, reason=None)
    return _in_doubt(said, [one for _, one in alike]) if alike else _of_nobody(said, wish)


def _in_doubt(said: SaidRow, alike: Sequence[Contact]) -> SaidRow:
    names = ", ".join(one.name or one.get("email") or one.id for one in alike)
    return replace(said, reason=RowReason.MAY_BE_THERE, may_be=shortened(names))


def _of_nobody(said: SaidRow, wish: WithoutEmail) -> SaidRow:
    if not tells_enough(said.values):
        return replace(said, reason=RowReason.TELLS_TOO_LITTLE)
    if wish is WithoutEmail.CREATE:
        return replace(said, is_new=True, reason=None)
    return replace(said, reason=RowReason.NOBODY_KNOWN)


def sought_in(said: Iterable[SaidRow]) -> list[Mapping[str, str]]:
    """What the rows say that can be looked for."""
    return [one.values for one in said if is_sought(one) and _is_somebody(one.values)]


def exists_by_now(values: Mapping[str, str], similar: SimilarContacts, region: str) -> bool:
    """Whether somebody has created a row's person since it was judged.

    A number alone is no evidence for that: a household has one, and so has a company.
    """
    return any(reason is not LikeReason.PHONE for reason, _ in _alike(values, similar.contacts, region))


class NewPeople:
    """The new people of a file, so that nobody without an address is created twice."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, ...], list[ImportRow]] = {}
        self._by_phone: dict[str, list[ImportRow]] = {}

    def add(self, row: ImportRow) -> None:
        """Take note of a row."""
        self._by_name.setdefault(_name_of(row), []).append(row)
        for number in _phones_of(row):
            self._by_phone.setdefault(number, []).append(row)

    def first_like(self, row: ImportRow) -> ImportRow | None:
        """The first row of the same person: of one number and name, or of one name and no other company."""
        name = ComparedName.of(row.values)
        for other in (one for number in _phones_of(row) for one in self._by_phone.get(number, ())):
            if name.is_near(ComparedName.of(other.values)):
                return other
        company = row.values.get("company", "")
        for other in self._by_name.get(_name_of(row), ()) if _name_of(row) else ():
            employer = other.values.get("company", "")
            if not company or not employer or is_same_company(company, employer):
                return other
        return None


def _name_of(row: ImportRow) -> tuple[str, ...]:
    return tuple(sorted(ComparedName.of(row.values).words))


def _phones_of(row: ImportRow) -> list[str]:
    return [number for one in PERSONAL_PHONES if (number := row.values.get(one))]


def _values_of(described: Description) -> dict[str, str]:
    return {name: value for name, value in zip(_TELLING, described, strict=True) if value}


def _is_somebody(values: Mapping[str, str]) -> bool:
    """Whether a row says enough for somebody to be found by it."""
    return tells_enough(values) or any(values.get(one) for one in PERSONAL_PHONES)


def _alike(
    values: Mapping[str, str], contacts: Sequence[Contact], region: str
) -> list[tuple[LikeReason, Contact]]:
    """The contacts that may be a row's person, and why.

    One number of two people whose names have nothing in common makes nobody alike.
    """
    judged = [(likeness(values, one, region), one) for one in contacts]
    return [(how.reason, one) for how, one in judged if how and could_be_one(values, one.properties)]


def _recognised(
    values: Mapping[str, str], alike: Sequence[tuple[LikeReason, Contact]]
) -> tuple[KnownBy, Contact] | None:
    """The one contact that a row is about, by its number or else by its whole name and its company."""
    name = ComparedName.of(values)
    by_phone = [one for how, one in alike if how is LikeReason.PHONE_AND_NAME or not name.words]
    by_name = [
        one
        for how, one in alike
        if how is LikeReason.NAME_AND_COMPANY and name.is_the_same_as(ComparedName.of(one.properties))
    ]
    sure, known_by = (by_phone, KnownBy.PHONE) if by_phone else (by_name, KnownBy.NAME)
    return (known_by, sure[0]) if len(sure) == 1 else None

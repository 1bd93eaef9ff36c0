"""Whether two records may be of one person: by addresses beside the first, and names. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.files.cells.outcomes import LeftCell, shortened
from hubspot_tools.contacts import Contact
from hubspot_tools.values.text import words

_MOST_FURTHER: Final = 3


def further_emails_in(left: Sequence[LeftCell]) -> tuple[str, ...]:
    """The first of a row's addresses beside the one that is taken; more of them are not asked about."""
    return tuple(one.value for one in left if one.is_further_email)[:_MOST_FURTHER]


def shared_in(rows: Iterable[Sequence[LeftCell]]) -> frozenset[str]:
    """The further addresses that stand in several rows: of a company or an assistant, of nobody alone."""
    counts = Counter(one for left in rows for one in set(further_emails_in(left)))
    return frozenset(one for one, count in counts.items() if count > 1)


def could_be_one(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two records may be of one person.

    A word of their names is the same, or one of them has no name.
    """
    told, known = _name_words(one), _name_words(other)
    return not told or not known or not told.isdisjoint(known)


def with_holder(left: LeftCell, contact: Contact | None, by_email: Mapping[str, Contact]) -> LeftCell:
    """A further address with the name of the other contact that has it."""
    other = by_email.get(left.value) if left.is_further_email else None
    if other is None or (contact is not None and other.id == contact.id):
        return left
    return replace(left, suggestion=shortened(other.name))


def _name_words(values: Mapping[str, str]) -> frozenset[str]:
    return frozenset(words(f"{values.get('firstname', '')} {values.get('lastname', '')}"))

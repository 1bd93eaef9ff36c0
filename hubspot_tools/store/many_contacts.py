"""What can be asked about many contacts at once, and of whom."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel

from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import CrmError, InvalidValues

MOST_IN_A_BATCH = 100
"""Inputs of one batch call; source: HubSpot's contacts guide."""

T = TypeVar("T")


def in_batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in runs of as many as one call takes."""
    return (items[start : start + MOST_IN_A_BATCH] for start in range(0, len(items), MOST_IN_A_BATCH))


class NamedProperty(BaseModel, frozen=True):
    """The property a heading means, by its internal name, and whether people may write it."""

    name: str
    writable: bool


class ContactBatches(Protocol):
    """Reads and writes many contacts at once.

    Reads may be of any length; a write is one batch of `MOST_IN_A_BATCH` at most.

    A read may raise any `CrmError`. A write raises none: it answers each input, in the order of the inputs,
    with the contact or with the error that befell this one. What befell the call befell every input of it.
    """

    @property
    def region(self) -> str:
        """The region in which numbers without a country code are dialled.

        And whose dates are read as it writes them.
        """
        ...

    async def properties_named(self, headings: Sequence[str]) -> Mapping[str, NamedProperty]:
        """Which property each heading of a table means; those that mean none are left out."""
        ...

    async def validate_all(self, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str] | InvalidValues]:
        """For each row what `ContactStore.validate` says, or raises, of its values."""
        ...

    async def by_emails(self, emails: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """The contacts that have these addresses, primary or secondary, by the address; from the store."""
        ...

    async def by_ids(self, ids: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """The contacts of these ids that exist, by id, with the properties in ``also`` beside the usual ones."""
        ...

    async def create(self, rows: Sequence[Mapping[str, str]]) -> list[Contact | CrmError]:
        """Store new contacts, each at most once."""
        ...

    async def update(self, changes: Mapping[str, Mapping[str, str]]) -> list[Contact | CrmError]:
        """Change these properties of the contacts of these ids; ``""`` empties.

        The contacts answered hold what HubSpot now has for the properties written, not the whole record.
        """
        ...

    async def archive(self, ids: Sequence[str]) -> list[CrmError | None]:
        """Put contacts into HubSpot's recycle bin; those that are there already stay there."""
        ...


class BatchedContacts(ContactStore, Protocol):
    """A `ContactStore` that can also be asked about many contacts at once."""

    @property
    def batches(self) -> ContactBatches:
        """The same contacts, many at once."""
        ...

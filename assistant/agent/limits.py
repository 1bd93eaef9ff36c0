"""How much one turn may cost, so that no model, however clumsy, can run away with it."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from hubspot_tools.calls.request_count import RequestAllowance
from hubspot_tools.contacts import Contact, ContactPage, ContactStore, SearchContacts, SimilarContacts
from hubspot_tools.facts.account_facts import Capabilities, Portal, PropertyLabel
from hubspot_tools.facts.associated_company import AssociatedCompany
from hubspot_tools.facts.property_history import PropertyChange

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Bounds of one turn; ``seconds`` is wall-clock time from the person's message.

    ``corrections`` is how often the model may mend answers whose calls could not be used; ``crm_calls`` are requests
    to the CRM as they are sent, but for what is read of the account for everybody, about once an hour.
    """

    model_calls: int = 6
    corrections: int = 2
    crm_calls: int = 8
    seconds: float = 60.0


class LimitedContacts:
    """A `ContactStore` that sends a fixed number of requests; what it passes on is unchanged.

    Every method that is not free may raise `RequestsSpent`.
    """

    def __init__(self, contacts: ContactStore, requests: int) -> None:
        self._contacts = contacts
        self._allowance = RequestAllowance(requests)

    async def search(
        self, query: SearchContacts, *, size: int | None = None, unseen: Collection[str] = ()
    ) -> ContactPage:
        """See `ContactStore.search`."""
        return await self._spend(self._contacts.search, query, size=size, unseen=unseen)

    async def get(self, contact_id: str, also: Iterable[str] = ()) -> Contact:
        """See `ContactStore.get`."""
        return await self._spend(self._contacts.get, contact_id, also)

    async def has_held(self, contact_id: str, values: Mapping[str, str], after: datetime) -> bool:
        """See `ContactStore.has_held`."""
        return await self._spend(self._contacts.has_held, contact_id, values, after)

    async def find_by_email(self, email: str, also: Iterable[str] = ()) -> Contact | None:
        """See `ContactStore.find_by_email`."""
        return await self._spend(self._contacts.find_by_email, email, also)

    async def similar(self, values: Mapping[str, str], *, unseen: Collection[str] = ()) -> SimilarContacts:
        """See `ContactStore.similar`."""
        return await self._spend(self._contacts.similar, values, unseen=unseen)

    async def company_for(self, name: str, email: str) -> AssociatedCompany | None:
        """See `ContactStore.company_for`."""
        return await self._spend(self._contacts.company_for, name, email)

    async def archive(self, contact_id: str) -> None:
        """See `ContactStore.archive`."""
        await self._spend(self._contacts.archive, contact_id)

    async def create(self, values: Mapping[str, str]) -> Contact:
        """See `ContactStore.create`."""
        return await self._spend(self._contacts.create, values)

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """See `ContactStore.update`."""
        return await self._spend(self._contacts.update, contact_id, values)

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """See `ContactStore.validate`; free, since what it reads is everybody's and cached."""
        return await self._contacts.validate(values)

    async def labels(self) -> Mapping[str, PropertyLabel]:
        """See `ContactStore.labels`; free, since what it reads is everybody's and cached."""
        return await self._contacts.labels()

    async def can_write(self) -> bool:
        """See `ContactStore.can_write`; free, since what it reads is everybody's and cached."""
        return await self._contacts.can_write()

    async def require_write(self) -> None:
        """See `ContactStore.require_write`; free, since what it reads is everybody's and cached."""
        await self._contacts.require_write()

    async def portal(self) -> Portal:
        """See `ContactStore.portal`; free, since what it reads is everybody's and cached."""
        return await self._contacts.portal()

    async def capabilities(self) -> Capabilities:
        """See `ContactStore.capabilities`."""
        return await self._spend(self._contacts.capabilities)

    async def history(self, contact_id: str, names: Iterable[str]) -> Sequence[PropertyChange]:
        """See `ContactStore.history`."""
        return await self._spend(self._contacts.history, contact_id, names)

    async def close(self) -> None:
        """See `ContactStore.close`."""
        await self._contacts.close()

    async def _spend(
        self, call: Callable[Asked, Awaitable[Answer]], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Answer:
        with self._allowance.counted():
            return await call(*args, **kwargs)

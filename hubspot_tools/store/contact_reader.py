"""Reading contacts: by id and by address from the store, by search from the index."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hubspot.crm.contacts import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

from hubspot_tools.calls.client import HubSpotClient, results_of
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import ContactGone, CrmUnavailable, RefusalCause, RequestRefused
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY
from hubspot_tools.facts.property_history import PropertyChange
from hubspot_tools.search.finder import Hits, Recent
from hubspot_tools.store.account import Account
from hubspot_tools.store.cache import RecentWrites
from hubspot_tools.store.company_records import CompanyRecords, ids_of
from hubspot_tools.values import typed_values as readings
from hubspot_tools.values.wire import (
    REQUESTED_PROPERTIES,
    changes_from,
    contact_from,
    contacts_from,
    count_from,
    past_of,
)

MOST_CHANGES = 100
"""Of a history, however long it is."""


class ContactReader:
    """Reads contacts and says where each opens in HubSpot; those of the local CRM open nowhere."""

    def __init__(
        self,
        client: HubSpotClient,
        account: Account,
        recent: RecentWrites,
        companies: CompanyRecords,
        *,
        local: bool,
    ) -> None:
        self._client = client
        self._account = account
        self._recent = recent
        self._companies = companies
        self._local = local

    async def by_id(self, contact_id: str, also: Iterable[str] = ()) -> Contact:
        """Return the contact as stored, with the properties in ``also`` beside the usual ones.

        Raises:
            ContactGone: no such contact.
        """
        return await self._read(numeric(contact_id), also=also)

    async def has_held(self, contact_id: str, values: Mapping[str, str], after: datetime) -> bool:
        """Whether each of these values was written later than ``after``, by HubSpot's history of the contact.

        Raises:
            ContactGone: no such contact.
        """
        method, history = self._client.contacts.get_by_id, list(values)
        record = await self._client.call(
            CallSort.READ, method, numeric(contact_id), properties_with_history=history, archived=False
        )
        if contact_from(record) is None:
            raise CrmUnavailable("HubSpot's answer to a read names no contact")
        written = {(name, value) for name, value, at in changes_from(record) if at > after}
        return set(values.items()) <= written

    async def history(self, contact_id: str, names: Iterable[str]) -> list[PropertyChange]:
        """Who gave these properties of a contact which values, the newest first, `MOST_CHANGES` at most.

        Raises:
            ContactGone: no such contact.
        """
        asked = list(dict.fromkeys(names))
        record = await self._client.call(
            CallSort.READ,
            self._client.contacts.get_by_id,
            numeric(contact_id),
            properties_with_history=asked,
            archived=False,
        )
        if contact_from(record) is None:
            raise CrmUnavailable("HubSpot's answer to a read names no contact")
        told = [(one, user) for one, user in past_of(record) if one.property in asked]
        people = await self._account.users() if any(user for _, user in told) else {}
        changes = [one.model_copy(update={"person": people.get(user, "")}) for one, user in told]
        return sorted(changes, key=lambda one: one.at, reverse=True)[:MOST_CHANGES]

    async def by_email(self, email: str, also: Iterable[str] = ()) -> Contact | None:
        """Find in the store the contact that has this address, primary or secondary.

        ``also`` as in `by_id`.
        """
        try:
            address = readings.normalise_email(email)
        except ValueError:
            return None  # HubSpot stores no such address
        if "/" in address:  # legal, but servers take it for the end of the id, however it is escaped
            found = await self.many([address], id_property="email", also=also)
            return await self.linked(found[0]) if found else None
        try:
            return await self._read(address, id_property="email", also=also)
        except ContactGone:
            return None

    async def many(
        self, references: Iterable[str], *, id_property: str | None = None, also: Iterable[str] = ()
    ) -> tuple[Contact, ...]:
        """Those of up to a hundred contacts that exist, not linked yet, with the properties in ``also``.

        One that may not be read costs itself alone; where none may, that is what is raised.
        """
        asked = tuple(references)
        try:
            return await self._batch(asked, id_property, also)
        except RequestRefused as refused:
            if refused.cause is not RefusalCause.RECORD or len(asked) == 1:
                raise
        found: list[Contact] = []
        unread: list[RequestRefused] = []
        for half in (asked[: len(asked) // 2], asked[len(asked) // 2 :]):
            try:
                found += await self.many(half, id_property=id_property, also=also)
            except RequestRefused as refused:
                unread.append(refused)
        if len(unread) > 1 or any(one.cause is not RefusalCause.RECORD for one in unread):
            raise unread[-1]
        return tuple(found)

    async def _batch(
        self, references: Iterable[str], id_property: str | None, also: Iterable[str]
    ) -> tuple[Contact, ...]:
        request = BatchReadInputSimplePublicObjectId(
            inputs=[SimplePublicObjectId(id=one) for one in references],
            properties=_read_with(also),
            properties_with_history=[],
            id_property=id_property,
        )
        answer = await self._client.call(CallSort.READ, self._client.contact_batches.read, request)
        return contacts_from(results_of(answer))

    async def search(self, body: dict[str, Any]) -> Hits:
        """What the index says, which lags; the contacts are not linked yet."""
        answer = await self._client.call(CallSort.SEARCH, self._client.contact_search.do_search, body)
        contacts = contacts_from(results_of(answer))
        return Hits(contacts, count_from(getattr(answer, "total", None), at_least=len(contacts)))

    async def recently_written(self) -> Recent:
        """What this process wrote, as stored now: one request, and none without a write in two minutes."""
        ids = self._recent.ids()
        if not ids:
            return Recent()
        try:
            read = await self.many(ids)
        except RequestRefused as refused:
            if refused.cause is not RefusalCause.RECORD:
                raise
            read = ()
        stored = {contact.id: contact for contact in read}
        return Recent(ids, tuple(stored[one] for one in ids if one in stored))

    async def linked(self, contact: Contact) -> Contact:
        """Return the contact with its address in HubSpot, as far as the portal is known."""
        if self._local:
            return contact
        url = (await self._account.details()).record_url(contact.id)
        return contact.model_copy(update={"record_url": url})

    async def _read(
        self, reference: str, *, id_property: str | None = None, also: Iterable[str] = ()
    ) -> Contact:
        by: dict[str, Any] = {"id_property": id_property} if id_property else {}
        also = tuple(also)
        asked = _read_with(also)
        asks = ASSOCIATED_COMPANY in also and await self._companies.readable()
        if asks or self._companies.known_readable:
            by |= {"associations": ["companies"]}
        method = self._client.contacts.get_by_id
        record = await self._client.call(
            CallSort.READ, method, reference, properties=asked, archived=False, **by
        )
        contact = contact_from(record)
        if contact is None:
            raise CrmUnavailable("HubSpot's answer to a read names no contact")
        if ASSOCIATED_COMPANY in also and contact.companies:
            told = {**contact.properties, ASSOCIATED_COMPANY: ids_of(contact.companies)}
            contact = contact.model_copy(update={"properties": told})
        [named] = await self._companies.named_if_any([contact])
        return await self.linked(named)


def numeric(contact_id: str) -> str:
    """The id if it can be one; anything else could only lead to some other address of the API.

    Raises:
        ContactGone: it cannot.
    """
    if not (contact_id.isascii() and contact_id.isdigit()):
        raise ContactGone("no contact has such an id")
    return contact_id


def _read_with(also: Iterable[str]) -> list[str]:
    """Return the properties that a read asks for; an association is none, and is asked for by itself."""
    return [one for one in dict.fromkeys((*REQUESTED_PROPERTIES, *also)) if one != ASSOCIATED_COMPANY]

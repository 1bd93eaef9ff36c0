"""HubSpotContacts: contacts kept in HubSpot, or in anything that speaks HubSpot's contract."""

import logging
from collections.abc import Mapping
from typing import Any

from hubspot.crm.contacts import (
    BatchReadInputSimplePublicObjectId,
    SimplePublicObjectId,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)
from pydantic import SecretStr

from hubspot_tools import values as readings
from hubspot_tools.account import Account
from hubspot_tools.caching import RecentWrites
from hubspot_tools.client import ClientSettings, HubSpotClient, results_of
from hubspot_tools.contacts import (
    Contact,
    ContactPage,
    ContactStore,
    Portal,
    PropertyLabel,
    SearchContacts,
)
from hubspot_tools.errors import (
    ContactGone,
    CrmError,
    CrmUnavailable,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
)
from hubspot_tools.filters import LAST_RESULT
from hubspot_tools.finding import Finder, Hits, Recent
from hubspot_tools.matching import Wanted
from hubspot_tools.properties import LIFECYCLE_STAGE
from hubspot_tools.retrying import CallSort
from hubspot_tools.validation import Validator
from hubspot_tools.wire import REQUESTED_PROPERTIES, contact_from, contacts_from, count_from

_log = logging.getLogger(__name__)


class HubSpotContacts(ContactStore):
    """A `hubspot_tools.contacts.ContactStore` over hubspot-api-client.

    Reads decide what exists and what is stored; the search index, which lags, only finds. Every method
    raises the errors of `hubspot_tools.errors` and nothing else.
    """

    def __init__(
        self,
        access_token: SecretStr | str,
        *,
        base_url: str = "https://api.hubapi.com",
        local: bool = False,
        region: str = "FR",
        page_size: int = 5,
        settings: ClientSettings | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            access_token: Of a service key or a private app.
            base_url: Where the API is; the local CRM's address for trying things out.
            local: Whether that is the local CRM, whose records open nowhere.
            region: ISO 3166 code of the country where numbers without a country code are dialled.
            page_size: Contacts on a page of a search.
            settings: Bounds, retries and budget of the calls.
        """
        settings = settings or ClientSettings()
        self._client = HubSpotClient(access_token, base_url, settings)
        self._account = Account(self._client, settings.clock)
        self._recent = RecentWrites(settings.clock)
        self._finder = Finder(self._search, region)
        self._local = local
        self._region = region
        self._page_size = page_size

    async def search(self, query: SearchContacts) -> ContactPage:
        """One page of contacts that match every given field; see `hubspot_tools.finding`.

        Without a field, the most recently changed contacts. Only HubSpot's first 10,000 can be paged through.

        Raises:
            InvalidValues: the lifecycle stage is none of the account's.
        """
        wanted = Wanted.from_query(query, await self._stage(query.lifecyclestage or ""), self._region)
        page = min(max(query.page or 1, 1), LAST_RESULT // self._page_size)
        hits = await self._finder.find(wanted, page, self._page_size, await self._recently_written())
        contacts = [await self._linked(contact) for contact in hits.contacts]
        return ContactPage(
            contacts=tuple(contacts), total=hits.total, page=page, page_size=self._page_size, query=query
        )

    async def get(self, contact_id: str) -> Contact:
        """The stored contact, never from the index.

        Raises:
            ContactGone: no such contact.
        """
        return await self._read(_numeric(contact_id))

    async def find_by_email(self, email: str) -> Contact | None:
        """The contact that has this address as its primary or a secondary one, from the store."""
        try:
            address = readings.normalise_email(email)
        except ValueError:
            return None  # HubSpot stores no such address
        try:
            return await self._read(address, id_property="email")
        except ContactGone:
            return None

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` as HubSpot stores it: normalised, labels turned into internal names and options.

        Raises:
            InvalidValues: at least one name or value cannot be stored.
        """
        catalogue = await self._account.catalogue()
        owners = await self._account.owners() if catalogue.wants_owner(values) else ()
        return Validator(catalogue, owners, self._region).check(values)

    async def create(self, values: Mapping[str, str]) -> Contact:
        """Store a new contact, at most once.

        Raises:
            EmailTaken: another contact has the address.
            OutcomeUnknown: sent, but the answer was lost.
        """
        properties = {name: value for name, value in values.items() if value}
        _refuse_nothing(properties)
        try:
            record = await self._client.call(
                CallSort.CREATE,
                self._client.contacts.create,
                SimplePublicObjectInputForCreate(properties=properties),
            )
        except EmailTaken as taken:
            raise await self._naming_the_holder(taken, properties) from None
        contact = contact_from(record)
        if contact is None:
            raise OutcomeUnknown("HubSpot's answer to a create names no contact")
        self._recent.add(contact.id)
        _log.info("created contact %s", contact.id)
        return await self._as_stored(contact, properties)

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """Change the given properties only and return the contact as read back; ``""`` empties.

        Raises:
            EmailTaken: another contact has the address.
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost, or what was stored could not be read back.
        """
        contact_id = _numeric(contact_id)
        _refuse_nothing(values)
        try:
            await self._client.call(
                CallSort.UPDATE,
                self._client.contacts.update,
                contact_id,
                SimplePublicObjectInput(properties=dict(values)),
            )
        except EmailTaken as taken:
            raise await self._naming_the_holder(taken, values) from None
        except OutcomeUnknown:
            self._recent.add(contact_id)
            raise
        self._recent.add(contact_id)
        _log.info("updated contact %s: %d properties", contact_id, len(values))
        try:
            return await self._read(contact_id, also=values)
        except CrmError as error:
            raise OutcomeUnknown(
                "the change was sent but could not be read back", correlation_id=error.correlation_id
            ) from None

    async def labels(self) -> Mapping[str, PropertyLabel]:
        """The account's own label and option labels for each property, by internal name."""
        return await self._account.labels()

    async def can_write(self) -> bool:
        """Whether writing is worth trying: False when the token is known to lack the scope; cached."""
        return (await self._account.details()).can_write

    async def portal(self) -> Portal:
        """What this store is connected to; doubles as the check that the token works.

        Raises:
            AccessDenied: the token was refused or may not read contacts.
        """
        results_of(await self._client.call(CallSort.READ, self._client.contacts.get_page, limit=1))
        details = await self._account.details()
        return Portal(
            kind="local" if self._local else "hubspot",
            portal_id=details.portal_id,
            ui_domain=details.ui_domain,
            can_write=details.can_write,
        )

    async def close(self) -> None:
        """Let go of threads and sockets; later calls raise `CrmUnavailable`."""
        await self._client.close()

    async def _search(self, body: dict[str, Any]) -> Hits:
        answer = await self._client.call(CallSort.SEARCH, self._client.contact_search.do_search, body)
        contacts = contacts_from(results_of(answer))
        return Hits(contacts, count_from(getattr(answer, "total", None), at_least=len(contacts)))

    async def _stage(self, given: str) -> str:
        if not given:
            return ""
        catalogue = await self._account.catalogue()
        stage = catalogue.stage(given)
        if stage is None:
            raise InvalidValues([catalogue.no_such_stage(given)])
        return stage

    async def _recently_written(self) -> Recent:
        """One batch read, and only when something was written in the last two minutes."""
        ids = self._recent.ids()
        if not ids:
            return Recent()
        request = BatchReadInputSimplePublicObjectId(
            inputs=[SimplePublicObjectId(id=one) for one in ids],
            properties=list(REQUESTED_PROPERTIES),
            properties_with_history=[],
        )
        answer = await self._client.call(CallSort.READ, self._client.contact_batches.read, request)
        stored = {contact.id: contact for contact in contacts_from(results_of(answer))}
        return Recent(ids, tuple(stored[one] for one in ids if one in stored))

    async def _read(
        self, reference: str, *, id_property: str | None = None, also: Mapping[str, str] | None = None
    ) -> Contact:
        """The contact as stored, with the properties in ``also`` beside the usual ones."""
        by = {"id_property": id_property} if id_property else {}
        asked = list(dict.fromkeys((*REQUESTED_PROPERTIES, *(also or ()))))
        method = self._client.contacts.get_by_id
        record = await self._client.call(
            CallSort.READ, method, reference, properties=asked, archived=False, **by
        )
        contact = contact_from(record)
        if contact is None:
            raise CrmUnavailable("HubSpot's answer to a read names no contact")
        return await self._linked(contact)

    async def _as_stored(self, created: Contact, given: Mapping[str, str]) -> Contact:
        """A create answers with everything it stored; should it not, it is read back."""
        told = {*given, LIFECYCLE_STAGE} <= set(created.properties)
        try:
            return await (self._linked(created) if told else self._read(created.id, also=given))
        except CrmError as error:
            _log.info("contact %s could not be read back after its creation (%s)", created.id, error)
            return await self._linked(created)

    async def _naming_the_holder(self, taken: EmailTaken, given: Mapping[str, str]) -> CrmError:
        """HubSpot tells the holder's id in a sentence only; when it does not, the address leads to it."""
        if taken.contact_id:
            return taken
        holder = await self.find_by_email(given.get("email", ""))
        if holder:
            return EmailTaken(contact_id=holder.id, correlation_id=taken.correlation_id)
        problem = PropertyProblem(property="email", problem=Problem.REFUSED)
        return InvalidValues([problem], correlation_id=taken.correlation_id)

    async def _linked(self, contact: Contact) -> Contact:
        if self._local:
            return contact
        url = (await self._account.details()).record_url(contact.id)
        return contact.model_copy(update={"record_url": url})


def _numeric(contact_id: str) -> str:
    """The id if it can be one; anything else could only lead to some other address of the API."""
    if not (contact_id.isascii() and contact_id.isdigit()):
        raise ContactGone("no contact has such an id")
    return contact_id


def _refuse_nothing(given: Mapping[str, str]) -> None:
    if not given:
        raise InvalidValues([PropertyProblem(property="contact", problem=Problem.NOTHING_TO_WRITE)])

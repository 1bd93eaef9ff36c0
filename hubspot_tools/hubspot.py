"""HubSpotContacts: contacts kept in HubSpot, or in anything that speaks HubSpot's contract."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr

from hubspot_tools.calls.client import ClientSettings, HubSpotClient, results_of
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import (
    PAGE_SIZE,
    Contact,
    ContactPage,
    ContactStore,
    SearchContacts,
    SimilarContacts,
)
from hubspot_tools.errors import REFUSED_FOR_GOOD, ContactGone, ReadOnly, RefusalCause, RequestRefused
from hubspot_tools.facts.account_facts import Capabilities, Portal, PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany, without_association
from hubspot_tools.facts.property_history import PropertyChange
from hubspot_tools.search.doubles import Doubles
from hubspot_tools.search.filters import LAST_RESULT, MOST_RESULTS
from hubspot_tools.search.finder import ContactSearch
from hubspot_tools.search.matches import Wanted
from hubspot_tools.store.account import Account
from hubspot_tools.store.cache import RecentWrites
from hubspot_tools.store.capability_check import capabilities_of
from hubspot_tools.store.company_records import CompanyRecords
from hubspot_tools.store.contact_reader import ContactReader
from hubspot_tools.store.contact_writer import ContactWriter
from hubspot_tools.store.hubspot_batches import HubSpotBatches
from hubspot_tools.store.locks import KeyedLocks
from hubspot_tools.store.many_contacts import ContactBatches
from hubspot_tools.store.value_checker import ValueChecker


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
        page_size: int = PAGE_SIZE,
        settings: ClientSettings | None = None,
    ) -> None:
        """Connect to nothing yet.

        Args:
            access_token: Of a service key or a private app.
            base_url: Where the API is; the local CRM's address for trying things out.
            local: Whether that is the local CRM, whose records open nowhere and whose calls are not paced.
            region: ISO 3166 code of the country where numbers without a country code are dialled.
            page_size: Contacts on a page of a search.
            settings: Bounds, retries and budget of the calls.
        """
        settings = settings or ClientSettings()
        self._client = HubSpotClient(access_token, base_url, settings, local=local)
        self._account = Account(self._client, settings.clock, holds_to_rules=settings.version.holds_to_rules)
        self._recent = RecentWrites(settings.clock)
        self._checker = ValueChecker(self._account, region)
        self._companies = CompanyRecords(self._client, self._account, settings.clock, local=local)
        self._reader = ContactReader(self._client, self._account, self._recent, self._companies, local=local)
        addresses = KeyedLocks()
        self._writer = ContactWriter(
            self._client, self._reader, self._checker, self._recent, self._companies, addresses
        )
        self._batches = HubSpotBatches(
            self._client, self._account, self._reader, self._checker, self._recent, addresses
        )
        self._finder = ContactSearch(
            self._reader.search, region, associated=self._companies.associated_as_allowed
        )
        self._doubles = Doubles(self._reader.search, self._reader.recently_written, region)
        self._local = local
        self._region = region
        self._settings = settings
        self._page_size = page_size

    @property
    def batches(self) -> ContactBatches:
        """The same contacts, many at once."""
        return self._batches

    async def search(
        self, query: SearchContacts, *, size: int | None = None, unseen: Collection[str] = ()
    ) -> ContactPage:
        """One page of contacts that match every given field; see `hubspot_tools.search.finder`.

        Without a field, the most recently changed contacts. Only HubSpot's first 10,000 can be paged through, and of
        free text the first 200 where something is ``unseen``.

        Raises:
            InvalidValues: the lifecycle stage is none of the account's, or the owner is nobody, or may be several.
        """
        stage = await self._checker.stage(query.lifecyclestage or "")
        owner = await self._checker.owner(query.owner or "")
        wanted = Wanted.from_query(query, stage, self._region, owner)
        wanted = replace(wanted, companies=await self._companies_called(wanted.company, unseen))
        size = min(size or self._page_size, MOST_RESULTS)
        page = min(max(query.page or 1, 1), LAST_RESULT // size)
        recent = await self._reader.recently_written()
        finder = self._finder.without(unseen) if unseen else self._finder
        hits = await finder.find(wanted, page, size, recent)
        shown = await self._companies.named_if_any(hits.contacts)
        if hits.total == 1 and "company" not in unseen:
            shown = await self._companies.with_companies(shown)
        contacts = [await self._reader.linked(contact) for contact in shown]
        near = [await self._reader.linked(contact) for contact in hits.near]
        return ContactPage(
            contacts=tuple(contacts),
            total=hits.total,
            page=page,
            page_size=size,
            query=query,
            near=tuple(near),
        )

    async def _companies_called(self, name: str, unseen: Collection[str]) -> tuple[str, ...]:
        """The ids of the company records that a name means; none where companies may not be read or seen."""
        if not name or "company" in unseen or not await self._companies.readable():
            return ()
        try:
            return tuple(one.id for one in await self._companies.called(name))
        except REFUSED_FOR_GOOD:
            return ()

    async def company_for(self, name: str, email: str) -> AssociatedCompany | None:
        """The one company record that has this name, or else the address's domain.

        None where there is none, where it may be several, and where companies may not be read.
        """
        if not name.strip() or not await self._companies.readable():
            return None
        try:
            return await self._companies.one_called(name, email)
        except REFUSED_FOR_GOOD:
            return None

    async def get(self, contact_id: str, also: Iterable[str] = ()) -> Contact:
        """The stored contact, never from the index, with the properties in ``also`` beside the usual ones.

        Raises:
            ContactGone: no such contact.
        """
        return await self._reader.by_id(contact_id, also)

    async def has_held(self, contact_id: str, values: Mapping[str, str], after: datetime) -> bool:
        """Tell whether each of these values was written later than ``after``.

        HubSpot's own history of the contact says so.

        Raises:
            ContactGone: no such contact.
        """
        return await self._reader.has_held(contact_id, values, after)

    async def find_by_email(self, email: str, also: Iterable[str] = ()) -> Contact | None:
        """Find in the store the contact that has this address, primary or secondary.

        ``also`` as in `get`.
        """
        return await self._reader.by_email(email, also)

    async def similar(self, values: Mapping[str, str], *, unseen: Collection[str] = ()) -> SimilarContacts:
        """Find up to three contacts that may be the person these values describe.

        See `hubspot_tools.search.doubles`.

        Raises:
            AccessDenied: the token may not search. Any other failure makes the hints incomplete.
        """
        found = await self._doubles.of(values, unseen)
        linked = [await self._reader.linked(contact) for contact in found.contacts]
        return found.model_copy(update={"contacts": tuple(linked)})

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` as HubSpot stores it: normalised, labels turned into internal names and options.

        Raises:
            InvalidValues: at least one name or value cannot be stored.
        """
        return await self._checker.check(values)

    async def create(self, values: Mapping[str, str]) -> Contact:
        """Store a new contact, at most once; see `hubspot_tools.store.contact_writer.ContactWriter.create`.

        Raises:
            EmailTaken: another contact has the address.
            OutcomeUnknown: sent, but the answer was lost.
        """
        return await self._writer.create(values)

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """Change the given properties only and return the contact as read back; ``""`` empties.

        Raises:
            EmailTaken: another contact has the address.
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost, or what was stored could not be read back.
        """
        stored = without_association(values)
        if ASSOCIATED_COMPANY not in values:
            return await self._writer.update(contact_id, stored)
        if stored:
            raise ValueError("a contact and its associations are written one after the other")
        return await self._writer.associate(contact_id, values[ASSOCIATED_COMPANY])

    async def archive(self, contact_id: str) -> None:
        """Put a contact into HubSpot's recycle bin, where it can be restored for 90 days.

        Raises:
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost.
        """
        await self._writer.archive(contact_id)

    async def labels(self) -> Mapping[str, PropertyLabel]:
        """The account's own label and option labels for each property, by internal name."""
        return await self._account.labels()

    async def can_write(self) -> bool:
        """Whether writing is worth trying: False when the token is known to lack the scope; cached."""
        return (await self._account.details()).can_write

    async def require_write(self) -> None:
        """Return where writing is worth trying.

        Raises:
            ReadOnly: the token is known to lack the scope.
        """
        if not await self.can_write():
            raise ReadOnly("the token may only read contacts")

    async def portal(self) -> Portal:
        """What this store is connected to; doubles as the check that the token works.

        Raises:
            AccessDenied: the token was refused or may not read contacts.
            RequestRefused: there are no contacts at this address, or not in this version of the API.
        """
        try:
            results_of(await self._client.call(CallSort.READ, self._client.contacts.get_page, limit=1))
        except ContactGone as error:  # no contact was asked for
            ended = RefusalCause.VERSION_ENDED
            raise RequestRefused(ended, status=404, correlation_id=error.correlation_id) from None
        except RequestRefused as error:
            if error.cause is not RefusalCause.RECORD:  # likewise
                raise
            cause = RefusalCause.PERMISSION
            raise RequestRefused(cause, status=403, correlation_id=error.correlation_id) from None
        details = await self._account.details()
        return Portal(
            kind="local" if self._local else "hubspot",
            portal_id=details.portal_id,
            ui_domain=details.ui_domain,
            can_write=details.can_write,
            time_zone=details.time_zone,
        )

    async def capabilities(self) -> Capabilities:
        """What the account and the token allow; whatever cannot be found out is left open.

        Raises:
            AccessDenied: the token was refused or may not read contacts.
        """
        return await capabilities_of(
            await self.portal(), self._client, self._account, self._companies, self._settings
        )

    async def history(self, contact_id: str, names: Iterable[str]) -> Sequence[PropertyChange]:
        """Who gave these properties of a contact which values, and when, the newest first.

        Raises:
            ContactGone: no such contact.
        """
        return await self._reader.history(contact_id, names)

    async def close(self) -> None:
        """Let go of threads and sockets; later calls raise `CrmUnavailable`."""
        await self._account.close()
        await self._client.close()

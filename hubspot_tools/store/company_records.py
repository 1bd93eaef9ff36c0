"""Companies as records, as far as they say where a contact works.

All of it is absent, without a word, where the token may not read companies.
"""

import logging
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from hubspot.crm.companies import BatchReadInputSimplePublicObjectId, SimplePublicObjectId

from hubspot_tools.calls.client import HubSpotClient, results_of
from hubspot_tools.calls.request_budget import Clock
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import REFUSED_FOR_GOOD, CrmError
from hubspot_tools.facts.associated_company import AssociatedCompany
from hubspot_tools.search.filters import Spelling, holds, telling_tokens
from hubspot_tools.search.matches import line_matches
from hubspot_tools.store.account import Account
from hubspot_tools.store.cache import Cached
from hubspot_tools.store.many_contacts import in_batches
from hubspot_tools.values.text import joined, words
from hubspot_tools.values.wire import companies_from

_log = logging.getLogger(__name__)

READ_SCOPE = "crm.objects.companies.read"
MOST_MEANT = 3
"""Companies that one name may mean in a search: each is an alternative of the request."""

_LOOKED_THROUGH = 50
_KEPT = 2_000
_TRUSTED_SECONDS = 600.0
_PROPERTIES = ("name", "domain")
_ASSOCIATIONS = "/crm/v4/associations/contacts/companies/batch/read"
_ASSOCIATION = "/crm/v4/objects/contacts/{contact}/associations/{default}companies/{company}"


class CompanyRecords:
    """Finds companies, reads which ones contacts are associated with, and associates."""

    def __init__(self, client: HubSpotClient, account: Account, clock: Clock, *, local: bool) -> None:
        self._client = client
        self._account = account
        self._clock = clock
        self._local = local
        self._may_read = Cached(self._probe, lambda _: _TRUSTED_SECONDS, clock)
        self._names: OrderedDict[str, tuple[float, AssociatedCompany]] = OrderedDict()

    async def readable(self) -> bool:
        """Whether there is anything to ask: by the token's scopes, or else by asking once in a while."""
        try:
            scopes = (await self._account.details()).scopes
            return await self._may_read.get() if scopes is None else READ_SCOPE in scopes
        except CrmError as error:
            _log.info("companies are left out for now (%s)", type(error).__name__)
            return False

    @property
    def known_readable(self) -> bool:
        """The same without a request: False while nobody has asked what the token may."""
        details = self._account.known
        if details is None or details.scopes is None:
            return bool(self._may_read.kept)
        return READ_SCOPE in details.scopes

    async def called(self, name: str) -> tuple[AssociatedCompany, ...]:
        """Return the companies that a search for this name means, as its words are compared elsewhere."""
        found = await self._search([_named(name)])
        return tuple(one for one in found if line_matches(name, one.name))[:MOST_MEANT]

    async def one_called(self, name: str, email: str) -> AssociatedCompany | None:
        """The one company of exactly this name, or else of the address's domain; None if several may be."""
        domain = email.rpartition("@")[2].lower()
        by_domain = [[{"propertyName": "domain", "operator": "EQ", "value": domain}]] if domain else []
        found = await self._search([_named(name), *by_domain])
        meant = [one for one in found if words(one.name) == words(name)]
        at_home = [one for one in meant or found if one.domain.lower() == domain != ""]
        chosen = at_home if len(meant) != 1 else meant
        return chosen[0] if len(chosen) == 1 else None

    async def by_ids(self, ids: Iterable[str]) -> Mapping[str, AssociatedCompany]:
        """Return the companies of these ids that exist; names are kept for ten minutes."""
        wanted = list(dict.fromkeys(ids))
        now = self._clock.now()
        known = {one: self._names[one] for one in wanted if one in self._names}
        found = {one: company for one, (at, company) in known.items() if now - at < _TRUSTED_SECONDS}
        missing = [one for one in wanted if one not in found]
        for batch in in_batches(missing):
            request = BatchReadInputSimplePublicObjectId(
                inputs=[SimplePublicObjectId(id=one) for one in batch],
                properties=list(_PROPERTIES),
                properties_with_history=[],
            )
            answer = await self._client.call(CallSort.READ, self._client.company_batches.read, request)
            for company in await self._linked(companies_from(results_of(answer))):
                found[company.id] = company
                self._keep(company)
        return found

    async def with_companies(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """These contacts with their associated companies; as they are where that is not to be had."""
        if not contacts or not self.known_readable:
            return tuple(contacts)
        try:
            return await self.named(await self.associated(contacts))
        except CrmError as error:
            _log.info("associated companies are left out for now (%s)", type(error).__name__)
            return tuple(contacts)

    async def associated(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """These contacts with the ids of their companies: one request for a hundred of them."""
        linked: dict[str, tuple[AssociatedCompany, ...]] = {}
        for batch in in_batches(contacts):
            body = {"inputs": [{"id": one.id} for one in batch]}
            answer = await self._client.plain_call("POST", _ASSOCIATIONS, body)
            linked |= _linked_in(answer)
        return tuple(one.model_copy(update={"companies": linked.get(one.id, ())}) for one in contacts)

    async def associated_as_allowed(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """The same; contacts without companies where that is refused."""
        try:
            return await self.associated(contacts)
        except REFUSED_FOR_GOOD as error:
            _log.info("associated companies are left out (%s)", type(error).__name__)
            return tuple(contacts)

    async def named(self, contacts: Iterable[Contact]) -> tuple[Contact, ...]:
        """The same contacts, their companies by name; a company that is gone is left out."""
        contacts = tuple(contacts)
        if not (ids := {company.id for contact in contacts for company in contact.companies}):
            return contacts
        known = await self.by_ids(sorted(ids))
        return tuple(
            contact.model_copy(
                update={"companies": tuple(known[one.id] for one in contact.companies if one.id in known)}
            )
            for contact in contacts
        )

    async def named_if_any(self, contacts: Sequence[Contact]) -> tuple[Contact, ...]:
        """The same; contacts without companies while nobody can tell their names."""
        try:
            return await self.named(contacts)
        except CrmError as error:
            _log.info("associated companies are left out for now (%s)", type(error).__name__)
            return tuple(one.model_copy(update={"companies": ()}) for one in contacts)

    async def associate(self, contact_id: str, company_id: str) -> None:
        """Associate; twice is the same as once.

        Raises:
            OutcomeUnknown: sent, but the answer was lost.
        """
        path = _path(contact_id, company_id, default="default/")
        await self._client.plain_call("PUT", path, sort=CallSort.UPDATE)

    async def dissociate(self, contact_id: str, company_id: str) -> None:
        """End every association between the two.

        Raises:
            OutcomeUnknown: sent, but the answer was lost.
        """
        path = _path(contact_id, company_id)
        await self._client.plain_call("DELETE", path, sort=CallSort.ARCHIVE, status=HTTPStatus.NO_CONTENT)

    async def _search(self, groups: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[AssociatedCompany, ...]:
        filled = [{"filters": list(group)} for group in groups if group]
        if not filled:
            return ()
        body = {"filterGroups": filled, "properties": list(_PROPERTIES), "limit": _LOOKED_THROUGH}
        answer = await self._client.call(CallSort.SEARCH, self._client.company_search.do_search, body)
        found = await self._linked(companies_from(results_of(answer)))
        for company in found:
            self._keep(company)
        return found

    async def _linked(self, companies: Iterable[AssociatedCompany]) -> tuple[AssociatedCompany, ...]:
        if self._local:
            return tuple(companies)
        details = await self._account.details()
        return tuple(one.model_copy(update={"url": details.company_url(one.id)}) for one in companies)

    def _keep(self, company: AssociatedCompany) -> None:
        self._names.pop(company.id, None)
        self._names[company.id] = (self._clock.now(), company)
        while len(self._names) > _KEPT:
            self._names.popitem(last=False)

    async def _probe(self) -> bool:
        try:
            await self._client.call(CallSort.READ, self._client.companies.get_page, limit=1)
        except REFUSED_FOR_GOOD:
            return False
        return True


def ids_of(companies: Collection[AssociatedCompany]) -> str:
    """Companies as a property tells them: their ids in order, with semicolons between."""
    return joined(one.id for one in companies)


def _named(name: str) -> list[Mapping[str, Any]]:
    asked = words(name[:200])
    return [holds("name", token) for token in telling_tokens(asked, name, Spelling.MASKED)]


def _path(contact_id: str, company_id: str, *, default: str = "") -> str:
    return _ASSOCIATION.format(
        contact=quote(contact_id, safe=""), company=quote(company_id, safe=""), default=default
    )


def _linked_in(answer: Mapping[str, Any]) -> dict[str, tuple[AssociatedCompany, ...]]:
    """What a batch of associations tells, whatever else it may be."""
    found: dict[str, tuple[AssociatedCompany, ...]] = {}
    results = answer.get("results")
    for one in results if isinstance(results, list) else ():
        source, to = (one.get("from"), one.get("to")) if isinstance(one, Mapping) else (None, None)
        if isinstance(source, Mapping) and isinstance(to, list):
            ids = [
                str(each["toObjectId"]) for each in to if isinstance(each, Mapping) and each.get("toObjectId")
            ]
            found[str(source.get("id"))] = tuple(AssociatedCompany(id=each) for each in ids if each.isdigit())
    return found

"""Writing contacts: each write at most once, and never two of one address at a time."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from hubspot.crm.contacts import (
    AssociationSpec,
    PublicAssociationsForObject,
    PublicObjectId,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)

from hubspot_tools.calls.client import HubSpotAnswer, HubSpotClient
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import (
    WHOLE_CONTACT,
    ContactGone,
    CrmError,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    Problem,
    PropertyProblem,
)
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, without_association
from hubspot_tools.store.cache import RecentWrites
from hubspot_tools.store.company_records import CompanyRecords
from hubspot_tools.store.contact_reader import ContactReader, numeric
from hubspot_tools.store.locks import KeyedLocks
from hubspot_tools.store.value_checker import ValueChecker
from hubspot_tools.values import typed_values as readings
from hubspot_tools.values.properties import LIFECYCLE_STAGE
from hubspot_tools.values.text import ids_in
from hubspot_tools.values.wire import contact_from

_log = logging.getLogger(__name__)

CONTACT_TO_COMPANY = 279
"""HubSpot's type of an association without a label, from a contact to a company."""


class ContactWriter:
    """Creates, changes and archives contacts; what it wrote is remembered in ``recent``."""

    def __init__(
        self,
        client: HubSpotClient,
        reader: ContactReader,
        checker: ValueChecker,
        recent: RecentWrites,
        companies: CompanyRecords,
        addresses: KeyedLocks,
    ) -> None:
        """``addresses`` are held while one of them is written, by whoever writes."""
        self._client = client
        self._reader = reader
        self._checker = checker
        self._recent = recent
        self._companies = companies
        self._addresses = addresses

    async def create(self, values: Mapping[str, str]) -> Contact:
        """Store a new contact, at most once.

        HubSpot refuses a second contact of an address, except for a moment while the first is being made
        (a "race" that ends in half a record). So creates of one address wait for each other, and each looks
        before it writes.

        Raises:
            EmailTaken: another contact has the address.
            InvalidValues: HubSpot refused a value.
            OutcomeUnknown: sent, but the answer was lost.
        """
        properties = {name: value for name, value in values.items() if value}
        _refuse_nothing(properties)
        record = SimplePublicObjectInputForCreate(
            properties=without_association(properties),
            associations=_associations(properties.get(ASSOCIATED_COMPANY, "")),
        )
        async with self._addresses.holding(_address(properties)):
            await self._refuse_a_taken_address(properties)
            answer = await self._write(
                properties, CallSort.CREATE, self._client.contacts.create_with_http_info, record
            )
        contact = contact_from(answer.record, correlation_id=answer.correlation_id)
        if contact is None:
            raise OutcomeUnknown(
                "HubSpot's answer to a create names no contact", correlation_id=answer.correlation_id
            )
        self._recent.add(contact.id)
        _log.info("created contact %s", contact.id)
        return await self._as_stored(contact, properties)

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """Change the given properties only and return the contact as read back; ``""`` empties.

        Raises:
            EmailTaken: another contact has the address.
            InvalidValues: HubSpot refused a value.
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost, or what was stored could not be read back.
        """
        contact_id = numeric(contact_id)
        _refuse_nothing(values)
        self._recent.add(contact_id)  # before it is sent: should the answer be lost, the index still lags
        change = SimplePublicObjectInput(properties=dict(values))
        method = self._client.contacts.update_with_http_info
        async with self._addresses.holding(_address(values)):
            answer = await self._write(values, CallSort.UPDATE, method, contact_id, change)
        _log.info("updated contact %s: %d properties", contact_id, len(values))
        return await self._read_back(contact_id, values, answer)

    async def associate(self, contact_id: str, wanted: str) -> Contact:
        """Associate a contact with these companies and no others, and return it as read back.

        Args:
            contact_id: Whom.
            wanted: The companies' ids, with semicolons between.

        Raises:
            ContactGone: no such contact.
            InvalidValues: no such company, or HubSpot will not have the two together.
            OutcomeUnknown: sent, but the answer was lost, or what was stored could not be read back.
        """
        contact_id = numeric(contact_id)
        before = await self._reader.by_id(contact_id, also=[ASSOCIATED_COMPANY])
        there, then = (set(ids_in(one)) for one in (before.get(ASSOCIATED_COMPANY), wanted))
        self._recent.add(contact_id)
        for company_id in sorted(then - there):
            await self._associate(contact_id, numeric(company_id))
        for company_id in sorted(there - then):
            await self._companies.dissociate(contact_id, numeric(company_id))
        _log.info("associated contact %s with %d companies", contact_id, len(then))
        try:
            return await self._reader.by_id(contact_id, also=[ASSOCIATED_COMPANY])
        except CrmError:
            raise OutcomeUnknown("the association was sent but could not be read back") from None

    async def _associate(self, contact_id: str, company_id: str) -> None:
        try:
            await self._companies.associate(contact_id, company_id)
        except (ContactGone, EmailTaken) as refused:
            await self._reader.by_id(contact_id)  # or else it is the contact that is gone
            problem = PropertyProblem(property=ASSOCIATED_COMPANY, problem=Problem.REFUSED)
            raise InvalidValues([problem], correlation_id=refused.correlation_id) from None

    async def archive(self, contact_id: str) -> None:
        """Put a contact into HubSpot's recycle bin, where it can be restored for 90 days.

        HubSpot answers alike for a contact that is there already.

        Raises:
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost.
        """
        contact_id = numeric(contact_id)
        self._recent.add(contact_id)
        method = self._client.contacts.archive_with_http_info
        answer = await self._write({}, CallSort.ARCHIVE, method, contact_id)
        if answer.status != HTTPStatus.NO_CONTENT:
            raise OutcomeUnknown(
                "HubSpot's answer to an archiving is another one's", correlation_id=answer.correlation_id
            )
        _log.info("archived contact %s", contact_id)

    async def _write(
        self, given: Mapping[str, str], sort: CallSort, method: Callable[..., Any], *arguments: Any
    ) -> HubSpotAnswer:
        """Send a write of the ``given`` values."""
        try:
            return await self._client.write(sort, method, *arguments)
        except EmailTaken as taken:
            raise await self._naming_the_holder(taken, given) from None
        except InvalidValues as refused:
            raise await self._checker.explained(refused, given) from None

    async def _refuse_a_taken_address(self, properties: Mapping[str, str]) -> None:
        address = properties.get("email")
        holder = await self._reader.by_email(address) if address else None
        if holder:
            raise EmailTaken(contact_id=holder.id)

    async def _naming_the_holder(self, taken: EmailTaken, given: Mapping[str, str]) -> CrmError:
        """HubSpot tells the holder's id in a sentence only; when it does not, the address leads to it."""
        if taken.contact_id:
            return taken
        email = given.get("email", "")
        holder = await self._reader.by_email(email) if email else None
        if holder:
            return EmailTaken(contact_id=holder.id, correlation_id=taken.correlation_id)
        problem = PropertyProblem(property=WHOLE_CONTACT, problem=Problem.REFUSED)
        return InvalidValues([problem], correlation_id=taken.correlation_id)

    async def _as_stored(self, created: Contact, given: Mapping[str, str]) -> Contact:
        """A create answers with everything it stored; should it not, it is read back."""
        try:
            if not {*given, LIFECYCLE_STAGE} <= set(created.properties):
                stored = await self._reader.by_id(created.id, also=given)
                return stored.model_copy(update={"correlation_id": created.correlation_id})
        except CrmError as error:
            _log.info("contact %s could not be read back after its creation (%s)", created.id, error)
        return await self._reader.linked(created)

    async def _read_back(self, contact_id: str, written: Mapping[str, str], answer: HubSpotAnswer) -> Contact:
        try:
            stored = await self._reader.by_id(contact_id, also=written)
        except CrmError:
            raise OutcomeUnknown(
                "the change was sent but could not be read back", correlation_id=answer.correlation_id
            ) from None
        return stored.model_copy(update={"correlation_id": answer.correlation_id})


def _associations(company_ids: str) -> list[PublicAssociationsForObject] | None:
    """What a create says of companies; None, which is left out, where it says nothing."""
    types = [AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=CONTACT_TO_COMPANY)]
    linked = [
        PublicAssociationsForObject(to=PublicObjectId(id=one), types=types) for one in ids_in(company_ids)
    ]
    return linked or None


def _address(given: Mapping[str, str]) -> str:
    """Return the address as HubSpot compares it; ``""`` when none is written."""
    email = given.get("email", "")
    try:
        return readings.normalise_email(email)
    except ValueError:
        return email


def _refuse_nothing(given: Mapping[str, str]) -> None:
    if not given:
        raise InvalidValues([PropertyProblem(property=WHOLE_CONTACT, problem=Problem.NOTHING_TO_WRITE)])

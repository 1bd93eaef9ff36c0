"""Batches of contacts in HubSpot: a hundred in one call, and an answer for each of them."""

import json
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Any, TypeVar

from hubspot.crm.contacts import (
    BatchInputSimplePublicObjectBatchInput,
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchInputSimplePublicObjectId,
    SimplePublicObjectBatchInput,
    SimplePublicObjectBatchInputForCreate,
    SimplePublicObjectId,
)

from hubspot_tools.calls.client import HubSpotAnswer, HubSpotClient
from hubspot_tools.calls.headers_and_json import strings
from hubspot_tools.calls.refusals import refusal
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import (
    ContactGone,
    CrmError,
    EmailTaken,
    InvalidValues,
    OutcomeUnknown,
    RefusalCause,
    RequestRefused,
)
from hubspot_tools.store.account import Account
from hubspot_tools.store.cache import RecentWrites
from hubspot_tools.store.contact_reader import ContactReader
from hubspot_tools.store.locks import KeyedLocks
from hubspot_tools.store.many_contacts import ContactBatches, NamedProperty, in_batches
from hubspot_tools.store.value_checker import ValueChecker
from hubspot_tools.values.headings import property_of
from hubspot_tools.values.wire import contact_from

_log = logging.getLogger(__name__)

T = TypeVar("T")
Input = tuple[str, Mapping[str, str]]
"""What names the contact, its address for a create and its id for an update, and the values to write."""

_TRACE = "objectWriteTraceId"
_STATUS_OF_CATEGORY = {"CONFLICT": HTTPStatus.CONFLICT, "OBJECT_NOT_FOUND": HTTPStatus.NOT_FOUND}


_FORBIDDEN = re.compile("PERMISSION|FORBIDDEN|SCOPES")
_OF_AN_INPUT = frozenset(
    {
        RefusalCause.RECORD,
        RefusalCause.PERMISSION,
        RefusalCause.TOO_MANY_IDENTITIES,
        RefusalCause.TOO_LARGE,
    }
)


class HubSpotBatches(ContactBatches):
    """A `hubspot_tools.store.many_contacts.ContactBatches` over hubspot-api-client.

    Each input carries a trace, because HubSpot only then takes the good ones of a batch with a bad one in it
    (status 207; source: HubSpot's error handling guide). Where it refuses the whole batch all the same, and has
    written nothing, the batch is halved until what is refused stands alone.
    """

    def __init__(
        self,
        client: HubSpotClient,
        account: Account,
        reader: ContactReader,
        checker: ValueChecker,
        recent: RecentWrites,
        addresses: KeyedLocks,
    ) -> None:
        """``addresses`` are held by whoever writes one; see `ContactWriter.create`."""
        self._client = client
        self._account = account
        self._reader = reader
        self._checker = checker
        self._recent = recent
        self._addresses = addresses

    @property
    def region(self) -> str:
        """The region in which numbers without a country code are dialled."""
        return self._checker.region

    async def properties_named(self, headings: Sequence[str]) -> Mapping[str, NamedProperty]:
        """Which property each heading of a table means.

        Those that mean none, or may mean several, are left out.
        """
        catalogue = await self._account.catalogue()
        found = {
            heading: property_of(heading, catalogue)
            for heading in headings
            if not catalogue.several_called(heading)
        }
        return {
            heading: NamedProperty(name=one.name, writable=one.writable)
            for heading, one in found.items()
            if one
        }

    async def validate_all(self, rows: Sequence[Mapping[str, str]]) -> list[dict[str, str] | InvalidValues]:
        """For each row its values as HubSpot stores them, or why it would not."""
        return await self._checker.check_all(rows)

    async def by_emails(self, emails: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """Return the contacts that have these addresses, primary or secondary, by the address.

        HubSpot's answer does not say which of its addresses led to a contact.
        """
        holders: dict[str, Contact] = {}
        for batch in in_batches(list(dict.fromkeys(emails))):
            for contact in await self._reader.many(batch, id_property="email", also=also):
                holders |= dict.fromkeys(_addresses_of(contact), contact)
        return {email: holders[email] for email in emails if email in holders}

    async def by_ids(self, ids: Sequence[str], also: Sequence[str] = ()) -> Mapping[str, Contact]:
        """Return the contacts of these ids that exist, by id."""
        found: dict[str, Contact] = {}
        for batch in in_batches(list(dict.fromkeys(ids))):
            for contact in await self._reader.many(batch, also=also):
                found[contact.id] = await self._reader.linked(contact)
        return found

    async def create(self, rows: Sequence[Mapping[str, str]]) -> list[Contact | CrmError]:
        """Store new contacts, each at most once; a lost answer is `OutcomeUnknown` for each of them."""
        inputs = [(row.get("email", ""), row) for row in rows]
        async with self._holding(email for email, _ in inputs):
            return await self._written(inputs, self._create)

    async def update(self, changes: Mapping[str, Mapping[str, str]]) -> list[Contact | CrmError]:
        """Change these properties of the contacts of these ids; ``""`` empties."""
        for contact_id in changes:
            self._recent.add(contact_id)  # before it is sent: should the answer be lost, the index still lags
        async with self._holding(values.get("email", "") for values in changes.values()):
            return await self._written(list(changes.items()), self._update)

    async def archive(self, ids: Sequence[str]) -> list[CrmError | None]:
        """Put contacts into HubSpot's recycle bin; those that are there already stay there."""
        for contact_id in ids:
            self._recent.add(contact_id)
        request = BatchInputSimplePublicObjectId(inputs=[SimplePublicObjectId(id=one) for one in ids])
        method = self._client.contact_batches.archive_with_http_info
        try:
            answer = await self._client.write(CallSort.ARCHIVE, method, request)
        except CrmError as error:
            if len(ids) == 1 or not _is_of_an_input(error):
                return [error for _ in ids]
            middle = len(ids) // 2
            return [*await self.archive(ids[:middle]), *await self.archive(ids[middle:])]
        if answer.status != HTTPStatus.NO_CONTENT:
            lost = OutcomeUnknown("HubSpot's answer to an archiving is another one's")
            return [lost for _ in ids]
        _log.info("archived %d contacts", len(ids))
        return [None for _ in ids]

    async def _written(
        self, inputs: Sequence[Input], send: Callable[[Sequence[Input]], Awaitable[list[Contact | CrmError]]]
    ) -> list[Contact | CrmError]:
        try:
            outcomes = await send(inputs)
        except CrmError as error:
            if not _is_of_an_input(error):
                return [error for _ in inputs]
            if len(inputs) == 1:
                return [await self._explained(error, inputs[0][1])]
            middle = len(inputs) // 2
            return [*await self._written(inputs[:middle], send), *await self._written(inputs[middle:], send)]
        written = [one for one in outcomes if isinstance(one, Contact)]
        for contact in written:
            self._recent.add(contact.id)
        _log.info("wrote %d of a batch of %d contacts", len(written), len(inputs))
        return [
            await self._explained(one, values)
            if isinstance(one, CrmError)
            else await self._reader.linked(one)
            for one, (_, values) in zip(outcomes, inputs, strict=True)
        ]

    async def _create(self, inputs: Sequence[Input]) -> list[Contact | CrmError]:
        request = BatchInputSimplePublicObjectBatchInputForCreate(
            inputs=[
                SimplePublicObjectBatchInputForCreate(
                    properties=dict(values), object_write_trace_id=str(place)
                )
                for place, (_, values) in enumerate(inputs)
            ]
        )
        method = self._client.contact_batches.create_with_http_info
        answer = await self._client.write(CallSort.CREATE, method, request)
        return _outcomes(answer, [address for address, _ in inputs], lambda contact: contact.get("email"))

    async def _update(self, inputs: Sequence[Input]) -> list[Contact | CrmError]:
        request = BatchInputSimplePublicObjectBatchInput(
            inputs=[
                SimplePublicObjectBatchInput(
                    id=one, properties=dict(values), object_write_trace_id=str(place)
                )
                for place, (one, values) in enumerate(inputs)
            ]
        )
        method = self._client.contact_batches.update_with_http_info
        answer = await self._client.write(CallSort.UPDATE, method, request)
        return _outcomes(answer, [one for one, _ in inputs], lambda contact: contact.id)

    async def _explained(self, error: CrmError, sent: Mapping[str, str]) -> CrmError:
        if isinstance(error, InvalidValues):
            return await self._checker.explained(error, sent)
        return error

    @asynccontextmanager
    async def _holding(self, emails: Iterable[str]) -> AsyncIterator[None]:
        """Hold these addresses, always in the same order, so that two batches never wait for each other."""
        async with AsyncExitStack() as held:
            for address in sorted({email for email in emails if email}):
                await held.enter_async_context(self._addresses.holding(address))
            yield


def _is_of_an_input(error: CrmError) -> bool:
    """Whether a batch was refused for what one of its inputs is, or for their number, and wrote nothing."""
    if isinstance(error, RequestRefused):
        return error.cause in _OF_AN_INPUT
    return isinstance(error, InvalidValues | EmailTaken | ContactGone)


def _outcomes(
    answer: HubSpotAnswer, names: Sequence[str], name_of: Callable[[Contact], str]
) -> list[Contact | CrmError]:
    """For each of the named inputs, what a batch's answer says of it; what it is silent about is unknown."""
    results = getattr(answer.record, "results", None)
    if not isinstance(results, list):
        raise OutcomeUnknown("HubSpot's answer to a batch is no list", correlation_id=answer.correlation_id)
    told: dict[str, Contact | CrmError] = {}
    traced: dict[str, Contact | CrmError] = {}
    for record in results:
        contact = contact_from(record, correlation_id=answer.correlation_id)
        if contact is not None:
            told[name_of(contact)] = contact
            traced |= dict.fromkeys(strings([getattr(record, "object_write_trace_id", None)]), contact)
    for one in getattr(answer.record, "errors", None) or ():
        error, context = _error_in(one, answer), getattr(one, "context", None) or {}
        traced |= dict.fromkeys(strings(context.get(_TRACE)), error)
        told |= dict.fromkeys(strings(context.get("ids")), error)
    silent = OutcomeUnknown("a batch's answer leaves a contact out", correlation_id=answer.correlation_id)
    told.pop("", None)  # without an address nothing but its trace tells whose answer it is
    return [traced.get(str(place)) or told.get(name) or silent for place, name in enumerate(names)]


def _error_in(entry: Any, answer: HubSpotAnswer) -> CrmError:
    """One entry of a partial answer's errors, sorted as if it had been the answer to a call of its own."""
    details = [
        {"message": one.message, "code": one.code, "in": getattr(one, "_in", None), "context": one.context}
        for one in getattr(entry, "errors", None) or ()
    ]
    body = {
        "category": entry.category,
        "message": entry.message,
        "context": entry.context,
        "errors": details,
        "correlationId": answer.correlation_id,
    }
    category = entry.category or ""
    status = _STATUS_OF_CATEGORY.get(category, HTTPStatus.BAD_REQUEST)
    if _FORBIDDEN.search(category):
        status = HTTPStatus.FORBIDDEN
    return refusal(int(status), None, json.dumps(body), writing=True)


def _addresses_of(contact: Contact) -> Iterator[str]:
    for one in (contact.get("email"), *contact.get("hs_additional_emails").split(";")):
        if one.strip():
            yield one.strip().lower()

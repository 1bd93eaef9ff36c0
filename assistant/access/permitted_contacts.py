"""The border between a person and the contacts: nothing they do gets there but through here.

What somebody may not see never comes out, and is no property at all where it is named. It finds nobody either: a field
that stands for it cannot be searched by, and free text is judged without it (`ContactStore.search`, ``unseen``).
Everything is asked with the rights of that moment, once more when a write is sent, and what was read is held back by
the rights there are when it comes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from assistant.access.permitted_batches import PermittedBatches
from assistant.access.permitted_values import (
    hides,
    permitted_labels,
    permitted_problems,
    refusals_to_write,
    require_reader,
    require_writer,
    unknown,
    visible,
)
from assistant.access.rights import Rights, RightsNow
from hubspot_tools.contacts import Contact, ContactPage, ContactStore, SearchContacts, SimilarContacts
from hubspot_tools.errors import InvalidValues, PropertyProblem
from hubspot_tools.facts.account_facts import Capabilities, Portal, PropertyLabel
from hubspot_tools.facts.associated_company import AssociatedCompany
from hubspot_tools.facts.property_history import PropertyChange
from hubspot_tools.search.filters import SEARCHED
from hubspot_tools.store.many_contacts import BatchedContacts, ContactBatches


class PermittedContacts:
    """A `ContactStore` with no more in it than somebody may see, and no more to do than they may.

    Every method may raise `NotPermitted` besides what the store behind it raises.
    """

    def __init__(self, contacts: ContactStore, rights: RightsNow) -> None:
        self._contacts = contacts
        self._rights = rights

    async def search(
        self, query: SearchContacts, *, size: int | None = None, unseen: Collection[str] = ()
    ) -> ContactPage:
        """See `ContactStore.search`.

        Raises:
            InvalidValues: it asks by a property that they may not see.
        """
        rights = self._reader()
        asked = query.model_dump(exclude={"page"}, exclude_none=True)
        refused = [
            unknown(field)
            for field, names in SEARCHED.items()
            if asked.get(field) and all(hides(rights, name) for name in names)
        ]
        if refused:
            raise InvalidValues(refused)
        hidden = rights.hidden.union(unseen)
        # Where all may be seen, the store is asked as ever: not every double of one knows more.
        kept_back = {"unseen": hidden} if hidden else {}
        page = await self._contacts.search(query, size=size, **kept_back)
        seen = {"contacts": self._seen(page.contacts), "near": self._seen(page.near)}
        return page.model_copy(update={**seen, "withheld": rights.hidden})

    async def get(self, contact_id: str, also: Iterable[str] = ()) -> Contact:
        """See `ContactStore.get`; what they may not see is not even asked for."""
        rights = self._reader()
        return self._shown(await self._contacts.get(contact_id, visible(rights, also)))

    async def has_held(self, contact_id: str, values: Mapping[str, str], after: datetime) -> bool:
        """See `ContactStore.has_held`.

        Raises:
            InvalidValues: it asks about a property that they may not see.
        """
        rights = self._reader()
        _refuse([unknown(name) for name in values if hides(rights, name)])
        return await self._contacts.has_held(contact_id, values, after)

    async def find_by_email(self, email: str, also: Iterable[str] = ()) -> Contact | None:
        """See `ContactStore.find_by_email`.

        Raises:
            InvalidValues: they may not see addresses.
        """
        rights = self._reader()
        _refuse([unknown("email")] if hides(rights, "email") else [])
        found = await self._contacts.find_by_email(email, visible(rights, also))
        return None if found is None else self._shown(found)

    async def similar(self, values: Mapping[str, str], *, unseen: Collection[str] = ()) -> SimilarContacts:
        """See `ContactStore.similar`; nobody is alike by what they may not see."""
        rights = self._reader()
        told = {name: value for name, value in values.items() if not hides(rights, name)}
        hidden = rights.hidden.union(unseen)
        kept_back = {"unseen": hidden} if hidden else {}
        found = await self._contacts.similar(told, **kept_back)
        return found.model_copy(update={"contacts": self._seen(found.contacts)})

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """See `ContactStore.validate`; what they may not see is unknown, what they may not change read only."""
        rights = self._reader()
        if not rights.hidden and not rights.fixed:
            return await self._contacts.validate(values)
        meant = {name: await self._meant(name) for name in values}
        refused = [
            problem.model_copy(update={"property": name})
            for name, one in meant.items()
            for problem in refusals_to_write(rights, [one])
        ]
        try:
            clean = await self._contacts.validate(
                {
                    name: value
                    for name, value in values.items()
                    if not refusals_to_write(rights, [meant[name]])
                }
            )
        except InvalidValues as error:
            raise InvalidValues([*refused, *permitted_problems(rights, error.problems)]) from None
        _refuse(refused)
        return clean

    async def company_for(self, name: str, email: str) -> AssociatedCompany | None:
        """See `ContactStore.company_for`; None also where they may not see companies."""
        rights = self._reader()
        return None if hides(rights, "company") else await self._contacts.company_for(name, email)

    async def create(self, values: Mapping[str, str]) -> Contact:
        """See `ContactStore.create`."""
        rights = self._writer()
        _refuse(refusals_to_write(rights, values))
        return self._written(rights, await self._contacts.create(values))

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """See `ContactStore.update`."""
        rights = self._writer()
        _refuse(refusals_to_write(rights, values))
        return self._written(rights, await self._contacts.update(contact_id, values))

    async def archive(self, contact_id: str) -> None:
        """See `ContactStore.archive`; whose create it takes back is for the proposals to know."""
        self._writer()
        await self._contacts.archive(contact_id)

    async def labels(self) -> Mapping[str, PropertyLabel]:
        """See `ContactStore.labels`."""
        rights = self._reader()
        return permitted_labels(rights, await self._contacts.labels())

    async def can_write(self) -> bool:
        """See `ContactStore.can_write`."""
        return self._rights().may_write and await self._contacts.can_write()

    async def require_write(self) -> None:
        """See `ContactStore.require_write`."""
        self._writer()
        await self._contacts.require_write()

    async def portal(self) -> Portal:
        """See `ContactStore.portal`."""
        self._reader()
        return await self._contacts.portal()

    async def capabilities(self) -> Capabilities:
        """See `ContactStore.capabilities`; who may be told is for the asking one to mind."""
        self._reader()
        return await self._contacts.capabilities()

    async def history(self, contact_id: str, names: Iterable[str]) -> Sequence[PropertyChange]:
        """See `ContactStore.history`; of what they may not see there is none, nor is it asked for."""
        seen = visible(self._reader(), names)
        changes = await self._contacts.history(contact_id, seen) if seen else ()
        rights = self._reader()
        return [one for one in changes if not hides(rights, one.property)]

    async def close(self) -> None:
        """Do nothing: the store behind it is everybody's."""

    def _reader(self) -> Rights:
        return require_reader(self._rights())

    def _writer(self) -> Rights:
        return require_writer(self._rights())

    def _shown(self, contact: Contact) -> Contact:
        """Return the contact as they may see it by now."""
        return contact.without(self._reader().hidden)

    def _written(self, rights: Rights, contact: Contact) -> Contact:
        """The contact as it was written, which is told also to whoever lost the right to it meanwhile."""
        return contact.without(rights.hidden | self._rights().hidden)

    def _seen(self, contacts: Iterable[Contact]) -> tuple[Contact, ...]:
        return tuple(map(self._shown, contacts))

    async def _meant(self, name: str) -> str:
        """Return the internal name of the property that is called so; the name itself where none is."""
        try:
            return next(iter(await self._contacts.validate({name: ""})), name)
        except InvalidValues as error:
            return error.problems[0].property


class PermittedBatchedContacts(PermittedContacts):
    """The same where many contacts can be asked for at once."""

    def __init__(self, contacts: BatchedContacts, rights: RightsNow) -> None:
        super().__init__(contacts, rights)
        self._batches = PermittedBatches(contacts.batches, rights)

    @property
    def batches(self) -> ContactBatches:
        """The same contacts, many at once."""
        return self._batches


def _refuse(problems: Sequence[PropertyProblem]) -> None:
    if problems:
        raise InvalidValues(problems)

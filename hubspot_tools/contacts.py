"""What a contact is, what can be asked of the contacts, and who can answer."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hubspot_tools.facts.account_facts import Capabilities, Portal, PropertyLabel
from hubspot_tools.facts.associated_company import ASSOCIATED_COMPANY, AssociatedCompany
from hubspot_tools.facts.property_history import PropertyChange

IDENTIFYING = ("email", "firstname", "lastname")
"""HubSpot creates a contact with at least one of these (contacts guide)."""

MOST_FURTHER = 100
"""Properties that one call may name beside the daily ones: each is looked up and judged by itself."""

PAGE_SIZE = 10
"""Contacts on a page of a search, for a person's screen and for the model alike."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def _few(named: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(named) > MOST_FURTHER:
        raise ValueError(f"at most {MOST_FURTHER}")
    return named


_Few = AfterValidator(_few)
"""A bound that the schema does not tell: not every model's server knows the word for it."""


class Contact(BaseModel, frozen=True):
    """One contact as HubSpot stores it.

    ``properties`` holds HubSpot's internal names and string values; one that is empty is absent. ``record_url`` opens it in HubSpot and is None in the local CRM.
    ``correlation_id`` is HubSpot's for the request that wrote it, None when it was only read.
    """

    id: str
    properties: Mapping[str, str] = Field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    record_url: str | None = None
    correlation_id: str | None = None
    companies: tuple[AssociatedCompany, ...] = ()
    """The companies it is associated with, as far as that was asked; its company text is another thing."""

    def get(self, name: str) -> str:
        """The value of a property, ``""`` when it is empty."""
        return self.properties.get(name, "")

    def without(self, names: Collection[str]) -> Self:
        """The same contact without what it has in these properties."""
        hidden = {*names, ASSOCIATED_COMPANY} if "company" in names else names
        companies = () if "company" in names else self.companies
        if self.properties.keys().isdisjoint(hidden) and companies == self.companies:
            return self
        kept = {name: value for name, value in self.properties.items() if name not in hidden}
        return self.model_copy(update={"properties": kept, "companies": companies})

    @property
    def name(self) -> str:
        """First and last name as stored; the e-mail address or ``#id`` for the nameless."""
        full = f"{self.get('firstname')} {self.get('lastname')}".strip()
        return full or self.get("email") or f"#{self.id}"


class ToolArguments(BaseModel):
    """What a model may pass to a tool: these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PropertyValue(ToolArguments):
    """A property by its internal name or label, and the value to store."""

    name: Text
    value: Text


class SearchContacts(ToolArguments):
    """Find contacts by all given fields."""

    text: Text | None = Field(None, description="words anywhere")
    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    company: Text | None = None
    jobtitle: Text | None = None
    lifecyclestage: Text | None = None
    owner: Text | None = None
    """By name, e-mail address or id."""
    page: int | None = None
    """Counts from 1; None is the first."""


class ContactValues(ToolArguments):
    """The values a create or an update stores; None leaves a property as it is."""

    email: Text | None = None
    firstname: Text | None = None
    lastname: Text | None = None
    phone: Text | None = None
    company: Text | None = None
    jobtitle: Text | None = None
    lifecyclestage: Text | None = None
    other: Annotated[tuple[PropertyValue, ...], _Few] | None = None
    """Any further property of the account."""


class CreateContact(ContactValues):
    """Propose a new contact."""


class UpdateContact(ContactValues):
    """Propose changes to a shown contact."""

    contact_id: Text
    clear: Annotated[tuple[Text, ...], _Few] | None = Field(None, description="properties to empty")


class ContactPage(BaseModel, frozen=True):
    """One page of a search: ``page`` counts from 1, ``total`` is over all pages."""

    contacts: tuple[Contact, ...] = ()
    total: int = 0
    page: int = 1
    page_size: int = PAGE_SIZE
    query: SearchContacts = Field(default_factory=SearchContacts)
    withheld: frozenset[str] = frozenset()
    """Properties that whoever asked may not see: of them nothing is known, not even that they are empty."""
    near: tuple[Contact, ...] = ()
    """Where nobody is called as asked: who is called so but for a slip or two, the likeliest first."""
    is_near: bool = False  # whether its contacts are only called nearly as asked

    @property
    def pages(self) -> int:
        """How many pages there are, the last one perhaps not full."""
        return -(-self.total // self.page_size)

    @property
    def is_of_one(self) -> bool:
        """Whether exactly one contact is called as asked."""
        return self.total == 1 and len(self.contacts) == 1 and not self.is_near

    @property
    def has_more(self) -> bool:
        """Whether a further page can be asked for."""
        return self.page * self.page_size < self.total


class ContactStore(Protocol):
    """Where contacts live. Every method may raise any `CrmError` but those its text excludes."""

    async def search(
        self, query: SearchContacts, *, size: int | None = None, unseen: Collection[str] = ()
    ) -> ContactPage:
        """One page of contacts that match every given field; the index may lag behind writes.

        ``size`` is how many contacts make a page, 200 at most; None is what a screen shows. Nobody is found by the
        value of a property in ``unseen``.
        """
        ...

    async def get(self, contact_id: str, also: Iterable[str] = ()) -> Contact:
        """The stored contact, never from the index, with the properties in ``also`` beside the usual ones.

        Raises:
            ContactGone: no such contact.
        """
        ...

    async def has_held(self, contact_id: str, values: Mapping[str, str], after: datetime) -> bool:
        """Whether each of these values was written later than ``after``, whatever has become of it.

        Raises:
            ContactGone: no such contact.
        """
        ...

    async def find_by_email(self, email: str, also: Iterable[str] = ()) -> Contact | None:
        """Find in the store the contact that has this address, primary or secondary.

        ``also`` as in `get`.
        """
        ...

    async def similar(self, values: Mapping[str, str], *, unseen: Collection[str] = ()) -> "SimilarContacts":
        """Up to three contacts that may be the person these values describe.

        By telephone number whatever its spelling, and by name together with the company, accents, order
        and particles forgiven. A hint for a person to judge, from the index, which may lag. Nobody is found by the
        value of a property in ``unseen``.
        """
        ...

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` as HubSpot stores them: normalised, labels turned into internal names and options.

        An empty string means "empty this property". Nothing is written.

        Raises:
            InvalidValues: at least one name or value cannot be stored.
        """
        ...

    async def company_for(self, name: str, email: str) -> AssociatedCompany | None:
        """The one company record that has this name, or else the address's domain.

        None where there is none, where it may be several, and where companies may not be read.
        """
        ...

    async def create(self, values: Mapping[str, str]) -> Contact:
        """Store a new contact, at most once; creates of one e-mail address wait for each other.

        Raises:
            EmailTaken: another contact has the address.
            OutcomeUnknown: sent, but the answer was lost.
        """
        ...

    async def update(self, contact_id: str, values: Mapping[str, str]) -> Contact:
        """Change the given properties only and return the contact as read back; ``""`` empties.

        Raises:
            EmailTaken: another contact has the address.
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost.
        """
        ...

    async def archive(self, contact_id: str) -> None:
        """Put a contact into HubSpot's recycle bin, where it can be restored for 90 days.

        One that is there already stays there, which is no error.

        Raises:
            ContactGone: no such contact.
            OutcomeUnknown: sent, but the answer was lost.
        """
        ...

    async def labels(self) -> Mapping[str, "PropertyLabel"]:
        """The account's own label and option labels for each property, by internal name."""
        ...

    async def can_write(self) -> bool:
        """Whether writing is worth trying: False when the token is known to lack the scope; cached."""
        ...

    async def require_write(self) -> None:
        """Return where writing is worth trying.

        Raises:
            ReadOnly: the token is known to lack the scope.
            NotPermitted: whoever asks may not.
        """
        ...

    async def portal(self) -> Portal:
        """What this store is connected to; doubles as the check that the token works."""
        ...

    async def capabilities(self) -> Capabilities:
        """What the account and the token allow; whatever cannot be found out is left open."""
        ...

    async def history(self, contact_id: str, names: Iterable[str]) -> Sequence[PropertyChange]:
        """Who gave these properties of a contact which values, and when, the newest first.

        Raises:
            ContactGone: no such contact.
        """
        ...

    async def close(self) -> None:
        """Let go of threads and sockets; later calls fail."""
        ...


class SimilarContacts(BaseModel, frozen=True):
    """Holds who somebody may be, likeliest first; ``complete`` when all could be asked for."""

    contacts: tuple[Contact, ...] = ()
    complete: bool = True

"""What a contact is, what can be asked of the contacts, and who can answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from hubspot_tools.property_kinds import PropertyKind

IDENTIFYING = ("email", "firstname", "lastname")
"""HubSpot creates a contact with at least one of these (contacts guide)."""

MOST_FURTHER = 100
"""Properties that one call may name beside the daily ones: each is looked up and judged by itself."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def _few(named: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(named) > MOST_FURTHER:
        raise ValueError(f"at most {MOST_FURTHER}")
    return named


_Few = AfterValidator(_few)
"""A bound that the schema does not tell: not every model's server knows the word for it."""


class Contact(BaseModel, frozen=True):
    """One contact as HubSpot stores it.

    ``properties`` holds HubSpot's internal names and string values; a property that is unset,
    null or ``""`` is absent. ``record_url`` opens it in HubSpot and is None in the local CRM.
    ``correlation_id`` is HubSpot's for the request that wrote it, None when it was only read.
    """

    id: str
    properties: Mapping[str, str] = Field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    record_url: str | None = None
    correlation_id: str | None = None

    def get(self, name: str) -> str:
        """The value of a property, ``""`` when it is empty."""
        return self.properties.get(name, "")

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
    page_size: int = 5
    query: SearchContacts = Field(default_factory=SearchContacts)

    @property
    def pages(self) -> int:
        """How many pages there are, the last one perhaps not full."""
        return -(-self.total // self.page_size)

    @property
    def has_more(self) -> bool:
        """Whether a further page can be asked for."""
        return self.page * self.page_size < self.total


class Portal(BaseModel, frozen=True):
    """The account behind the store: the local CRM, or a HubSpot portal.

    ``portal_id`` is None when the token may not read it; ``can_write`` is False when the
    token is known to lack the write scope.
    """

    kind: Literal["local", "hubspot"]
    portal_id: str | None = None
    ui_domain: str | None = None
    can_write: bool = True


class ContactStore(Protocol):
    """Where contacts live. Every method may raise any `CrmError` but those its text excludes."""

    async def search(self, query: SearchContacts, *, size: int | None = None) -> ContactPage:
        """One page of contacts that match every given field; the index may lag behind writes.

        ``size`` is how many contacts make a page, 200 at most; None is what a screen shows.
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

    async def similar(self, values: Mapping[str, str]) -> "SimilarContacts":
        """Up to three contacts that may be the person these values describe.

        By telephone number whatever its spelling, and by name together with the company, accents, order
        and particles forgiven. A hint for a person to judge, from the index, which may lag.
        """
        ...

    async def validate(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` as HubSpot stores them: normalised, labels turned into internal names and options.

        An empty string means "empty this property". Nothing is written.

        Raises:
            InvalidValues: at least one name or value cannot be stored.
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

    async def portal(self) -> Portal:
        """What this store is connected to; doubles as the check that the token works."""
        ...

    async def close(self) -> None:
        """Let go of threads and sockets; later calls fail."""
        ...


class SimilarContacts(BaseModel, frozen=True):
    """Holds who may be the person somebody describes, likeliest first.

    ``complete`` says that all could be asked for.
    """

    contacts: tuple[Contact, ...] = ()
    complete: bool = True


class PropertyLabel(BaseModel, frozen=True):
    """Tells how the account calls a property, what it takes, and its options.

    Options are ``{value: label}`` in their order.

    ``writable`` is False for what HubSpot fills in itself, and for what the account hides.
    """

    label: str
    options: Mapping[str, str] = Field(default_factory=dict)
    kind: PropertyKind = PropertyKind.LINE
    writable: bool = True

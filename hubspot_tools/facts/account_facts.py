"""The account behind the contacts, and what it lets the assistant do."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from hubspot_tools.facts.asked_form import AskedForm
from hubspot_tools.facts.property_kinds import PropertyKind


class Portal(BaseModel, frozen=True):
    """The account behind the store: the local CRM, or a HubSpot portal.

    ``portal_id`` is None when the token may not read it; ``can_write`` is False when the
    token is known to lack the write scope; ``time_zone`` is an IANA name, ``""`` where it is not known.
    """

    kind: Literal["local", "hubspot"]
    portal_id: str | None = None
    ui_domain: str | None = None
    can_write: bool = True
    time_zone: str = ""


class Capabilities(BaseModel, frozen=True):
    """What the account and the token allow, as far as that can be found out; None where it cannot.

    ``missing`` scopes are needed, ``unneeded`` ones are more than that. ``owners`` and ``rules`` are numbers.
    """

    portal: Portal
    version: str
    scopes: frozenset[str] | None = None
    missing: tuple[str, ...] = ()
    unneeded: tuple[str, ...] = ()
    properties_readable: bool = True
    owners: int | None = None
    companies_readable: bool = False
    rules: int | None = None
    calls_per_ten_seconds: int = 0
    searches_per_second: int = 0
    calls_a_day: int | None = None
    calls_today: int | None = None

    @property
    def are_enough(self) -> bool:
        """Whether there is all that is needed, as far as that can be found out."""
        return self.portal.can_write and self.properties_readable and bool(self.owners) and not self.missing


class PropertyLabel(BaseModel, frozen=True):
    """Tells how the account calls a property, what it takes, and its options.

    Options are ``{value: label}`` in their order. ``former`` are values that contacts may still hold and that cannot be
    chosen any more: options that are hidden, owners who have left.

    ``writable`` is False for what HubSpot fills in itself, and for what the account hides.
    """

    label: str
    options: Mapping[str, str] = Field(default_factory=dict)
    former: Mapping[str, str] = Field(default_factory=dict)
    kind: PropertyKind = PropertyKind.LINE
    writable: bool = True
    required: bool = False
    """Whether the account lets nobody create a contact without it."""
    forms: tuple[AskedForm, ...] = ()
    """How the account wants its values to be formed."""
    zone: str = ""
    """In which time zone the account shows its instants, an IANA name; ``""`` where that is not known."""

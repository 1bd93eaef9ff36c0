"""Fetches what belongs to the account: catalogue, owners, portal.

None of it belongs to a contact, and it is fetched once in a while.
"""

import logging
import math
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from hubspot_tools.calls.client import HubSpotClient, results_of
from hubspot_tools.calls.request_budget import Clock
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.calls.streamed_results import entries_in, outline_of
from hubspot_tools.errors import REFUSED_FOR_GOOD, CrmError, CrmUnavailable
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.store.cache import Cached
from hubspot_tools.values.account_rules import AccountRules
from hubspot_tools.values.dates import zone_named
from hubspot_tools.values.owners import Owner
from hubspot_tools.values.properties import Catalogue, Property, default_catalogue
from hubspot_tools.values.wire import text_from

_log = logging.getLogger(__name__)

_PROPERTIES = "/crm/v3/properties/contacts?archived=false"
_VALIDATIONS = "/crm/v3/property-validations/0-1"
_SCHEMA = "/crm-object-schemas/v3/schemas/0-1"
_FRESH_SECONDS = 600.0
_SECOND_TRY_SECONDS = 60.0
_OWNERS_A_PAGE = 500
_MOST_OWNER_PAGES = 200
"""A hundred thousand people: whoever pages on from there goes round in circles."""
_DEFAULT_UI_DOMAIN = "app.hubspot.com"
_HOST_NAME = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}")
_WRITE_SCOPES = frozenset({"crm.objects.contacts.write", "contacts"})


class AccountDetails(BaseModel, frozen=True):
    """What the token may know of its account; None where it may not."""

    portal_id: str | None = None
    ui_domain: str | None = None
    scopes: frozenset[str] | None = None
    time_zone: str = ""
    """An IANA name; ``""`` where it is not told, or is none."""
    complete: bool = True
    """False when something could not be asked, as opposed to being refused."""

    @property
    def can_write(self) -> bool:
        """False only when the scopes are known and none allows writing contacts."""
        return self.scopes is None or bool(self.scopes & _WRITE_SCOPES)

    @property
    def zone(self) -> ZoneInfo | None:
        """The account's time zone, in which it shows instants; None where it is not known."""
        return zone_named(self.time_zone)

    def record_url(self, contact_id: str) -> str | None:
        """Where a contact opens in HubSpot; None while the portal is unknown."""
        if self.portal_id is None:
            return None
        return f"https://{self.ui_domain}/contacts/{self.portal_id}/record/0-1/{contact_id}"

    def company_url(self, company_id: str) -> str | None:
        """Where a company opens in HubSpot; None while the portal is unknown."""
        if self.portal_id is None:
            return None
        return f"https://{self.ui_domain}/contacts/{self.portal_id}/record/0-2/{company_id}"


class Account:
    """Caches the account's catalogue, owners and details for ten minutes.

    What is incomplete is cached for one.
    """

    def __init__(self, client: HubSpotClient, clock: Clock, *, holds_to_rules: bool = True) -> None:
        """``holds_to_rules`` says whether writes are refused that lack what administrators require."""
        self._client = client
        self._holds_to_rules = holds_to_rules
        self._catalogue = Cached(
            self._fetch_catalogue, _fresh_for, clock, serves_while_old=lambda known: known.complete
        )
        self._owners = Cached(self._fetch_owners, lambda _: _FRESH_SECONDS, clock, serves_while_old=bool)
        self._rules = Cached(self._fetch_rules, _fresh_for, clock, serves_while_old=lambda _: True)
        self._details = Cached(self._fetch_details, _fresh_for, clock)

    async def close(self) -> None:
        """End what is being refreshed."""
        await self._catalogue.close()
        await self._owners.close()
        await self._rules.close()

    async def catalogue(self, *, at_most: float = math.inf) -> Catalogue:
        """Return the property catalogue, no older than ``at_most`` seconds if HubSpot can be asked.

        The daily properties alone when the token may not read it.
        """
        return await self._catalogue.get(at_most=at_most)

    async def owners(self, *, at_most: float = math.inf) -> tuple[Owner, ...]:
        """Everyone who may own a contact, and who did and has left; nobody when the token may not list them."""
        return await self._owners.get(at_most=at_most)

    async def details(self) -> AccountDetails:
        """Portal and scopes, as far as the token may know them; never fails."""
        return await self._details.get()

    @property
    def known(self) -> AccountDetails | None:
        """The details as they were asked for last; None where nobody has asked yet. It costs no request."""
        return self._details.kept

    async def rules(self, *, at_most: float = math.inf) -> AccountRules:
        """What the account asks of values, as far as it is told beforehand, no older than that; never fails."""
        return await self._rules.get(at_most=at_most)

    async def labels(self) -> dict[str, PropertyLabel]:
        """Labels of properties and options by internal name; of owners, if their names can be had."""
        catalogue = await self.catalogue()
        labels = _in_the_zone(_ruled(catalogue.labels(), await self.rules()), self.known)
        owned = [name for name, label in labels.items() if label.kind is PropertyKind.OWNER]
        owners = await self._owners_if_any() if owned else ()
        named = {
            "options": {owner.id: owner.label for owner in owners if not owner.archived},
            "former": {owner.id: owner.label for owner in owners if owner.archived},
        }
        return labels | {name: labels[name].model_copy(update=named) for name in owned}

    async def users(self) -> dict[str, str]:
        """What the account's users are called, by the ids that histories name; nobody while they are unknown."""
        return {owner.user_id: owner.label for owner in await self._owners_if_any() if owner.user_id}

    async def _owners_if_any(self) -> tuple[Owner, ...]:
        """A label is worth having also while nobody can tell the owners' names."""
        try:
            return await self.owners()
        except CrmError as error:
            _log.info("owners are unknown for now (%s)", type(error).__name__)
            return ()

    async def _fetch_catalogue(self) -> Catalogue:
        try:
            listed = await self._client.streamed(_PROPERTIES, _properties_in)
        except REFUSED_FOR_GOOD as error:
            known = self._catalogue.kept or default_catalogue()
            which = "those known before" if known.complete else "only the daily properties"
            _log.warning("the property catalogue was refused (%s): known are %s", error, which)
            return known
        if not listed:
            raise CrmUnavailable("HubSpot's answer is no list of properties")
        return Catalogue.of(listed)

    async def _fetch_rules(self) -> AccountRules:
        validations = await _if_allowed(
            "property validations", lambda: self._client.plain_call("GET", _VALIDATIONS)
        )
        schema = await self._schema() if self._holds_to_rules else {}
        return AccountRules.of(
            (validations or {}).get("results"),
            (schema or {}).get("requiredProperties"),
            complete=validations is not None and schema is not None,
        )

    async def _schema(self) -> Mapping[str, Any] | None:
        """What is told of contacts as a whole; the properties in it, of which there may be many, are let go."""
        return await _if_allowed("the schema", lambda: self._client.streamed(_SCHEMA, outline_of))

    async def _fetch_owners(self) -> tuple[Owner, ...]:
        try:
            present = await self._owners_listed(archived=False)
        except REFUSED_FOR_GOOD as error:
            _log.info("the list of owners was refused (%s): those who were known stay", error)
            return self._owners.kept or ()
        try:
            left = await self._owners_listed(archived=True)
        except CrmError as error:
            _log.info("owners who have left are unknown (%s)", type(error).__name__)
            left = []
        return tuple({owner.id: owner for owner in (*left, *present)}.values())

    async def _owners_listed(self, *, archived: bool) -> list[Owner]:
        """Return every owner of a list, page by page to its end."""
        found: list[Owner] = []
        after: str | None = None
        for _ in range(_MOST_OWNER_PAGES):
            position = {} if after is None else {"after": after}
            answer = await self._client.call(
                CallSort.READ,
                self._client.owners.get_page,
                limit=_OWNERS_A_PAGE,
                archived=archived,
                **position,
            )
            found += [Owner.from_wire(one) for one in results_of(answer) if one.id]
            following = getattr(getattr(answer, "paging", None), "next", None)
            after = getattr(following, "after", None)
            if not after:
                break
        if archived:
            return [owner.model_copy(update={"archived": True}) for owner in found]
        return found

    async def _fetch_details(self) -> AccountDetails:
        token = await _if_allowed("token info", self._client.token_details)
        details = await _if_allowed("account info", self._client.account_details)
        scopes = (token or {}).get("scopes")
        domain = text_from(details, "uiDomain") or ""
        return AccountDetails(
            portal_id=text_from(details, "portalId") or text_from(token, "hubId"),
            ui_domain=domain if _HOST_NAME.fullmatch(domain) else _DEFAULT_UI_DOMAIN,
            time_zone=zone if zone_named(zone := text_from(details, "timeZone") or "") else "",
            scopes=frozenset(map(str, scopes)) if isinstance(scopes, list) else None,
            complete=token is not None and details is not None,
        )


def _properties_in(body: Iterator[bytes]) -> list[Property]:
    read = (Property.read_if_named(entry) for entry in entries_in(body))
    return [one for one in read if one is not None]


def _ruled(labels: Mapping[str, PropertyLabel], rules: AccountRules) -> dict[str, PropertyLabel]:
    """Return the labels, with what the account asks of values of the property."""
    asked = {
        name: {"required": name in rules.required, "forms": rules.forms.get(name, ())} for name in labels
    }
    plain = {"required": False, "forms": ()}
    return {
        name: one if asked[name] == plain else one.model_copy(update=asked[name])
        for name, one in labels.items()
    }


def _in_the_zone(
    labels: Mapping[str, PropertyLabel], details: AccountDetails | None
) -> dict[str, PropertyLabel]:
    """Return the labels, those of instants with the account's time zone as far as it is known by now."""
    zone = {"zone": details.time_zone if details else ""}
    return {
        name: label.model_copy(update=zone) if label.kind is PropertyKind.DATETIME else label
        for name, label in labels.items()
    }


async def _if_allowed(
    what: str, fetch: Callable[[], Awaitable[Mapping[str, Any]]]
) -> Mapping[str, Any] | None:
    """Return the answer; ``{}`` when it is refused, None when there is none for now.

    Whether a token may ask for these is not documented for every kind of token.
    """
    try:
        return await fetch()
    except REFUSED_FOR_GOOD as error:
        _log.info("%s is refused (%s)", what, error)
        return {}
    except CrmError as error:
        _log.info("%s is not available (%s)", what, error)
        return None


def _fresh_for(value: Catalogue | AccountDetails | AccountRules) -> float:
    return _FRESH_SECONDS if value.complete else _SECOND_TRY_SECONDS

"""Fetches what belongs to the account: catalogue, owners, portal.

None of it belongs to a contact, and it is fetched once in a while.
"""

import logging
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pydantic import BaseModel

from hubspot_tools.calls.client import HubSpotClient, results_of
from hubspot_tools.calls.request_budget import Clock
from hubspot_tools.calls.retries import CallSort
from hubspot_tools.contacts import PropertyLabel
from hubspot_tools.errors import AccessDenied, ContactGone, CrmError
from hubspot_tools.property_kinds import PropertyKind
from hubspot_tools.store.cache import Cached
from hubspot_tools.values.properties import Catalogue, default_catalogue
from hubspot_tools.values.validation import Owner
from hubspot_tools.values.wire import text_from

_log = logging.getLogger(__name__)

_FRESH_SECONDS = 600.0
_SECOND_TRY_SECONDS = 60.0
_OWNERS_A_PAGE = 100
_MOST_OWNER_PAGES = 10
_DEFAULT_UI_DOMAIN = "app.hubspot.com"
_HOST_NAME = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}")
_WRITE_SCOPES = frozenset({"crm.objects.contacts.write", "contacts"})


class AccountDetails(BaseModel, frozen=True):
    """What the token may know of its account; None where it may not."""

    portal_id: str | None = None
    ui_domain: str | None = None
    scopes: frozenset[str] | None = None
    complete: bool = True
    """False when something could not be asked, as opposed to being refused."""

    @property
    def can_write(self) -> bool:
        """False only when the scopes are known and none allows writing contacts."""
        return self.scopes is None or bool(self.scopes & _WRITE_SCOPES)

    def record_url(self, contact_id: str) -> str | None:
        """Where a contact opens in HubSpot; None while the portal is unknown."""
        if self.portal_id is None:
            return None
        return f"https://{self.ui_domain}/contacts/{self.portal_id}/record/0-1/{contact_id}"


class Account:
    """Caches the account's catalogue, owners and details for ten minutes.

    What is incomplete is cached for one.
    """

    def __init__(self, client: HubSpotClient, clock: Clock) -> None:
        self._client = client
        self._catalogue = Cached(self._fetch_catalogue, _fresh_for, clock)
        self._owners = Cached(self._fetch_owners, lambda _: _FRESH_SECONDS, clock)
        self._details = Cached(self._fetch_details, _fresh_for, clock)

    async def catalogue(self, *, at_most: float = math.inf) -> Catalogue:
        """The property catalogue, no older than ``at_most`` seconds if HubSpot can be asked.

        The daily properties alone when the token may not read it.
        """
        return await self._catalogue.get(at_most=at_most)

    async def owners(self, *, at_most: float = math.inf) -> tuple[Owner, ...]:
        """Everyone who may own a contact, likewise; nobody when the token may not list them."""
        return await self._owners.get(at_most=at_most)

    async def details(self) -> AccountDetails:
        """Portal and scopes, as far as the token may know them; never fails."""
        return await self._details.get()

    async def labels(self) -> dict[str, PropertyLabel]:
        """Labels of properties and options by internal name; of owners, if their names can be had."""
        labels = (await self.catalogue()).labels()
        owned = [name for name, label in labels.items() if label.kind is PropertyKind.OWNER]
        names = {owner.id: owner.label for owner in await self._owners_if_any()} if owned else {}
        return labels | {name: labels[name].model_copy(update={"options": names}) for name in owned}

    async def _owners_if_any(self) -> tuple[Owner, ...]:
        """A label is worth having also while nobody can tell the owners' names."""
        try:
            return await self.owners()
        except CrmError as error:
            _log.info("owners are unknown for now (%s)", type(error).__name__)
            return ()

    async def _fetch_catalogue(self) -> Catalogue:
        method = self._client.properties.get_all
        try:
            answer = await self._client.call(CallSort.READ, method, object_type="contacts", archived=False)
        except (AccessDenied, ContactGone) as error:
            _log.warning(
                "only the daily properties are known: the property catalogue was refused (%s)", error
            )
            return default_catalogue()
        return Catalogue.from_wire(_plain(one) for one in results_of(answer))

    async def _fetch_owners(self) -> tuple[Owner, ...]:
        found: list[Owner] = []
        after: str | None = None
        for _ in range(_MOST_OWNER_PAGES):
            position = {} if after is None else {"after": after}
            try:
                answer = await self._client.call(
                    CallSort.READ, self._client.owners.get_page, limit=_OWNERS_A_PAGE, **position
                )
            except (AccessDenied, ContactGone) as error:
                _log.info("owners are unknown: their list was refused (%s)", error)
                return ()
            found += [Owner.from_wire(one) for one in results_of(answer) if one.id]
            following = getattr(getattr(answer, "paging", None), "next", None)
            after = getattr(following, "after", None)
            if not after:
                break
        return tuple(found)

    async def _fetch_details(self) -> AccountDetails:
        token = await _if_allowed("token info", self._client.token_details)
        details = await _if_allowed("account info", self._client.account_details)
        scopes = (token or {}).get("scopes")
        domain = text_from(details, "uiDomain") or ""
        return AccountDetails(
            portal_id=text_from(details, "portalId") or text_from(token, "hubId"),
            ui_domain=domain if _HOST_NAME.fullmatch(domain) else _DEFAULT_UI_DOMAIN,
            scopes=frozenset(map(str, scopes)) if isinstance(scopes, list) else None,
            complete=token is not None and details is not None,
        )


async def _if_allowed(
    what: str, fetch: Callable[[], Awaitable[Mapping[str, Any]]]
) -> Mapping[str, Any] | None:
    """The answer; ``{}`` when it is refused, None when there is none for now.

    Whether a token may ask for these is not documented for every kind of token.
    """
    try:
        return await fetch()
    except (AccessDenied, ContactGone) as error:
        _log.info("%s is refused (%s)", what, error)
        return {}
    except CrmError as error:
        _log.info("%s is not available (%s)", what, error)
        return None


def _fresh_for(value: Catalogue | AccountDetails) -> float:
    return _FRESH_SECONDS if value.complete else _SECOND_TRY_SECONDS


def _plain(property_: Any) -> dict[str, Any]:
    """Return the catalogue's entry as JSON.

    The client renames its fields, and there is no telling which it knows.
    """
    metadata = getattr(property_, "modification_metadata", None)
    options = getattr(property_, "options", None) or ()
    return {
        "name": getattr(property_, "name", None),
        "label": getattr(property_, "label", None),
        "type": getattr(property_, "type", None),
        "fieldType": getattr(property_, "field_type", None),
        "calculated": getattr(property_, "calculated", None),
        "hidden": getattr(property_, "hidden", None),
        "referencedObjectType": getattr(property_, "referenced_object_type", None),
        "modificationMetadata": {"readOnlyValue": getattr(metadata, "read_only_value", None)},
        "options": [
            {"value": one.value, "label": one.label, "hidden": getattr(one, "hidden", None)}
            for one in options
        ],
    }

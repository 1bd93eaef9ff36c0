"""Finds out what the account and the token allow, by asking for each thing once."""

import logging
from collections.abc import Mapping
from typing import Any

from hubspot_tools.calls.client import ClientSettings, HubSpotClient
from hubspot_tools.errors import CrmError
from hubspot_tools.facts.account_facts import Capabilities, Portal
from hubspot_tools.store.account import Account
from hubspot_tools.store.company_records import READ_SCOPE, CompanyRecords

_log = logging.getLogger(__name__)

NEEDED = (
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.schemas.contacts.read",
    "crm.objects.owners.read",
)
"""Scopes that everything here together needs."""

USED = frozenset({*NEEDED, READ_SCOPE, "oauth"})
"""These, and what is done without where they are missing; any other is more than is needed."""

_DAILY = "/account-info/v3/api-usage/daily/private-apps"


async def capabilities_of(
    portal: Portal,
    client: HubSpotClient,
    account: Account,
    companies: CompanyRecords,
    settings: ClientSettings,
) -> Capabilities:
    """What ``portal`` allows; whatever cannot be asked is left open."""
    details = await account.details()
    scopes = details.scopes
    rules, usage = await account.rules(), await _told(client, _DAILY)
    return Capabilities(
        portal=portal,
        version=str(settings.version),
        scopes=scopes,
        missing=tuple(one for one in NEEDED if scopes is not None and one not in scopes),
        unneeded=tuple(sorted(scopes - USED)) if scopes is not None else (),
        properties_readable=await _catalogue_is_whole(account),
        owners=await _owners(account),
        companies_readable=await companies.readable(),
        rules=len({*rules.forms, *rules.required}) if rules.told else None,
        calls_per_ten_seconds=client.calls_told or settings.calls_per_ten_seconds,
        searches_per_second=settings.searches_per_second,
        calls_a_day=_number(usage, "usageLimit"),
        calls_today=_number(usage, "currentUsage"),
    )


async def _catalogue_is_whole(account: Account) -> bool:
    try:
        return (await account.catalogue()).complete
    except CrmError:
        return False


async def _owners(account: Account) -> int | None:
    """How many there are; None where they may not be read: no account is without any."""
    try:
        return len([one for one in await account.owners() if not one.archived]) or None
    except CrmError:
        return None


async def _told(client: HubSpotClient, path: str) -> list[Any] | None:
    try:
        results = (await client.plain_call("GET", path)).get("results")
    except CrmError as error:
        _log.info("%s is not told (%s)", path.rpartition("/")[2], type(error).__name__)
        return None
    return results if isinstance(results, list) else None


def _number(results: list[Any] | None, name: str) -> int | None:
    first = results[0] if results else None
    value = first.get(name) if isinstance(first, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None

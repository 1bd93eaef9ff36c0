"""The calls around contacts: properties, owners, the account, the token."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.errors import PORTAL_ID
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.wire.crm_call import CrmCall, CrmReply, JsonObject, required
from hubspot_tools.sandbox.wire.faults import Faults
from hubspot_tools.sandbox.wire.rate_limits import AccountLimits

SCOPES = (
    "crm.objects.companies.read",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.owners.read",
    "crm.schemas.contacts.read",
    "oauth",
)
APP_ID, USER_ID = 4_017_001, 61_700_001
OWNERS_PAGE, LARGEST_OWNERS_PAGE = 100, 500


def list_properties(crm: Crm, call: CrmCall) -> CrmReply:
    """GET /crm/v3/properties/contacts. No property of the portal is archived."""
    return CrmReply({"results": [] if call.flag("archived") else [dict(one.wire) for one in crm.catalogue]})


def read_property(crm: Crm, call: CrmCall) -> CrmReply:
    """GET /crm/v3/properties/contacts/{name}."""
    found = crm.catalogue.get(call.path_parts["name"])
    if found is None:
        raise errors.CrmRefusal(404, "resource not found", category="OBJECT_NOT_FOUND")
    return CrmReply(found.wire)


def list_validations(crm: Crm, _call: CrmCall) -> CrmReply:
    """GET /crm/v3/property-validations/0-1."""
    return CrmReply({"results": crm.write_rules.validations()})


def read_schema(crm: Crm, _call: CrmCall) -> CrmReply:
    """GET /crm-object-schemas/v3/schemas/contacts: what contacts are as a whole, every property among it."""
    return CrmReply(
        {
            "id": "0-1",
            "objectTypeId": "0-1",
            "name": "CONTACT",
            "fullyQualifiedName": "CONTACT",
            "labels": {"singular": "Contact", "plural": "Contacts"},
            "archived": False,
            "requiredProperties": crm.write_rules.required(),
            "searchableProperties": ["email", "firstname", "lastname", "phone", "company"],
            "primaryDisplayProperty": "email",
            "secondaryDisplayProperties": [],
            "properties": [dict(one.wire) for one in crm.catalogue],
            "associations": [],
        }
    )


def list_owners(crm: Crm, call: CrmCall) -> CrmReply:
    """GET /crm/v3/owners."""
    limit = call.limit(default=OWNERS_PAGE, highest=LARGEST_OWNERS_PAGE)
    after = whole_number(call.query.get("after") or "0") or 0
    email = call.query.get("email", "").lower()
    wanted = [
        owner
        for owner in crm.owners
        if owner["archived"] == call.flag("archived") and (not email or owner["email"].lower() == email)
    ]
    body: JsonObject = {"results": wanted[after : after + limit]}
    if after + limit < len(wanted):
        body["paging"] = {"next": {"after": str(after + limit)}}
    return CrmReply(body)


def read_owner(crm: Crm, call: CrmCall) -> CrmReply:
    """GET /crm/v3/owners/{id}, by owner id or by `idProperty=userId`."""
    id_property = call.query.get("idProperty", "id")
    if id_property not in {"id", "userId"}:
        raise errors.bad_request("idProperty is id or userId.")
    for owner in crm.owners:
        if str(owner[id_property]) == call.path_parts["owner_id"]:
            return CrmReply(owner)
    raise errors.no_such_record()


def account_details(crm: Crm, _call: CrmCall) -> CrmReply:
    """GET /account-info/v3/details. The address of its interface is one that leads nowhere."""
    zone = crm.portal.time_zone
    offset = datetime.now(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    return CrmReply(
        {
            "portalId": PORTAL_ID,
            "accountType": "DEVELOPER_TEST",
            "timeZone": zone,
            "companyCurrency": "EUR",
            "additionalCurrencies": [],
            "utcOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}",
            "utcOffsetMilliseconds": minutes * 60_000,
            "uiDomain": "app.hubspot.example",
            "dataHostingLocation": "eu1",
        }
    )


def daily_usage(limits: AccountLimits) -> Callable[[Crm, CrmCall], CrmReply]:
    """GET /account-info/v3/api-usage/daily/private-apps."""

    def handler(_crm: Crm, _call: CrmCall) -> CrmReply:
        now = datetime.now(ZoneInfo("UTC"))
        tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        usage: Mapping[str, Any] = {
            "name": "private-apps-api-calls-daily",
            "usageLimit": limits.daily_calls,
            "currentUsage": limits.used_today(),
            "collectedAt": instants.iso(int(now.timestamp() * 1000)),
            "fetchStatus": "SUCCESS",
            "resetsAt": instants.iso(int(tomorrow.timestamp() * 1000)),
        }
        return CrmReply({"results": [usage]})

    return handler


def token_info(faults: Faults) -> Callable[[Crm, CrmCall], CrmReply]:
    """POST /oauth/v2/private-apps/get/access-token-info."""

    def handler(_crm: Crm, call: CrmCall) -> CrmReply:
        required(call.json(), ["tokenKey"])
        withheld = faults.withheld_scopes()
        granted = [scope for scope in SCOPES if scope not in withheld]
        return CrmReply({"userId": USER_ID, "hubId": PORTAL_ID, "appId": APP_ID, "scopes": granted})

    return handler

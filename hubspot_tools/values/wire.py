"""HubSpot's objects to our contacts. Pure, and calm about nonsense."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from hubspot_tools.contacts import Contact
from hubspot_tools.facts.associated_company import AssociatedCompany
from hubspot_tools.facts.property_history import PropertyChange
from hubspot_tools.values.properties import OWNER
from hubspot_tools.values.vocabulary import NAMED_PROPERTIES

REQUESTED_PROPERTIES = (
    *NAMED_PROPERTIES,
    OWNER,
    "hs_additional_emails",
    "hs_lead_status",
    "createdate",
    "lastmodifieddate",
)
"""What every read asks for; others are asked for by name when they were just written."""


def contact_from(
    record: Any, *, record_url: str | None = None, correlation_id: str | None = None
) -> Contact | None:
    """Return the contact in one of HubSpot's objects.

    Args:
        record: ``SimplePublicObject`` or its relatives as hubspot-api-client decodes them, or the JSON as a dict.
        record_url: Where the contact opens in HubSpot.
        correlation_id: HubSpot's name for the request that wrote it.

    Returns:
        The contact, or None when the record has no id, as when the client decoded an answer that is no contact.
    """
    contact_id = _part(record, "id")
    if not isinstance(contact_id, str | int) or not str(contact_id):
        return None
    stored = _part(record, "properties")
    properties = {
        str(name): str(value)
        for name, value in (stored.items() if isinstance(stored, Mapping) else ())
        if value is not None and value != ""
    }
    return Contact(
        id=str(contact_id),
        properties=properties,
        created_at=_instant(_part(record, "created_at", "createdAt")),
        updated_at=_instant(_part(record, "updated_at", "updatedAt")),
        record_url=record_url,
        correlation_id=correlation_id,
        companies=tuple(AssociatedCompany(id=one) for one in _associated(record)),
    )


def companies_from(records: Any) -> tuple[AssociatedCompany, ...]:
    """Return the companies in a list of records; what is no company is left out."""
    found = (contact_from(record) for record in (records if isinstance(records, Iterable) else ()))
    return tuple(
        AssociatedCompany(id=one.id, name=one.get("name"), domain=one.get("domain")) for one in found if one
    )


def _associated(record: Any) -> Iterator[str]:
    """The ids of the companies that a read tells a contact to be associated with, each once."""
    kinds = _part(record, "associations")
    linked = kinds.get("companies") if isinstance(kinds, Mapping) else None
    results = _part(linked, "results")
    ids = [str(_part(one, "id")) for one in (results if isinstance(results, list) else ())]
    yield from dict.fromkeys(one for one in ids if one.isdigit())


def contacts_from(records: Any) -> tuple[Contact, ...]:
    """Return the contacts in a list of records; what is no contact is left out."""
    found = (contact_from(record) for record in (records if isinstance(records, Iterable) else ()))
    return tuple(contact for contact in found if contact)


def changes_from(record: Any) -> Iterator[tuple[str, str, datetime]]:
    """Return the history in one of HubSpot's objects: property, the value it got, and when.

    The value is ``""`` when it was emptied.
    """
    past = _part(record, "properties_with_history", "propertiesWithHistory")
    for name, changes in past.items() if isinstance(past, Mapping) else ():
        for change in changes if isinstance(changes, list) else ():
            at = _instant(_part(change, "timestamp"))
            if at is not None:
                yield str(name), str(_part(change, "value") or ""), at


def past_of(record: Any) -> Iterator[tuple[PropertyChange, str]]:
    """Return the history in one of HubSpot's objects, each change with the user's id, ``""`` for none."""
    past = _part(record, "properties_with_history", "propertiesWithHistory")
    for name, changes in past.items() if isinstance(past, Mapping) else ():
        for change in changes if isinstance(changes, list) else ():
            at = _instant(_part(change, "timestamp"))
            if at is None:
                continue
            source, label = (
                str(_part(change, attribute, key) or "")
                for attribute, key in (("source_type", "sourceType"), ("source_label", "sourceLabel"))
            )
            told = PropertyChange(
                property=str(name), value=str(_part(change, "value") or ""), at=at, source=source, label=label
            )
            yield told, str(_part(change, "updated_by_user_id", "updatedByUserId") or "")


def count_from(total: Any, at_least: int) -> int:
    """A search's ``total``; ``at_least`` when it is missing, nonsense or less than what was returned."""
    whole = isinstance(total, int | float) and not isinstance(total, bool) and math.isfinite(total)
    return max(int(total) if whole else 0, at_least)


def text_from(answer: Any, name: str) -> str | None:
    """Return a field of a JSON object as text; None when it is missing, null or not a plain value."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _part(record: Any, attribute: str, key: str = "") -> Any:
    if isinstance(record, Mapping):
        return record.get(key or attribute)
    return getattr(record, attribute, None)


def _instant(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    # The client's time zone objects differ with its environment; one zone compares and serialises alike.
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

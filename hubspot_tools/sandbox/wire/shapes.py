"""Contacts in the shape of HubSpot's answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.associations import ObjectType, object_type
from hubspot_tools.sandbox.records.contact_rows import Record
from hubspot_tools.sandbox.wire.crm_call import CrmCall, JsonObject

ALWAYS = ("createdate", "hs_object_id", "lastmodifieddate")
BY_DEFAULT = (*ALWAYS, "email", "firstname", "lastname")
AFTER_A_WRITE = (*ALWAYS, "hs_full_name_or_email", "hs_pipeline", "lifecyclestage")


@dataclass(frozen=True, slots=True)
class View:
    """What of a contact an answer shows.

    Attributes:
        properties: Names asked for; none means HubSpot's default ones.
        with_history: Names whose past is shown too.
        associations: Kinds of objects whose ids are shown, in the plural.
    """

    properties: Sequence[str] = ()
    with_history: Sequence[str] = ()
    associations: Sequence[ObjectType] = ()

    @classmethod
    def of_query(cls, call: CrmCall) -> "View":
        """As the query string asks.

        Raises:
            CrmError: 400 for a kind of object that there is not.
        """
        kinds = [(name, object_type(name)) for name in call.names("associations")]
        unknown = [name for name, kind in kinds if kind is None]
        if unknown:
            raise errors.bad_request(f"Unable to infer object type from: {unknown[0]}")
        return cls(
            properties=call.names("properties"),
            with_history=call.names("propertiesWithHistory"),
            associations=[kind for _, kind in kinds if kind is not None],
        )

    def show(self, crm: Crm, record: Record) -> JsonObject:
        """A contact as a read answers it: unset properties are null, unknown ones are left out."""
        wanted = (
            [*ALWAYS, *self.properties, *self.with_history]
            if self.properties or self.with_history
            else BY_DEFAULT
        )
        known = sorted({name for name in wanted if name in crm.catalogue})
        shown = _object(record, {name: record.properties.get(name) for name in known})
        if self.with_history:
            shown["propertiesWithHistory"] = _history(crm, record, self.with_history)
        if self.associations:
            shown["associations"] = _associations(crm, record, self.associations)
        return shown


def created(record: Record) -> JsonObject:
    """A contact as its creation answers it: everything that is set."""
    return _object(record, dict(sorted(record.properties.items())))


def updated(record: Record, written: Iterable[str]) -> JsonObject:
    """A contact as a write answers it: what was written, and a few properties of the system."""
    names = sorted({*written, *AFTER_A_WRITE} & record.properties.keys())
    return _object(record, {name: record.properties[name] for name in names})


def _object(record: Record, properties: Mapping[str, str | None]) -> JsonObject:
    shown: JsonObject = {
        "id": str(record.id),
        "properties": properties,
        "createdAt": instants.iso(record.created_at),
        "updatedAt": instants.iso(record.updated_at),
        "archived": record.archived_at is not None,
    }
    if record.archived_at is not None:
        shown["archivedAt"] = instants.iso(record.archived_at)
    return shown


def _history(crm: Crm, record: Record, names: Sequence[str]) -> JsonObject:
    known = [name for name in names if name in crm.catalogue]
    past = crm.records.history(record.id, known)
    return {
        name: [
            {"value": change.value, "timestamp": instants.iso(change.at), **change.source}
            for change in changes
        ]
        for name, changes in past.items()
    }


def _associations(crm: Crm, record: Record, kinds: Iterable[ObjectType]) -> dict[str, Any]:
    linked = crm.associations.by_type(record.id)
    return {
        kind.plural: {
            "results": [{"id": one, "type": f"contact_to_{kind.singular}"} for one in linked[kind.plural]]
        }
        for kind in kinds
        if kind.plural in linked
    }

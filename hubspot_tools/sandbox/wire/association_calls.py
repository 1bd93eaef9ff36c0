"""The calls on a contact's associations (version 4, and the date versions)."""

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records.associations import ObjectType, object_type
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.wire.crm_call import NO_CONTENT, CrmCall, CrmReply

DEFINED_BY_HUBSPOT = "HUBSPOT_DEFINED"
PRIMARY_COMPANY = 1
_LABELS = {PRIMARY_COMPANY: "Primary"}


def of_contact(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/{contact}/associations/{kind}."""
    kind = _kind(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    results = [
        {"toObjectId": to_id, "associationTypes": [_association_type(one) for one in type_ids]}
        for to_id, type_ids in crm.associations.type_ids(record.id, kind).items()
    ]
    return CrmReply({"results": results})


def add_default(crm: Crm, call: CrmCall) -> CrmReply:
    """PUT …/{contact}/associations/default/{kind}/{id}: 200."""
    kind, to_id = _kind(call), _to_id(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    crm.associations.add(record.id, kind, to_id, kind.default)
    result = {
        "from": {"id": str(record.id)},
        "to": {"id": str(to_id)},
        "associationSpec": {"associationCategory": DEFINED_BY_HUBSPOT, "associationTypeId": kind.default},
    }
    return CrmReply({"status": "COMPLETE", "results": [result]})


def add(crm: Crm, call: CrmCall) -> CrmReply:
    """PUT …/{contact}/associations/{kind}/{id}, with a list of association types: 201."""
    kind, to_id = _kind(call), _to_id(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    type_ids = [whole_number(one.get("associationTypeId")) for one in call.list_of_objects()]
    known = [one for one in type_ids if one is not None]
    if not known or len(known) < len(type_ids):
        raise errors.bad_request("An association needs at least one associationTypeId, which is a number.")
    with crm.transaction():
        for type_id in known:
            crm.associations.add(record.id, kind, to_id, type_id)
    body = {
        "fromObjectTypeId": "0-1",
        "fromObjectId": record.id,
        "toObjectTypeId": kind.type_id,
        "toObjectId": to_id,
        "labels": [_LABELS[one] for one in known if one in _LABELS],
    }
    return CrmReply(body, 201)


def remove(crm: Crm, call: CrmCall) -> CrmReply:
    """DELETE …/{contact}/associations/{kind}/{id}: 204."""
    kind, to_id = _kind(call), _to_id(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    crm.associations.remove(record.id, kind, to_id)
    return NO_CONTENT


def _association_type(type_id: int) -> dict[str, object]:
    return {"category": DEFINED_BY_HUBSPOT, "typeId": type_id, "label": _LABELS.get(type_id)}


def _kind(call: CrmCall) -> ObjectType:
    kind = object_type(call.path_parts["to_type"])
    if kind is None:
        raise errors.bad_request(f"Unable to infer object type from: {call.path_parts['to_type']}")
    return kind


def _to_id(call: CrmCall) -> int:
    to_id = whole_number(call.path_parts["to_id"])
    if to_id is None:
        raise errors.not_an_id(call.path_parts["to_id"])
    return to_id

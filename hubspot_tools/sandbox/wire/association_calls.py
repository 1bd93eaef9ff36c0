"""The calls on associations (version 4, and the date versions): of one contact, and in batches."""

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.associations import COMPANIES, PRIMARY, ObjectType, object_type
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.wire.batch_calls import inputs_of
from hubspot_tools.sandbox.wire.crm_call import NO_CONTENT, CrmCall, CrmReply, JsonObject

DEFINED_BY_HUBSPOT = "HUBSPOT_DEFINED"
_LABELS = {PRIMARY: "Primary"}


def of_contact(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/{contact}/associations/{kind}."""
    kind = _kind(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    results = [
        {"toObjectId": str(to_id), "associationTypes": [_association_type(one) for one in type_ids]}
        for to_id, type_ids in crm.associations.type_ids(record.id, kind).items()
    ]
    return CrmReply({"results": results})


def add_default(crm: Crm, call: CrmCall) -> CrmReply:
    """PUT …/{contact}/associations/default/{kind}/{id}: 200."""
    kind, to_id = _kind(call), _to_id(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    _add_default(crm, record.id, kind, to_id)
    result = {
        "from": {"id": str(record.id)},
        "to": {"id": str(to_id)},
        "associationSpec": {"associationCategory": DEFINED_BY_HUBSPOT, "associationTypeId": kind.default},
    }
    return _batch_reply([result], [])


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
        "fromObjectId": str(record.id),
        "toObjectTypeId": kind.type_id,
        "toObjectId": str(to_id),
        "labels": [_LABELS[one] for one in known if one in _LABELS],
    }
    return CrmReply(body, 201)


def remove(crm: Crm, call: CrmCall) -> CrmReply:
    """DELETE …/{contact}/associations/{kind}/{id}: 204."""
    kind, to_id = _kind(call), _to_id(call)
    record = crm.contacts.find(call.path_parts["contact_id"])
    crm.associations.remove(record.id, kind, to_id)
    return NO_CONTENT


def _add_default(crm: Crm, contact_id: int, kind: ObjectType, to_id: int) -> None:
    """Associate; the first company of a contact becomes its primary one."""
    with crm.transaction():
        first = kind is COMPANIES and not crm.associations.type_ids(contact_id, kind)
        crm.associations.add(contact_id, kind, to_id, kind.default)
        if first:
            crm.associations.add(contact_id, kind, to_id, PRIMARY)


def batch_of_contacts(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/associations/contacts/{kind}/batch/read. Who has none is told among the errors, 207."""
    kind = _kind(call)
    outcome: list[JsonObject] = []
    lonely: list[JsonObject] = []
    for one in inputs_of(call, call.json()):
        contact_id = whole_number(one["id"])
        linked = {} if contact_id is None else crm.associations.type_ids(contact_id, kind)
        to = [
            {"toObjectId": str(to_id), "associationTypes": [_association_type(each) for each in type_ids]}
            for to_id, type_ids in linked.items()
        ]
        if to:
            outcome.append({"from": {"id": one["id"]}, "to": to})
        else:
            lonely.append(_none_of(kind, one["id"]))
    return _batch_reply(outcome, lonely)


def batch_add_default(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/associations/contacts/{kind}/batch/associate/default: 200."""
    kind, results = _kind(call), list[JsonObject]()
    with crm.transaction():
        for one in inputs_of(call, call.json(), needs=("from", "to")):
            from_id, to_id = (whole_number(_end(call, one, name)) for name in ("from", "to"))
            if from_id is None or to_id is None:
                raise errors.bad_request("An association leads from an id to an id.")
            _add_default(crm, crm.contacts.find(str(from_id)).id, kind, to_id)
            spec = {"associationCategory": DEFINED_BY_HUBSPOT, "associationTypeId": kind.default}
            results.append({"from": one["from"], "to": one["to"], "associationSpec": spec})
    return _batch_reply(results, [])


def batch_remove(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/associations/contacts/{kind}/batch/archive: 204, whether there was one or not."""
    kind = _kind(call)
    with crm.transaction():
        for one in inputs_of(call, call.json(), needs=("from", "to")):
            from_id = whole_number(_end(call, one, "from"))
            for to in call.objects(one, "to"):
                to_id = whole_number(to.get("id"))
                if from_id is not None and to_id is not None:
                    crm.associations.remove(from_id, kind, to_id)
    return NO_CONTENT


def _end(call: CrmCall, one: JsonObject, name: str) -> object:
    return (call.expect(one, name, dict) or {}).get("id")


def _none_of(kind: ObjectType, contact_id: str) -> JsonObject:
    context = {
        "fromObjectId": [contact_id],
        "fromObjectType": ["contact"],
        "toObjectType": [kind.singular],
    }
    message = f"No {kind.singular} is associated with contact {contact_id}."
    none_found = "crm.associations.NO_ASSOCIATIONS_FOUND"
    return errors.batch_entry("OBJECT_NOT_FOUND", message, context, subCategory=none_found)


def _batch_reply(results: list[JsonObject], failures: list[JsonObject]) -> CrmReply:
    moment = instants.iso(instants.now())
    body: JsonObject = {"status": "COMPLETE", "results": results, "startedAt": moment, "completedAt": moment}
    if failures:
        body |= {"numErrors": len(failures), "errors": failures}
    return CrmReply(body, 207 if failures else 200)


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

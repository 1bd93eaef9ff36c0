"""The calls on single contacts, lists, searches, merges: request in, answer out."""

from collections.abc import Mapping
from urllib.parse import urlencode

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records import associations
from hubspot_tools.sandbox.records.contact_rows import Record
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.search.searcher import AskedSearch, UncomparableError
from hubspot_tools.sandbox.wire import search_request, shapes
from hubspot_tools.sandbox.wire.crm_call import NO_CONTENT, CrmCall, CrmReply, JsonObject, required

DEFAULT_PAGE, LARGEST_PAGE, LARGEST_PAGE_WITH_HISTORY = 10, 100, 50


def list_contacts(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/contacts. `after` is the id of the last contact seen."""
    view = shapes.View.of_query(call)
    highest = LARGEST_PAGE_WITH_HISTORY if view.with_history else LARGEST_PAGE
    limit = call.limit(default=DEFAULT_PAGE, highest=highest)
    after = whole_number(call.query.get("after") or "0")
    if after is None:
        raise errors.bad_request("The paging value 'after' must be the one that the last answer gave.")
    found = crm.records.page(after, limit + 1, archived=call.flag("archived"))
    body: JsonObject = {"results": [view.show(crm, record) for record in found[:limit]]}
    if len(found) > limit:
        last = str(found[limit - 1].id)
        kept = [(name, value) for name, value in call.query.multi_items() if name != "after"]
        link = f"{call.base_url}{call.path}?{urlencode([*kept, ('after', last)])}"
        body["paging"] = {"next": {"after": last, "link": link}}
    return CrmReply(body)


def create(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/contacts: 201 exactly, with a Location."""
    record = create_one(crm, call, call.json())
    return CrmReply(shapes.created(record), 201, {"Location": f"{call.base_url}{call.path}/{record.id}"})


def create_one(crm: Crm, call: CrmCall, body: JsonObject) -> Record:
    """Create the contact that a body, or an input of a batch, describes.

    Raises:
        CrmError: 400 or 409.
    """
    required(body, ["properties"])
    links = _asked_associations(call, body)
    with crm.transaction():
        given = call.properties(body)
        crm.write_rules.refuse(given, None, enforced=call.enforces_rules)
        record = crm.contacts.create(given)
        for kind, to_id, type_ids in links:
            for type_id in type_ids or [kind.default]:
                crm.associations.add(record.id, kind, to_id, type_id)
    return record


def read(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/contacts/{id}."""
    reference, id_property = call.path_parts["contact_id"], call.query.get("idProperty")
    record = crm.contacts.find(reference, id_property, archived=call.flag("archived"))
    return CrmReply(shapes.View.of_query(call).show(crm, record))


def update(crm: Crm, call: CrmCall) -> CrmReply:
    """PATCH …/contacts/{id}."""
    given = call.properties(call.json())
    record = crm.contacts.find(call.path_parts["contact_id"], call.query.get("idProperty"))
    return CrmReply(shapes.updated(update_one(crm, call, record, given), given))


def update_one(crm: Crm, call: CrmCall, record: Record, given: Mapping[str, str]) -> Record:
    """Change a contact as the portal's administrators allow.

    Raises:
        CrmError: 400.
    """
    crm.write_rules.refuse(given, record.properties, enforced=call.enforces_rules)
    return crm.contacts.update(record, given)


def archive(crm: Crm, call: CrmCall) -> CrmReply:
    """DELETE …/contacts/{id}: 204, also when it is archived already."""
    record = crm.contacts.known(call.path_parts["contact_id"])
    if record is None:
        raise errors.no_such_record()
    if record.archived_at is None:
        crm.contacts.archive(record)
    return NO_CONTENT


def search(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/contacts/search."""
    wanted = search_request.parsed(call, crm.catalogue)
    try:
        total, records = crm.search(wanted)
    except UncomparableError as error:
        raise errors.bad_request(str(error)) from error
    view = shapes.View(wanted.properties)
    body: JsonObject = {"total": total, "results": [view.show(crm, record) for record in records]}
    body |= next_page(wanted, total)
    return CrmReply(body)


def merge(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/contacts/merge."""
    body = call.json()
    required(body, ["primaryObjectId", "objectIdToMerge"])
    with crm.transaction():
        primary, other = (
            crm.contacts.find(call.text(body[name], name)) for name in ("primaryObjectId", "objectIdToMerge")
        )
        if primary.id == other.id:
            raise errors.bad_request("A record cannot be merged with itself.")
        return CrmReply(shapes.created(crm.contacts.merge(primary, other)))


def gdpr_delete(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/contacts/gdpr-delete: for good, archived or not."""
    body = call.json()
    required(body, ["objectId"])
    id_property = call.expect(body, "idProperty", str)
    record = crm.contacts.known(call.text(body["objectId"], "objectId"), id_property)
    if record is None:
        raise errors.no_such_record()
    crm.contacts.erase(record)
    return NO_CONTENT


def next_page(wanted: AskedSearch, total: int) -> JsonObject:
    """Where a search goes on, as its answer tells; nothing where it ends."""
    after = wanted.after + wanted.limit
    if after >= min(total, search_request.MOST_RESULTS):
        return {}
    return {"paging": {"next": {"after": str(after)}}}


def _asked_associations(
    call: CrmCall, body: JsonObject
) -> list[tuple[associations.ObjectType, int, list[int]]]:
    by_type_id = {kind.default: kind for kind in associations.OBJECT_TYPES} | {
        1: associations.OBJECT_TYPES[0]
    }
    asked = []
    for one in call.objects(body, "associations"):
        to_id = whole_number((call.expect(one, "to", dict) or {}).get("id"))
        type_ids = [whole_number(kind.get("associationTypeId")) for kind in call.objects(one, "types")]
        kinds = [by_type_id[type_id] for type_id in type_ids if type_id in by_type_id]
        if to_id is None or not kinds:
            raise errors.bad_request("An association needs the id it leads to and a known associationTypeId.")
        asked.append((kinds[0], to_id, [type_id for type_id in type_ids if type_id is not None]))
    return asked

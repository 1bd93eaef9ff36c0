"""The calls on companies: read, list, search and batch read. Nothing writes one."""

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.crm import Crm
from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.company_table import StoredCompany
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.search.searcher import UncomparableError
from hubspot_tools.sandbox.wire import search_request
from hubspot_tools.sandbox.wire.batch_calls import Outcome, inputs_of
from hubspot_tools.sandbox.wire.contact_calls import DEFAULT_PAGE, LARGEST_PAGE, next_page
from hubspot_tools.sandbox.wire.crm_call import CrmCall, CrmReply, JsonObject

ALWAYS = ("createdate", "hs_lastmodifieddate", "hs_object_id")
BY_DEFAULT = (*ALWAYS, "domain", "name")
NOT_FOUND = "Could not get some COMPANY objects, they may be deleted or not exist. Check that ids are valid."


def list_companies(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/companies. `after` is the id of the last company seen."""
    limit = call.limit(default=DEFAULT_PAGE, highest=LARGEST_PAGE)
    after = whole_number(call.query.get("after") or "0") or 0
    found = [one for one in crm.companies.every() if one.id > after]
    body: JsonObject = {"results": [_shown(crm, one, call.names("properties")) for one in found[:limit]]}
    if len(found) > limit:
        body["paging"] = {"next": {"after": str(found[limit - 1].id)}}
    return CrmReply(body)


def read(crm: Crm, call: CrmCall) -> CrmReply:
    """GET …/companies/{id}."""
    reference = call.path_parts["company_id"]
    company_id = whole_number(reference)
    if company_id is None:
        raise errors.not_an_id(reference)
    found = crm.companies.get(company_id)
    if found is None:
        raise errors.no_such_record()
    return CrmReply(_shown(crm, found, call.names("properties")))


def search(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/companies/search."""
    wanted = search_request.parsed(call, crm.company_catalogue)
    try:
        total, found = crm.search_companies(wanted)
    except UncomparableError as error:
        raise errors.bad_request(str(error)) from error
    body: JsonObject = {"total": total, "results": [_shown(crm, one, wanted.properties) for one in found]}
    return CrmReply(body | next_page(wanted, total))


def batch_read(crm: Crm, call: CrmCall) -> CrmReply:
    """POST …/companies/batch/read, by id."""
    body = call.json()
    names, outcome = call.strings(body, "properties"), Outcome(not_found=NOT_FOUND)
    for one in inputs_of(call, body):
        company_id = whole_number(one["id"])
        found = None if company_id is None else crm.companies.get(company_id)
        if found is None:
            outcome.missing.append({"id": one["id"]})
        else:
            outcome.results.append(_shown(crm, found, names))
    return outcome.reply(200)


def _shown(crm: Crm, company: StoredCompany, names: list[str] | tuple[str, ...]) -> JsonObject:
    wanted = {*ALWAYS, *names} if names else set(BY_DEFAULT)
    known = sorted(name for name in wanted if name in crm.company_catalogue)
    return {
        "id": str(company.id),
        "properties": {name: company.properties.get(name) for name in known},
        "createdAt": instants.iso(company.created_at),
        "updatedAt": instants.iso(company.created_at),
        "archived": False,
    }

"""The body of a search: HubSpot's shapes and limits. Source: HubSpot's search guide."""

from hubspot_tools.sandbox import errors
from hubspot_tools.sandbox.records.digits import whole_number
from hubspot_tools.sandbox.records.schema import PortalCatalogue
from hubspot_tools.sandbox.search.searcher import ASSOCIATION_PREFIX, AskedSearch, Filter, Sort
from hubspot_tools.sandbox.wire.crm_call import CrmCall, JsonObject

MOST_GROUPS, MOST_FILTERS_A_GROUP, MOST_FILTERS = 5, 6, 18
DEFAULT_LIMIT, HIGHEST_LIMIT = 10, 200
MOST_RESULTS = 10_000
LONGEST_BODY = 3000

_WITHOUT_VALUE = frozenset({"HAS_PROPERTY", "NOT_HAS_PROPERTY"})
_WITH_A_LIST = frozenset({"IN", "NOT_IN"})
_WITH_ONE_VALUE = frozenset({"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"})
OPERATORS = _WITHOUT_VALUE | _WITH_A_LIST | _WITH_ONE_VALUE | {"BETWEEN"}


def parsed(call: CrmCall, catalogue: PortalCatalogue) -> AskedSearch:
    """The search that a request asks for.

    Raises:
        CrmError: 400, when it breaks a limit or makes no sense.
    """
    if len(call.body.decode(errors="replace")) > LONGEST_BODY:
        raise errors.bad_request(
            f"The request body is too long: at most {LONGEST_BODY} characters are allowed."
        )
    body = call.json()
    limit, after = _page(body)
    return AskedSearch(
        groups=_groups(call, body, catalogue),
        query=call.expect(body, "query", str) or "",
        sort=_sort(call, body, catalogue),
        properties=tuple(call.strings(body, "properties")),
        limit=limit,
        after=after,
    )


def _page(body: JsonObject) -> tuple[int, int]:
    limit, after = body.get("limit"), body.get("after")
    size = DEFAULT_LIMIT if limit is None else whole_number(limit)
    if size is None or not 0 < size <= HIGHEST_LIMIT:
        raise errors.bad_request(
            f"The limit must be a number from 1 to {HIGHEST_LIMIT}; you asked for {limit}."
        )
    offset = 0 if after in {None, ""} else whole_number(after)
    if offset is None:
        raise errors.bad_request("The paging value 'after' must be the number that the last answer gave.")
    if offset + size > MOST_RESULTS:
        raise errors.bad_request(f"Searches page through at most {MOST_RESULTS} results.")
    return size, offset


def _groups(call: CrmCall, body: JsonObject, catalogue: PortalCatalogue) -> tuple[tuple[Filter, ...], ...]:
    listed = call.objects(body, "filterGroups")
    loose = call.objects(body, "filters")
    # Filters given outside any group are a group of their own.
    raw = [call.objects(group, "filters") for group in listed] + ([loose] if loose else [])
    if len(raw) > MOST_GROUPS:
        raise errors.bad_request(
            f"A search can have at most {MOST_GROUPS} filterGroups; this one has {len(raw)}."
        )
    largest = max((len(group) for group in raw), default=0)
    if largest > MOST_FILTERS_A_GROUP:
        raise errors.bad_request(
            f"A filterGroup can have at most {MOST_FILTERS_A_GROUP} filters; one has {largest}."
        )
    total = sum(len(group) for group in raw)
    if total > MOST_FILTERS:
        raise errors.bad_request(f"A search can have at most {MOST_FILTERS} filters; this one has {total}.")
    return tuple(tuple(_filter(call, one, catalogue) for one in group) for group in raw)


def _filter(call: CrmCall, raw: JsonObject, catalogue: PortalCatalogue) -> Filter:
    name, operator = call.expect(raw, "propertyName", str), call.expect(raw, "operator", str)
    lacking = [key for key, value in (("propertyName", name), ("operator", operator)) if not value]
    if lacking:
        raise errors.bad_json(
            1, 2, f"Cannot build Filter, some of required attributes are not set [{', '.join(lacking)}]"
        )
    if operator not in OPERATORS:
        raise errors.bad_json(
            1,
            2,
            f'Cannot deserialize value of type `FilterOperator` from String "{operator}": not one of the values '
            f"accepted for Enum class: [{', '.join(sorted(OPERATORS))}]",
        )
    _refuse_unknown(name, catalogue)
    return Filter(name, operator, _values(call, raw, name, operator))


def _values(call: CrmCall, raw: JsonObject, name: str, operator: str) -> tuple[str, ...]:
    if operator in _WITHOUT_VALUE:
        return ()
    if operator in _WITH_A_LIST:
        values = tuple(call.strings(raw, "values"))
    else:
        keys = ("value", "highValue") if operator == "BETWEEN" else ("value",)
        values = tuple("" if raw.get(key) is None else call.text(raw[key], key) for key in keys)
    if not values or not all(value.strip() for value in values):
        raise errors.bad_request(
            f"The operator {operator} on the property {name} needs a value that is not empty."
        )
    return values


def _sort(call: CrmCall, body: JsonObject, catalogue: PortalCatalogue) -> Sort:
    listed = call.expect(body, "sorts", list) or []
    if len(listed) > 1:
        raise errors.bad_request("A search can have at most one sort.")
    if not listed:
        return Sort()
    if isinstance(listed[0], dict):
        name = call.text(listed[0].get("propertyName"), "propertyName")
        direction = listed[0].get("direction") or "ASCENDING"
        if direction not in {"ASCENDING", "DESCENDING"}:
            raise errors.bad_request("The direction of a sort is ASCENDING or DESCENDING.")
        sort = Sort(name, descending=direction == "DESCENDING")
    else:
        name = call.text(listed[0], "sorts")
        sort = Sort(name.removeprefix("-"), descending=name.startswith("-"))
    _refuse_unknown(sort.name, catalogue)
    return sort


def _refuse_unknown(name: str, catalogue: PortalCatalogue) -> None:
    if name not in catalogue and not name.startswith(ASSOCIATION_PREFIX):
        raise errors.bad_request(f'Property "{name}" does not exist', context={"propertyName": [name]})

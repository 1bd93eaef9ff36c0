import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.contacts import SearchContacts
from hubspot_tools.search.filters import Spelling, conditions, groups_in, search_body, wide_body
from hubspot_tools.search.matches import Wanted

ANY_TEXT = st.text(max_size=1000)
QUERIES = st.builds(
    SearchContacts,
    **{
        name: st.none()
        | ANY_TEXT
        | st.sampled_from(["ada@example.com", "06 39 98 12 34", "Ada Lovelace Byron"])
        for name in ("text", "name", "email", "phone", "company", "jobtitle")
    },
)
IDS = st.lists(st.integers(1, 10**13).map(str), max_size=20, unique=True)


def wanted(**query):
    return Wanted.from_query(SearchContacts(**query), "", "FR")


def groups(spelling, **query):
    body = search_body(conditions(wanted(**query), spelling), limit=5)
    return [
        [(one["propertyName"], one["operator"], one["value"]) for one in group["filters"]]
        for group in body["filterGroups"]
    ]


@given(QUERIES, st.sampled_from(["", "customer"]), st.sampled_from(Spelling), IDS, st.integers(0, 10**6))
def test_every_request_keeps_hubspots_limits(query, stage, spelling, without, after):
    asked = Wanted.from_query(query, stage, "FR")
    body = search_body(conditions(asked, spelling), text=asked.text, limit=500, after=after, without=without)
    in_groups = [group["filters"] for group in body.get("filterGroups", [])]
    assert len(in_groups) <= 5
    assert all(1 <= len(group) <= 6 for group in in_groups)
    assert sum(map(len, in_groups)) <= 18
    assert len(json.dumps(body)) <= 3000
    assert body["limit"] <= 200
    assert int(body["after"]) + body["limit"] <= 10_000
    assert len(body["sorts"]) == 1


@given(st.lists(st.tuples(QUERIES, st.sampled_from(Spelling)), max_size=4))
def test_a_request_for_several_readings_keeps_them_too(readings):
    asked = [conditions(Wanted.from_query(query, "customer", "FR"), spelling) for query, spelling in readings]
    body = wide_body(asked, text="x" * 900, limit=500)
    in_groups = groups_in(body)
    assert len(in_groups) <= 5
    assert all(1 <= len(group) <= 6 for group in in_groups)
    assert sum(map(len, in_groups)) <= 18
    assert len(json.dumps(body)) <= 3000
    again = groups_in(wide_body(asked, limit=500, asked=in_groups))
    assert not any(group in in_groups for group in again)


@given(QUERIES, st.sampled_from(Spelling))
def test_nothing_a_person_types_becomes_an_operator_or_a_property(query, spelling):
    asked = Wanted.from_query(query, "", "FR")
    body = search_body(conditions(asked, spelling), text=asked.text, limit=5)
    for group in body.get("filterGroups", []):
        for one in group["filters"]:
            assert one["operator"] in {"EQ", "CONTAINS_TOKEN"}
            assert one["propertyName"].replace("_", "").isalpha()
            if one["operator"] == "CONTAINS_TOKEN" and "@" not in one["value"]:
                assert one["value"].replace("*", "").isalnum()


def test_an_address_is_looked_for_among_primary_and_secondary_ones():
    assert groups(Spelling.TYPED, email="ada@example.com") == [
        [("email", "EQ", "ada@example.com")],
        [("hs_additional_emails", "CONTAINS_TOKEN", "ada@example.com")],
    ]


def test_a_number_is_looked_for_without_its_country_code_in_both_telephones():
    asked = groups(Spelling.TYPED, phone="+33 6 39 98 12 34")
    assert {name for [(name, _, _)] in asked} >= {
        "hs_searchable_calculated_phone_number",
        "hs_searchable_calculated_mobile_number",
    }
    assert {value for [(_, _, value)] in asked} == {"*639981234*"}


@pytest.mark.parametrize(
    ("spelling", "tokens"),
    [
        (Spelling.MASKED, {"l*f*vr*", "z*"}),
        (Spelling.APART, {"l*f*vr*", "z*"}),
        (Spelling.LOOSE, {"*f*v*", "*"}),
        (Spelling.TYPED, {"lefèvre*", "zoé*"}),
    ],
)
def test_a_name_is_asked_for_in_both_orders(spelling, tokens):
    asked = groups(spelling, name="Zoé Lefèvre")
    assert {value for group in asked for _, _, value in group} == tokens - {"*"}
    assert {name for group in asked for name, _, _ in group} == {"firstname", "lastname"}


def test_a_wildcard_typed_by_a_person_is_not_passed_on():
    assert groups(Spelling.TYPED, name="*d*a*") == [
        [("firstname", "CONTAINS_TOKEN", "a*")],
        [("lastname", "CONTAINS_TOKEN", "a*")],
    ]


def test_a_list_of_everybody_is_ordered_by_change_and_a_search_by_name():
    assert search_body([], limit=5, newest_first=True)["sorts"] == [
        {"propertyName": "lastmodifieddate", "direction": "DESCENDING"}
    ]
    assert search_body([], limit=5)["sorts"] == [{"propertyName": "lastname", "direction": "ASCENDING"}]

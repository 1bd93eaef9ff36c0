"""Searching: operators, limits, tokens, order, pages, and an index that lags."""

import pytest

from evaluation.clock import ManualClock

CONTACTS = "/crm/v3/objects/contacts"


@pytest.fixture
def people(portal):
    """Ids by name of a few contacts that differ in one thing each."""
    return {
        "ada": portal.create(
            email="ada@acme.example",
            firstname="Ada",
            lastname="Lefèvre-D'Aubigné",
            company="Acme",
            satisfaction_score="9",
            contract_renewal_date="2027-03-01",
            lifecyclestage="customer",
            products_of_interest="support;training",
        ),
        "bob": portal.create(
            email="bob.smith@globex.example",
            firstname="Bob",
            company="AcmeCorp",
            satisfaction_score="10",
            contract_renewal_date="2027-06-01",
            lifecyclestage="lead",
        ),
        "cleo": portal.create(
            email="cleo@acme.example", firstname="Cléo", company="ACME & Sons", satisfaction_score="-2.5"
        ),
        "dan": portal.create(firstname="Dan", phone="+33 6 39 98 12 34", products_of_interest="support"),
    }


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("firstname", "EQ", "aDA"), ["ada"]),
        (("firstname", "EQ", "cleo"), []),
        (("firstname", "EQ", "CLÉO"), ["cleo"]),
        (("firstname", "NEQ", "ada"), ["bob", "cleo", "dan"]),
        (("company", "NEQ", "acme"), ["bob", "cleo"]),
        (("firstname", "IN", ["ada", "dan"]), ["ada", "dan"]),
        (("firstname", "IN", ["Ada", "dan"]), ["dan"]),
        (("firstname", "NOT_IN", ["ada", "dan"]), ["bob", "cleo"]),
        (("firstname", "LT", "bob"), ["ada"]),
        (("firstname", "LTE", "bob"), ["ada", "bob"]),
        (("satisfaction_score", "EQ", "9.0"), ["ada"]),
        (("satisfaction_score", "GT", "9"), ["bob"]),
        (("satisfaction_score", "GTE", "9"), ["ada", "bob"]),
        (("satisfaction_score", "LT", "0"), ["cleo"]),
        (("satisfaction_score", "BETWEEN", "-2.5", "9"), ["ada", "cleo"]),
        (("contract_renewal_date", "EQ", "2027-03-01"), ["ada"]),
        (("contract_renewal_date", "LT", "1803945600000"), ["ada"]),
        (("contract_renewal_date", "BETWEEN", "2027-03-01", "2027-06-01"), ["ada", "bob"]),
        (("createdate", "GTE", "2020-01-01"), ["ada", "bob", "cleo", "dan"]),
        (("createdate", "LT", "2020-01-01T00:00:00Z"), []),
        (("contract_renewal_date", "HAS_PROPERTY"), ["ada", "bob"]),
        (("contract_renewal_date", "NOT_HAS_PROPERTY"), ["cleo", "dan"]),
        (("lifecyclestage", "EQ", "customer"), ["ada"]),
        (("lifecyclestage", "EQ", "Customer"), []),
        (("lifecyclestage", "IN", ["customer", "lead"]), ["ada", "bob", "cleo", "dan"]),
        (("products_of_interest", "EQ", "support"), ["ada", "dan"]),
        (("products_of_interest", "IN", ["training"]), ["ada"]),
        (("products_of_interest", "NOT_IN", ["training"]), ["dan"]),
        (("company", "CONTAINS_TOKEN", "acme"), ["ada", "cleo"]),
        (("company", "CONTAINS_TOKEN", "sons acme"), ["cleo"]),
        (("company", "CONTAINS_TOKEN", "acme*"), ["ada", "bob", "cleo"]),
        (("company", "CONTAINS_TOKEN", "*corp"), ["bob"]),
        (("company", "CONTAINS_TOKEN", "&"), []),
        (("company", "NOT_CONTAINS_TOKEN", "acme"), ["bob"]),
        (("email", "CONTAINS_TOKEN", "*@acme.example"), ["ada", "cleo"]),
        (("email", "CONTAINS_TOKEN", "smith"), ["bob"]),
        (("lastname", "CONTAINS_TOKEN", "lefevre"), ["ada"]),
        (("lastname", "CONTAINS_TOKEN", "AUBIGNE lefèvre"), ["ada"]),
        (("hs_searchable_calculated_phone_number", "EQ", "639981234"), ["dan"]),
        (("hs_searchable_calculated_phone_number", "CONTAINS_TOKEN", "*981234"), ["dan"]),
    ],
)
def test_an_operator_finds_what_it_says(portal, people, condition, expected):
    assert portal.found(condition) == [people[name] for name in expected]


def test_a_record_id_can_be_searched_for(portal, people):
    assert portal.found(("hs_object_id", "EQ", people["bob"])) == [people["bob"]]
    assert portal.found(("hs_object_id", "IN", [people["bob"], people["ada"]])) == [
        people["ada"],
        people["bob"],
    ]


def test_the_filters_of_a_group_must_all_hold_and_groups_are_alternatives(portal, people):
    both = [("company", "CONTAINS_TOKEN", "acme"), ("satisfaction_score", "GT", "0")]
    assert portal.found(filterGroups=[{"filters": both}]) == [people["ada"]]
    either = [{"filters": [one]} for one in both]
    assert portal.found(filterGroups=either) == [people["ada"], people["bob"], people["cleo"]]


def test_filters_outside_of_groups_count_as_one_group(portal, people):
    assert portal.found(filters=[("firstname", "EQ", "bob")]) == [people["bob"]]


def test_a_search_for_nothing_finds_everyone_in_order_of_creation(portal, people):
    assert portal.found() == list(people.values())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ada", ["ada"]),
        ("acme", ["ada", "bob", "cleo"]),
        ("lefevre ada", ["ada"]),
        ("CLEO acme", ["cleo"]),
        ("aubigné", ["ada"]),
        ("daubigne", []),
        ("bob.smith@globex.example", ["bob"]),
        ("ada globex", []),
        ("support", []),
        ("  ", ["ada", "bob", "cleo", "dan"]),
        ("!?", []),
    ],
)
def test_a_query_wants_each_word_to_begin_a_token_somewhere(portal, people, query, expected):
    assert portal.found(query=query) == [people[name] for name in expected]


def test_a_query_and_filters_must_both_hold(portal, people):
    assert portal.found(("satisfaction_score", "LT", "0"), query="acme") == [people["cleo"]]


def test_a_secondary_address_is_found_by_query_but_not_by_the_address_filter(portal):
    contact_id = portal.create(email="ada@acme.example", hs_additional_emails="al@globex.example")
    assert portal.found(("email", "EQ", "al@globex.example")) == []
    assert portal.found(("hs_additional_emails", "CONTAINS_TOKEN", "al@globex.example")) == [contact_id]
    assert portal.found(query="al@globex.example") == [contact_id]


@pytest.mark.parametrize(
    ("sorts", "expected"),
    [
        ([{"propertyName": "satisfaction_score", "direction": "ASCENDING"}], ["cleo", "ada", "bob", "dan"]),
        ([{"propertyName": "satisfaction_score", "direction": "DESCENDING"}], ["bob", "ada", "cleo", "dan"]),
        (["-firstname"], ["dan", "cleo", "bob", "ada"]),
        (["firstname"], ["ada", "bob", "cleo", "dan"]),
        ([{"propertyName": "createdate", "direction": "DESCENDING"}], ["dan", "cleo", "bob", "ada"]),
        ([{"propertyName": "firstname"}], ["ada", "bob", "cleo", "dan"]),
    ],
)
def test_results_come_in_the_order_asked_for(portal, people, sorts, expected):
    assert portal.found(sorts=sorts) == [people[name] for name in expected]


def test_results_show_default_properties_or_those_asked_for_and_three_more(portal):
    portal.create(email="ada@acme.example", city="Lyon")
    default = portal.search().json()["results"][0]["properties"]
    assert list(default) == [
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ]
    asked = portal.search(properties=["city", "fax", "nope"]).json()["results"][0]["properties"]
    assert list(asked) == ["city", "createdate", "fax", "hs_object_id", "lastmodifieddate"]
    assert (asked["city"], asked["fax"]) == ("Lyon", None)


def test_pages_lead_to_the_next_and_the_total_counts_all(portal):
    ids = [portal.create(firstname=f"n{number}") for number in range(5)]
    first = portal.search(limit=2).json()
    assert (first["total"], first["paging"]) == (5, {"next": {"after": "2"}})
    second = portal.search(limit=2, after="2").json()
    last = portal.search(limit=2, after=second["paging"]["next"]["after"]).json()
    assert [one["id"] for page in (first, second, last) for one in page["results"]] == ids
    assert "paging" not in last


def test_archived_contacts_are_not_found(portal):
    contact_id = portal.create(firstname="Ada")
    portal.http.delete(f"{CONTACTS}/{contact_id}")
    assert portal.search().json() == {"total": 0, "results": []}


def test_contacts_of_a_company_are_found_by_association(portal):
    contact_id, _ = portal.create(firstname="Ada"), portal.create(firstname="Bob")
    portal.http.put(f"/crm/v4/objects/contacts/{contact_id}/associations/default/companies/9")
    assert portal.found(("associations.company", "EQ", "9")) == [contact_id]
    assert portal.found(("associations.company", "HAS_PROPERTY")) == [contact_id]
    assert portal.found(("associations.company", "EQ", "10")) == []


# Limits


def groups(*sizes):
    one = ("firstname", "HAS_PROPERTY")
    return [{"filters": [one] * size} for size in sizes]


@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": groups(1, 1, 1, 1, 1)},
        {"filterGroups": groups(6, 6, 6)},
        {"limit": 200},
        {"limit": "200"},
        {"limit": 200, "after": "9800"},
        {"query": "x" * 2980},
        {"nosuchkey": 1, "sorts": [], "properties": None, "after": ""},
    ],
)
def test_a_search_within_the_limits_is_answered(portal, body):
    assert portal.search(**body).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"filterGroups": groups(1, 1, 1, 1, 1, 1)},
        {"filterGroups": groups(7)},
        {"filterGroups": groups(6, 6, 6, 1)},
        {"limit": 201},
        {"limit": 0},
        {"limit": True},
        {"limit": "many"},
        {"after": "10000"},
        {"after": "one"},
        {"after": "-1"},
        {"query": "x" * 3000},
        {"sorts": ["firstname", "lastname"]},
        {"sorts": [{"propertyName": "firstname", "direction": "UP"}]},
        {"sorts": [{"direction": "ASCENDING"}]},
        {"sorts": ["nosuch"]},
        {"filters": [("nosuch", "EQ", "1")]},
        {"filters": [("firstname", "LIKE", "1")]},
        {"filters": [("firstname", "EQ", "")]},
        {"filters": [("firstname", "EQ")]},
        {"filters": [("firstname", "IN", [])]},
        {"filters": [("satisfaction_score", "BETWEEN", "1")]},
        {"filters": [("satisfaction_score", "GT", "many")]},
        {"filters": [("satisfaction_score", "EQ", "NaN")]},
        {"filters": [("createdate", "GT", "yesterday")]},
        {"filters": [{"propertyName": "firstname"}]},
        {"filters": [{"operator": "EQ", "value": "1"}]},
        {"filters": [["firstname", "EQ", "1"]]},
        {"filterGroups": {"filters": []}},
        {"query": {"a": 1}},
        {"properties": "email"},
    ],
)
def test_a_search_beyond_the_limits_or_sense_is_refused(portal, body):
    portal.create(firstname="Ada", satisfaction_score="1")
    answer = portal.search(**body)
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_a_filter_that_lacks_a_part_is_told_which(portal):
    message = portal.search(filters=[{"value": "1"}]).json()["message"]
    assert "some of required attributes are not set [propertyName, operator]" in message


# The index lags


def test_a_write_shows_in_searches_after_the_delay(portal, monkeypatch):
    clock = ManualClock()
    monkeypatch.setattr(portal.crm.index, "_clock", clock.now)
    portal.crm.index.delay = 10.0
    contact_id = portal.create(firstname="Ada", city="Lyon")
    assert portal.found() == []
    assert portal.properties(contact_id, "city")["city"] == "Lyon"
    clock.pass_by(10.0)
    assert portal.found() == [contact_id]

    portal.patch(contact_id, city="Paris")
    stale = portal.search(filters=[("city", "EQ", "Lyon")], properties=["city"]).json()
    assert stale["results"][0]["properties"]["city"] == "Paris", (
        "found by the old value, shown with the new one"
    )
    assert portal.found(("city", "EQ", "Paris")) == []
    clock.pass_by(10.0)
    assert portal.found(("city", "EQ", "Paris")) == [contact_id]


def test_an_archived_contact_is_not_shown_even_while_the_index_still_has_it(portal, monkeypatch):
    monkeypatch.setattr(portal.crm.index, "_clock", ManualClock().now)
    contact_id = portal.create(firstname="Ada")
    portal.crm.index.delay = 10.0
    portal.http.delete(f"{CONTACTS}/{contact_id}")
    assert portal.found() == []

"""Two contacts become one."""

import pytest

CONTACTS = "/crm/v3/objects/contacts"


def merge(portal, primary, other):
    return portal.http.post(f"{CONTACTS}/merge", json={"primaryObjectId": primary, "objectIdToMerge": other})


@pytest.fixture
def two(portal):
    primary = portal.create(email="ada@acme.example", firstname="Ada", city="Lyon")
    other = portal.create(
        email="a.l@acme.example",
        firstname="A.",
        company="Acme",
        lifecyclestage="customer",
        hs_additional_emails="al@acme.example",
        customer_number="C-7",
    )
    return primary, other


def test_the_merged_contact_is_new_and_keeps_the_primary_values(portal, two):
    merged = merge(portal, *two).json()
    assert merged["id"] not in two
    shown = merged["properties"]
    assert (shown["firstname"], shown["city"], shown["company"]) == ("Ada", "Lyon", "Acme")
    assert shown["customer_number"] == "C-7"
    assert shown["lifecyclestage"] == "customer", "the later stage"
    assert list(portal.crm.snapshot()) == [merged["id"]]
    assert portal.found() == [merged["id"]]


def test_all_addresses_lead_to_the_merged_contact(portal, two):
    merged = merge(portal, *two).json()
    assert merged["properties"]["email"] == "ada@acme.example"
    assert merged["properties"]["hs_additional_emails"] == "a.l@acme.example;al@acme.example"
    for address in ("ada@acme.example", "a.l@acme.example", "al@acme.example"):
        read = portal.http.get(f"{CONTACTS}/{address}?idProperty=email")
        assert read.json()["id"] == merged["id"]


def test_the_old_ids_lead_to_the_merged_contact_also_after_another_merge(portal, two):
    merged = merge(portal, *two).json()["id"]
    third = portal.create(email="third@acme.example")
    final = merge(portal, third, merged).json()["id"]
    for old in (*two, merged, third, final):
        assert portal.http.get(f"{CONTACTS}/{old}").json()["id"] == final


def test_the_merged_contact_is_as_old_as_the_older(portal, two):
    older = portal.http.get(f"{CONTACTS}/{two[0]}").json()["createdAt"]
    assert merge(portal, two[1], two[0]).json()["createdAt"] == older


def test_associations_are_inherited(portal, two):
    for contact_id, company in zip(two, ("9", "10"), strict=True):
        portal.http.put(f"/crm/v4/objects/contacts/{contact_id}/associations/default/companies/{company}")
    merged = merge(portal, *two).json()["id"]
    assert portal.found(("associations.company", "EQ", "9")) == [merged]
    assert portal.found(("associations.company", "EQ", "10")) == [merged]


def test_a_contact_cannot_be_merged_with_itself_or_with_nobody(portal, two):
    before = portal.crm.snapshot()
    assert merge(portal, two[0], two[0]).status_code == 400
    assert merge(portal, two[0], "36199999999").status_code == 404
    lacking = portal.http.post(f"{CONTACTS}/merge", json={"primaryObjectId": two[0]})
    assert "Some required fields were not set: [objectIdToMerge]" in lacking.json()["message"]
    assert portal.crm.snapshot() == before

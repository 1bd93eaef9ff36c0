"""The hostile account: large, foreign, full of doubles, and the same each time."""

import re
from collections import Counter

import httpx
import pytest

from evaluation.portal import SandboxPortal
from hubspot_tools.sandbox.portals.hostile import ADDRESSES, ARCHIVED, hostile_portal
from hubspot_tools.sandbox.portals.hostile_setup import (
    BIG_LIST,
    CUSTOM_PROPERTIES,
    DATETIME,
    OPTIONS,
    OWNERS,
    REQUIRED,
)

RESERVED = re.compile(r"[\w.+-]+@[\w.-]+\.example")


@pytest.fixture(scope="module")
def hostile():
    with SandboxPortal(portal=hostile_portal(), samples=True).served() as portal:
        yield portal


@pytest.fixture(scope="module")
def http(hostile):
    with httpx.Client(base_url=hostile.url, headers={"Authorization": "Bearer local"}, timeout=20) as http:
        yield http


def test_it_is_the_same_each_time(hostile):
    before = hostile.snapshot()
    hostile.crm.start_again()
    assert {one: values["email"] for one, values in before.items() if "email" in values} == {
        one: values["email"] for one, values in hostile.snapshot().items() if "email" in values
    }
    assert hostile_portal().owners == hostile.crm.owners


def test_it_has_many_owners_some_of_whom_have_left(http):
    listed, after = [], None
    while True:
        page = http.get("/crm/v3/owners", params={"limit": 500, **({"after": after} if after else {})}).json()
        listed += page["results"]
        after = page.get("paging", {}).get("next", {}).get("after")
        if not after:
            break
    left = http.get("/crm/v3/owners", params={"limit": 500, "archived": "true"}).json()["results"]
    assert len(listed) + len(left) == OWNERS
    assert len(left) > 100
    assert max(Counter((one["firstName"], one["lastName"]) for one in listed).values()) > 1


def test_it_has_properties_of_its_own_in_french_some_called_alike(http):
    listed = http.get("/crm/v3/properties/contacts").json()["results"]
    own = [one for one in listed if not one["hubspotDefined"] and one["name"].startswith("perso_")]
    assert len(own) == CUSTOM_PROPERTIES
    assert {one["type"] for one in own} == {"string", "number", "date", "datetime", "bool", "enumeration"}
    by_name = {one["name"]: one for one in listed}
    assert len(by_name[BIG_LIST]["options"]) == OPTIONS
    assert by_name[DATETIME]["type"] == "datetime"
    assert by_name["firstname"]["label"] == "Prénom"
    assert Counter(one["label"] for one in listed)["Secteur d’activité"] == 2
    stages = [one["label"] for one in by_name["lifecyclestage"]["options"]]
    assert "Adhérent" in stages
    assert "En démonstration" in stages


def test_it_lets_no_new_contact_be_without_a_property_of_its_own(hostile, http):
    schema = http.get("/crm-object-schemas/2026-09/schemas/contacts").json()
    assert schema["requiredProperties"] == [REQUIRED]
    new = {"properties": {"email": "neuf@x.example"}}
    assert http.post("/crm/objects/2026-09/contacts", json=new).status_code == 400
    own = {"properties": {"email": "neuf@x.example", REQUIRED: "salon"}}
    created = http.post("/crm/objects/2026-09/contacts", json=own)
    assert created.status_code == 201
    http.post("/crm/objects/2026-09/contacts/gdpr-delete", json={"objectId": created.json()["id"]})


def test_everybody_in_it_is_invented(hostile):
    for values in hostile.snapshot().values():
        for address in filter(
            None, [values.get("email"), *values.get("hs_additional_emails", "").split(";")]
        ):
            assert RESERVED.fullmatch(address)
        assert not values.get("phone") or values["phone"].startswith("+331990")
    assert all(RESERVED.fullmatch(owner["email"]) for owner in hostile.crm.owners)


def test_some_are_merged_archived_or_have_many_addresses(hostile, http):
    values = list(hostile.snapshot().values())
    assert any("hs_merged_object_ids" in one for one in values)
    assert max(len(one.get("hs_additional_emails", "").split(";")) for one in values) == ADDRESSES - 1
    gone = http.get("/crm/v3/objects/contacts", params={"archived": "true", "limit": 100}).json()["results"]
    assert len(gone) == ARCHIVED


def test_companies_text_and_associated_company_are_different_things(hostile):
    text = {one for one, values in hostile.snapshot().items() if values.get("company") == "Globex"}
    linked = {str(one.id) for one in hostile.crm.records.active() if hostile.crm.associations.by_type(one.id)}
    assert text & linked
    assert text - linked
    assert linked - text
    names = Counter(one.properties["name"] for one in hostile.crm.companies.every())
    assert names["Globex"] == 2


def test_values_came_from_many_hands(hostile, http):
    one = next(iter(hostile.snapshot()))
    past = http.get(f"/crm/v3/objects/contacts/{one}", params={"propertiesWithHistory": "phone"}).json()
    assert [change["sourceType"] for change in past["propertiesWithHistory"]["phone"]] == ["IMPORT", "CRM_UI"]

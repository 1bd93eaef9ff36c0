"""What stands around contacts: properties, owners, the account, the token, associations."""

import pytest

ASSOCIATIONS = "/crm/v4/objects/contacts/{}/associations"
TOKEN_INFO = "/oauth/v2/private-apps/get/access-token-info"


def test_every_property_is_described_in_full(http):
    listed = http.get("/crm/v3/properties/contacts").json()["results"]
    for one in listed:
        assert {
            "name",
            "label",
            "type",
            "fieldType",
            "groupName",
            "options",
            "modificationMetadata",
        } <= one.keys()
        assert {"calculated", "hasUniqueValue", "hidden", "hubspotDefined"} <= one.keys(), one["name"]
        assert one["type"] in {"string", "number", "date", "datetime", "bool", "enumeration"}
        for option in one["options"]:
            assert {"label", "value", "displayOrder", "hidden"} <= option.keys()
    assert len({one["name"] for one in listed}) == len(listed)


def test_the_catalogue_has_every_kind_of_property(http):
    listed = {one["name"]: one for one in http.get("/crm/v3/properties/0-1").json()["results"]}
    assert {one["type"] for one in listed.values()} == {
        "string",
        "number",
        "date",
        "datetime",
        "bool",
        "enumeration",
    }
    assert listed["customer_number"]["hasUniqueValue"]
    assert listed["products_of_interest"]["fieldType"] == "checkbox"
    assert listed["hubspot_owner_id"]["externalOptions"]
    assert listed["createdate"]["modificationMetadata"]["readOnlyValue"]
    assert not listed["firstname"]["modificationMetadata"]["readOnlyValue"]


def test_everything_a_contact_may_hold_is_in_the_catalogue(http, portal):
    contact_id = portal.create(email="ada@acme.example", phone="+33 6 39 98 12 34", lifecyclestage="customer")
    stored = portal.crm.snapshot()[contact_id]
    listed = {one["name"] for one in http.get("/crm/v3/properties/contacts").json()["results"]}
    assert stored.keys() <= listed


def test_one_property_is_read_by_name(http):
    assert http.get("/crm/v3/properties/contacts/email").json()["label"] == "Email"
    assert http.get("/crm/v3/properties/contacts/nosuch").status_code == 404


def test_no_property_is_archived(http):
    assert http.get("/crm/v3/properties/contacts?archived=true").json() == {"results": []}


def test_owners_are_listed_in_pages(http):
    first = http.get("/crm/v3/owners?limit=3").json()
    rest = http.get("/crm/v3/owners", params={"limit": 3, "after": first["paging"]["next"]["after"]}).json()
    assert len({one["id"] for one in first["results"] + rest["results"]}) == 5
    assert "paging" not in rest


def test_an_owner_is_found_by_address_by_id_and_by_user_id(http):
    owner = http.get("/crm/v3/owners").json()["results"][2]
    assert http.get("/crm/v3/owners", params={"email": owner["email"].upper()}).json()["results"] == [owner]
    assert http.get(f"/crm/v3/owners/{owner['id']}").json() == owner
    assert http.get(f"/crm/v3/owners/{owner['userId']}?idProperty=userId").json() == owner
    assert http.get(f"/crm/v3/owners/{owner['userId']}").status_code == 404
    [gone] = http.get("/crm/v3/owners?archived=true").json()["results"]
    assert (gone["archived"], gone["userId"]) == (True, None)


def test_the_account_has_an_address_that_leads_nowhere(http):
    details = http.get("/account-info/v3/details").json()
    assert details["uiDomain"].endswith(".example")
    assert isinstance(details["portalId"], int)


def test_the_use_of_the_day_counts_calls(http):
    def used():
        answer = http.get("/account-info/v3/api-usage/daily/private-apps").json()
        return answer["results"][0]["currentUsage"]

    before = used()
    http.get("/crm/v3/owners")
    assert used() == before + 2


def test_the_token_tells_its_account_and_scopes(http):
    info = http.post(TOKEN_INFO, json={"tokenKey": "local"}).json()
    assert info["hubId"] == http.get("/account-info/v3/details").json()["portalId"]
    assert {"crm.objects.contacts.read", "crm.objects.contacts.write"} <= set(info["scopes"])
    assert http.post(TOKEN_INFO, json={}).status_code == 400


def test_a_withheld_scope_is_missing_from_the_token(http, portal):
    portal.faults.next(
        "missing_scopes_403", scopes=["crm.objects.contacts.write"], path_contains="/contacts", times=None
    )
    assert (
        "crm.objects.contacts.write" not in http.post(TOKEN_INFO, json={"tokenKey": "local"}).json()["scopes"]
    )


# Associations


def test_a_contact_is_associated_and_no_longer(http, portal):
    path = ASSOCIATIONS.format(portal.create(firstname="Ada"))
    assert http.put(f"{path}/default/companies/9").status_code == 200
    primary = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    added = http.put(f"{path}/companies/9", json=primary)
    assert (added.status_code, added.json()["labels"]) == (201, ["Primary"])
    assert http.get(f"{path}/companies").json()["results"] == [
        {
            "toObjectId": "9",
            "associationTypes": [
                {"category": "HUBSPOT_DEFINED", "typeId": 1, "label": "Primary"},
                {"category": "HUBSPOT_DEFINED", "typeId": 279, "label": None},
            ],
        }
    ]
    assert http.delete(f"{path}/companies/9").status_code == 204
    assert http.get(f"{path}/companies").json() == {"results": []}
    assert portal.found(("associations.company", "HAS_PROPERTY")) == []


def test_date_versions_associate_too(http, portal):
    contact_id = portal.create(firstname="Ada")
    path = f"/crm/objects/2026-03/contacts/{contact_id}/associations"
    assert http.put(f"{path}/default/deals/5").status_code == 200
    assert http.get(f"{path}/0-3").json()["results"][0]["associationTypes"][0]["typeId"] == 4


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/companies/9", [], 400),
        ("/companies/9", [{"associationTypeId": "x"}], 400),
        ("/companies/9", {}, 400),
        ("/unicorns/9", [{"associationTypeId": 279}], 400),
        ("/companies/abc", [{"associationTypeId": 279}], 404),
    ],
)
def test_an_association_that_makes_no_sense_is_refused(http, portal, path, body, status):
    contact_id = portal.create(firstname="Ada")
    assert http.put(ASSOCIATIONS.format(contact_id) + path, json=body).status_code == status


def test_a_contact_with_an_impossible_association_is_not_created(http, portal):
    body = {"properties": {"firstname": "Ada"}, "associations": [{"to": {"id": "x"}, "types": []}]}
    assert http.post("/crm/v3/objects/contacts", json=body).status_code == 400
    assert portal.crm.snapshot() == {}

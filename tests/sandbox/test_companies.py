"""Companies, and the associations with them, as HubSpot answers about them."""

import pytest

COMPANIES = "/crm/v3/objects/companies"
BATCHES = ("/crm/v4/associations", "/crm/associations/2026-03", "/crm/associations/2026-09")


@pytest.fixture
def globex(portal):
    return [
        str(portal.crm.companies.add({"name": "Globex", "domain": one}, 0))
        for one in ("globex.example", "g2.example")
    ]


@pytest.mark.parametrize("root", [COMPANIES, "/crm/objects/2026-03/companies", "/crm/objects/2026-09/0-2"])
def test_a_company_is_read_searched_and_read_in_batches(http, globex, root):
    one = http.get(f"{root}/{globex[0]}").json()
    assert one["properties"]["name"] == "Globex"
    filters = [{"propertyName": "domain", "operator": "EQ", "value": "g2.example"}]
    found = http.post(
        f"{root}/search", json={"filterGroups": [{"filters": filters}], "properties": ["name"]}
    ).json()
    assert [each["id"] for each in found["results"]] == [globex[1]]
    assert http.post(f"{root}/search", json={"query": "glob"}).json()["total"] == 2
    body = {"inputs": [{"id": globex[0]}, {"id": "77"}], "properties": ["name"]}
    answer = http.post(f"{root}/batch/read", json=body)
    assert answer.status_code == 207
    assert [each["id"] for each in answer.json()["results"]] == [globex[0]]
    assert answer.json()["errors"][0]["context"] == {"ids": ["77"]}


def test_a_company_that_is_not_there_is_none(http):
    assert http.get(f"{COMPANIES}/77").status_code == 404
    assert http.get(f"{COMPANIES}/abc").json()["category"] == "OBJECT_NOT_FOUND"


@pytest.mark.parametrize("root", BATCHES)
def test_associations_are_made_read_and_ended_in_batches(http, portal, globex, root):
    ada, lonely = portal.create(firstname="Ada"), portal.create(firstname="Solange")
    path = f"{root}/contacts/companies/batch"
    made = http.post(
        f"{path}/associate/default", json={"inputs": [{"from": {"id": ada}, "to": {"id": globex[1]}}]}
    )
    assert made.status_code == 200
    read = http.post(f"{path}/read", json={"inputs": [{"id": ada}, {"id": lonely}]})
    assert read.status_code == 207
    [told] = read.json()["results"]
    assert told["from"] == {"id": ada}
    assert told["to"][0]["toObjectId"] == globex[1]
    assert read.json()["errors"][0]["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    ended = http.post(f"{path}/archive", json={"inputs": [{"from": {"id": ada}, "to": [{"id": globex[1]}]}]})
    assert ended.status_code == 204
    assert http.post(f"{path}/read", json={"inputs": [{"id": ada}]}).json()["results"] == []


def test_the_first_company_of_a_contact_is_its_primary_one(http, portal, globex):
    ada = portal.create(firstname="Ada")
    path = f"/crm/v4/objects/contacts/{ada}/associations"
    for one in globex:
        http.put(f"{path}/default/companies/{one}")
    labels = [
        [kind["label"] for kind in one["associationTypes"]]
        for one in http.get(f"{path}/companies").json()["results"]
    ]
    assert labels == [["Primary", None], [None]]


def test_contacts_are_found_by_their_associated_company(http, portal, globex):
    ada = portal.create(firstname="Ada")
    portal.create(firstname="Solange")
    http.put(f"/crm/v4/objects/contacts/{ada}/associations/default/companies/{globex[0]}")
    assert portal.found(("associations.company", "EQ", globex[0])) == [ada]

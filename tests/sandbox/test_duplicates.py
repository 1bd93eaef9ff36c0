"""An address, or another unique value, belongs to one contact."""

import threading

import pytest

CONTACTS = "/crm/v3/objects/contacts"


def create(portal, **properties):
    return portal.http.post(CONTACTS, json={"properties": properties})


def test_contacts_without_an_address_may_be_alike(portal):
    assert portal.create(firstname="Ada") != portal.create(firstname="Ada")


@pytest.mark.parametrize("address", ["ada@acme.example", "ADA@acme.example", " ada@acme.example "])
def test_an_address_that_is_taken_creates_nothing(portal, address):
    holder = portal.create(email="ada@acme.example")
    answer = create(portal, email=address, firstname="Other")
    assert answer.status_code == 409
    assert answer.json()["message"] == f"Contact already exists. Existing ID: {holder}"
    assert list(portal.crm.snapshot()) == [holder]


def test_a_secondary_address_is_taken_too(portal):
    holder = portal.create(email="ada@acme.example", hs_additional_emails="al@acme.example")
    answer = create(portal, email="al@acme.example")
    assert (answer.status_code, answer.json()["message"].endswith(f"Existing ID: {holder}")) == (409, True)


def test_a_secondary_address_finds_its_contact(portal):
    holder = portal.create(email="ada@acme.example", hs_additional_emails="al@acme.example")
    read = portal.http.get(f"{CONTACTS}/al%40acme.example?idProperty=email").json()
    assert (read["id"], read["properties"]["email"]) == (holder, "ada@acme.example")


@pytest.mark.parametrize(
    "change", [{"email": "ada@acme.example"}, {"hs_additional_emails": "new@acme.example;ada@acme.example"}]
)
def test_an_update_to_a_taken_address_changes_nothing_and_names_writer_then_holder(portal, change):
    holder, writer = portal.create(email="ada@acme.example"), portal.create(email="bob@acme.example")
    before = portal.crm.snapshot()
    answer = portal.patch(writer, city="Lyon", **change)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(f" on {writer}. {holder} already has that value.")
    assert portal.crm.snapshot() == before


def test_an_update_to_a_taken_address_can_show_its_other_face(portal):
    holder, writer = portal.create(email="ada@acme.example"), portal.create(email="bob@acme.example")
    portal.faults.next("duplicate_conflict_409", method="PATCH")
    answer = portal.patch(writer, email="ada@acme.example")
    assert answer.status_code == 409
    assert answer.json()["message"] == f"Contact already exists. Existing ID: {holder}"


def test_a_taken_unique_value_is_told_with_its_tokens(portal):
    holder = portal.create(firstname="Ada", customer_number="C-7")
    answer = create(portal, firstname="Bob", customer_number="C-7")
    assert answer.status_code == 400
    assert answer.json()["errorType"] == "UNIQUE_VALUE_CONFLICT"
    tokens = answer.json()["errorTokens"]
    assert (tokens["existingObjectId"], tokens["propertyName"]) == ([holder], ["customer_number"])


def test_a_contact_may_write_its_own_address_again(portal):
    contact_id = portal.create(email="ada@acme.example", hs_additional_emails="al@acme.example")
    assert portal.patch(contact_id, email="ada@acme.example").status_code == 200


def test_a_secondary_address_made_primary_is_no_longer_secondary(portal):
    contact_id = portal.create(
        email="ada@acme.example", hs_additional_emails="al@acme.example;x@acme.example"
    )
    portal.patch(contact_id, email="al@acme.example")
    shown = portal.properties(contact_id, "email", "hs_additional_emails")
    assert (shown["email"], shown["hs_additional_emails"]) == ("al@acme.example", "x@acme.example")


@pytest.mark.parametrize("how", ["changed", "cleared", "archived", "erased"])
def test_an_address_that_is_given_up_is_free_again(portal, how):
    contact_id = portal.create(email="ada@acme.example")
    if how == "changed":
        portal.patch(contact_id, email="other@acme.example")
    elif how == "cleared":
        portal.patch(contact_id, email="")
    elif how == "archived":
        portal.http.delete(f"{CONTACTS}/{contact_id}")
    else:
        portal.http.post(f"{CONTACTS}/gdpr-delete", json={"objectId": contact_id})
    assert create(portal, email="ada@acme.example").status_code == 201


def test_of_many_creations_at_once_one_succeeds(portal):
    statuses = []

    def attempt():
        statuses.append(create(portal, email="ada@acme.example").status_code)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [409] * 11
    assert len(portal.crm.snapshot()) == 1

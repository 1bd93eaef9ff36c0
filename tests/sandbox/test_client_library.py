"""The official client library against the local CRM: every row of its error table, and everyday work."""

import json
import re
from datetime import UTC, datetime

import pytest
import urllib3
from hubspot.crm.contacts import (
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchReadInputSimplePublicObjectId,
    Filter,
    FilterGroup,
    PublicMergeInput,
    PublicObjectSearchRequest,
    SimplePublicObjectBatchInputForCreate,
    SimplePublicObjectId,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)
from hubspot.crm.contacts.exceptions import ApiException, NotFoundException, UnauthorizedException

NOBODY = "36199999999"


@pytest.fixture
def basic(client):
    return client.crm.contacts.basic_api


def created(basic, **properties):
    return basic.create(SimplePublicObjectInputForCreate(properties=properties))


def refusal(call, *arguments, **named):
    with pytest.raises(ApiException) as caught:
        call(*arguments, **named)
    return caught.value, json.loads(caught.value.body)


def search_for(client, name, value, operator="EQ"):
    wanted = Filter(property_name=name, operator=operator, value=value)
    request = PublicObjectSearchRequest(filter_groups=[FilterGroup(filters=[wanted])])
    return client.crm.contacts.search_api.do_search(request)


def test_a_contact_is_created_read_changed_and_archived(basic):
    contact = created(basic, email="ada@acme.example", firstname="Ada")
    assert contact.created_at.tzinfo is not None
    assert basic.get_by_id(contact.id, properties=["firstname"]).properties["firstname"] == "Ada"

    basic.update(contact.id, SimplePublicObjectInput(properties={"firstname": "Adèle"}))
    by_email = basic.get_by_id("ada@acme.example", id_property="email", properties=["firstname"])
    assert by_email.properties["firstname"] == "Adèle"
    assert by_email.updated_at > contact.updated_at

    basic.archive(contact.id)
    with pytest.raises(NotFoundException):
        basic.get_by_id(contact.id)
    assert basic.get_by_id(contact.id, archived=True).archived is True


def test_a_plus_sign_in_an_address_reaches_its_contact(basic):
    contact = created(basic, email="ada+news@acme.example")
    assert basic.get_by_id("ada+news@acme.example", id_property="email").id == contact.id


def test_the_client_walks_through_all_pages_of_the_list(client, basic):
    ids = [created(basic, email=f"n{number}@acme.example").id for number in range(7)]
    first = basic.get_page(limit=3)
    second = basic.get_page(limit=3, after=first.paging.next.after)
    last = basic.get_page(limit=3, after=second.paging.next.after)
    assert [one.id for page in (first, second, last) for one in page.results] == ids
    assert last.paging is None
    assert [one.id for one in client.crm.contacts.get_all()] == ids


def test_the_client_searches(client, basic):
    contact = created(basic, email="ada@acme.example", company="Acme")
    created(basic, email="bob@globex.example", company="Globex")
    answer = search_for(client, "company", "acme", "CONTAINS_TOKEN")
    assert answer.total == 1
    assert [one.id for one in answer.results] == [contact.id]


def test_the_client_merges_two_contacts_into_a_new_one(client, basic):
    kept, other = (
        created(basic, email="ada@acme.example"),
        created(basic, email="a.l@acme.example", city="Lyon"),
    )
    merged = client.crm.contacts.basic_api.merge(
        PublicMergeInput(primary_object_id=kept.id, object_id_to_merge=other.id)
    )
    assert merged.id not in {kept.id, other.id}
    assert merged.properties["city"] == "Lyon"


def test_the_client_creates_and_reads_in_batches(client):
    batch = client.crm.contacts.batch_api
    inputs = [
        SimplePublicObjectBatchInputForCreate(
            properties={"email": f"n{number}@acme.example"}, associations=[]
        )
        for number in range(3)
    ]
    made = batch.create(BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))
    assert made.status == "COMPLETE"
    wanted = [SimplePublicObjectId(id=one.id) for one in made.results] + [SimplePublicObjectId(id=NOBODY)]
    read = batch.read(
        BatchReadInputSimplePublicObjectId(inputs=wanted, properties=["email"], properties_with_history=[])
    )
    assert len(read.results) == 3
    assert read.num_errors == 1
    assert read.errors[0].context == {"ids": [NOBODY]}


def test_the_client_reads_properties_owners_and_the_account(client):
    stage = client.crm.properties.core_api.get_by_name("contacts", "lifecyclestage")
    assert [option.value for option in stage.options][:2] == ["subscriber", "lead"]
    assert len(client.crm.properties.core_api.get_all("contacts").results) > 40

    owners = client.crm.owners.owners_api.get_page().results
    assert len(owners) == 5
    assert client.crm.owners.owners_api.get_by_id(owners[0].user_id, id_property="userId").id == owners[0].id

    answer = client.api_request({"path": "/account-info/v3/details"}).json()
    assert isinstance(answer["portalId"], int)


def test_instants_are_read_as_instants(basic):
    before = datetime.now(UTC)
    contact = created(basic, email="ada@acme.example")
    assert abs((contact.created_at - before).total_seconds()) < 5


# The error table


def test_400_invalid_email(basic):
    error, body = refusal(created, basic, email="example.lcom")
    assert error.status == 400
    assert body["category"] == "VALIDATION_ERROR"
    listed = json.loads(body["message"].removeprefix("Property values were not valid: "))
    assert listed[0]["message"] == "Email address example.lcom is invalid"
    assert (listed[0]["isValid"], listed[0]["error"], listed[0]["name"]) == (False, "INVALID_EMAIL", "email")


def test_400_unknown_property(basic):
    _, body = refusal(created, basic, email="ada@acme.example", missing="1")
    listed = json.loads(body["message"].removeprefix("Property values were not valid: "))
    assert listed == [
        {
            "isValid": False,
            "message": 'Property "missing" does not exist',
            "error": "PROPERTY_DOESNT_EXIST",
            "name": "missing",
            "localizedErrorMessage": 'Property "missing" does not exist',
            "portalId": listed[0]["portalId"],
        }
    ]


def test_400_option_that_does_not_exist(basic):
    _, body = refusal(created, basic, email="ada@acme.example", hs_language="klingon")
    assert body["errors"][0]["code"] == "INVALID_OPTION"
    assert "klingon was not one of the allowed options: [en, fr" in body["message"]


def test_400_read_only_property(basic):
    _, body = refusal(created, basic, email="ada@acme.example", hs_email_domain="x.example")
    assert (
        body["errors"][0]["message"] == '"hs_email_domain" is a calculated property; its value cannot be set.'
    )
    assert body["errors"][0]["code"] == "READ_ONLY_VALUE"


def test_400_number_that_is_none(basic):
    _, body = refusal(created, basic, email="ada@acme.example", satisfaction_score="very good")
    assert body["errors"] == [
        {
            "message": "satisfaction_score was not a valid number",
            "code": "INVALID_INTEGER",
            "context": {"propertyName": ["satisfaction_score"]},
        }
    ]


def test_400_update_of_nothing(basic):
    contact = created(basic, email="ada@acme.example")
    _, body = refusal(basic.update, contact.id, SimplePublicObjectInput(properties={}))
    assert body["message"] == "No properties found to update, please provide at least one."
    assert body["context"] == {"properties": ["{}"]}


def test_400_same_id_twice_in_a_batch(client):
    batch = client.crm.contacts.batch_api
    error, body = refusal(batch.archive, {"inputs": [{"id": "12877907025"}, {"id": "12877907025"}]})
    assert error.status == 400
    assert body["message"] == "Duplicate IDs found in batch input: [12877907025]. IDs must be unique"
    assert body["context"] == {"ids": ["12877907025"]}


def test_401_without_a_token(portal):
    answer = portal.http.get("/crm/v3/objects/contacts", headers={"Authorization": ""})
    assert answer.status_code == 401
    assert answer.json()["category"] == "INVALID_AUTHENTICATION"
    assert answer.json()["message"].startswith(
        "Authentication credentials not found. This API supports OAuth 2.0"
    )


@pytest.mark.parametrize(
    ("kind", "category"),
    [("bad_token_401", "INVALID_AUTHENTICATION"), ("expired_token_401", "EXPIRED_AUTHENTICATION")],
)
def test_401_for_a_token_that_is_not_good(portal, basic, kind, category):
    portal.faults.next(kind)
    with pytest.raises(UnauthorizedException) as caught:
        basic.get_page()
    assert json.loads(caught.value.body)["category"] == category


def test_403_names_the_scopes_that_lack(portal, basic):
    portal.faults.next("missing_scopes_403", scopes=["crm.objects.contacts.write"])
    error, body = refusal(created, basic, email="ada@acme.example")
    assert error.status == 403
    assert body["category"] == "MISSING_SCOPES"
    assert body["errors"][0]["context"] == {"requiredGranularScopes": ["crm.objects.contacts.write"]}


def test_404_for_an_id_that_no_contact_has_bears_no_category(basic):
    error, body = refusal(basic.get_by_id, NOBODY)
    assert error.status == 404
    assert body.keys() == {"status", "message", "correlationId"}
    assert body["message"] == "resource not found"


def test_404_for_something_that_is_no_id(basic):
    error, body = refusal(basic.get_by_id, "abc")
    assert error.status == 404
    assert body["message"] == "Object not found.  objectId are usually numeric."
    assert (body["category"], body["context"]) == ("OBJECT_NOT_FOUND", {"id": ["abc"]})


def test_409_names_the_contact_that_exists(basic):
    contact = created(basic, email="ada@acme.example")
    error, body = refusal(created, basic, email="Ada@Acme.example")
    assert error.status == 409
    assert body["category"] == "CONFLICT"
    assert re.fullmatch(r"Contact already exists\. Existing ID: (\d+)", body["message"])[1] == contact.id


def test_400_is_the_other_face_of_a_duplicate(portal, basic):
    contact = created(basic, email="ada@acme.example")
    portal.faults.next("duplicate_race_400")
    error, body = refusal(created, basic, email="ada@acme.example")
    assert error.status == 400
    found = re.fullmatch(
        r"Cannot set PropertyValueCoordinates\{portalId=\d+, objectTypeId=ObjectTypeId\{legacyObjectType=CONTACT\}, "
        r"propertyName=email, value=ada@acme\.example\} on (\d+)\. (\d+) already has that value\.",
        body["message"],
    )
    assert found[2] == contact.id
    assert found[1] != contact.id


@pytest.mark.parametrize(
    ("kind", "policy", "message"),
    [
        ("rate_limit_burst", "TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit."),
        ("rate_limit_secondly", "SECONDLY", "You have reached your secondly limit."),
        ("rate_limit_daily", "DAILY", "You have reached your daily limit."),
    ],
)
def test_429_says_which_budget_is_spent(portal, basic, kind, policy, message):
    portal.faults.next(kind)
    error, body = refusal(basic.get_page)
    assert error.status == 429
    assert (body["errorType"], body["policyName"], body["message"]) == ("RATE_LIMIT", policy, message)
    assert "Retry-After" not in error.headers


@pytest.mark.parametrize(
    ("kind", "status"), [("locked_423", 423), ("migration_477", 477), ("internal_500", 500)]
)
def test_faults_answer_with_their_status(portal, basic, kind, status):
    portal.faults.next(kind)
    error, _ = refusal(basic.get_page)
    assert error.status == status


def test_477_says_when_to_come_back(portal, basic):
    portal.faults.next("migration_477", retry_after=120)
    error, _ = refusal(basic.get_page)
    assert error.headers["Retry-After"] == "120"


def test_502_is_a_page_of_html(portal, basic):
    portal.faults.next("bad_gateway_html_502")
    with pytest.raises(ApiException) as caught:
        basic.get_page()
    assert caught.value.status == 502
    assert "<title>Error 502 Bad Gateway" in caught.value.body


def test_a_write_whose_answer_is_lost_was_made(portal, basic):
    portal.faults.next("commit_then_drop", method="POST")
    with pytest.raises(urllib3.exceptions.HTTPError):
        created(basic, email="ada@acme.example")
    assert basic.get_by_id("ada@acme.example", id_property="email").id


def test_a_write_dropped_on_its_way_was_not_made(portal, basic):
    portal.faults.next("drop_before_commit", method="POST")
    with pytest.raises(urllib3.exceptions.HTTPError):
        created(basic, email="ada@acme.example")
    assert portal.crm.snapshot() == {}


def test_a_client_that_does_not_wait_long_enough_has_written(portal, basic):
    portal.faults.next("slow", seconds=30, method="POST")
    with pytest.raises(urllib3.exceptions.HTTPError):
        basic.create(
            SimplePublicObjectInputForCreate(properties={"email": "ada@acme.example"}), _request_timeout=0.2
        )
    assert len(portal.crm.snapshot()) == 1

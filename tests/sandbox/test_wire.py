"""What goes over the wire, byte for byte where clients depend on it."""

import json
import logging
import uuid
from datetime import datetime

import httpx
import plain_http
import pytest

from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.loopback import serving

CONTACTS = "/crm/v3/objects/contacts"
FAMILIES = [
    f"{family}/{contacts}"
    for family in ("/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09")
    for contacts in ("contacts", "0-1")
]


@pytest.mark.parametrize("path", FAMILIES)
def test_every_family_of_paths_leads_to_the_same_contacts(http, path):
    created = http.post(path, json={"properties": {"email": "ada@acme.example"}})
    assert created.status_code == 201
    contact_id = created.json()["id"]
    assert http.get(f"{CONTACTS}/{contact_id}").status_code == 200
    assert http.get(f"{path}/ada%40acme.example?idProperty=email").json()["id"] == contact_id
    assert http.post(f"{path}/search", json={}).json()["total"] == 1
    assert http.post(f"{path}/batch/read", json={"inputs": [{"id": contact_id}]}).status_code == 200
    assert http.delete(f"{path}/{contact_id}").status_code == 204


@pytest.mark.parametrize("version", ["2026-03", "2026-09"])
def test_neighbours_have_date_versions_too(http, version):
    for path in (
        f"/crm/properties/{version}/0-1",
        f"/crm/owners/{version}",
        f"/account-info/{version}/details",
    ):
        assert http.get(path).status_code == 200, path


def test_a_creation_answers_201_with_its_place_and_everything_stored(http):
    answer = http.post(
        CONTACTS, json={"properties": {"email": "Ada@Acme.Example", "phone": "+33 6 39 98 12 34"}}
    )
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"].endswith(f"{CONTACTS}/{body['id']}")
    assert list(body["properties"]) == sorted(body["properties"])
    assert body["properties"]["email"] == "ada@acme.example"
    assert body["properties"]["lifecyclestage"] == "lead"
    assert body["properties"]["hs_object_id"] == body["id"]
    assert body["properties"]["createdate"] == body["createdAt"]
    assert body["properties"]["hs_searchable_calculated_phone_number"] == "639981234"
    assert all(isinstance(value, str) for value in body["properties"].values())
    assert body["archived"] is False


def test_the_associations_of_a_creation_may_be_left_out_or_given(http):
    asked = [
        {"to": {"id": "9"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}
    ]
    body = {"properties": {"email": "ada@acme.example"}, "associations": asked}
    contact_id = http.post(CONTACTS, json=body).json()["id"]
    read = http.get(f"{CONTACTS}/{contact_id}?associations=companies").json()
    assert read["associations"] == {"companies": {"results": [{"id": "9", "type": "contact_to_company"}]}}


def test_json_answers_say_so_as_hubspot_does(http):
    answer = http.get(CONTACTS)
    assert answer.headers["content-type"] == "application/json;charset=utf-8"


def test_the_correlation_id_is_the_same_in_header_and_body(http):
    answer = http.get(f"{CONTACTS}/1")
    assert answer.headers["x-hubspot-correlation-id"] == answer.json()["correlationId"]
    assert uuid.UUID(answer.json()["correlationId"]).version == 7


def test_answers_tell_what_is_left_of_the_budget_and_searches_do_not(http):
    listed = http.get(CONTACTS).headers
    assert listed["x-hubspot-ratelimit-max"] == "100"
    assert listed["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
    assert int(listed["x-hubspot-ratelimit-daily-remaining"]) < int(listed["x-hubspot-ratelimit-daily"])
    searched = http.post(f"{CONTACTS}/search", json={}).headers
    assert not [name for name in searched if "ratelimit" in name]


def test_an_unknown_path_is_answered_by_a_page_of_html(http):
    for path in ("/crm/v3/objects/contacts/", "/crm/v3/objects/unicorns", "/"):
        answer = http.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert "<title>Error 404 Not Found" in answer.text


def test_a_method_that_a_path_does_not_have_is_answered_by_a_page_of_html(http):
    answer = http.put(CONTACTS, json={})
    assert answer.status_code == 405
    assert "<title>Error 405" in answer.text


def test_the_default_properties_are_shown_when_none_are_asked_for(portal):
    contact_id = portal.create(email="ada@acme.example", city="Lyon")
    assert list(portal.properties(contact_id)) == [
        "createdate",
        "email",
        "firstname",
        "hs_object_id",
        "lastmodifieddate",
        "lastname",
    ]


@pytest.mark.parametrize(
    "asked", ["properties=phone&properties=city&properties=nope", "properties=phone,city,nope"]
)
def test_an_unset_property_is_null_and_an_unknown_one_left_out(http, portal, asked):
    contact_id = portal.create(email="ada@acme.example", city="Lyon")
    shown = http.get(f"{CONTACTS}/{contact_id}?{asked}").json()["properties"]
    assert shown == {
        "city": "Lyon",
        "phone": None,
        "createdate": shown["createdate"],
        "hs_object_id": contact_id,
        "lastmodifieddate": shown["lastmodifieddate"],
    }


def test_booleans_of_the_query_string_are_read_in_any_case(http, portal):
    contact_id = portal.create(email="ada@acme.example")
    assert http.get(f"{CONTACTS}/{contact_id}?archived=False&extra=1").status_code == 200
    assert http.get(f"{CONTACTS}/{contact_id}?archived=True").status_code == 404


def test_an_update_answers_what_was_written_and_not_the_whole_record(portal):
    contact_id = portal.create(email="ada@acme.example", city="Lyon")
    shown = portal.patch(contact_id, phone="01 99 00 12 34").json()["properties"]
    assert shown["phone"] == "01 99 00 12 34"
    assert shown["lifecyclestage"] == "lead"
    assert "city" not in shown


def test_an_update_finds_its_contact_by_address_or_by_unique_property(http, portal):
    contact_id = portal.create(email="ada@acme.example", customer_number="C-7")
    for path in ("ada%40acme.example?idProperty=email", "C-7?idProperty=customer_number"):
        answer = http.patch(f"{CONTACTS}/{path}", json={"properties": {"city": "Lyon"}})
        assert answer.json()["id"] == contact_id


def test_a_property_that_is_not_unique_finds_nobody(http, portal):
    portal.create(email="ada@acme.example", city="Lyon")
    answer = http.get(f"{CONTACTS}/Lyon?idProperty=city")
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_history_tells_the_newest_value_first(http, portal):
    contact_id = portal.create(email="ada@acme.example", city="Lyon")
    portal.patch(contact_id, city="Lyon", phone="1")
    portal.patch(contact_id, city="Paris")
    answer = http.get(f"{CONTACTS}/{contact_id}?propertiesWithHistory=city").json()
    past = answer["propertiesWithHistory"]["city"]
    assert [change["value"] for change in past] == ["Paris", "Lyon"]
    newer, older = (datetime.fromisoformat(change["timestamp"]) for change in past)
    assert newer >= older
    assert answer["properties"]["city"] == "Paris"


def test_the_list_leads_to_its_next_page(http, portal):
    ids = [portal.create(email=f"n{number}@acme.example") for number in range(3)]
    page = http.get(f"{CONTACTS}?limit=2&properties=city&properties=phone").json()
    assert page["paging"]["next"]["after"] == ids[1]
    following = http.get(page["paging"]["next"]["link"]).json()
    assert [one["id"] for one in following["results"]] == [ids[2]]
    assert "city" in following["results"][0]["properties"]
    assert "paging" not in following


def test_archived_contacts_are_listed_apart(http, portal):
    kept, gone = portal.create(email="a@acme.example"), portal.create(email="b@acme.example")
    http.delete(f"{CONTACTS}/{gone}")
    assert [one["id"] for one in http.get(CONTACTS).json()["results"]] == [kept]
    archived = http.get(f"{CONTACTS}?archived=true").json()["results"]
    assert [one["id"] for one in archived] == [gone]
    assert archived[0]["archivedAt"]


@pytest.mark.parametrize("limit", ["0", "101", "ten", "-1", "9" * 5000])
def test_a_page_of_impossible_size_is_refused(http, limit):
    answer = http.get(CONTACTS, params={"limit": limit})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"properties": [', "Invalid input JSON on line 1, column "),
        (b"", "Invalid input JSON on line 1, column 1"),
        (b'{\n"properties": []}', "Invalid input JSON on line 2, column 1: Cannot deserialize instance of"),
        (b"[1]", "out of START_ARRAY token"),
        (b'{"properties": {"email": {"a": 1}}}', "`java.lang.String` out of START_OBJECT token"),
        (b'{"properties": {"annualrevenue": NaN}}', "Invalid input JSON"),
        (b"[" * 100_000, "Invalid input JSON"),
        (b"\xff\xfe{}", "Invalid input JSON"),
        (b'{"other": 1}', "Some required fields were not set: [properties]"),
        (b'{"properties": {}}', "Error creating CONTACT. Some required properties were not set."),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(http, portal, body, said):
    answer = http.post(CONTACTS, content=body)
    assert answer.status_code == 400
    assert said in answer.json()["message"]
    assert answer.json()["category"] == "VALIDATION_ERROR"
    assert portal.crm.snapshot() == {}


def test_half_a_surrogate_pair_is_stored_as_a_question_mark(http, portal):
    answer = http.post(CONTACTS, content=b'{"properties": {"firstname": "A\\ud800B"}}')
    assert portal.properties(answer.json()["id"])["firstname"] == "A?B"


def test_archiving_twice_is_as_good_as_once(http, portal):
    contact_id = portal.create(email="ada@acme.example")
    for _ in range(2):
        answer = http.delete(f"{CONTACTS}/{contact_id}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert http.delete(f"{CONTACTS}/36199999999").status_code == 404


def test_an_archived_contact_cannot_be_changed(http, portal):
    contact_id = portal.create(email="ada@acme.example")
    http.delete(f"{CONTACTS}/{contact_id}")
    assert portal.patch(contact_id, city="Lyon").status_code == 404


def test_erasing_for_good_leaves_nothing(http, portal):
    by_id, by_email = portal.create(email="a@acme.example"), portal.create(email="b@acme.example")
    assert http.post(f"{CONTACTS}/gdpr-delete", json={"objectId": by_id}).status_code == 204
    assert (
        http.post(
            f"{CONTACTS}/gdpr-delete", json={"objectId": "b@acme.example", "idProperty": "email"}
        ).status_code
        == 204
    )
    for contact_id in (by_id, by_email):
        for archived in ("false", "true"):
            assert http.get(f"{CONTACTS}/{contact_id}?archived={archived}").status_code == 404
    assert portal.found() == []


def test_the_log_of_requests_knows_methods_paths_and_statuses_alone(http, portal):
    http.post(CONTACTS, json={"properties": {"email": "ada@acme.example"}})
    http.get("/nowhere")
    assert list(portal.requests) == [("POST", CONTACTS, 201), ("GET", "/nowhere", 404)]


def test_a_database_that_fails_is_an_internal_error_without_details(tmp_path, caplog):
    spoiled = tmp_path / "crm.sqlite3"
    app = build_app(spoiled, samples=False)
    with serving(app) as url:
        app.state.crm.close()
        spoiled.write_bytes(b"not a database" * 100)
        answer = plain_http.get(f"{url}{CONTACTS}", headers={"Authorization": "Bearer local"})
    assert answer.status_code == 500
    assert answer.json() == {
        "status": "error",
        "message": "internal error",
        "correlationId": answer.headers["x-hubspot-correlation-id"],
    }
    assert [record.getMessage() for record in caplog.records] == [
        "The local CRM's database failed: DatabaseError"
    ]


def test_a_crash_is_an_internal_error_that_logs_no_value(http, portal, monkeypatch, caplog):
    def crash(*_arguments, **_named):
        raise RuntimeError("ada@acme.example")

    monkeypatch.setattr(type(portal.crm.records), "page", crash)
    answer = http.get(CONTACTS)
    assert (answer.status_code, answer.json()["message"]) == (500, "internal error")
    assert [record.name for record in caplog.records] == ["hubspot_tools.sandbox.wire.exchange"]
    assert caplog.messages[0].startswith("The local CRM crashed: RuntimeError in crash")
    assert "ada@acme.example" not in caplog.text


def test_a_server_says_nothing_and_leaves_the_logging_of_others_alone(http, portal, caplog):
    server_log = logging.getLogger("uvicorn.error")
    level = server_log.level
    with caplog.at_level(logging.DEBUG):
        portal.faults.next("drop_before_commit")
        with pytest.raises(httpx.TransportError):
            http.get(f"{CONTACTS}/ada@acme.example?idProperty=email")
        server_log.error("said by another server")
    said = [record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")]
    assert said == ["said by another server"]
    assert server_log.level == level


def test_accents_travel_as_they_are(http, portal):
    contact_id = portal.create(firstname="Zoé", lastname="Lefèvre-D'Aubigné")
    raw = http.get(f"{CONTACTS}/{contact_id}").content
    assert "Lefèvre-D'Aubigné".encode() in raw
    assert json.loads(raw)["properties"]["firstname"] == "Zoé"


def test_what_hubspots_servers_do_not_read_is_refused_before_anything_else(http):
    assert http.post(CONTACTS, content="a=b", headers={"Content-Type": "text/plain"}).status_code == 415
    assert http.post(CONTACTS, json={"properties": {"firstname": "x" * 11_000_000}}).status_code == 413
    assert http.get(CONTACTS, params={"properties": "x" * 17_000}).status_code == 414


def test_a_refusal_for_haste_tells_what_is_left_of_the_budget(http, portal):
    portal.faults.rate_limits = True
    answers = [http.get(f"{CONTACTS}/1") for _ in range(101)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["X-HubSpot-RateLimit-Remaining"] == "0"
    portal.faults.rate_limits = False
    portal.forget_limits()

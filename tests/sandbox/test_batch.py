"""Many contacts at once: what is all or nothing, and what is answered in part."""

import pytest

CONTACTS = "/crm/v3/objects/contacts"
NOBODY = "36199999999"


def batch(portal, action, *inputs, **more):
    return portal.http.post(f"{CONTACTS}/batch/{action}", json={"inputs": list(inputs), **more})


def traced(trace, **one):
    return {"objectWriteTraceId": trace, **one}


def test_a_batch_is_created_whole(portal):
    answer = batch(portal, "create", *({"properties": {"email": f"n{one}@acme.example"}} for one in range(3)))
    body = answer.json()
    assert answer.status_code == 201
    assert (body["status"], len(body["results"])) == ("COMPLETE", 3)
    assert body["startedAt"] <= body["completedAt"]
    assert "errors" not in body


def test_results_do_not_come_in_the_order_of_the_inputs(portal):
    answer = batch(portal, "create", *({"properties": {"firstname": f"n{one}"}} for one in range(3)))
    assert [one["properties"]["firstname"] for one in answer.json()["results"]] != ["n0", "n1", "n2"]


@pytest.mark.parametrize(
    ("bad", "status"),
    [({"email": "nope"}, 400), ({"email": "taken@acme.example"}, 409), ({"city": "Lyon"}, 400)],
)
def test_one_bad_input_without_traces_creates_nothing(portal, bad, status):
    portal.create(email="taken@acme.example")
    before = portal.crm.snapshot()
    answer = batch(portal, "create", {"properties": {"email": "good@acme.example"}}, {"properties": bad})
    assert answer.status_code == status
    assert portal.crm.snapshot() == before
    assert portal.found(("email", "EQ", "good@acme.example")) == []


def test_one_bad_input_among_traced_ones_is_answered_alone(portal):
    answer = batch(
        portal,
        "create",
        traced("t1", properties={"email": "good@acme.example"}),
        traced("t2", properties={"email": "nope"}),
    )
    body = answer.json()
    assert answer.status_code == 207
    assert [one["objectWriteTraceId"] for one in body["results"]] == ["t1"]
    assert body["numErrors"] == 1
    assert body["errors"][0]["context"]["objectWriteTraceId"] == ["t2"]
    assert body["errors"][0]["category"] == "VALIDATION_ERROR"
    assert [one["email"] for one in portal.crm.snapshot().values()] == ["good@acme.example"]


def test_traces_that_are_not_unique_count_as_none(portal):
    answer = batch(
        portal,
        "create",
        traced("t1", properties={"email": "good@acme.example"}),
        traced("t1", properties={"email": "nope"}),
    )
    assert answer.status_code == 400
    assert portal.crm.snapshot() == {}


def test_the_same_new_address_twice_is_a_conflict(portal):
    one = {"properties": {"email": "ada@acme.example"}}
    assert batch(portal, "create", one, one).status_code == 409
    assert portal.crm.snapshot() == {}


def test_reading_names_what_is_missing(portal):
    contact_id = portal.create(email="ada@acme.example", city="Lyon")
    answer = batch(portal, "read", {"id": contact_id}, {"id": NOBODY}, {"id": "abc"}, properties=["city"])
    body = answer.json()
    assert answer.status_code == 207
    assert [one["properties"]["city"] for one in body["results"]] == ["Lyon"]
    assert body["errors"] == [
        {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist. "
            "Check that ids are valid.",
            "context": {"ids": [NOBODY, "abc"]},
            "errors": [],
            "links": {},
        }
    ]


def test_reading_by_two_addresses_of_a_contact_gives_it_once(portal):
    contact_id = portal.create(email="ada@acme.example", hs_additional_emails="al@acme.example")
    answer = batch(
        portal,
        "read",
        {"id": "AL@acme.example"},
        {"id": "ada@acme.example"},
        idProperty="email",
        properties=[],
    )
    assert answer.status_code == 200
    assert [one["id"] for one in answer.json()["results"]] == [contact_id]


def test_reading_can_tell_the_past(portal):
    contact_id = portal.create(firstname="Ada")
    portal.patch(contact_id, firstname="Adèle")
    answer = batch(portal, "read", {"id": contact_id}, propertiesWithHistory=["firstname"])
    past = answer.json()["results"][0]["propertiesWithHistory"]["firstname"]
    assert [change["value"] for change in past] == ["Adèle", "Ada"]


def test_updating_changes_those_that_exist_and_names_the_others(portal):
    contact_id = portal.create(email="ada@acme.example")
    answer = batch(
        portal,
        "update",
        {"id": contact_id, "properties": {"city": "Lyon"}},
        {"id": NOBODY, "properties": {"city": "Lyon"}},
    )
    assert answer.status_code == 207
    assert answer.json()["errors"][0]["context"] == {"ids": [NOBODY]}
    assert portal.properties(contact_id, "city")["city"] == "Lyon"


def test_updating_tells_a_missing_contact_by_its_trace(portal):
    answer = batch(portal, "update", traced("t9", id=NOBODY, properties={"city": "Lyon"}))
    assert answer.json()["errors"][0]["context"] == {"ids": [NOBODY], "objectWriteTraceId": ["t9"]}


def test_updating_finds_contacts_by_address(portal):
    contact_id = portal.create(email="ada@acme.example")
    one = {"id": "ada@acme.example", "idProperty": "email", "properties": {"city": "Lyon"}}
    assert batch(portal, "update", one).status_code == 200
    assert portal.properties(contact_id, "city")["city"] == "Lyon"


def test_one_bad_update_without_traces_changes_nothing(portal):
    ids = [portal.create(email=f"n{one}@acme.example") for one in range(2)]
    before = portal.crm.snapshot()
    answer = batch(
        portal,
        "update",
        {"id": ids[0], "properties": {"city": "Lyon"}},
        {"id": ids[1], "properties": {"nosuch": "1"}},
    )
    assert answer.status_code == 400
    assert portal.crm.snapshot() == before


def upsert_input(email, **properties):
    return {"id": email, "idProperty": "email", "properties": properties}


def test_upserting_says_what_is_new(portal):
    contact_id = portal.create(email="ada@acme.example", hs_additional_emails="al@acme.example")
    answer = batch(
        portal,
        "upsert",
        upsert_input("al@acme.example", city="Lyon"),
        upsert_input("new@acme.example", city="Paris"),
    )
    new = {one["id"]: one["new"] for one in answer.json()["results"]}
    assert answer.status_code == 200
    assert new.pop(contact_id) is False
    assert list(new.values()) == [True]
    assert portal.properties(contact_id, "email", "city")["city"] == "Lyon"


def test_upserting_by_address_is_never_answered_in_part(portal):
    answer = batch(
        portal,
        "upsert",
        traced("t1", **upsert_input("good@acme.example", city="Lyon")),
        traced("t2", **upsert_input("nope", city="Lyon")),
    )
    assert answer.status_code == 400
    assert portal.crm.snapshot() == {}


def test_upserting_by_a_property_of_ones_own_may_be_answered_in_part(portal):
    answer = batch(
        portal,
        "upsert",
        traced("t1", id="C-1", idProperty="customer_number", properties={"firstname": "Ada"}),
        traced("t2", id="C-2", idProperty="customer_number", properties={"nosuch": "1"}),
    )
    assert answer.status_code == 207
    assert [one["customer_number"] for one in portal.crm.snapshot().values()] == ["C-1"]


@pytest.mark.parametrize("action", ["update", "upsert"])
def test_one_id_twice_is_refused(portal, action):
    one = upsert_input("ada@acme.example", city="Lyon")
    answer = batch(portal, action, one, {**one, "id": "ADA@acme.example"})
    assert answer.status_code == 400
    assert answer.json()["context"] == {"ids": ["ada@acme.example"]}


def test_archiving_passes_over_those_that_do_not_exist(portal):
    ids = [portal.create(email=f"n{one}@acme.example") for one in range(3)]
    answer = batch(portal, "archive", {"id": ids[0]}, {"id": ids[1]}, {"id": NOBODY})
    assert (answer.status_code, answer.content) == (204, b"")
    assert list(portal.crm.snapshot()) == [ids[2]]
    assert portal.found() == [ids[2]]


@pytest.mark.parametrize("action", ["read", "create", "update", "upsert", "archive"])
@pytest.mark.parametrize(
    "inputs", [None, [], [{}], ["x"], {"id": "1"}, [{"id": str(one)} for one in range(101)]]
)
def test_a_batch_that_makes_no_sense_is_refused(portal, action, inputs):
    answer = portal.http.post(f"{CONTACTS}/batch/{action}", json={"inputs": inputs})
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")

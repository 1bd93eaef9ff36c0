from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.values.wire import contact_from, contacts_from, count_from, text_from

ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)


def test_unset_null_and_cleared_properties_are_all_absent():
    contact = contact_from({"id": "7", "properties": {"email": "a@example.com", "phone": None, "city": ""}})
    assert dict(contact.properties) == {"email": "a@example.com"}
    assert contact.get("phone") == ""


def test_the_clients_objects_and_plain_json_give_the_same_contact():
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    as_object = SimpleNamespace(id="7", properties={"city": "Lyon"}, created_at=moment, updated_at=moment)
    as_json = {
        "id": "7",
        "properties": {"city": "Lyon"},
        "createdAt": "2026-01-02T01:04:05Z",
        "updatedAt": "2026-01-02T01:04:05Z",
    }
    assert contact_from(as_object) == contact_from(as_json)
    assert contact_from(as_object).created_at == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "record", [None, {}, {"id": None}, {"id": ""}, "<html>", 7, SimpleNamespace(id=None)]
)
def test_what_has_no_id_is_no_contact(record):
    assert contact_from(record) is None


@given(ODD)
def test_no_record_is_too_strange(record):
    contact_from(record)
    contact_from({"id": "1", "properties": record, "createdAt": record})
    assert isinstance(contacts_from(record), tuple)


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        (12, 12),
        (12.0, 12),
        (None, 3),
        ("12", 3),
        (True, 3),
        (float("nan"), 3),
        (float("inf"), 3),
        (1, 3),
        (-4, 3),
    ],
)
def test_a_total_is_believed_only_when_it_can_be_true(told, counted):
    assert count_from(told, at_least=3) == counted


@pytest.mark.parametrize(
    ("answer", "text"),
    [({"a": 5}, "5"), ({"a": "x"}, "x"), ({"a": True}, None), ({"a": []}, None), (None, None)],
)
def test_a_field_is_text_or_nothing(answer, text):
    assert text_from(answer, "a") == text

"""Which values are taken, how they are stored, and what HubSpot derives from them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubspot_tools.sandbox.records import calculated, emails, instants

CONTACTS = "/crm/v3/objects/contacts"


def refused(answer):
    """The code of the one value that was not valid."""
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["errors"]
    return error["code"]


@pytest.fixture
def contact_id(portal):
    return portal.create(email="ada@acme.example")


@pytest.mark.parametrize(
    ("name", "given_value", "stored"),
    [
        ("firstname", "  Zoé ", "  Zoé "),
        ("phone", "06.39.98-12 34", "06.39.98-12 34"),
        ("satisfaction_score", 7, "7"),
        ("satisfaction_score", "7.5", "7.5"),
        ("newsletter", True, "true"),
        ("newsletter", "false", "false"),
        ("contract_renewal_date", "2027-03-01", "2027-03-01"),
        ("contract_renewal_date", "1803945600000", "2027-03-02"),
        ("contract_renewal_date", "2027-03-01T00:00:00Z", "2027-03-01"),
        ("next_call_at", "2027-03-01T09:30:00+01:00", "2027-03-01T08:30:00Z"),
        ("next_call_at", "1803945600123", "2027-03-02T00:00:00.123Z"),
        ("products_of_interest", "support;analytics;support", "support;analytics"),
        ("hs_lead_status", "BAD_TIMING", "BAD_TIMING"),
        ("hubspot_owner_id", "720114501", "720114501"),
        ("email", " Ada.L@ACME.example ", "ada.l@acme.example"),
        ("hs_additional_emails", "B@acme.example; c@acme.example;", "b@acme.example;c@acme.example"),
        ("internal_note", "x" * 65_536, "x" * 65_536),
    ],
)
def test_a_value_is_stored_in_its_own_form(portal, contact_id, name, given_value, stored):
    answer = portal.patch(contact_id, **{name: given_value})
    assert answer.status_code == 200, answer.text
    assert portal.properties(contact_id, name)[name] == stored


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("email", "ada@acme.con", "INVALID_EMAIL"),
        ("email", "ada@acme", "INVALID_EMAIL"),
        ("hs_additional_emails", "b@acme.example;nonsense", "INVALID_EMAIL"),
        ("satisfaction_score", "1,000", "INVALID_INTEGER"),
        ("newsletter", "yes", "INVALID_OPTION"),
        ("hs_lead_status", "new", "INVALID_OPTION"),
        ("lifecyclestage", "Customer", "INVALID_OPTION"),
        ("products_of_interest", "support;tea", "INVALID_OPTION"),
        ("contract_renewal_date", "01/03/2027", "INVALID_LONG"),
        ("contract_renewal_date", "1803945600001", "INVALID_DATE"),
        ("next_call_at", "tomorrow", "INVALID_LONG"),
        ("hubspot_owner_id", "61700011", "INVALID_OWNER_ID"),
        ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("createdate", "2027-03-01", "READ_ONLY_VALUE"),
        ("internal_note", "x" * 65_537, "PROPERTY_VALUE_TOO_LONG"),
        ("FirstName", "Ada", "PROPERTY_DOESNT_EXIST"),
    ],
)
def test_a_value_that_its_property_does_not_take_changes_nothing(portal, contact_id, name, value, code):
    before = portal.crm.snapshot()
    assert refused(portal.patch(contact_id, city="Lyon", **{name: value})) == code
    assert portal.crm.snapshot() == before


def test_every_value_that_is_not_valid_is_named(portal, contact_id):
    answer = portal.patch(contact_id, email="nope", hs_language="xx", nosuch="1")
    assert {error["context"]["propertyName"][0] for error in answer.json()["errors"]} == {
        "email",
        "hs_language",
        "nosuch",
    }


def test_an_empty_text_clears_and_null_says_nothing(portal):
    contact_id = portal.create(email="ada@acme.example", city="Lyon", company="Acme")
    portal.patch(contact_id, city="", company=None, phone="1")
    shown = portal.properties(contact_id, "city", "company", "fax")
    assert (shown["city"], shown["company"], shown["fax"]) == ("", "Acme", None)
    assert portal.found(("city", "HAS_PROPERTY")) == []


def test_a_leading_semicolon_adds_to_what_is_chosen(portal, contact_id):
    portal.patch(contact_id, products_of_interest=";training")
    portal.patch(contact_id, products_of_interest=";support;training")
    assert portal.properties(contact_id, "products_of_interest")["products_of_interest"] == "training;support"


def test_a_text_may_begin_with_a_semicolon(portal, contact_id):
    portal.patch(contact_id, company="; drop table")
    portal.patch(contact_id, company="; again")
    assert portal.properties(contact_id, "company")["company"] == "; again"


# Lifecycle


def stage_of(portal, contact_id):
    return portal.properties(contact_id, "lifecyclestage")["lifecyclestage"]


def test_a_lifecycle_stage_moves_forward_only_and_says_nothing_about_it(portal, contact_id):
    portal.patch(contact_id, lifecyclestage="customer")
    answer = portal.patch(contact_id, lifecyclestage="lead", city="Lyon")
    assert answer.status_code == 200
    assert answer.json()["properties"]["lifecyclestage"] == "customer"
    assert portal.properties(contact_id, "city")["city"] == "Lyon"
    assert stage_of(portal, contact_id) == "customer"


def test_a_cleared_lifecycle_stage_can_be_any_again(portal, contact_id):
    portal.patch(contact_id, lifecyclestage="customer")
    portal.patch(contact_id, lifecyclestage="")
    portal.patch(contact_id, lifecyclestage="subscriber")
    assert stage_of(portal, contact_id) == "subscriber"


def test_the_day_a_stage_was_entered_is_kept(portal, contact_id):
    answer = portal.patch(contact_id, lifecyclestage="opportunity").json()
    entered = portal.properties(contact_id, "hs_lifecyclestage_opportunity_date")
    assert entered["hs_lifecyclestage_opportunity_date"] == answer["updatedAt"]


@given(st.lists(st.sampled_from(["subscriber", "lead", "opportunity", "customer", "other"]), max_size=8))
def test_whatever_is_written_the_stage_is_the_furthest(written):
    order = {
        stage: rank for rank, stage in enumerate(["subscriber", "lead", "opportunity", "customer", "other"])
    }
    stage = ""
    for wanted in written:
        stage = wanted if calculated.stage_may_follow(stage, wanted, order) else stage
    assert stage == max(written, key=order.__getitem__, default="")


# What is derived


@pytest.mark.parametrize(
    ("typed", "helper", "international"),
    [
        ("+33 6 39 98 12 34", "639981234", "639981234"),
        ("0033 6 39 98 12 34", "639981234", "639981234"),
        ("+1 (617) 555-0142", "6175550142", "6175550142"),
        ("+44 (0)20 7946 0155", "2079460155", "2079460155"),
        ("06 39 98 12 34", "0639981234", ""),
        ("(617) 555-0142", "6175550142", ""),
        ("on request", "", ""),
        ("", "", ""),
        ("+", "", ""),
    ],
)
def test_searchable_numbers_drop_the_country_code_where_one_was_typed(typed, helper, international):
    assert calculated.searchable_phone(typed, only_international=False) == helper
    assert calculated.searchable_phone(typed, only_international=True) == international


def test_derived_values_follow_their_sources(portal, contact_id):
    assert (
        portal.properties(contact_id, "hs_full_name_or_email")["hs_full_name_or_email"] == "ada@acme.example"
    )
    portal.patch(contact_id, firstname="Ada", lastname="Lovelace", email="ada@globex.example")
    shown = portal.properties(contact_id, "hs_full_name_or_email", "hs_email_domain")
    assert (shown["hs_full_name_or_email"], shown["hs_email_domain"]) == ("Ada Lovelace", "globex.example")


# Rules


@pytest.mark.parametrize(
    "address",
    [
        "ada@acme.example",
        "ada@mail.acme.test",
        "ada+tag@acme.com",
        "o'neil@acme.co.uk",
        "a@b.fr",
        "zoé@müller.de",
        "x@xn--mller-kva.example",
    ],
)
def test_plausible_addresses_are_taken(address):
    assert emails.is_valid(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "@acme.example",
        "ada@",
        "ada@acme",
        "ada@acme.con",
        "ada@acme.cpm",
        "ada@acme.lcom",
        "ada@@acme.example",
        "ada @acme.example",
        "ada@-acme.example",
        "ada@acme..example",
        ".ada@acme.example",
        "ada@acme.example ",
        "a" * 65 + "@acme.example",
        "ada@" + "a" * 300 + ".example",
        "ada@acme.\udcff",
    ],
)
def test_addresses_that_cannot_be_are_refused(address):
    assert not emails.is_valid(address)


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
def test_an_instant_survives_being_written(moment):
    assert instants.milliseconds(instants.iso(moment)) == moment


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_instants_or_addresses(text):
    moment = instants.milliseconds(text)
    assert moment is None or isinstance(instants.iso(moment), str)
    assert emails.is_valid(text) in {True, False}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    values=st.fixed_dictionaries(
        {"firstname": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)},
        optional={
            name: st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
            for name in ("company", "jobtitle", "phone", "internal_note")
        },
    )
)
def test_what_is_written_is_what_is_read(portal, values):
    contact_id = portal.create(**values)
    shown = portal.properties(contact_id, *values)
    assert {name: shown[name] for name in values} == values

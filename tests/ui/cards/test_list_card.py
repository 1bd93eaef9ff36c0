"""What a list of contacts tells, as props of its element and as text."""

import pytest

from assistant.ui.cards.card_text import contact_list
from assistant.ui.cards.list_card import list_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import PAGE_SIZE, Contact, ContactPage, SearchContacts
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.values.properties import OWNER

OWNERS = {OWNER: PropertyLabel(label="Contact owner", options={"51": "Nadia Roux"})}
ENGLISH, FRENCH = Reader("en", labels=OWNERS), Reader("fr", labels=OWNERS)


def listed(page, reader=ENGLISH):
    return list_element(page, reader, "here").props


def found(*contacts, total=0, page=1, **query):
    return ContactPage(
        contacts=contacts, total=total or len(contacts), page=page, query=SearchContacts(**query)
    )


@pytest.mark.parametrize(
    ("query", "english", "french"),
    [
        ({"company": "Globex"}, "Globex", "Globex"),
        ({"company": "Globex", "lifecyclestage": "customer"}, "Globex · Customer", "Globex · Client"),
        ({"owner": "51"}, "Nadia Roux", "Nadia Roux"),
        ({"phone": "+33199001234"}, "01 99 00 12 34", "01 99 00 12 34"),
        ({}, "Contacts changed last", "Derniers contacts modifiés"),
        ({"page": 3}, "Contacts changed last", "Derniers contacts modifiés"),
    ],
)
def test_a_list_is_headed_by_what_was_searched(marie, query, english, french):
    page = found(marie, total=40, **query)
    assert listed(page)["title"] == english
    assert listed(page, FRENCH)["title"] == french
    assert contact_list(page, ENGLISH).startswith(f"**{english} · 40 contacts · page")


def test_a_heading_shows_what_was_typed_on_one_line_within_bounds(marie):
    title = listed(found(marie, text="a\n\u202eb" + "x" * 900))["title"]
    assert len(title) < 100
    assert not {"\n", "\u202e"} & set(title)


@pytest.mark.parametrize(
    ("total", "english", "french"),
    [
        (1, "1 contact", "1 contact"),
        (12, "12 contacts", "12 contacts"),
        (25_400, "25,400 contacts", "25\u202f400 contacts"),
    ],
)
def test_the_count_is_of_all_pages(marie, total, english, french):
    page = found(marie, total=total, company="Acme")
    assert listed(page)["count"] == english
    assert listed(page, FRENCH)["count"] == french


def test_a_page_holds_ten_and_says_which(marie):
    assert PAGE_SIZE == 10
    ten = [marie.model_copy(update={"id": str(number)}) for number in range(10)]
    assert listed(found(*ten))["range"] == ""
    assert listed(found(*ten, total=23))["range"] == "1–10 of 23"
    assert listed(found(*ten[:3], total=23, page=3))["range"] == "21–23 of 23"


def test_no_page_is_offered_that_hubspot_would_not_give(marie):
    last = found(marie, total=25_400, page=1000)
    assert listed(last)["next"] is None
    assert listed(found(marie, total=25_400, page=999))["next"]["query"]["page"] == 1000


def test_stage_and_owner_have_columns_unless_nobody_has_any(marie):
    owned = marie.model_copy(update={"id": "2", "properties": {**marie.properties, OWNER: "51"}})
    both = listed(found(marie, owned), FRENCH)
    assert both["columns"] == [
        {"name": "stage", "label": "Phase"},
        {"name": "owner", "label": "Propriétaire"},
    ]
    assert [(person["stage"], person["owner"]) for person in both["people"]] == [
        ("Client", ""),
        ("Client", "Nadia Roux"),
    ]
    assert [column["name"] for column in listed(found(marie))["columns"]] == ["stage"]
    assert listed(found(Contact(id="3")))["columns"] == []


def test_the_company_comes_first_for_the_end_of_a_narrow_row_is_cut_off(marie):
    (person,) = listed(found(marie))["people"]
    assert person["role"] == "Acme · Directrice commerciale"

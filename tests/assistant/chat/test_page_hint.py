"""What a page may say of itself: it names a contact in a form that can be looked up, or nobody at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.page.page_hint import LONGEST_ADDRESS, PageHint
from hubspot_tools.values.typed_values import normalise_email


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"contact_id": "36100000051"}, PageHint(contact_id="36100000051")),
        ({"email": " Zoe@Lumiere-Fils.example "}, PageHint(email="zoe@lumiere-fils.example")),
        ({"email": "mailto:zoe@lumiere-fils.example"}, PageHint(email="zoe@lumiere-fils.example")),
        ({"contact_id": "51", "email": "zoe@lumiere-fils.example"}, PageHint(contact_id="51")),
        (
            {"address": "https://app.hubspot.com/contacts/4711/record/0-1/51"},
            PageHint(contact_id="51", portal="4711"),
        ),
        (
            {"address": "https://app-eu1.hubspot.com/contacts/4711/record/0-1/51/view/1?x=y"},
            PageHint(contact_id="51", portal="4711"),
        ),
        (
            {"address": "https://app.hubspot.com/contacts/4711/contact/51"},
            PageHint(contact_id="51", portal="4711"),
        ),
        ({"address": "https://intranet.example.com/crm/record/0-1/51/"}, PageHint(contact_id="51")),
        ({"address": "http://localhost:8080/record/0-1/51#notes"}, PageHint(contact_id="51")),
    ],
)
def test_a_page_names_a_contact_by_its_id_its_address_or_that_of_its_record(told, meant):
    assert PageHint.of(**told) == meant


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"contact_id": "51; drop"},
        {"contact_id": "٥١"},
        {"contact_id": "../owners/1"},
        {"contact_id": "1" * 21},
        {"contact_id": "x", "email": "zoe@lumiere-fils.example"},
        {"email": "zoe"},
        {"email": "a@b.example, c@d.example"},
        {"email": f"{'a' * 300}@b.example"},
        {"address": "https://intranet.example.com/contacts/51"},
        {"address": "https://intranet.example.com/record/0-2/51"},
        {"address": "https://intranet.example.com/record/0-1/51/edit"},
        {"address": "https://app.hubspot.com/record/0-1/51"},
        {"address": "https://app.hubspot.com/contacts/4711/record/0-2/51"},
        {"address": "https://app.hubspot.com/contacts/4711/record/0-1"},
        {"address": "javascript:/record/0-1/51"},
        {"address": "https://[intranet/record/0-1/51"},
        {"address": f"https://intranet.example.com/{'a/' * LONGEST_ADDRESS}record/0-1/51"},
    ],
)
def test_what_names_nobody_for_certain_names_nobody(told):
    assert PageHint.of(**told) is None


def test_a_look_alike_of_hubspot_is_a_page_like_any_other():
    address = "https://app.hubspot.com.evil.example/contacts/4711/record/0-1/51"
    assert PageHint.of(address=address) == PageHint(contact_id="51")
    assert PageHint.of(address="https://evilhubspot.com/contacts/4711/contact/51") is None


@given(*[st.one_of(st.just(""), st.text(max_size=60), st.from_regex(r"https?://[^\s]{0,40}"))] * 3)
def test_whatever_it_says_only_digits_and_addresses_are_looked_up(contact_id, email, address):
    hint = PageHint.of(contact_id=contact_id, email=email, address=address)
    if hint is not None:
        assert all(
            part == "" or (part.isascii() and part.isdigit()) for part in (hint.contact_id, hint.portal)
        )
        assert hint.email == "" or normalise_email(hint.email) == hint.email
        assert bool(hint.contact_id) != bool(hint.email)

"""What the elements are given to show."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.proposals.proposal import ProposalState
from assistant.ui.cards.card_text import how_it_stands
from assistant.ui.cards.contact_card import business_card, contact_element
from assistant.ui.cards.lookalikes import doubts_of
from assistant.ui.cards.person_marks import HUES, contact_link, hue, initials
from assistant.ui.cards.proposal_card import proposal_element
from assistant.ui.cards.reader import Reader
from hubspot_tools.contacts import Contact
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.properties import OWNER

ENGLISH, FRENCH = Reader("en"), Reader("fr")
OWNERS = {OWNER: PropertyLabel(label="Contact owner", options={"51": "Nadia Roux"})}


def fact_in(card, label):
    return next((fact for fact in card.props["facts"] if fact["label"] == label), None)


def test_a_contact_s_card_shows_who_it_is_and_how_to_reach_them(marie):
    props = contact_element(marie, FRENCH).props
    assert (props["name"], props["initials"]) == ("Marie Dupont", "MD")
    assert props["role"] == "Directrice commerciale · Acme"
    assert props["stage"] == "Client"
    links = [(fact["value"], fact["href"]) for fact in props["facts"]]
    assert links == [
        ("marie.dupont@acme.example", "mailto:marie.dupont@acme.example"),
        ("01 99 00 12 34", "tel:+33199001234"),
    ]


def test_a_card_is_plain_json_and_says_the_same_in_markdown(marie):
    card = contact_element(marie, ENGLISH, sentence="Done: 100 % *sure*.")
    assert json.loads(json.dumps(card.props))["sentence"] == "Done: 100 % *sure*."
    assert card.twin.startswith(r"Done: 100 % \*sure\*.")
    assert "marie.dupont@acme.example" in card.twin


def test_the_owner_is_a_name_or_nothing(marie):
    owned = marie.model_copy(update={"properties": {**marie.properties, OWNER: "51"}})
    known = contact_element(owned, Reader("en", labels=OWNERS))
    assert fact_in(known, "Owner")["value"] == "Nadia Roux"
    assert "Nadia Roux" in known.twin
    unknown = contact_element(owned, ENGLISH)
    assert fact_in(unknown, "Owner") is None
    assert "51" not in unknown.twin


def test_the_last_change_is_left_to_the_browser_which_knows_its_reader_s_time_zone(marie):
    changed = marie.model_copy(update={"updated_at": datetime(2026, 12, 31, 14, 5, 59, tzinfo=UTC)})
    told = contact_element(changed, FRENCH).props["changed"]
    assert told["at"] == "2026-12-31T14:05:59+00:00"
    assert told["locale"].startswith("fr")
    assert "{when}" in told["sentence"]
    assert contact_element(marie, ENGLISH).props["changed"] is None


def test_what_was_just_written_comes_first_and_is_marked_even_when_it_is_empty_now(marie):
    card = contact_element(marie, ENGLISH, written=["phone", "website"])
    first, second, *others = card.props["facts"]
    assert (first["label"], first["fresh"]) == ("Phone", True)
    assert (second["label"], second["value"]) == ("Website", "empty")
    assert not any(fact["fresh"] for fact in others)


def test_a_record_opens_in_hubspot_and_nowhere_else(marie):
    url = "https://app.hubspot.com/contacts/1/record/0-1/101"
    assert contact_element(marie.model_copy(update={"record_url": url}), ENGLISH).props["record"] == url
    for evil in ("https://evil.example/101", "javascript:alert(1)", "https://hubspot.com@evil.example/"):
        elsewhere = marie.model_copy(update={"record_url": evil})
        assert contact_element(elsewhere, ENGLISH).props["record"] == ""


@pytest.mark.parametrize(
    ("name", "stored", "link"),
    [
        ("email", "ann@example.com", "mailto:ann@example.com"),
        ("email", "ann@example.com?bcc=all@example.org", ""),
        ("email", "javascript:alert(1)", ""),
        ("email", "a&b@example.com", "mailto:a%26b@example.com"),
        ("phone", "+33199001234", "tel:+33199001234"),
        ("phone", "01 99 00 12 34", "tel:+33199001234"),
        ("mobilephone", "(0)1 99 00 12 34", "tel:+33199001234"),
        ("phone", "+33199001234 ext. 12", "tel:+33199001234;ext=12"),
        ("phone", "+33199001234;ext=1&x", ""),
        ("phone", "020 7946 0155", "tel:02079460155"),
        ("phone", "ask Marie", ""),
        ("phone", "12-34", ""),
        ("company", "ann@example.com", ""),
    ],
)
def test_only_what_is_an_address_or_a_number_becomes_a_link(name, stored, link):
    assert contact_link(name, stored, "FR") == link


@pytest.mark.parametrize(
    ("properties", "letters"),
    [
        ({"firstname": "élodie", "lastname": "d’Aubigné"}, "ÉD"),
        ({"firstname": "  ", "lastname": "(Smith)"}, "S"),
        ({"email": "ann@example.com"}, "A"),
        ({"firstname": "王", "lastname": "小"}, "王小"),
        ({"firstname": "🙂"}, "?"),
        ({}, "?"),
    ],
)
def test_initials_are_letters_whatever_the_name(properties, letters):
    assert initials(Contact(id="1", properties=properties)) == letters


@given(st.text(min_size=1), st.text(), st.text())
def test_any_contact_has_initials_and_a_colour_of_its_own(contact_id, first, last):
    contact = Contact(id=contact_id, properties={"firstname": first, "lastname": last})
    assert 1 <= len(initials(contact)) <= 2
    assert hue(contact) in range(HUES)


@given(st.text(min_size=1), st.text(min_size=1))
def test_who_is_proposed_keeps_the_colour_when_stored(first, last):
    values = {"firstname": first, "lastname": last}
    proposed, stored = (Contact(id=one, properties=values) for one in ("proposal-id", "90210"))
    assert hue(proposed) == hue(stored)


WRITABLE = {
    "phone": PropertyLabel(label="Phone number", kind=PropertyKind.PHONE, writable=True),
    "company": PropertyLabel(label="Company name", kind=PropertyKind.LINE, writable=True),
    "lifecyclestage": PropertyLabel(
        label="Lifecycle stage",
        kind=PropertyKind.CHOICE,
        writable=True,
        options={"lead": "Lead", "customer": "Customer"},
    ),
    "email": PropertyLabel(label="E-mail", kind=PropertyKind.EMAIL, writable=False),
}


def test_everyday_values_are_changed_where_they_stand_by_those_who_may(marie):
    props = contact_element(marie, Reader("fr", labels=WRITABLE)).props
    phone = fact_in(contact_element(marie, Reader("fr", labels=WRITABLE)), "Téléphone")
    assert (phone["edit"]["name"], phone["edit"]["value"]) == ("phone", "01 99 00 12 34")
    assert [option["label"] for option in props["stageEdit"]["options"]] == ["Lead", "Client"]
    assert [(part["value"], bool(part["edit"])) for part in props["work"]] == [
        ("Directrice commerciale", False),
        ("Acme", True),
    ]
    assert fact_in(contact_element(marie, Reader("fr", labels=WRITABLE)), "E-mail")["edit"] is None
    looks = contact_element(marie, Reader("fr", labels=WRITABLE, may_write=False)).props
    assert not any([looks["stageEdit"], *(fact["edit"] for fact in looks["facts"]), *looks["blanks"]])


def test_what_is_empty_can_be_filled_in_where_it_stands_by_those_who_may(marie):
    bare = marie.without({"phone", "company", "jobtitle", "email"})
    (phone, company) = contact_element(bare, Reader("en", labels=WRITABLE)).props["blanks"]
    assert (phone["label"], phone["value"], phone["shown"]) == ("Phone", "", "empty")
    assert company["name"] == "company"
    assert contact_element(marie, Reader("en", labels=WRITABLE)).props["blanks"] == []


def test_of_very_many_owners_the_form_alone_offers_a_choice(marie):
    many = {str(number): f"Owner {number}" for number in range(1400)}
    labels = {OWNER: PropertyLabel(label="Owner", kind=PropertyKind.OWNER, writable=True, options=many)}
    owned = marie.model_copy(update={"properties": {**marie.properties, OWNER: "51"}})
    card = contact_element(owned, Reader("en", labels=labels))
    assert (fact_in(card, "Owner")["value"], fact_in(card, "Owner")["edit"]) == ("Owner 51", None)


def test_a_copied_card_is_plain_text(marie):
    assert business_card(marie, FRENCH).splitlines() == [
        "Marie Dupont",
        "Directrice commerciale, Acme",
        "marie.dupont@acme.example",
        "01 99 00 12 34",
    ]


def test_characters_that_turn_or_hide_text_reach_no_element():
    evil = Contact(id="1", properties={"firstname": "\u202egnp.exe\u200b", "company": "a\nb" + "c" * 900})
    props = contact_element(evil, ENGLISH, written=["company"]).props
    shown = json.dumps(props, ensure_ascii=False)
    assert not {"\u202e", "\u200b"} & set(shown)
    assert fact_in(contact_element(evil, ENGLISH, written=["company"]), "Company")["value"].endswith(
        "more characters)"
    )


def change_in(card, label):
    return next(change for change in card.props["changes"] if change["label"] == label)


def test_a_proposal_tells_added_changed_and_cleared_apart_in_words(proposal):
    mixed = proposal.model_copy(
        update={
            "values": {"phone": "+33199005678", "company": "", "city": "Lyon"},
            "before": {"phone": "+33199001234", "company": "Acme", "city": ""},
        }
    )
    card = proposal_element(mixed, FRENCH)
    told = {
        change["label"]: (change["kindLabel"], change["before"], change["after"])
        for change in card.props["changes"]
    }
    assert told == {
        "Téléphone": ("modifié", "01 99 00 12 34", "01 99 00 56 78"),
        "Société": ("vidé", "Acme", "sera vidé"),
        "Ville": ("ajouté", "vide", "Lyon"),
    }


def test_two_spellings_of_one_number_are_told_apart_on_the_card_too(proposal):
    respelled = proposal.model_copy(
        update={"values": {"phone": "+33199001234"}, "before": {"phone": "0199001234"}}
    )
    change = change_in(proposal_element(respelled, ENGLISH), "Phone")
    assert (change["before"], change["after"]) == ("0199001234", "+33199001234")


@pytest.mark.parametrize("state", list(ProposalState))
def test_a_proposal_s_card_says_how_it_stands_and_warns_only_while_it_waits(maybe_known, state):
    shown = maybe_known.model_copy(update={"state": state, "steps_back": True})
    props = proposal_element(shown, ENGLISH).props
    waits = state is ProposalState.PENDING
    assert (props["state"], props["stands"]) == (state.value, how_it_stands(shown, ENGLISH))
    assert bool(props["warnings"]) is bool(props["similar"]) is bool(props["buttons"]) is waits


def test_a_proposal_is_decided_on_its_card_and_taken_back_there(maybe_known, luc_at_globex):
    waiting = proposal_element(maybe_known, ENGLISH).props
    assert [one["label"] for one in waiting["buttons"]] == ["Create anyway", "Edit", "Cancel"]
    adopt = [person["adopt"]["payload"]["contact"] for person in waiting["similar"]]
    assert adopt == [person["id"] for person in waiting["similar"]]
    done = maybe_known.model_copy(update={"state": ProposalState.DONE, "stored": luc_at_globex})
    assert [one["label"] for one in proposal_element(done, ENGLISH).props["buttons"]] == ["Undo"]
    only_looking = Reader("en", may_write=False)
    for one in (maybe_known, done):
        assert proposal_element(one, only_looking).props["buttons"] == []


def test_what_is_written_opens_in_hubspot_from_its_card_and_what_is_not_does_not(proposal, archiving, marie):
    url = "https://app.hubspot.com/contacts/1/record/0-1/101"
    stored = marie.model_copy(update={"record_url": url})
    written = {"state": ProposalState.DONE, "stored": stored}
    assert proposal_element(proposal.model_copy(update=written), ENGLISH).props["record"] == url
    assert proposal_element(archiving.model_copy(update=written), ENGLISH).props["record"] == ""
    assert proposal_element(proposal.model_copy(update={"contact": stored}), ENGLISH).props["record"] == ""


def test_what_is_decided_asks_no_more(proposal, archiving):
    for one in (proposal, archiving, proposal.model_copy(update={"instead_of_create": True, "undoes": "p0"})):
        title = proposal_element(one.model_copy(update={"state": ProposalState.CANCELLED}), ENGLISH).props[
            "title"
        ]
        assert "?" not in title
        assert "Marie Dupont" in title


def test_likely_doubles_are_shown_with_what_tells_them_apart(maybe_known):
    first, second = proposal_element(maybe_known, ENGLISH).props["similar"]
    assert (first["name"], first["role"], first["details"]) == (
        "Luc Martin",
        "Globex",
        ["l.martin@globex.example"],
    )
    assert second["name"] == "Luke Martin"


@pytest.mark.parametrize(
    ("address", "strange"),
    [
        ("ann@example.com", []),
        ("rené@exämple.com", []),
        ("аnn@example.com", ["а"]),
        ("ann@еxample.com", ["е"]),
        ("ανν@example.com", ["α", "ν"]),
    ],
)
def test_letters_that_only_look_latin_are_named_before_an_address_is_stored(new_contact, address, strange):
    assert list(doubts_of(address).foreign) == strange
    proposal = new_contact.model_copy(update={"values": {**new_contact.values, "email": address}})
    card = proposal_element(proposal, ENGLISH)
    assert any("not Latin" in warning for warning in card.props["warnings"]) is bool(strange)
    assert ("not Latin" in card.twin) is bool(strange)

"""Hard facts are found wherever they stand in a message, once each, and talk is none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.hard_facts import FactKind, facts_in

EMAIL, PHONE, DATE, AMOUNT, VALUE, PERSON = FactKind


def found(message: str) -> list[tuple[FactKind, str, str]]:
    return [(fact.kind, fact.text, fact.name) for fact in facts_in(message)]


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("change le téléphone en 06 39 98 11 22", [(PHONE, "06 39 98 11 22", "phone")]),
        ("(06 39 98 11 22)", [(PHONE, "06 39 98 11 22", "phone")]),
        ("call 415-555-0132 ext 34", [(PHONE, "415-555-0132 ext 34", "phone")]),
        ("son mail : Luc.Martin@EX.example.", [(EMAIL, "luc.martin@ex.example", "email")]),
        ("luc (at) ex (dot) example", [(EMAIL, "luc@ex.example", "email")]),
        ("signe le 12 mai 2026", [(DATE, "12 mai 2026", "")]),
        ("signed on 12/05/2026", [(DATE, "12/05/2026", "")]),
        ("un budget de 12 000 €", [(AMOUNT, "12 000 €", "")]),
        ("worth $500", [(AMOUNT, "$500", "")]),
        ("un devis de EUR 4 500", [(AMOUNT, "EUR 4 500", "")]),
        ("tel 06/39/98/11/22", [(PHONE, "06/39/98/11/22", "phone")]),
        ("ruf 030/901820 an", [(PHONE, "030/901820", "phone")]),
        ("site web : https://vega.example/fr", [(VALUE, "https://vega.example/fr", "website")]),
        ("prénom : Zoé, nom : Lefèvre", [(VALUE, "Zoé", "firstname"), (VALUE, "Lefèvre", "fullname")]),
        ("zip 02134", [(VALUE, "02134", "zip")]),
        ("poste : rédactrice en chef", [(VALUE, "rédactrice en chef", "jobtitle")]),
        (
            "entreprise : Soleil SARL ; ville = Nice",
            [(VALUE, "Soleil SARL", "company"), (VALUE, "Nice", "city")],
        ),
        ("société : La Poste", [(VALUE, "La Poste", "company")]),
        (
            "set his city to Lyon and language to French",
            [(VALUE, "Lyon", "city"), (VALUE, "French", "hs_language")],
        ),
        ("her title is CTO", [(VALUE, "CTO", "jobtitle")]),
        ("set city to Paris for them", [(VALUE, "Paris", "city")]),
        (
            "update Marie Durand: title Head of Sales, city Boston",
            [(PERSON, "Marie Durand", ""), (VALUE, "Head of Sales", "jobtitle"), (VALUE, "Boston", "city")],
        ),
        (
            "change le poste de Marie Durand en directrice",
            [(PERSON, "Marie Durand", ""), (VALUE, "directrice", "jobtitle")],
        ),
        ("owner: Sarah Whitmore", [(VALUE, "Sarah Whitmore", "hubspot_owner_id")]),
        ("ajoute Mme Petit et DUPONT Marie", [(PERSON, "Petit", ""), (PERSON, "DUPONT Marie", "")]),
    ],
)
def test_what_must_not_be_lost_is_found_as_it_was_typed(message, facts):
    assert found(message) == facts


@pytest.mark.parametrize(
    "message",
    [
        "find everyone who works there",
        "find people at company Globex",
        "trouve les contacts de la ville",
        "from 2019-2023",
        "version 1.2.3, room 12, 75011",
        "merci beaucoup !",
        "the same company",
        "phone: none",
        "facture n° 2026-0412, commande 4155550132",
        "our invoice no. 2026-0412 and order #41555501",
    ],
)
def test_talk_is_no_fact(message):
    assert found(message) == []


def test_a_question_about_a_value_names_no_value():
    assert found("what is the job title of Marie Durand?") == [(PERSON, "Marie Durand", "")]


def test_who_closes_a_letter_with_their_name_is_not_named_in_it():
    assert found("Find John Smith at Acme. Kind regards, Ada Byron") == [(PERSON, "John Smith", "")]


def test_what_is_said_not_to_be_so_is_no_fact():
    assert found("not 555 010 0100 but 555 019 9123") == [(PHONE, "555 019 9123", "phone")]


def test_what_is_typed_twice_counts_once():
    assert found("06 39 98 11 22, je répète 0639981122") == [(PHONE, "06 39 98 11 22", "phone")]


def test_addresses_and_numbers_are_found_in_texts_longer_than_any_sentence():
    letter = "Bla bla. " * 500
    assert found(f"{letter} luc@ex.example {letter} 06 39 98 11 22") == [
        (EMAIL, "luc@ex.example", "email"),
        (PHONE, "06 39 98 11 22", "phone"),
    ]


@given(st.text(max_size=300))
def test_every_fact_stands_where_it_says_or_was_spelled_with_words(message):
    for fact in facts_in(message):
        assert fact.kind is EMAIL or fact.text in message[fact.start : fact.end]


def test_to_whom_and_when_a_pasted_mail_went_is_no_fact_of_it():
    mail = "From: Tess Lane <tess@lane.example>\nSent: 3 May 2027\nTo: us@ours.example\nCc : bob@ours.example\n\nHello"

    assert (EMAIL, "tess@lane.example", "email") in found(mail)
    assert not {"us@ours.example", "bob@ours.example", "3 May 2027"} & {text for _, text, _ in found(mail)}


def test_a_line_that_only_looks_like_a_header_keeps_its_address():
    assert found("To: bob@ours.example") == [(EMAIL, "bob@ours.example", "email")]


def test_who_got_a_copy_is_a_fact_where_they_are_asked_for():
    mail = "add everyone in copy\nFrom: tess@lane.example\nCc: Bob Ames <bob@ours.example>"

    assert (EMAIL, "bob@ours.example", "email") in found(mail)


@pytest.mark.parametrize(
    "line",
    [
        "On Mon, Mar 3, 2025 at 10:12 AM Ann Lee <ann.lee@lee.example> wrote:",
        "Le 3 mars 2025 à 10:12, Ann Lee <ann.lee@lee.example> a écrit :",
    ],
)
def test_of_a_quoted_mail_its_writer_is_a_fact_and_its_time_is_none(line):
    facts = facts_in(f"add this person\n\n{line}\n> Hello")

    assert "ann.lee@lee.example" in {fact.text for fact in facts}
    assert FactKind.DATE not in {fact.kind for fact in facts}

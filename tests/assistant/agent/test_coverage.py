"""What was found in the outcome and what is left over are together all that was typed."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.coverage import TurnOutcome, form_values, left_over
from assistant.agent.hard_facts import facts_in
from assistant.proposals.preparations import Prepared
from assistant.proposals.proposal import Proposal
from hubspot_tools.contacts import Contact, ContactPage
from hubspot_tools.errors import CrmUnavailable, RateLimited, RequestsSpent

ZOE = Contact(
    id="5",
    properties={"firstname": "Zoé", "lastname": "Roche", "email": "zoe@x.example", "phone": "+33199000001"},
)


def left(message: str, outcome: TurnOutcome) -> list[str]:
    return [fact.text for fact in left_over(facts_in(message), outcome)]


def proposed(values: dict[str, str], contact: Contact | None = None) -> TurnOutcome:
    outcome = TurnOutcome("FR")
    outcome.keep(values, contact)
    return outcome


phones = st.integers(0, 9999).map(lambda end: ("phone", f"06 39 98 {end // 100:02} {end % 100:02}"))
emails = st.from_regex(r"[b-y]{3,8}\.[b-y]{3,8}@[b-y]{3,8}\.example", fullmatch=True).map(
    lambda one: ("email", one)
)
cities = st.sampled_from(["Lyon", "Leeds", "Nantes"]).map(lambda one: ("city", one))
titles = st.sampled_from(["CTO", "directrice", "Head of Sales"]).map(lambda one: ("jobtitle", one))
people = st.sampled_from(["Marie Durand", "Luc Perrot", "Emma Wilson"]).map(lambda one: ("person", one))
days = st.sampled_from(["12 mai 2026", "03/09/2026"]).map(lambda one: ("day", one))
typed_facts = st.lists(
    st.one_of(phones, emails, cities, titles, people, days),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one[1],
)
_LABELS = {"city": "ville : ", "jobtitle": "poste : "}
_PLACES = ("proposal", "answer", "search", "nowhere")


@given(typed_facts, st.data())
def test_found_in_the_outcome_and_left_over_are_all_facts_of_any_mixture(mixture, data):
    message = " ; ".join(f"{_LABELS.get(kind, '')}{text}" for kind, text in mixture)
    facts = facts_in(message)
    places = {fact: data.draw(st.sampled_from(_PLACES)) for fact in facts}
    outcome = TurnOutcome("FR")
    outcome.keep({"note": "…"})
    for fact, place in places.items():
        if place == "proposal":
            outcome.keep({fact.name or "note": fact.text.replace(" ", "\u00a0")})
        elif place == "answer":
            outcome.say(f"Noted: {fact.text}.")
        elif place == "search":
            outcome.search({"text": fact.text})
    named = left_over(facts, outcome)
    assert set(named) == {fact for fact, place in places.items() if place == "nowhere"}
    assert len(facts) == len({text for _, text in mixture})


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("06 39 98 11 22", {"phone": "+33639981122"}),
        ("+33 (0)6 39 98 11 22", {"mobilephone": "+33639981122"}),
        ("415 555 0132", {"phone": "+14155550132"}),
        ("01 99 00 12 34 ext 12", {"phone": "+33199001234 ext. 12"}),
        ("Luc@EX.example", {"email": "luc@ex.example"}),
        ("le 12 mai 2026", {"renewal": "2026-05-12"}),
        ("12 000 €", {"amount": "12000"}),
        ("étape : cliente", {"lifecyclestage": "customer"}),
        ("owner: Sarah Lane", {"hubspot_owner_id": "72"}),
        ("poste : CTO chez Vega", {"jobtitle": "CTO"}),
        ("company: Smith and Sons", {"company": "Smith and Sons"}),
    ],
)
def test_a_value_is_found_in_the_notation_in_which_it_is_kept(message, values):
    assert left(message, proposed(values)) == []


@pytest.mark.parametrize(
    ("message", "values"),
    [
        ("06 39 98 11 22", {"phone": "+33639981123"}),
        ("01 99 00 12 34 ext 12", {"phone": "+33199001234"}),
        ("luc@ex.example", {"email": "luc@ex2.example"}),
        ("le 12 mai 2026", {"renewal": "2026-05-13"}),
        ("12 000 €", {"amount": "1200"}),
        ("ville : Lyon", {"company": "Lyon"}),
        ("ville : Lyon", {"city": "Lille"}),
        ("étape : cliente", {"city": "Lyon"}),
        ("ajoute aussi Emma Wilson", {"firstname": "Emma", "lastname": "Watson"}),
    ],
)
def test_what_is_kept_otherwise_or_elsewhere_is_left_over(message, values):
    assert len(left(message, proposed(values))) == 1


def test_whom_a_proposal_is_about_is_not_left_over():
    assert (
        left("change Zoé Roche (zoe@x.example), tel 06 39 98 11 22", proposed({"phone": "+33639981122"}, ZOE))
        == []
    )


def test_what_was_a_search_s_words_is_not_left_over_though_nothing_was_found():
    outcome = TurnOutcome("FR")
    outcome.note("search_contacts", json.dumps({"email": "luc@ex.example", "page": None}), ContactPage())
    outcome.note("search_contacts", json.dumps({"phone": "06 39 98 11 22"}), CrmUnavailable("down"))
    assert left("find luc@ex.example or 06 39 98 11 22", outcome) == []


@pytest.mark.parametrize("error", [RequestsSpent("spent"), RateLimited("busy", retry_after=1.0), None])
def test_a_write_that_came_to_nothing_holds_nothing(error):
    outcome = TurnOutcome("FR")
    outcome.note("create_contact", json.dumps({"email": "luc@ex.example"}), error)
    assert left("create luc@ex.example", outcome) == ["luc@ex.example"]


def test_days_and_amounts_count_only_where_something_is_proposed():
    message = "On 12/05/2026 we agreed on 12 000 €"
    assert left(message, TurnOutcome("FR")) == []
    assert left(message, proposed({"city": "Lyon"})) == ["12/05/2026", "12 000 €"]


def test_people_count_only_where_anything_was_done():
    assert left("write a poem for Emma Wilson", TurnOutcome("FR")) == []
    assert left("find Zoé Roche and Emma Wilson", proposed({}, ZOE)) == ["Emma Wilson"]


def test_a_form_takes_what_it_has_room_for():
    facts = facts_in("luc@ex.example, 06 39 98 11 22, 01 99 00 12 34, ville : Lyon, Emma Wilson, 12/05/2026")
    assert form_values(facts, {"email": "", "city": "Nantes"}) == {
        "email": "luc@ex.example",
        "phone": "06 39 98 11 22",
        "mobilephone": "01 99 00 12 34",
    }


def test_an_option_that_was_wanted_and_is_so_already_is_not_left_over():
    outcome = TurnOutcome("FR")
    now = datetime(2027, 5, 3, tzinfo=UTC)
    wanted = {
        "lifecyclestage": "customer",
        "other": [
            {"name": "hubspot_owner_id", "value": "Sarah"},
            {"name": "hs_language", "value": "Spanish"},
        ],
    }
    change = Proposal(
        id="1",
        owner="p",
        action="update",
        values={"lifecyclestage": "customer"},
        contact=ZOE,
        created_at=now,
        expires_at=now,
    )
    outcome.note("update_contact", json.dumps(wanted), Prepared(proposal=change))
    assert left("Zoé Roche is a customer, owner: Sarah", outcome) == []
    assert left("Zoé Roche is a customer, language: Spanish", outcome) == []
    assert left("Zoé Roche is a customer, owner: Claire", outcome) == ["Claire"]

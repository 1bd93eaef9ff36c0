import pytest

from assistant.agent.agent_events import ToolStarted
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.tool_sentences import searched_details, searched_sentence, sentence_for
from hubspot_tools.contacts import CreateContact, SearchContacts, ToolArguments, UpdateContact


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (
            SearchContacts(name="Marie Dupont"),
            "Searching for Marie Dupont…",
            "Je cherche Marie Dupont…",
        ),
        (
            SearchContacts(lifecyclestage="customer", company="Acme"),
            "Searching for Acme, Customer…",
            "Je cherche Acme, Client…",
        ),
        (SearchContacts(), "Searching the contacts…", "Je cherche dans les contacts…"),
        (SearchContacts(name="Ann", page=2), "Fetching page 2…", "Je vais chercher la page 2…"),
        (
            CreateContact(firstname="Luc", lastname="Martin"),
            "Checking that Luc Martin is not there yet…",
            "Je vérifie si Luc Martin existe déjà…",
        ),
        (
            UpdateContact(contact_id="1"),
            "Reading the contact as it is now…",
            "Je relis la fiche telle qu’elle est maintenant…",
        ),
        (ToolArguments(), "Checking…", "Je vérifie…"),
    ],
)
def test_a_tool_at_work_is_named_in_the_person_s_words(arguments, english, french):
    started = ToolStarted("c1", "tool", arguments)
    assert sentence_for(started, Reader("en")) == english
    assert sentence_for(started, Reader("fr")) == french


def test_a_long_search_is_named_in_one_short_line():
    sentence = sentence_for(ToolStarted("c1", "t", SearchContacts(text="x\n" * 300)), Reader("en"))
    assert len(sentence) < 110
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("query", "english", "french"),
    [
        (SearchContacts(company="Globex"), "Searched HubSpot for Globex", "J’ai cherché Globex dans HubSpot"),
        (SearchContacts(), "Searched HubSpot", "J’ai cherché dans HubSpot"),
        (
            SearchContacts(name="Ann", page=2),
            "Fetched page 2 from HubSpot",
            "J’ai trouvé la page 2 dans HubSpot",
        ),
    ],
)
def test_a_search_that_is_done_is_told_in_the_past_with_how_long_it_took(query, english, french):
    assert searched_sentence(query, Reader("en"), 0.24) == f"{english} · 0.2\u00a0s"
    assert searched_sentence(query, Reader("fr"), 1.25) == f"{french} · 1,2\u00a0s"


def test_what_was_searched_is_told_field_by_field():
    query = SearchContacts(lifecyclestage="customer", company="[x](https://evil.example)", page=2)
    lines = searched_details(query, Reader("fr")).splitlines()
    assert len(lines) == 2
    assert any("Phase du cycle de vie" in line and line.endswith("Client") for line in lines)
    assert not any("[x]" in line for line in lines), "a stranger's words are shown as text"
    assert searched_details(SearchContacts(company="Acme"), Reader("fr")) == ""

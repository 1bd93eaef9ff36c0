import pytest

from assistant.agent.agent_events import ToolStarted
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.tool_sentences import sentence_for
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
            "Je vérifie que Luc Martin n’existe pas encore…",
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

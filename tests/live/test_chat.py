"""The whole chat, from the socket to the CRM and back."""

import re

import pytest


@pytest.mark.parametrize(
    ("language", "greeting", "buttons", "connected"),
    [
        (
            "fr-FR,fr;q=0.9",
            "Bonjour",
            ["Rechercher un contact", "Créer un contact", "Mettre à jour un contact"],
            "Connecté à des contacts d’exemple sur cette machine, avec le modèle hors ligne",
        ),
        (
            "fr-CA",
            "Bonjour",
            ["Rechercher un contact", "Créer un contact", "Mettre à jour un contact"],
            "Connecté à des contacts d’exemple sur cette machine, avec le modèle hors ligne",
        ),
        (
            "en-US,en;q=0.9",
            "Hello",
            ["Search a contact", "Create a contact", "Update a contact"],
            "Connected to sample contacts on this machine, with the offline model",
        ),
    ],
)
async def test_a_newcomer_is_welcomed_with_three_buttons(
    arrive, house, language, greeting, buttons, connected
):
    person = await arrive(house, language)
    (welcome,) = person.said
    assert greeting in welcome
    assert connected in welcome
    assert person.buttons == buttons
    assert [command["id"] for command in person.commands] == buttons
    assert all(command["button"] for command in person.commands)
    examples = re.findall(r"- \*(.+)\*", welcome)
    assert len(examples) == 3
    for example in examples:
        answer = await person.say(example)
        assert "No contact" not in answer
        assert "Aucun contact" not in answer


@pytest.mark.parametrize(
    ("language", "button", "question"),
    [
        ("fr", "Rechercher un contact", "Cherchons quelqu’un"),
        ("fr", "Créer un contact", "Créons un contact"),
        ("fr", "Mettre à jour un contact", "Mettons un contact à jour"),
        ("en", "Search a contact", "Let’s find someone"),
        ("en", "Create a contact", "Let’s create a contact"),
        ("en", "Update a contact", "Let’s update a contact"),
    ],
)
async def test_a_click_confirms_the_choice_and_asks_for_what_is_needed(
    arrive, house, language, button, question
):
    person = await arrive(house, language)
    assert question in await person.click(button)
    assert question in await person.say("", command=button)


async def test_what_answers_the_question_finds_the_contact(arrive, house):
    person = await arrive(house)
    await person.click("Search a contact")
    assert "**Zoé Lefèvre-D'Aubigné**" in await person.say("zoe lefevre daubigne")


async def test_free_text_works_without_any_button(arrive, house):
    person = await arrive(house, "fr")
    answer = await person.say("qui travaille chez globex ?")
    assert "1. **" in answer
    assert "Globex" in answer


async def test_a_list_turns_to_its_next_page_and_back_without_a_new_message(arrive, house):
    person = await arrive(house)
    await person.say("list all contacts")
    number, first = next((n, said) for n, said in enumerate(person.said) if "page 1 of" in said)
    messages = len(person.said)
    second = await person.click("Next contacts")
    assert person.said[number] == second
    assert len(person.said) == messages
    assert "page 2 of" in second
    assert set(first.splitlines()).isdisjoint(line for line in second.splitlines() if line.startswith("1. "))
    assert await person.click("Previous contacts") == first
    assert person.said[number] == first
    assert len(person.said) == messages


async def test_a_picked_contact_takes_the_pending_request_on(arrive, house):
    person = await arrive(house)
    asked = await person.say("change Marie Durand's phone to 06 39 98 44 55")
    assert "Which one?" in asked
    (ids,) = [element["people"] for element in person.cards("ContactList")]
    told = await person.post_action({"name": "pick", "payload": {"contact": ids[1]["id"]}})
    assert "Changes to Marie Durand" in told
    (shown,) = person.cards("ProposalCard")
    assert ids[1]["role"] == "Exemple SA · Responsable marketing"
    assert "Exemple SA" in shown["person"]["role"]
    assert person.cards("ContactCard") == []


async def test_a_command_in_the_composer_takes_its_answer_along(arrive, house):
    person = await arrive(house)
    answer = await person.say("Jon Smith", command="Search a contact")
    assert "**Jon Smith**" in answer
    assert "Let’s find someone" not in answer


async def test_the_language_follows_what_the_person_types(arrive, house):
    person = await arrive(house, "en")
    await person.say("bonjour, cherche Marie Dupont s'il te plaît")
    assert person.commands[0]["id"] == "Rechercher un contact"
    assert "Créons un contact" in await person.say("", command="Créer un contact")


async def test_two_messages_at_once_are_answered_one_after_the_other(arrive, house):
    person = await arrive(house)
    ended = person.turns_ended
    await person.send("find John Smith")
    await person.send("find Zoé Lefèvre-D'Aubigné")
    await person.until(lambda: person.turns_ended >= ended + 2)
    heard = "\n".join(person.said)
    assert heard.index("**John Smith**") < heard.index("**Zoé Lefèvre-D'Aubigné**")
    assert sum("Smith**" in said for said in person.said) == 1


async def test_a_step_tells_what_is_being_looked_for(arrive, house):
    person = await arrive(house)
    await person.say("find Marie Dupont")
    steps = [m for m in person.messages.values() if m["type"] == "tool"]
    (told,) = [step["name"] for step in steps]
    assert re.fullmatch(r"Searched the sample contacts for Marie Dupont · \d+\.\d\u00a0s", told)
    assert all(step["end"] and not step["input"] and not step["output"] for step in steps)

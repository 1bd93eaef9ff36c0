"""Nothing is written without a click, and one click writes once.

The portal is shared: each test creates somebody of another name, so that nobody is taken for a likely double.
"""

import asyncio
from uuid import uuid4

import pytest


@pytest.fixture
def email():
    return f"luc.{uuid4().hex[:8]}@example.com"


async def test_a_new_contact_is_shown_then_stored_at_the_click(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house)
    preview = await person.say(f"create Luc Martin, {email}, Acme")
    assert "**New contact: Luc Martin**" in preview
    assert "Nothing is written until you confirm." in preview
    assert clean_portal.writes == []

    answer = await person.click("Confirm")

    assert "Done: Luc Martin is now a contact." in answer
    assert answer.startswith("**New contact: Luc Martin**"), "the card that was clicked is the result"
    assert len([said for said in person.said if "Luc Martin" in said]) == 1
    assert "hubspot.example" not in answer, (
        "a portal that calls itself otherwise than hubspot.com gets no link"
    )
    (stored,) = clean_portal.with_email(email)
    assert (stored["firstname"], stored["lastname"], stored["company"]) == ("Luc", "Martin", "Acme")
    assert "Confirm" not in person.buttons
    assert "Cancel" not in person.buttons


async def test_two_clicks_at_the_same_time_write_once(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house, "fr")
    await person.say(f"crée Léa Beaurivage {email}")
    button = person.button("Confirmer")
    answer = await person.post_action(button, button)
    assert len(clean_portal.with_email(email)) == 1
    assert len(clean_portal.writes) == 1
    assert answer.count("C’est fait") == 1
    assert "Déjà fait" not in answer, "the card says how it ended, and says it once"


async def test_cancel_writes_nothing_and_closes_the_card(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house)
    await person.say(f"create Ann Lee, {email}")
    old_button = person.button("Confirm")
    assert "nothing was written" in await person.click("Cancel")
    assert any("*Cancelled: nothing was written.*" in said for said in person.said)
    await person.post_action(old_button)
    assert clean_portal.writes == []


async def test_an_update_shows_before_and_after_and_changes_nothing_else(
    arrive, connected_house, clean_portal
):
    person = await arrive(connected_house)
    (before,) = clean_portal.with_email("john.smith@acme.example")
    await person.say("find john.smith@acme.example")
    preview = await person.say("set his title to Head of Testing")
    assert "| Job title |" in preview
    assert "**Head of Testing**" in preview
    await person.click("Confirm")
    (after,) = clean_portal.with_email("john.smith@acme.example")
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert after["jobtitle"] == "Head of Testing"
    assert changed == {"jobtitle", "lastmodifieddate"}


async def test_a_typed_yes_confirms_the_one_proposal(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house, "fr")
    await person.say(f"crée Luc Petit {email}")
    assert "C’est fait" in await person.say("oui")
    assert len(clean_portal.with_email(email)) == 1
    assert "Confirmer" not in person.buttons


async def test_a_click_with_other_values_is_refused(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house)
    await person.say(f"create Ines Marsh, {email}")
    button = person.button("Confirm")
    for payload in (
        {**button["payload"], "digest": "0" * 64},
        {**button["payload"], "proposal": uuid4().hex},
        {**button["payload"], "values": {"email": "evil@example.com"}},
        {"proposal": [], "digest": None},
        {},
    ):
        answer = await person.post_action({**button, "payload": payload})
        assert "nothing was written" in answer
    assert clean_portal.writes == []


async def test_another_person_s_proposal_cannot_be_confirmed(arrive, connected_house, clean_portal, email):
    owner, thief = await asyncio.gather(arrive(connected_house), arrive(connected_house))
    await owner.say(f"create Omar Field, {email}")
    answer = await thief.post_action(owner.button("Confirm"))
    assert "nothing was written" in answer
    assert clean_portal.writes == []
    await owner.click("Confirm")
    assert len(clean_portal.with_email(email)) == 1

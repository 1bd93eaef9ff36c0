"""What was written can be taken back, and a likely double updated in place of a second contact."""

from uuid import uuid4

import pytest


@pytest.fixture
def email():
    return f"undo.{uuid4().hex[:8]}@example.com"


async def test_a_new_contact_is_gone_after_undo(arrive, connected_house, clean_portal, email):
    person = await arrive(connected_house)
    await person.say(f"create Hugh Castell, {email}")
    await person.click("Confirm")
    assert len(clean_portal.with_email(email)) == 1
    undo = person.button("Undo")

    answer = await person.click("Undo")

    assert "Taken back: Hugh Castell is no longer among the contacts." in answer
    assert clean_portal.with_email(email) == []
    assert "Undo" not in person.buttons
    (card,) = [said for said in person.said if "Hugh Castell" in said]
    assert "*Taken back: Hugh Castell is no longer among the contacts." in card
    clean_portal.forget_requests()
    await person.post_action(undo)
    assert len([said for said in person.said if "Hugh Castell" in said]) == 1
    assert clean_portal.writes == []


async def test_an_update_is_as_before_after_undo_and_as_after_when_that_is_undone(
    arrive, connected_house, clean_portal
):
    def title():
        (zoe,) = [
            one for one in clean_portal.snapshot().values() if one.get("lastname") == "Lefèvre-D'Aubigné"
        ]
        return zoe.get("jobtitle", "")

    person = await arrive(connected_house, "fr")
    await person.say("cherche Zoé Lefèvre-D'Aubigné")
    before = title()
    await person.say("change son poste en Directrice des essais")
    await person.click("Confirmer")
    assert title() == "Directrice des essais"
    assert "fiche remise comme avant" in await person.click("Revenir en arrière")
    assert title() == before
    await person.click("Revenir en arrière")
    assert title() == "Directrice des essais"


async def test_an_undo_asks_first_when_somebody_else_was_there_since(
    arrive, connected_house, clean_portal, email
):
    person, colleague = await arrive(connected_house), await arrive(connected_house)
    await person.say(f"create Piers Holloway, {email}")
    await person.click("Confirm")
    await colleague.say(f"find {email}")
    await colleague.say("set his company to Initech")
    await colleague.click("Confirm")
    clean_portal.forget_requests()

    preview = await person.click("Undo")

    assert "**Remove Piers Holloway again?**" in preview
    assert "Initech" in preview
    assert clean_portal.writes == []
    await person.click("Cancel")
    assert "Undo" in person.buttons, "what was not taken back still can be"
    await person.click("Undo")
    assert "Taken back" in await person.click("Confirm")
    assert "Undo" not in person.buttons
    assert clean_portal.with_email(email) == []


async def test_a_likely_double_is_updated_in_place_of_a_second_contact(
    arrive, connected_house, clean_portal, email
):
    person = await arrive(connected_house)
    await person.say(f"create Basil Wexford, {email}, Globex")
    await person.click("Confirm")
    (stored,) = clean_portal.with_email(email)

    card = await person.say(f"create Basil Wexford, x{email}, Globex")
    assert "**Is it one of these?**" in card
    assert person.buttons[-4:] == ["Update Basil Wexford (Globex)", "Create anyway", "Edit", "Cancel"]
    clean_portal.forget_requests()

    preview = await person.click("Update Basil Wexford (Globex)")
    assert "**Changes to Basil Wexford**" in preview
    assert clean_portal.writes == []
    assert "Create anyway" not in person.buttons
    assert "Update Basil Wexford (Globex)" not in person.buttons
    await person.click("Confirm")
    (updated,) = clean_portal.with_email(f"x{email}")
    assert updated["hs_object_id"] == stored["hs_object_id"]
    assert len([one for one in clean_portal.snapshot().values() if one.get("lastname") == "Wexford"]) == 1


async def test_a_forged_undo_or_choice_changes_nothing(arrive, connected_house, clean_portal, email):
    person, thief = await arrive(connected_house), await arrive(connected_house)
    await person.say(f"create Cora Ashdown, {email}, Globex")
    await person.click("Confirm")
    undo = person.button("Undo")
    await person.say(f"create Cora Ashdown, x{email}, Globex")
    adopt = person.button("Update Cora Ashdown (Globex)")
    (other,) = clean_portal.with_email("john.smith@acme.example")
    clean_portal.forget_requests()

    forged = [
        {**undo, "payload": {**undo["payload"], "digest": "0" * 64}},
        {**undo, "payload": adopt["payload"]},
        {**undo, "payload": {"proposal": uuid4().hex, "digest": undo["payload"]["digest"]}},
        {**adopt, "payload": {**adopt["payload"], "contact": other["hs_object_id"]}},
        {**adopt, "payload": {**adopt["payload"], "contact": None}},
        {**adopt, "payload": undo["payload"]},
    ]
    for action in forged:
        assert "nothing was written" in await person.post_action(action)
    for action in (undo, adopt):
        assert "nothing was written" in await thief.post_action(action)
    assert clean_portal.writes == []
    assert "Taken back" in await person.post_action(undo)

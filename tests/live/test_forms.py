"""Forms over the wire, as the page's element uses them, and from people who are no page of ours."""

from uuid import uuid4

import pytest

UNREACHABLE = "http://127.0.0.1:9/v1"


@pytest.fixture
def email():
    return f"luc.{uuid4().hex[:8]}@example.com"


async def call(person, name, **payload):
    """What the element gets back from its `callAction`."""
    action = {"name": name, "payload": payload, "id": uuid4().hex, "label": "", "tooltip": ""}
    answer = await person.post(action)
    assert answer.status_code == 200
    return answer.json()["response"]


async def open_form(person, button):
    """Click a button, and wait for the form it opens."""
    seen = len(person.cards("ContactForm"))
    await person.click(button)
    await person.until(lambda: len(person.cards("ContactForm")) > seen)
    return person.cards("ContactForm")[-1]


async def submit(person, form, **values):
    """Submit a form, and wait for its turn to end on the page, too."""
    ended = person.turns_ended
    await call(person, "submit_form", form=form["form"], values=values)
    await person.until(lambda: person.turns_ended > ended)


async def test_a_form_is_checked_submitted_confirmed_and_cannot_be_replayed(
    arrive, connected_house, clean_portal, email
):
    person = await arrive(connected_house)
    form = await open_form(person, "Create a contact")
    assert "email" in [field["name"] for field in form["fields"]]
    check = await call(person, "check_form", form=form["form"], values={"email": "nope"})
    assert check["errors"] == {"email": "“nope” is not a valid e-mail address"}

    values = {"email": email, "firstname": "Ludo", "lastname": uuid4().hex}
    await submit(person, form, **values)
    assert clean_portal.writes == []
    await person.click("Confirm")
    assert len(clean_portal.with_email(email)) == 1

    await submit(person, form, **{**values, "email": f"x{email}"})
    assert person.said[-1] == "This form is closed already: nothing was written."
    assert len(clean_portal.writes) == 1


async def test_a_form_of_another_chat_and_made_up_fields_write_nothing(
    arrive, connected_house, clean_portal, email
):
    owner, thief = await arrive(connected_house), await arrive(connected_house)
    form = await open_form(owner, "Create a contact")
    assert await call(thief, "check_form", form=form["form"], values={"email": email}) == {}
    await submit(thief, form, email=email)
    assert "closed already" in thief.said[-1]
    await submit(owner, form, email=email, hs_object_id="1", is_admin="yes")
    assert len(owner.cards("ContactForm")[-1]["notes"]) == 2
    assert "Confirm" not in owner.buttons
    assert clean_portal.writes == []


async def test_with_the_model_switched_off_the_buttons_carry_the_whole_job(arrive, start, clean_portal):
    house = start(
        OPENAI_BASE_URL=UNREACHABLE,
        HUBSPOT_ACCESS_TOKEN="pat-na1-invented",
        HUBSPOT_BASE_URL=clean_portal.url,
    )
    person = await arrive(house)
    await person.until(lambda: any("three buttons" in said for said in person.said))
    await submit(person, await open_form(person, "Update a contact"), email="john.smith@acme.example")
    (before,) = clean_portal.with_email("john.smith@acme.example")
    form = await open_form(person, "Edit")
    values = {field["name"]: field["stored"] for field in form["fields"]}
    await submit(person, form, **{**values, "city": "Nantes"})
    await person.click("Confirm")
    assert clean_portal.with_email("john.smith@acme.example")[0]["city"] == "Nantes"
    await person.click("Undo")
    assert clean_portal.with_email("john.smith@acme.example")[0].get("city") == before.get("city")

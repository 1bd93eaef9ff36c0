"""A misspelled name is answered with who is near, a question about the last change with the contact's history."""

import pytest
from heard import only, said

from assistant.agent.agent_events import Wrote
from assistant.chat.events import ContactsFound, HistoryShown, Proposed
from assistant.models.openai_client import connect
from assistant.models.responses import ResponsesModel
from assistant.offline.server import OFFLINE_MODEL_NAME, build_offline_app
from hubspot_tools.sandbox.loopback import serving


@pytest.fixture(scope="module")
def offline():
    with serving(build_offline_app()) as address:
        yield address


@pytest.fixture
async def talk(offline, chat, people):
    client = connect(None, f"{offline}/v1", on_this_machine=True)
    yield lambda language: chat(model=ResponsesModel(client, OFFLINE_MODEL_NAME, None), language=language)
    await client.close()


def told(events) -> str:
    return "".join(event.text for event in events if isinstance(event, Wrote))


async def test_a_misspelled_name_finds_nobody_and_tells_who_is_near(talk):
    events = await talk("en").hears("find zoey lefevre daubigne")
    assert "Nobody is called exactly zoey lefevre daubigne; near: Zoé Lefèvre-D'Aubigné." in told(events)
    page = only(events, ContactsFound).page
    assert page.is_near
    assert [contact.get("email") for contact in page.contacts] == ["zoe@oeuvre.fr"]


async def test_nothing_is_proposed_for_who_is_only_near_before_somebody_says_so(talk):
    talk = talk("fr")
    asked = await talk.hears("change la ville de zoey lefevre daubigne en Lyon")
    assert not any(isinstance(event, Proposed) for event in asked)
    assert "Qui faut-il modifier\u202f?" in told(asked)

    agreed = await talk.hears("oui")
    assert only(agreed, Proposed).proposal.values == {"city": "Lyon"}


async def test_who_changed_the_contact_on_the_screen_is_told_from_its_history(talk):
    talk = talk("fr")
    await talk.hears("trouve zoe@oeuvre.fr")
    shown = only(await talk.hears("qui l'a modifiée ?"), HistoryShown)
    assert shown.contact.get("email") == "zoe@oeuvre.fr"
    assert {change.property for change in shown.changes} >= {"firstname", "lastname"}


async def test_of_whom_is_asked_where_nobody_is_shown(talk):
    assert said(await talk("en").hears("who changed it?")) == [
        "Of which contact? Show it first, then ask again who changed it."
    ]


async def test_an_owner_named_by_the_address_is_not_said_to_be_left_over(talk):
    events = await talk("en").hears("assign zoe@oeuvre.fr to claire.fontaine@equipe.example")
    assert only(events, Proposed).proposal.values.keys() == {"hubspot_owner_id"}
    assert said(events) == []

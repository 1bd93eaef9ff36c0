"""What any model is told of clicks and of the screen, so that none need guess it from the talk."""

import json

import pytest

from assistant.models.messages import UserSaid
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import ProposalState


def create(address, name="Ann"):
    return calls("create_contact", email=address, firstname=name)


async def seen_by_the_model(talk):
    """What stood on the screen, and what the person had said, when the model was last asked."""
    await talk.hears("thanks")
    asked = talk.model.asked[-1]
    said = [message.text for message in asked.talk if isinstance(message, UserSaid)]
    return json.loads(asked.known_contacts or "{}"), said[:-1]


async def test_a_preview_waits_until_it_is_decided_on(chat, people):
    talk = chat(create("ann@b.example"), says("Please confirm."), says("You are welcome."), says("Bye."))
    proposal = await talk.is_proposed("create Ann ann@b.example")
    screen, _ = await seen_by_the_model(talk)
    assert screen["waiting"] == "create"
    await talk.confirms(proposal)
    screen, _ = await seen_by_the_model(talk)
    assert "waiting" not in screen


async def test_of_several_previews_those_not_decided_on_still_wait(chat, people):
    first, second = create("kim@x.example", "Kim"), create("lea@x.example", "Lea")
    talk = chat(first, says("Please confirm."), second, says("Please confirm."), says("Yes."), says("Yes."))
    kim = await talk.is_proposed("create Kim kim@x.example")
    lea = await talk.is_proposed("create Lea lea@x.example")
    await talk.confirms(lea)
    assert (await seen_by_the_model(talk))[0]["waiting"] == "create"
    await talk.cancels(kim)
    assert "waiting" not in (await seen_by_the_model(talk))[0]


async def test_a_preview_in_the_place_of_another_waits_alone(chat, people):
    change = [calls("search_contacts", email=people[0].get("email")), says("There she is.")]
    titles = [calls("update_contact", contact_id=people[0].id, jobtitle=title) for title in ("CTO", "CEO")]
    talk = chat(*change, titles[0], says("Please."), titles[1], says("Please."), says("Yes."))
    await talk.hears(f"find {people[0].get('email')}")
    await talk.is_proposed("her title is CTO")
    await talk.cancels(await talk.is_proposed("her title is CEO"))
    assert "waiting" not in (await seen_by_the_model(talk))[0]


@pytest.mark.parametrize(("language", "button"), [("en", "[Cancel]"), ("fr", "[Annuler]")])
async def test_a_click_is_heard_where_it_happened(chat, people, language, button):
    talk = chat(create("ann@b.example"), says("Please confirm."), says("As you like."), language=language)
    await talk.cancels(await talk.is_proposed("Ann ann@b.example"))
    _, said = await seen_by_the_model(talk)
    assert said == ["Ann ann@b.example", button]


async def test_a_click_gives_no_value(chat, people):
    talk = chat(create("ann@b.example"), says("Please confirm."))
    await talk.confirms(await talk.is_proposed("create Ann ann@b.example"))
    assert "Confirm" not in " ".join(talk.conversation._talk.given("FR").messages)


async def test_a_preview_that_ended_elsewhere_waits_no_longer(chat, people):
    talk = chat(create("ann@b.example"), says("Please confirm."), says("You are welcome."))
    proposal = await talk.is_proposed("create Ann ann@b.example")
    ended = proposal.model_copy(update={"state": ProposalState.EXPIRED})
    assert [event async for event in talk.conversation.tell(ended)]
    assert "waiting" not in (await seen_by_the_model(talk))[0]

"""Something cannot be stored: the chat names what is in the way, the assistant's own store, the local file or HubSpot."""

import pytest
from heard import said

from assistant.language.texts import texts_in
from assistant.models.scripted import calls, says
from assistant.proposals.proposal import ProposalState

LEA = {"email": "lea@x.example", "firstname": "Léa"}


@pytest.fixture(params=["en", "fr"])
def language(request):
    return request.param


@pytest.fixture
def talk(chat, language):
    return chat(calls("create_contact", **LEA), says("Please confirm."), language=language)


@pytest.fixture
def own_store_is_full(language):
    texts = texts_in(language)
    return texts.state_unavailable.format(why=texts.storage_troubles["full"])


async def test_a_click_on_a_full_disk_writes_nothing_and_blames_the_own_store(
    talk, state, crm, full_disk, own_store_is_full
):
    proposal = await talk.is_proposed("Léa lea@x.example")
    full_disk(state)
    assert said(await talk.confirms(proposal)) == [own_store_is_full]
    assert said(await talk.cancels(proposal)) == [own_store_is_full]
    assert (await state.get(proposal.id, "ada")).state is ProposalState.PENDING
    assert crm.writes == []


async def test_a_wish_on_a_full_disk_is_told_to_the_model_as_the_own_store_s_trouble(talk, state, full_disk):
    full_disk(state)
    await talk.hears("Léa lea@x.example")
    (only_round,) = talk.model.asked[-1].rounds
    assert "assistant_store_unusable" in repr(only_round)


async def test_a_click_that_the_local_file_refuses_blames_the_file_and_not_hubspot(talk, crm, language):
    proposal = await talk.is_proposed("Léa lea@x.example")
    crm.may_only_be_read()
    (sentence,) = said(await talk.confirms(proposal))
    texts = texts_in(language)
    why = texts.local_file_unusable.format(why=texts.storage_troubles["read_only"])
    assert sentence == texts.write_failed.format(reason=why)
    assert "HubSpot" not in sentence
    assert crm.people == {}

"""The model is away: everything real but the model, which fails as the script says."""

import asyncio

import pytest
from heard import only, said

from assistant.agent.limits import TurnLimits
from assistant.chat.events import ContactsFound, FormOpened, LanguageChanged, Proposed, Task, Unanswered
from assistant.chat.plain_requests import plain_query
from assistant.language.texts import texts_in
from assistant.models.availability import FIRST_PAUSE, LONGEST_PAUSE, ModelAvailability
from assistant.models.model_protocol import (
    ModelInterrupted,
    ModelMisconfigured,
    ModelRefused,
    ModelUnavailable,
)
from assistant.models.scripted import ScriptedModel, says
from hubspot_tools.contacts import SearchContacts

EN, FR = texts_in("en"), texts_in("fr")
AWAY = ModelUnavailable("down")


class Away:
    """A model's server that is down until the test says otherwise, and time that passes only when it is let."""

    def __init__(self):
        self.up = False
        self.looks = 0
        self.pauses = []
        self.round = asyncio.Semaphore(0)
        self.looked = asyncio.Event()

    async def check(self):
        self.looks += 1
        self.looked.set()
        if not self.up:
            raise AWAY

    async def sleep(self, seconds):
        self.pauses.append(seconds)
        await self.round.acquire()

    async def look(self):
        """Let one pause pass, and wait for the look behind it."""
        self.looked.clear()
        self.round.release()
        await self.looked.wait()


class Silent(ScriptedModel):
    """A model that takes a question and says nothing."""

    async def answer(self, request):
        await asyncio.Event().wait()
        yield says("never")


@pytest.fixture
def server():
    return Away()


@pytest.fixture
async def availability(server):
    availability = ModelAvailability(server.check, server.sleep)
    yield availability
    await availability.close()


@pytest.mark.parametrize(
    ("language", "texts", "words"), [("en", EN, "make her a customer"), ("fr", FR, "passe-la cliente")]
)
async def test_that_the_model_is_away_is_said_once_and_the_words_can_be_sent_again(
    chat, availability, people, language, texts, words
):
    talk = chat(AWAY, language=language, availability=availability)
    first = await talk.hears(words)
    assert said(first) == [f"{texts.model_unavailable} {texts.forms_serve}"]
    assert only(first, Unanswered)
    second = await talk.hears(f"{words} please" if language == "en" else f"{words} stp")
    assert said(second) == [texts.model_still_away]
    assert only(second, Unanswered)
    assert len(talk.model.asked) == 1


async def test_the_same_words_again_are_for_the_model(chat, availability, people):
    talk = chat(AWAY, says("She is one."), availability=availability)
    await talk.hears("make her a customer")
    await talk.hears("make her a customer")
    assert talk.model.exhausted
    assert availability.there


@pytest.mark.parametrize("task", [Task.SEARCH, Task.UPDATE])
async def test_the_buttons_ask_by_form_while_the_model_is_away(chat, availability, people, task):
    talk = chat(AWAY, availability=availability)
    await talk.hears("make her a customer")
    form = only([event async for event in talk.conversation.choose(task)], FormOpened).form
    assert (form.purpose, form.to_update) == ("search", task is Task.UPDATE)


async def test_forms_carry_a_whole_change_without_a_model(chat, availability, crm, people):
    talk = chat(AWAY, availability=availability)
    forms = talk.conversation.forms
    await talk.hears("make her a customer")
    asked = len(talk.model.asked)
    search = only([event async for event in talk.conversation.choose(Task.UPDATE)], FormOpened).form
    found = only([event async for event in forms.submit(search.id, {"name": "Zoé"})], ContactsFound)
    (zoe,) = found.page.contacts
    edit = only([event async for event in forms.edit(zoe.id)], FormOpened).form
    typed = {**edit.values, "jobtitle": "CTO"}
    proposal = only([event async for event in forms.submit(edit.id, typed)], Proposed).proposal
    await talk.confirms(proposal)
    assert crm.people[zoe.id]["jobtitle"] == "CTO"
    await talk.undoes(proposal)
    assert not crm.people[zoe.id].get("jobtitle")
    assert len(talk.model.asked) == asked


@pytest.mark.parametrize("text", ["marie.durand@exemple.fr", "06 12 34 56 78", "Marie Durand"])
async def test_a_person_named_by_nothing_else_is_looked_up(chat, availability, people, text):
    talk = chat(AWAY, availability=availability)
    await talk.hears("make her a customer")
    for _ in range(2):
        events = await talk.hears(text)
        assert people[0].id in {one.id for one in only(events, ContactsFound).page.contacts}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (" ann@b.example ", {"email": "ann@b.example"}),
        ("+33 (0)1.99-00/12 34", {"phone": "+33 (0)1.99-00/12 34"}),
        ("Zoé Lefèvre-D'Aubigné", {"text": "Zoé Lefèvre-D'Aubigné"}),
        ("acme", {"text": "acme"}),
    ],
)
def test_what_is_plainly_a_person_is_a_query(text, query):
    assert plain_query(text) == SearchContacts(**query)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "change her phone to 06 12 34 56 78",
        "find Marie",
        "passe Marie en cliente",
        "bonjour",
        "ann@b.example is wrong",
        "a" * 61,
        "Marie; DROP TABLE",
        "=cmd",
    ],
)
def test_anything_more_is_none(text):
    assert plain_query(text) is None


async def test_a_refusal_leaves_the_model_to_be_asked_and_the_buttons_to_forms(chat, availability, people):
    talk = chat(ModelRefused("no"), says("Yes?"), availability=availability)
    events = await talk.hears("tell me a secret")
    assert said(events) == [EN.model_refused]
    assert only([event async for event in talk.conversation.choose(Task.SEARCH)], FormOpened)
    await talk.hears("hello")
    assert talk.model.exhausted
    assert said([event async for event in talk.conversation.choose(Task.SEARCH)]) == [EN.search_question]


async def test_an_answer_that_broke_off_can_be_asked_for_again(chat, availability, people):
    talk = chat(ModelInterrupted("cut"), says("Here."), availability=availability)
    assert only(await talk.hears("who is she"), Unanswered)
    await talk.hears("who is he")
    assert talk.model.exhausted


async def test_a_model_beyond_its_bound_counts_as_away(chat, availability, people):
    talk = chat(model=Silent(), availability=availability, limits=TurnLimits(seconds=0.01))
    events = await talk.hears("who is she")
    assert said(events) == [EN.out_of_time.format(seconds=1), EN.forms_serve]
    assert only(events, Unanswered)
    assert not availability.there


async def test_what_is_typed_to_a_model_beyond_its_bound_is_in_the_form(chat, availability, people):
    talk = chat(model=Silent(), availability=availability, limits=TurnLimits(seconds=0.01))
    only([event async for event in talk.conversation.forms.new()], FormOpened)
    events = await talk.hears("Marie Durand")
    assert only(events, FormOpened).form.values["lastname"] == "Durand"
    assert not [event for event in events if isinstance(event, ContactsFound)]


async def test_it_is_looked_for_ever_more_seldom_until_it_is_there(availability, server):
    availability.lost()
    availability.lost()
    for _ in range(8):
        await server.look()
    assert server.pauses[:8] == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(8)]
    server.up = True
    await server.look()
    await availability.found()
    assert server.looks == 9


async def test_a_server_that_answers_looks_but_no_question_is_looked_for_less_often_each_time(
    availability, server
):
    server.up = True
    for _ in range(3):
        availability.lost()
        await server.look()
        await availability.found()
    assert server.pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    availability.held()
    availability.lost()
    await server.look()
    assert server.pauses[-1] == FIRST_PAUSE


async def test_the_talk_goes_on_in_free_text_once_the_model_is_back(chat, availability, server, people):
    talk = chat(ModelMisconfigured("key"), says("Hello again."), availability=availability)
    without_model = talk.conversation.without_model
    await talk.hears("make her a customer")
    assert without_model.waits
    server.up = True
    await server.look()
    assert await without_model.recovered() == EN.model_back
    assert not without_model.waits
    assert not [
        event for event in await talk.hears("make him one") if isinstance(event, Unanswered | LanguageChanged)
    ]
    assert talk.model.exhausted


async def test_a_refused_key_is_the_known_trouble_until_somebody_is_answered_though_the_server_listens(
    chat, availability, server, people
):
    talk = chat(ModelMisconfigured("key"), says("Hello again."), availability=availability)
    await talk.hears("make her a customer")
    server.up = True
    await server.look()
    await availability.found()
    assert isinstance(availability.trouble, ModelMisconfigured)
    await talk.hears("make him one")
    assert availability.trouble is None


async def test_silence_is_the_known_trouble_until_the_server_listens_again(availability, server):
    availability.lost()
    assert isinstance(availability.trouble, ModelUnavailable)
    server.up = True
    await server.look()
    await availability.found()
    assert availability.trouble is None


async def test_an_answer_to_an_open_form_fills_it_and_looks_nobody_up(chat, availability, people):
    talk = chat(AWAY, availability=availability)
    only([event async for event in talk.conversation.forms.new()], FormOpened)
    first = await talk.hears("Marie Durand")
    assert dict(only(first, FormOpened).form.values) == {"firstname": "Marie", "lastname": "Durand"}
    assert not [event for event in first if isinstance(event, ContactsFound)]
    second = await talk.hears("marie.d@example.com")
    assert only(second, FormOpened).form.values["email"] == "marie.d@example.com"
    assert said(second) == []
    assert len(talk.model.asked) == 1

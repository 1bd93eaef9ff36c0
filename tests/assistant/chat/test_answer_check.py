"""What a person typed ends in what is done, in the form that opens, or in a sentence that names it."""

import json
import re

import pytest
from heard import only, said

from assistant.agent.agent_events import Wrote
from assistant.agent.limits import TurnLimits
from assistant.chat.events import FormOpened, Proposed
from assistant.language.texts import answer_texts_in, texts_in
from assistant.models.availability import ModelAvailability
from assistant.models.messages import ToolCall
from assistant.models.model_protocol import ModelCutShort, ModelUnavailable, Reply
from assistant.models.scripted import calls, says

EN, FR = texts_in("en"), texts_in("fr")
NOTHING_DONE, WAITS = answer_texts_in("en").nothing_done, answer_texts_in("en").waits


def create(**values):
    return calls("create_contact", **values)


def together(*replies: Reply) -> Reply:
    """One answer that makes the calls of several."""
    every = [call for reply in replies for call in reply.calls]
    return Reply(
        "", tuple(ToolCall(f"call_{place}", one.name, one.arguments) for place, one in enumerate(every))
    )


def proposals(events) -> list[dict[str, str]]:
    return [dict(event.proposal.values) for event in events if isinstance(event, Proposed)]


def written(events) -> str:
    return "".join(event.text for event in events if isinstance(event, Wrote))


def reads(talk) -> str:
    """All that the model was given to read of the talk when it was asked last."""
    return "\n".join(said.text for said in talk.model.asked[-1].talk)


async def test_what_a_proposal_leaves_out_is_named_with_what_can_be_done(chat, people):
    talk = chat(create(firstname="Luc", lastname="Martin", email="luc@ex.example"), says("Please check."))
    events = await talk.hears("create Luc Martin luc@ex.example and 06 39 98 11 22")
    assert said(events) == ["I have done nothing with 06 39 98 11 22: whose number is it?"]


async def test_the_same_in_french_with_its_own_signs(chat, people):
    talk = chat(create(email="luc@ex.example"), says("Vérifiez."), language="fr")
    events = await talk.hears("crée luc@ex.example, ville : Lyon")
    assert said(events) == [
        "Je n’ai rien fait de «\u202fLyon\u202f» (Ville)\u202f: à qui cela correspond-il\u202f?"
    ]


async def test_five_are_named_and_the_rest_are_counted(chat, people):
    numbers = [f"06 39 98 11 {end}" for end in range(20, 28)]
    events = await chat(says("Thanks.")).hears(f"my numbers: {', '.join(numbers)}")
    assert said(events) == [
        f"I have done nothing with {', '.join(numbers[:5])} and 3 more: what should I do with them?"
    ]


async def test_nothing_is_said_where_everything_is_in_the_proposal_or_was_looked_for(chat, people):
    talk = chat(
        create(email="luc@ex.example", phone="06 39 98 11 22"),
        says("Please check."),
        calls("search_contacts", phone="06 11 22 33 44"),
        says("Nobody."),
    )
    assert said(await talk.hears("create luc@ex.example, 06 39 98 11 22")) == []
    assert said(await talk.hears("who has 06 11 22 33 44?")) == []


async def test_a_form_that_opens_takes_up_what_the_model_has_dropped(chat, people):
    talk = chat(create(firstname="Luc", lastname="Martin", email="luc.ex"), says("That is no address."))
    events = await talk.hears("create Luc Martin luc.ex, phone 06 39 98 11 22, ville : Lyon")
    assert only(events, FormOpened).form.values == {
        "firstname": "Luc",
        "lastname": "Martin",
        "email": "luc.ex",
        "phone": "06 39 98 11 22",
        "city": "Lyon",
    }
    assert said(events) == []


async def test_a_form_takes_up_nothing_that_stands_next_to_another_s_name(chat, people):
    talk = chat(create(firstname="Luc", lastname="Martin", email="luc.ex"), says("That is no address."))
    events = await talk.hears("create Luc Martin luc.ex ; also Emma Wilson, 06 39 98 11 22")
    assert "phone" not in only(events, FormOpened).form.values
    assert said(events) == [
        "I have done nothing with Emma Wilson and 06 39 98 11 22: what should I do with them?"
    ]


async def test_one_s_number_is_not_proposed_for_the_other_and_the_model_is_told_why(chat, people):
    marie, john = people[0], people[1]
    talk = chat(
        calls("search_contacts", name="Marie Durand"),
        calls("search_contacts", name="John Smith"),
        together(
            calls("update_contact", contact_id=marie.id, phone="07 39 98 11 22"),
            calls("update_contact", contact_id=john.id, phone="06 39 98 11 22"),
        ),
        says("Both are ready."),
    )
    events = await talk.hears("set Marie Durand's phone to 06 39 98 11 22 and John Smith's to 07 39 98 11 22")
    assert proposals(events) == []
    told = [json.loads(one.content) for one in talk.model.asked[-1].rounds[-1].returned]
    assert [one["given_for"] for one in told] == [{"phone": "John Smith"}, {"phone": "Marie Durand"}]
    assert said(events) == ["Not dealt with yet: 06 39 98 11 22 and 07 39 98 11 22."]


async def test_several_requests_in_one_answer_are_each_shown(chat, people):
    marie, john = people[0], people[1]
    talk = chat(
        together(calls("search_contacts", name="Marie Durand"), calls("search_contacts", name="John Smith")),
        together(
            calls("update_contact", contact_id=marie.id, phone="06 39 98 11 22"),
            calls("update_contact", contact_id=john.id, phone="07 39 98 11 22"),
            calls("update_contact", contact_id=john.id, jobtitle="CTO"),
        ),
        says("Please check the three."),
    )
    events = await talk.hears(
        "set Marie Durand's phone to 06 39 98 11 22 and John Smith's to 07 39 98 11 22, his title is CTO"
    )
    assert proposals(events) == [{"phone": "+33639981122"}, {"phone": "+33739981122"}, {"jobtitle": "CTO"}]
    assert said(events) == []


async def test_what_a_bound_kept_from_being_done_is_named(chat, people):
    names = ["Ann", "Ben", "Cleo", "Dora", "Emma", "Fred"]
    talk = chat(
        together(*(create(firstname=name, email=f"{name.lower()}@ex.example") for name in names)),
        says("Here they are."),
        limits=TurnLimits(crm_calls=6),
    )
    events = await talk.hears("create " + ", ".join(f"{name} {name.lower()}@ex.example" for name in names))
    shown = {one["email"] for one in proposals(events)}
    assert 0 < len(shown) < len(names)
    missing = [f"{name.lower()}@ex.example" for name in names if f"{name.lower()}@ex.example" not in shown]
    (sentence,) = said(events)
    assert all(one in sentence for one in missing)
    assert not any(one in sentence for one in shown)


async def test_what_a_question_leaves_open_waits_for_the_answer(chat, people):
    talk = chat(
        calls("search_contacts", name="Marie Durand"),
        says("Which one?"),
        calls("update_contact", contact_id=people[0].id, phone="06 39 98 11 22"),
        says("Please check."),
    )
    assert said(await talk.hears("change Marie Durand's phone to 06 39 98 11 22")) == [
        "Not dealt with yet: 06 39 98 11 22."
    ]
    assert said(await talk.hears("the one at Exemple SA")) == []


async def test_what_waited_is_named_again_when_it_is_forgotten(chat, people):
    talk = chat(
        says("Which one?"),
        calls("update_contact", contact_id=people[0].id, other=[{"name": "city", "value": "Lyon"}]),
        says("Please check."),
    )
    await talk.hears("change her phone to 06 39 98 11 22")
    talk.conversation._focus.show([people[0]])
    assert said(await talk.hears("the first, and her city is Lyon")) == [
        "I have done nothing with 06 39 98 11 22: whose number is it?"
    ]


async def test_after_a_plain_no_nothing_waits(chat, people):
    talk = chat(says("Which one?"), says("All right."))
    await talk.hears("change her phone to 06 39 98 11 22")
    assert said(await talk.hears("no")) == []


@pytest.mark.parametrize("claim", ["Done, everything is saved.", "I've created the contact."])
async def test_a_claim_of_what_was_not_done_is_followed_by_what_is_so(chat, people, claim):
    talk = chat(says(claim), create(email="luc@ex.example"), says(claim))
    assert said(await talk.hears("hello")) == [NOTHING_DONE]
    assert said(await talk.hears("create luc@ex.example")) == [WAITS]


async def test_a_claim_of_what_was_done_stands(chat, people):
    talk = chat(create(email="luc@ex.example"), says("I've created the contact."), confirm_writes="never")
    assert NOTHING_DONE not in said(await talk.hears("create luc@ex.example"))


WRITTEN_CALL = (
    '<tool_call>\n{"name": "create_contact", "arguments": {"email": "luc@ex.example"}}\n</tool_call>'
)


async def test_a_call_written_as_text_reaches_neither_screen_nor_talk_and_is_answered(chat, people, crm):
    talk = chat(says(WRITTEN_CALL), says(f"Of course. {WRITTEN_CALL}"), says("Hello."))
    events = await talk.hears("create luc@ex.example")
    assert written(events).strip() == ""
    assert said(events) == [EN.out_of_corrections, "Not dealt with yet: luc@ex.example."]
    assert written(await talk.hears("please")).strip() == "Of course."
    await talk.hears("hello")
    assert not re.search("tool_call|create_contact", reads(talk))
    assert not crm.writes


async def test_the_program_s_own_sentences_are_no_part_of_the_talk_a_model_reads(chat, people):
    talk = chat(
        says(""),
        Reply("It is a long", cut_short=True),
        ModelCutShort("cut"),
        ModelUnavailable("down"),
        says("Done."),
        says("Hello."),
    )
    ours = []
    for text in ("one luc@ex.example", "two", "three", "four", "five"):
        ours += said(await talk.hears(text))
    await talk.hears("six")
    assert {
        EN.no_answer,
        EN.out_of_words,
        EN.model_cut_short,
        NOTHING_DONE,
        "Not dealt with yet: luc@ex.example.",
    } < set(ours)
    heard = [said.text for asked in talk.model.asked for said in asked.talk]
    assert not [sentence for sentence in ours if any(sentence in text for text in heard)]
    assert "It is a long" in heard


async def test_a_call_that_is_too_long_is_never_answered_with_send_it_again(chat, people):
    talk = chat(ModelCutShort("cut"), ModelCutShort("cut"))
    for _ in range(2):
        told = " ".join(said(await talk.hears("create everybody")))
        assert EN.model_cut_short in told
        assert "again" not in told


async def test_what_nobody_understood_while_the_model_is_away_is_named(chat, people):
    talk = chat(ModelUnavailable("down"), availability=ModelAvailability(_nobody, _never))
    first = said(await talk.hears("change her phone to 06 39 98 11 22"))
    second = said(await talk.hears("change her phone to 06 39 98 11 23"))
    assert first[-1] == "Not dealt with yet: 06 39 98 11 22."
    assert second == [EN.model_still_away, "Not dealt with yet: 06 39 98 11 23."]
    assert said(await talk.hears("06 39 98 11 24")) == []


async def _nobody() -> None:
    raise ModelUnavailable("down")


async def _never(_seconds: float) -> None:
    raise ModelUnavailable("nobody waits")

"""The guards around the model, taken out once each: the promise must then break; with the guard, it holds.

`GUARDS` is the list, as in `test_guards`; the promises stand in `trustkit.agent_promises`. That ids come from the
contacts in focus, and that no tool writes, is in the list there.
"""

import pytest
from trustkit import agent_promises as promises
from trustkit import world as trust_world
from trustkit.guard import Guard
from trustkit.promises import Broken

from assistant.agent import agent, contact_tools, focus, given
from assistant.agent.grounding import Grounds
from assistant.agent.limits import TurnLimits
from assistant.agent.typed_text import TypedText
from assistant.chat import turn
from assistant.models import chat_completions
from assistant.models.partial_answer import Ending, GrowingAnswer
from hubspot_tools.values.text import words


def nothing(*_: object) -> tuple[str, ...]:
    return ()


def as_sent(_self, values, clear, _contact):
    return {**values, **dict.fromkeys(clear, "")}


class EveryWord(TypedText):
    @property
    def _words(self):
        return [word for message in self._messages for word in words(message)]


def boundless() -> TurnLimits:
    return TurnLimits(model_calls=40, corrections=40)


def unlimited(contacts, _calls):
    return contacts


def without_memory(turn, call, original=agent._prepare):
    turn.memory.clear()
    return original(turn, call)


async def for_ever(_deadline, awaited):
    return await awaited


def as_words_of_the_person(request, original=chat_completions._messages):
    for message in original(request):
        yield {"role": "user", "content": message["content"]} if message["role"] == "tool" else message


def whole_anyway(self, original=GrowingAnswer.whole):
    self.ending = Ending.WHOLE
    return original(self)


GUARDS = (
    Guard(
        "given values of a create", Grounds, "ungiven", nothing, promises.an_invented_value_is_never_proposed
    ),
    Guard(
        "given values of an update",
        Grounds,
        "changes",
        as_sent,
        promises.an_invented_change_is_never_proposed,
    ),
    Guard("given values of a form", Grounds, "ungiven", nothing, promises.a_form_holds_no_invented_value),
    Guard("asked to empty", Grounds, "unasked", nothing, promises.nothing_is_emptied_unasked),
    Guard(
        "mere repetition",
        Grounds,
        "changes",
        as_sent,
        promises.what_is_only_repeated_does_not_undo_what_others_did,
    ),
    Guard("domains apart", given, "TypedText", EveryWord, promises.a_domain_is_nobodys_company),
    Guard("rounds", trust_world, "TurnLimits", boundless, promises.rounds_are_bounded),
    Guard("calls to the CRM", turn, "LimitedContacts", unlimited, promises.calls_to_the_crm_are_bounded),
    Guard(
        "memory of the turn",
        agent,
        "_prepare",
        without_memory,
        promises.a_repeated_call_is_answered_from_memory,
    ),
    Guard("deadline", agent, "_within", for_ever, promises.a_dripping_answer_is_stopped),
    Guard(
        "data as data",
        chat_completions,
        "_messages",
        as_words_of_the_person,
        promises.contacts_reach_the_model_as_data,
    ),
    Guard("marked results", contact_tools, "marked", dict, promises.contacts_reach_the_model_as_data),
    Guard("marked focus", focus, "marked", dict, promises.contacts_reach_the_model_as_data),
    Guard("whole answers", GrowingAnswer, "whole", whole_anyway, promises.a_cut_answer_runs_no_tool),
    Guard("window", turn, "window", lambda talk, _: talk, promises.the_talk_is_cut_to_its_window),
)

EACH = pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.called)


@EACH
async def test_with_its_guard_the_promise_holds(world, guard):
    await guard.promise(world)


@EACH
async def test_without_its_guard_the_promise_breaks(world, guard, monkeypatch):
    monkeypatch.setattr(guard.owner, guard.name, guard.without)
    with pytest.raises(Broken):
        await guard.promise(world)

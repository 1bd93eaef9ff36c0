"""One answer to one list of messages: a pure function of what the wire carries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.language.detection import Language, language_of
from assistant.models.messages import AssistantSaid, Said, ToolCall, UserSaid
from assistant.offline.grammar.dialogue import fold_talk
from assistant.offline.grammar.known_contacts import Known, read_contacts
from assistant.offline.grammar.open_request import State
from assistant.offline.grammar.own_words import IsOutcome
from assistant.offline.grammar.planned_turn import (
    Answer,
    Done,
    PlannedCall,
    PlannedTurn,
    PlannedWords,
    as_mapping,
)
from assistant.offline.grammar.planner import plan
from assistant.offline.grammar.replies import Say, sentence

_FRENCH_ASKED: Final = re.compile(r"\b(?:reply|answer|respond|write) in french\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the Chat Completions wire, as far as the grammar reads it."""

    role: str
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """What is asked of the model: the messages, the names of the tools, whether they may be called."""

    messages: Sequence[Message]
    tools: frozenset[str] = field(default_factory=frozenset)
    may_call: bool = True


def respond(chat: Chat, is_outcome: IsOutcome) -> Answer:
    """Words or a tool call, by the messages alone.

    ``is_outcome`` tells the application's reports ("created", "cancelled") from our own words: they close
    the request before them. Only the person's messages carry intent; what tools return is data.
    """
    newest = max((i for i, message in enumerate(chat.messages) if message.role == "user"), default=-1)
    talk = _talk(chat.messages[: newest + 1])
    known = _shown_before(chat.messages[: newest + 1])
    done = _done(chat.messages[newest + 1 :])
    language = _language(chat.messages, talk)
    state, request = fold_talk(talk, is_outcome)
    answer = plan(PlannedTurn(request, _with_focus(state, known), language, known, done))
    if isinstance(answer, PlannedWords):
        return answer
    if not chat.may_call or answer.name not in chat.tools or _repeats(answer, done):
        return PlannedWords(sentence(Say.CANNOT_CALL, language))
    return answer


def _talk(messages: Sequence[Message]) -> list[Said]:
    talk: list[Said] = []
    for message in messages:
        if message.role == "user":
            talk.append(UserSaid(message.text))
        elif message.role == "assistant" and not message.calls and message.text:
            talk.append(AssistantSaid(message.text))
    return talk


def _shown_before(messages: Sequence[Message]) -> tuple[Known, ...]:
    for message in reversed(messages):
        content = as_mapping(message.text) if message.role == "tool" else {}
        if content.get("status") == "shown_before":
            return read_contacts(content)
    return ()


def _done(messages: Sequence[Message]) -> tuple[Done, ...]:
    returned = {message.call_id: as_mapping(message.text) for message in messages if message.role == "tool"}
    calls = [call for message in messages for call in message.calls]
    return tuple(Done(call.name, as_mapping(call.arguments), returned.get(call.id, {})) for call in calls)


def _language(messages: Sequence[Message], talk: Sequence[Said]) -> Language:
    """That of the last message that shows one; what the instructions name counts when none does."""
    spoken = language_of(talk[-1].text) if talk else None
    if spoken is not None:
        return spoken
    instructions = " ".join(message.text for message in messages if message.role in {"system", "developer"})
    return "fr" if _FRENCH_ASKED.search(instructions) else "en"


def _with_focus(state: State, known: Sequence[Known]) -> State:
    """A report that names the first contact on the screen puts it in focus."""
    if state.reported and known and known[0].name and known[0].name in state.reported:
        return replace(state, shown=1)
    return state


def _repeats(call: PlannedCall, done: Sequence[Done]) -> bool:
    return any(past.name == call.name and past.arguments == call.arguments for past in done)

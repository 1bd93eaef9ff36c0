"""One answer to one list of messages: a pure function of what the wire carries."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.language.detection import Language, language_of
from assistant.models.messages import AssistantSaid, Said, ToolCall, UserSaid
from assistant.offline.grammar.dialogue import fold_talk
from assistant.offline.grammar.known_contacts import OnScreen, read_screen
from assistant.offline.grammar.planned_turn import (
    Answer,
    Done,
    PlannedCall,
    PlannedTurn,
    PlannedWords,
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


def respond(chat: Chat) -> Answer:
    """Words or a tool call, by the messages alone.

    Only the person's messages carry intent; what tools return is data.
    """
    newest = max((i for i, message in enumerate(chat.messages) if message.role == "user"), default=-1)
    talk = _talk(chat.messages[: newest + 1])
    screen = _screen(chat.messages[: newest + 1])
    done = _done(chat.messages[newest + 1 :])
    language = _language(chat.messages, talk)
    _, request = fold_talk(talk, screen)
    answer = plan(PlannedTurn(request, language, screen, done))
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


def _screen(messages: Sequence[Message]) -> OnScreen:
    for message in reversed(messages):
        content = _as_mapping(message.text) if message.role == "tool" else {}
        if content.get("status") == "shown_before":
            return read_screen(content)
    return OnScreen()


def _done(messages: Sequence[Message]) -> tuple[Done, ...]:
    returned = {message.call_id: _as_mapping(message.text) for message in messages if message.role == "tool"}
    calls = [call for message in messages for call in message.calls]
    return tuple(Done(call.name, _as_mapping(call.arguments), returned.get(call.id, {})) for call in calls)


def _language(messages: Sequence[Message], talk: Sequence[Said]) -> Language:
    """That of the last message that shows one; what the instructions name counts when none does."""
    spoken = language_of(talk[-1].text) if talk else None
    if spoken is not None:
        return spoken
    instructions = " ".join(message.text for message in messages if message.role in {"system", "developer"})
    return "fr" if _FRENCH_ASKED.search(instructions) else "en"


def _repeats(call: PlannedCall, done: Sequence[Done]) -> bool:
    return any(past.name == call.name and past.arguments == call.arguments for past in done)


def _as_mapping(text: str) -> Mapping[str, Any]:
    """The JSON object in ``text``; an empty one for anything else."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}

"""Folding the window into the one request that is open now."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.language.requests.intents import (
    Find,
)
from assistant.language.requests.understand import understand
from assistant.models.messages import AssistantSaid, Said, UserSaid
from assistant.offline.grammar.in_context import requested
from assistant.offline.grammar.open_request import Remark, Request, State, told_of
from assistant.offline.grammar.own_words import IsOutcome, heard
from assistant.offline.grammar.replies import Say


def fold_talk(talk: Iterable[Said], is_outcome: IsOutcome) -> tuple[State, Request]:
    """The state after the last message of the person, and what that message asks for."""
    state = State()
    request: Request = Remark(Say.UNKNOWN)
    for message in talk:
        if isinstance(message, UserSaid):
            request = requested(state, understand(message.text))
            state = _after(state, request)
        elif isinstance(message, AssistantSaid):
            state = heard(state, message.text, is_outcome)
    return state, request


def _after(state: State, request: Request) -> State:
    if isinstance(request, Remark):
        closes = request.say in {Say.CANCELLED, Say.ALRIGHT, Say.UNDO}
        return replace(state, open=None if closes else request.open or state.open)
    search = (
        request
        if isinstance(request, Find) and (request.query.fields() or request.everyone)
        else state.search
    )
    return replace(state, open=told_of(request), search=search)

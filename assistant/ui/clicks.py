"""What each click sets going, by the name of its action."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, Final

import chainlit as cl

from assistant.ui.cards import buttons
from assistant.ui.imports import import_buttons
from assistant.ui.screen.application import Application
from assistant.ui.screen.chat_session import ChatSession
from assistant.ui.screen.form_session import CHECK_FORM, FORM_ACTIONS, Reply
from assistant.ui.server.quotas.allowances import Demand

OnClick = Callable[[cl.Action], Awaitable[object]]
_Turn = Callable[[ChatSession, cl.Action], Coroutine[Any, Any, None]]

_BEGIN: Final[Mapping[str, _Turn]] = {
    buttons.TASK: ChatSession.choose,
    buttons.CONFIRM: ChatSession.confirm,
    buttons.CANCEL: ChatSession.cancel,
    buttons.ADOPT: ChatSession.adopt,
    buttons.UNDO: ChatSession.undo,
    buttons.EDIT: ChatSession.edit,
    buttons.TURN_PAGE: ChatSession.turn_page,
    buttons.PICK: ChatSession.pick,
    buttons.HISTORY: ChatSession.tell_history,
    buttons.EXPORT: ChatSession.export,
    import_buttons.STOP_IMPORT: lambda chat, action: chat.imports.stop_run(action),
    import_buttons.DROP_IMPORT: lambda chat, action: chat.imports.cancel(action),
}
"""A turn of its own."""

_BEGIN_LASTING: Final[Mapping[str, _Turn]] = {
    import_buttons.IMPORT: lambda chat, action: chat.imports.begin(action),
    import_buttons.RESUME_IMPORT: lambda chat, action: chat.imports.resume(action),
    import_buttons.UNDO_IMPORT: lambda chat, action: chat.imports.undo(action),
    import_buttons.UNDO_REVIEWED: lambda chat, action: chat.imports.undo_reviewed(action),
}
"""The same for what Stop ends at its next step only."""

_WAIT: Final[Mapping[str, _Turn]] = {
    import_buttons.CHOOSE_IMPORT: lambda chat, action: chat.imports.choose(action),
}
"""The same where what was clicked stays pressed until the turn has ended."""

_ANSWER: Final = (*FORM_ACTIONS, *import_buttons.FILES)
"""What a form or the card of an import asks, and takes from the answer."""

_DEMANDS: Final[Mapping[str, Demand]] = {buttons.EXPORT: Demand.EXPORT, CHECK_FORM: Demand.CHECK}
"""Which clicks cost more than a click, or come by themselves while somebody types."""


def demand_of(action: str) -> Demand:
    """What a click on an action of that name costs."""
    return _DEMANDS.get(action, Demand.CLICK)


def clicks(application: Application) -> Iterator[tuple[str, OnClick]]:
    """What every button does, beside the name of its action."""
    yield buttons.RETRY, partial(_retry, application)
    for name, turn in _BEGIN.items():
        yield name, partial(_begin, application, turn, ChatSession.start)
    for name, turn in _BEGIN_LASTING.items():
        yield name, partial(_begin, application, turn, ChatSession.start_lasting)
    for name, turn in _WAIT.items():
        yield name, partial(_wait_for, application, turn)
    for name in _ANSWER:
        yield name, partial(_answer, application)


async def _begin(
    application: Application,
    turn: _Turn,
    start: Callable[[ChatSession, Coroutine[Any, Any, None]], object],
    action: cl.Action,
) -> None:
    if chat_session := await application.chat_session():
        start(chat_session, turn(chat_session, action))


async def _wait_for(application: Application, turn: _Turn, action: cl.Action) -> None:
    if chat_session := await application.chat_session():
        await asyncio.wait({chat_session.start(turn(chat_session, action))})


async def _retry(application: Application, _: cl.Action) -> None:
    """Send the same words again."""
    if chat_session := await application.chat_session():
        chat_session.start(chat_session.retry(), typed=True)


async def _answer(application: Application, action: cl.Action) -> Reply | None:
    if (chat_session := await application.chat_session()) is None:
        return None
    brings_file = action.name in import_buttons.FILES
    return await (chat_session.imports.give_file if brings_file else chat_session.answer_form)(action)

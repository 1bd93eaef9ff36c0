"""One person's place in the application: their conversation, their screen, and what is under way for them."""

import asyncio
import logging
import traceback
import uuid
from collections.abc import Coroutine
from typing import Any

from chainlit.chat_context import chat_context
from chainlit.context import context

from assistant.conversation import Conversation
from assistant.texts import texts_in
from assistant.ui.screen import Screen

log = logging.getLogger(__name__)

_STOPPED_BY_CHAINLIT = "Task manually stopped."
"""The sentence Chainlit posts in English before it tells the application (chainlit/socket.py, ``stop``)."""


class Desk:
    """Runs a person's turns so that none can fail silently, and all can be stopped."""

    def __init__(self, conversation: Conversation, screen: Screen) -> None:
        self.conversation = conversation
        self.screen = screen
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self, turn: Coroutine[Any, Any, None]) -> None:
        """Run a turn within the current task; an error becomes a sentence and a line in the log."""
        current = asyncio.current_task()
        if current is not None:
            self._running.add(current)
            current.add_done_callback(self._running.discard)
        try:
            await turn
        except Exception as error:  # noqa: BLE001 - the last line of defence: Chainlit would show nothing, or the error's text
            reference = uuid.uuid4().hex[:8]
            log.error("turn %s failed: %s", reference, _without_content(error))  # noqa: TRY400 - a traceback's last line may quote a person's data
            texts = texts_in(self.conversation.language)
            await self.screen.say(texts.unexpected.format(reference=reference))

    def start(self, turn: Coroutine[Any, Any, None]) -> None:
        """Run a click's turn in a task of its own, as Chainlit runs a message: with a spinner and a Stop button."""
        task = asyncio.create_task(self._run_visibly(turn))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        context.session.current_task = task

    async def stop(self) -> None:
        """End everything under way; writes that have begun go on to their end."""
        for task in tuple(self._running):
            task.cancel()
        for message in reversed(chat_context.get()):
            if message.content == _STOPPED_BY_CHAINLIT:
                message.content = texts_in(self.conversation.language).stopped
                await message.update()
                return

    async def _run_visibly(self, turn: Coroutine[Any, Any, None]) -> None:
        await context.emitter.task_start()
        try:
            await self.run(turn)
        finally:
            await context.emitter.task_end()


def _without_content(error: BaseException) -> str:
    """Where and what kind, never the message: it may hold a person's data."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    return f"{type(error).__name__} at {' > '.join(places)}"

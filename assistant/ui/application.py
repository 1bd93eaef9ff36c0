"""What lives from the server's start to its end, and the desk it gives to each chat."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping

from chainlit.config import config
from chainlit.context import context
from chainlit.message import Message
from chainlit.user_session import user_session

from assistant.language import Language, from_accept_language, territory_from
from assistant.prompts import Prompts
from assistant.service import Connection, Service
from assistant.texts import texts_in
from assistant.ui.buttons import task_actions
from assistant.ui.desk import Desk
from assistant.ui.janitor import keep_sweeping
from assistant.ui.markdown import escape
from assistant.ui.origins import OriginPolicy
from assistant.ui.posting import post
from assistant.ui.screen import Screen
from assistant.ui.visitor import visitor_of
from hubspot_tools.contacts import PropertyLabel

log = logging.getLogger(__name__)

GREETING_PATIENCE = 2.0
"""Seconds a welcome waits for the connections to be checked; then it goes out without that line."""

_DESK = "desk"


class Application:
    """Holds the service and greets people; before `start`, and when that failed, it says so calmly."""

    def __init__(self, prompts: Prompts) -> None:
        self.origins = OriginPolicy()
        self._prompts = prompts
        self._region = "FR"
        self._service: Service | None = None
        self._connection: asyncio.Task[Connection] | None = None
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self, build: Callable[[], Service], *, origins: OriginPolicy, region: str) -> None:
        """Build the service and begin to check its connections; errors of ``build`` pass through."""
        self.origins = origins
        # Chainlit's CORS middleware holds this very list.
        config.project.allow_origins[:] = sorted(origins.allowed)
        self._region = region
        self._sweeping = asyncio.create_task(keep_sweeping())
        service = await asyncio.to_thread(build)
        await service.open()
        self._service = service
        self._connection = asyncio.create_task(self._check(service))

    async def stop(self) -> None:
        """Let writes that have begun end, then let go of everything."""
        for task in (self._sweeping, self._connection):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._service is not None:
            await self._service.close()

    async def greet(self) -> None:
        """Begin a chat: the welcome, what it is connected to, the three buttons, and what waits from before."""
        desk = await self.desk()
        if desk is None:
            return
        language = desk.conversation.language
        await desk.screen.offer_tasks()
        line = await self._connection_line(language)
        parts = [await self._welcome(language), f"> {escape(line)}" if line else ""]
        content = "\n\n".join(part for part in parts if part)
        await post(Message(content=content), task_actions(texts_in(language)))
        await desk.run(desk.welcome_back())

    async def desk(self) -> Desk | None:
        """The current chat's desk, made when it has none; None, and an apology, when nothing works."""
        if self._service is None:
            await Message(content=escape(texts_in(_browser_language()).not_set_up)).send()
            return None
        desk = user_session.get(_DESK)
        if not isinstance(desk, Desk):
            language = _browser_language()
            conversation = self._service.converse(owner=_owner(), language=language)
            screen = Screen(
                language, region=self._region, labels=self._labels, territory=territory_from(_accepted())
            )
            desk = Desk(conversation, screen)
            user_session.set(_DESK, desk)
        return desk

    async def _labels(self) -> Mapping[str, PropertyLabel]:
        return await self._service.labels() if self._service is not None else {}

    async def _welcome(self, language: Language) -> str:
        try:
            return await asyncio.to_thread(self._prompts.welcome, language)
        except OSError as error:
            log.warning("the welcome for %r cannot be read: %s", language, error.strerror)
            return ""

    async def _connection_line(self, language: Language) -> str:
        connection = await self._checked()
        return connection.line(texts_in(language)) if connection is not None else ""

    async def _checked(self) -> Connection | None:
        """The last check, made again if it went badly; None while it takes too long."""
        last = self._connection
        if self._service is not None and (last is None or (last.done() and not last.result().healthy)):
            last = self._connection = asyncio.create_task(self._check(self._service))
        if last is None:
            return None
        done, _ = await asyncio.wait({last}, timeout=GREETING_PATIENCE)
        return last.result() if done else None

    @staticmethod
    async def _check(service: Service) -> Connection:
        connection = await service.connection()
        log.log(logging.INFO if connection.healthy else logging.WARNING, connection.line(texts_in("en")))
        return connection


def _browser_language() -> Language:
    return from_accept_language(_accepted())


def _accepted() -> str | None:
    """The languages the browser asks for, as it names them."""
    header = context.session.environ.get("HTTP_ACCEPT_LANGUAGE")
    return header if isinstance(header, str) else None


def _owner() -> str:
    """Whose proposals these are: the person's, or without a login this browser's, or this chat's alone."""
    session = context.session
    if session.user:
        return f"user:{session.user.identifier}"
    visitor = visitor_of(session.environ.get("HTTP_COOKIE"))
    return f"browser:{visitor}" if visitor else f"session:{session.id}"

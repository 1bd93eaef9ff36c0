"""Shows again what was said before this page was loaded, and has the talk go on from there, or end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any

from assistant.chat.conversation import Conversation
from assistant.chat.kept.kept_talk import KeptImport, KeptTalk
from assistant.chat.kept.resumption import ShownAgain
from assistant.proposals.proposal import Proposal
from assistant.ui.imports.import_session import ImportSession
from assistant.ui.screen.screen import Screen

log = logging.getLogger(__name__)

_ENDING_SECONDS = 3.0

Newest = Callable[[], Awaitable[KeptTalk | None]]
"""Finds what the person's newest talk has left; it does not keep anybody waiting for long."""


async def nothing_before() -> None:
    """Nothing was said before."""


class LeftTalks:
    """Ends talks in whose place their people begin others; the new one waits until the old one has ended."""

    def __init__(self) -> None:
        self._ending: dict[asyncio.Task[None], str] = {}

    def end(self, owner: str, ending: Coroutine[Any, Any, None]) -> None:
        """Have a talk of this owner end."""
        task = asyncio.create_task(ending)
        self._ending[task] = owner
        task.add_done_callback(self._ended)

    async def ended(self, owner: str) -> None:
        """Wait until the talks that this owner has left have ended; not for long."""
        if left := {task for task, theirs in self._ending.items() if theirs == owner}:
            await asyncio.wait(left, timeout=_ENDING_SECONDS)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._ending.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a talk that was left did not end well: %s", type(error).__name__)


class EarlierTalk:
    """Brings one screen to where the newest talk of its person is."""

    def __init__(
        self, newest: Newest, conversation: Conversation, screen: Screen, imports: ImportSession
    ) -> None:
        self._newest = newest
        self._conversation = conversation
        self._screen = screen
        self._imports = imports

    async def show(self) -> frozenset[str]:
        """Show it, and return the proposals that it shows."""
        kept = await self._newest()
        if kept is None or self._screen.record.begun:
            return frozenset()
        self._screen.record.take_up(kept.memory)
        proposals: dict[str, Proposal] = {}
        async with aclosing(self._conversation.take_up(kept)) as messages:
            async for message in messages:
                if self._conversation.language != self._screen.language:
                    await self._screen.speak(self._conversation.language)
                await self._show(message)
                if isinstance(message.shows, Proposal):
                    proposals[message.shows.id] = message.shows
        await self._catch_up(proposals)
        return frozenset(proposals)

    async def _show(self, message: ShownAgain) -> None:
        if isinstance(message.shows, KeptImport):
            await self._imports.show_again(message.shows)
        else:
            await self._screen.show_again(message)

    async def _catch_up(self, shown: dict[str, Proposal]) -> None:
        """Let cards say what was decided while they were put up, and nobody was told of them yet."""
        for proposal in (await self._conversation.resumption.still(frozenset(shown))).values():
            if proposal.state is not shown[proposal.id].state:
                await self._screen.follow(proposal)

"""Shows again what was said before this page was loaded, and has the talk go on from there."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing

from assistant.chat.conversation import Conversation
from assistant.chat.kept.kept_talk import KeptImport, KeptTalk
from assistant.chat.kept.resumption import ShownAgain
from assistant.proposals.proposal import Proposal
from assistant.ui.imports.import_session import ImportSession
from assistant.ui.screen.screen import Screen

Newest = Callable[[], Awaitable[KeptTalk | None]]
"""Finds what the person's newest talk has left; it does not keep anybody waiting for long."""


async def nothing_before() -> None:
    """Nothing was said before."""


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

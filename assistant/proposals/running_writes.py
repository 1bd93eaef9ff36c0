"""Writes under way: once begun they end, and whoever began them hears how."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from assistant.proposals.proposal import Proposal
from hubspot_tools.store.locks import KeyedLocks

Effect = TypeVar("Effect")


class RunningWrites:
    """The writes that have begun and not ended, of all conversations."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()
        self._contacts = KeyedLocks()
        self._here: set[str] = set()

    @asynccontextmanager
    async def of(self, proposal: Proposal) -> AsyncIterator[None]:
        """Write a proposal in the block, while other writes of this process about its contact wait."""
        self._here.add(proposal.id)
        try:
            async with self.about(proposal.contact.id if proposal.contact else ""):
                yield
        finally:
            self._here.discard(proposal.id)

    def is_here(self, proposal: Proposal) -> bool:
        """Whether this process is writing a proposal."""
        return proposal.id in self._here

    def about(self, contact_id: str) -> AbstractAsyncContextManager[None]:
        """Hold off other writes of this process about the same contact.

        ``""``, one still to be, waits for nobody.
        """
        return self._contacts.holding(contact_id)

    @asynccontextmanager
    async def about_all(self, contact_ids: Iterable[str | None]) -> AsyncIterator[None]:
        """The same for several contacts; None is one still to be."""
        async with AsyncExitStack() as held:
            for contact_id in sorted(
                filter(None, contact_ids)
            ):  # in one order, lest two blocks wait for each other
                await held.enter_async_context(self.about(contact_id))
            yield

    async def run(self, write: Coroutine[Any, Any, Effect]) -> Effect:
        """Run a write to its end and return what came of it, even when the caller is cancelled meanwhile.

        Stop cannot call back what has been sent, so it does not interrupt the wait for the outcome either.
        """
        task = asyncio.create_task(write)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        while True:
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                caller = asyncio.current_task()
                if task.cancelled() or caller is None:
                    raise
                caller.uncancel()

    async def finish(self) -> None:
        """Wait until all that has begun has ended; errors belong to whoever began it."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

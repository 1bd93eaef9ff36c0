"""Ends imports that nobody runs any more.

They are stopped, their open rows settled, and their owners told.
"""

from assistant.files.import_progress import RunningImports
from assistant.files.import_rows import ContactImport, ImportState, Stop
from assistant.files.import_runner import Runner
from assistant.files.import_store import ImportStore, NotRunning
from assistant.files.row_writer import OPEN
from assistant.proposals.notices import Notices
from assistant.proposals.prepare import Clock
from assistant.proposals.rules import LANDED_BY_NOW, would_have_landed

RUNNING = (ImportState.RUNNING, ImportState.UNDOING)


class Orphans:
    """Looks after them; every method may raise `assistant.state.database.StateUnavailable`."""

    def __init__(
        self,
        store: ImportStore,
        runner: Runner,
        runs: RunningImports,
        notices: Notices[ContactImport],
        now: Clock,
        *,
        alone: bool,
    ) -> None:
        """``alone`` says that no other process uses the store; see `assistant.proposals.recovery.Recovery`."""
        self._store = store
        self._runner = runner
        self._runs = runs
        self._board = notices
        self._now = now
        self._alone = alone
        self._started_at = now()

    async def changed_elsewhere(self, import_id: str) -> None:
        """Tell the chats here of an import that was decided on at another server, or has ended there."""
        if (planned := await self._store.of_anybody(import_id)) is not None:
            self._board.post(planned)

    async def changed_since(self, _moment: object) -> None:
        """The same of all that their owners are still to be told about."""
        for owner in self._board.owners:
            for planned in await self._store.in_states(ImportState.STOPPED, ImportState.DONE, owner=owner):
                if planned.news_due:
                    self._board.post(planned)

    async def stop(self) -> None:
        """Stop what an earlier process left running, without asking the CRM."""
        for planned in await self._store.in_states(*RUNNING) if self._alone else ():
            await self._leave(planned)

    async def sweep(self) -> bool:
        """Stop what is said to run and does not, and settle rows that were left open.

        Returns:
            Whether rows of an import that was begun, or found at start, only lately are still open.
        """
        waited_for = False
        silent = self._store.in_states(*RUNNING) if self._alone else self._store.silent_for(LANDED_BY_NOW)
        for planned in [*await silent, *await self._store.in_states(ImportState.STOPPED)]:
            if self._runs.of(planned.id) is None and await self._look_after(planned):
                heard_of_at = max(planned.begun_at or planned.created_at, self._started_at)
                waited_for |= not would_have_landed(heard_of_at, self._now())
        return waited_for

    async def _look_after(self, planned: ContactImport) -> bool:
        """Settle what can be settled; returns whether rows are still open."""
        try:
            tally = await self._store.tally(planned.id)
            if any(state in tally for state in OPEN):
                await self._runner.settle(planned)
        except NotRunning:
            return False
        return await self._leave(planned)

    async def _leave(self, planned: ContactImport) -> bool:
        """Store an import as its rows say that it stands, with news for its owner if that is new.

        Returns:
            Whether rows are still open.
        """
        tally = await self._store.tally(planned.id)
        left = self._runner.left(planned, Stop.RESTART, tally)
        news = left.model_copy(update={"news_due": True})
        if left.state is not planned.state and await self._store.advance(news, expected=planned.state):
            self._board.post(news)
        return any(state in tally for state in OPEN)

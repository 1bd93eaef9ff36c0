"""From the first batch to the last: what a run does, and how it leaves the import behind."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from typing import Any

from assistant.files.import_progress import ImportRun, RunningImports
from assistant.files.import_rows import ContactImport, ImportRow, ImportState, RowState, Stop, Verdict
from assistant.files.import_store import ImportStore, NotRunning
from assistant.files.row_undoer import RowUndoer
from assistant.files.row_writer import OPEN, RowWriter
from assistant.proposals.prepare import Clock
from assistant.proposals.running_writes import RunningWrites
from assistant.proposals.settle import Sleep
from assistant.state.errors import StateUnavailable
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.store.many_contacts import MOST_IN_A_BATCH, in_batches

log = logging.getLogger(__name__)

Batch = Callable[[ContactImport, Sequence[ImportRow]], Coroutine[Any, Any, Stop | None]]

WRITING = (Verdict.NEW, Verdict.UPDATE)

_ENDED = (RowState.DONE, RowState.FAILED)
_TAKEN_BACK = (RowState.UNDONE, RowState.KEPT)
_WORTH_WAITING = {Stop.BUSY: 10.0, Stop.UNREACHABLE: 2.0}
"""Seconds after which a batch is tried again, by what was in its way; a whole budget of HubSpot's is ten."""

_MOST_WAITS = 2


class Runner:
    """Does the work of runs; it never raises, for nobody is there to catch."""

    def __init__(
        self,
        store: ImportStore,
        applier: RowWriter,
        undoer: RowUndoer,
        writes: RunningWrites,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._applier = applier
        self._undoer = undoer
        self._writes = writes
        self._sleep = sleep

    async def apply(self, run: ImportRun) -> None:
        """Write what still waits, after reading back what an earlier run left open."""
        await self._run(run, self._apply)

    async def undo(self, run: ImportRun) -> None:
        """Take back what was written."""
        await self._run(run, self._undo)

    async def settle(self, planned: ContactImport) -> None:
        """Read back the rows of an import that were sent and whose end nobody knows.

        Raises:
            NotRunning: somebody else has decided on the import.
            StateUnavailable: the store failed.
        """
        open_rows = await self._store.rows(planned.id, states=OPEN)
        for batch in in_batches(open_rows):
            await self._applier.settle(planned, batch)

    async def _run(self, run: ImportRun, work: Callable[[ImportRun], Awaitable[Stop | None]]) -> None:
        ended = run.planned
        try:
            with acting_for(run.planned.owner, patient=True):
                stop = await work(run)
            ended = await self._end(run, stop)
        except NotRunning:
            log.info("import %s is decided elsewhere", run.planned.id)
        except StateUnavailable:
            log.exception("import %s cannot be journalled any further", run.planned.id)
            ended = run.planned.model_copy(update={"state": ImportState.STOPPED, "stop": Stop.JOURNAL})
        finally:
            run.end(ended)

    async def _apply(self, run: ImportRun) -> Stop | None:
        await self.settle(run.planned)
        for verdict in WRITING:
            stop = await self._batches(run, verdict, RowState.WAITING, self._applier.apply, _ENDED)
            if stop is not None:
                return stop
        return None

    async def _undo(self, run: ImportRun) -> Stop | None:
        for verdict in WRITING:
            for state in (RowState.UNDOING, RowState.DONE):
                stop = await self._batches(run, verdict, state, self._undoer.undo, _TAKEN_BACK)
                if stop is not None:
                    return stop
        return None

    async def _batches(
        self, run: ImportRun, verdict: Verdict, state: RowState, batch: Batch, counted: Sequence[RowState]
    ) -> Stop | None:
        waits = 0
        while rows := await self._store.rows(
            run.planned.id, states=[state], verdicts=[verdict], limit=MOST_IN_A_BATCH
        ):
            if run.stopped:
                return run.stopped
            before = run.progress.done
            stop = await self._writes.run(batch(run.planned, rows))
            run.tell(await self._count(run.planned, counted))
            waits = waits + 1 if run.progress.done == before else 0
            if waits > _MOST_WAITS or (stop and stop not in _WORTH_WAITING):
                return stop or Stop.UNREACHABLE
            if stop:
                await self._sleep(_WORTH_WAITING[stop])
        return None

    async def _count(self, planned: ContactImport, states: Sequence[RowState]) -> int:
        tally = await self._store.tally(planned.id)
        return sum(tally.get(state, 0) for state in states)

    async def _end(self, run: ImportRun, stop: Stop | None) -> ContactImport:
        ended = self.left(run.planned, stop, await self._store.tally(run.planned.id))
        if not await self._store.advance(ended, expected=run.planned.state):
            raise NotRunning(run.planned.id)
        return ended

    @staticmethod
    def left(planned: ContactImport, stop: Stop | None, found: Collection[RowState]) -> ContactImport:
        """The import as a run leaves it, by the states of its rows and by what ended the run."""
        waits = RowState.WAITING in found
        if planned.state is ImportState.UNDOING:
            rest = RowState.DONE in found or RowState.UNDOING in found
            interrupted = ImportState.STOPPED if waits else ImportState.DONE
            state, why = (interrupted, stop) if rest else (ImportState.UNDONE, None)
        elif waits:
            state, why = ImportState.STOPPED, stop or planned.stop or Stop.UNREACHABLE
        elif RowState.SENT in found or RowState.UNKNOWN in found:
            state, why = ImportState.STOPPED, stop or planned.stop or Stop.UNSETTLED
        else:
            state, why = ImportState.DONE, None
        return planned.model_copy(update={"state": state, "stop": why})


class Starter:
    """Lets runs begin, each once, whoever clicks at the same moment."""

    def __init__(
        self, store: ImportStore, runner: Runner, runs: RunningImports, starting: asyncio.Lock, now: Clock
    ) -> None:
        """``starting`` is held while a run begins, so that nobody takes it for one that has been left."""
        self._store = store
        self._runner = runner
        self._runs = runs
        self._starting = starting
        self._now = now

    async def start(
        self, planned: ContactImport, state: ImportState, *, reviewed: bool = False
    ) -> ImportRun | None:
        """Begin to import, or to take back; None where somebody was faster.

        ``reviewed`` takes up again the rows that were left for their owner to look at.
        """
        async with self._starting:
            update = {"state": state, "stop": None, "begun_at": planned.begun_at or self._now()}
            running = planned.model_copy(update=update)
            if not await self._store.advance(running, expected=planned.state):
                return None
            if reviewed:
                await self._take_up(running)
            tally = await self._store.tally(planned.id)
            undo = state is ImportState.UNDOING
            done = sum(tally.get(one, 0) for one in (_TAKEN_BACK if undo else _ENDED))
            total = done + tally.get(RowState.DONE, 0) + tally.get(RowState.UNDOING, 0)
            run = ImportRun(running, done=done, total=total if undo else planned.to_write)
            self._runs.start(run, self._runner.undo(run) if undo else self._runner.apply(run))
            return run

    async def _take_up(self, running: ContactImport) -> None:
        """Have the rows that were left for review taken back with the others."""
        kept = await self._store.rows(running.id, states=[RowState.KEPT])
        rows = [
            row.model_copy(update={"state": RowState.DONE, "reason": None})
            for row in kept
            if row.is_for_review
        ]
        await self._store.move(running, rows, expected=[RowState.KEPT], journal=[])

"""Keeps the imports that run in this process.

Each goes on whoever watches it, and whoever watches it can stop it between two batches.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from assistant.files.import_rows import ContactImport, ImportState, Stop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: rows ended, rows in all.

    ``stopping`` says that it ends after the batch under way; ``ended`` is the import as the run left it.
    """

    done: int
    total: int
    undo: bool = False
    stopping: bool = False
    ended: ContactImport | None = None


class ImportRun:
    """One run of an import; any number of screens may follow it."""

    def __init__(self, planned: ContactImport, *, done: int, total: int) -> None:
        self.planned = planned
        self.progress = Progress(done, total, undo=planned.state is ImportState.UNDOING)
        self.stopped: Stop | None = None
        self._news = asyncio.Event()

    def stop(self, why: Stop) -> None:
        """End after the batch under way; what was sent cannot be called back."""
        if self.stopped is None:
            self.stopped = why
            self._show(replace(self.progress, stopping=True))

    def tell(self, done: int) -> None:
        """So many rows have ended."""
        self._show(replace(self.progress, done=done))

    def end(self, ended: ContactImport) -> None:
        """There is nothing more to come."""
        self._show(replace(self.progress, ended=ended))

    async def follow(self) -> AsyncGenerator[Progress, None]:
        """Every progress from now on, the latest first; whoever is slow misses some, never the last."""
        while True:
            news, progress = self._news, self.progress
            yield progress
            if progress.ended:
                return
            await news.wait()

    def _show(self, progress: Progress) -> None:
        self.progress = progress
        told, self._news = self._news, asyncio.Event()
        told.set()


class RunningImports:
    """The runs under way, by the id of their import."""

    def __init__(self) -> None:
        self._runs: dict[str, ImportRun] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, run: ImportRun, work: Coroutine[Any, Any, None]) -> None:
        """Let a run begin; nobody but `finish` waits for it."""
        task = asyncio.create_task(work)
        self._runs[run.planned.id] = run
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(run, done))

    def of(self, import_id: str) -> ImportRun | None:
        """The run of this import, if it is under way here."""
        return self._runs.get(import_id)

    async def finish(self) -> None:
        """Stop every run after its batch, and wait until all have ended."""
        for run in self._runs.values():
            run.stop(Stop.RESTART)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, run: ImportRun, task: asyncio.Task[None]) -> None:
        self._runs.pop(run.planned.id, None)
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("import %s broke off: %s", run.planned.id, type(error).__name__)

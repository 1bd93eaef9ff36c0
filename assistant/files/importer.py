"""Imports from the click to the last row: agreed to, run, resumed, taken back."""

import asyncio
import logging
from collections.abc import Sequence
from copy import copy

from assistant.access.daily_use import DailyUse
from assistant.access.permitted_contacts import PermittedBatchedContacts
from assistant.access.permitted_values import require_writer
from assistant.access.rights import Rights, RightsNow
from assistant.files.file_choices import FileDecision, HeldFiles, choices_with
from assistant.files.import_progress import ImportRun, RunningImports
from assistant.files.import_rows import (
    ContactImport,
    ImportRow,
    ImportState,
    Stop,
    Verdict,
    digest_of,
)
from assistant.files.import_runner import Runner, Starter
from assistant.files.import_store import IMPORT_TOPIC, ImportStore
from assistant.files.orphan_imports import RUNNING, Orphans
from assistant.files.preview import DroppedFile, Planner
from assistant.files.reading.column_fates import Choices
from assistant.files.reading.isolated_reader import FileReader
from assistant.files.row_settler import RowSettler
from assistant.files.row_undoer import RowUndoer
from assistant.files.row_writer import RowWriter
from assistant.files.seen_imports import SeenImports, require_rows
from assistant.proposals.notices import Notices
from assistant.proposals.prepare import Clock
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.running_writes import RunningWrites
from assistant.proposals.settle import Sleep
from assistant.state.sweeps import sweep_for_good
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.store.many_contacts import BatchedContacts

log = logging.getLogger(__name__)

Clicked = ImportRun | ContactImport | None
"""What a click leads to: a run to follow, the import as it stands, or None where this person has no such import."""


class Importer:
    """The imports of all persons; one object for the whole process.

    Every method may raise `StateUnavailable`; then it has changed nothing.
    """

    def __init__(  # noqa: PLR0913 - here the parts of imports come together
        self,
        contacts: BatchedContacts,
        state: ProposalStore,
        writes: RunningWrites,
        now: Clock,
        *,
        alone: bool,
        sleep: Sleep = asyncio.sleep,
        daily_use: DailyUse | None = None,
    ) -> None:
        """Take the parts; for ``alone`` see `assistant.proposals.recovery.Recovery`."""
        self._state = state
        self._now = now
        self._sleep = sleep
        self._daily_use = daily_use
        self._store = ImportStore(state, keeps_files=not alone)
        self._writes = writes
        self._held = HeldFiles()
        self._files = FileReader()
        self._everything = contacts
        self._runs = RunningImports()
        self._starting = asyncio.Lock()
        self.notices: Notices[ContactImport] = Notices()
        """Where it is told what was decided of an import, and what became of one that nobody ran any more."""
        self._work_with(contacts, Rights)
        self._orphans = Orphans(self._store, self._runner, self._runs, self.notices, now, alone=alone)
        state.bulletin.follow(IMPORT_TOPIC, self._orphans.changed_elsewhere, self._orphans.changed_since)

    def acting_with(self, rights: RightsNow) -> "Importer":
        """The same imports, of which somebody gets no more than ``rights`` say at each moment.

        So does a run that they begin; what it leaves open when the process ends is read back for all.
        """
        theirs = copy(self)
        theirs._work_with(PermittedBatchedContacts(self._everything, rights), rights)  # noqa: SLF001 - another one of ours
        return theirs

    def _work_with(self, contacts: BatchedContacts, rights: RightsNow) -> None:
        """Let what reads, writes and takes back have these contacts."""
        self._contacts = contacts
        self._rights = rights
        self.seen = SeenImports(self._store, self._state, self._now, rights, self._daily_use)
        self._planner = Planner(contacts, self._files, self._now)
        settler = RowSettler(contacts, contacts.batches, self._now, self._sleep)
        applier = RowWriter(contacts, self._store, settler, self._writes, self._now)
        undoer = RowUndoer(contacts.batches, self._store, self._writes, self._now)
        self._runner = Runner(self._store, applier, undoer, self._writes, self._sleep)
        self._starter = Starter(self._store, self._runner, self._runs, self._starting, self._now)

    async def open(self) -> None:
        """Stop what an earlier process left running, once the store is open, before anybody asks."""
        await self._orphans.stop()

    async def close(self) -> None:
        """Let the batches under way end, and leave the rest to be resumed."""
        await self._runs.finish()

    async def keep_sweeping(self) -> None:
        """Look after what nobody runs any more, until cancelled."""
        await sweep_for_good(self.sweep, "imports")

    async def prepare(
        self, owner: str, name: str, content: bytes
    ) -> tuple[ContactImport, Sequence[ContactImport]]:
        """Judge a file and wait for its owner's decision; also returns the older ones this replaces.

        Raises:
            BadFile: nothing can be imported from it.
            AccessDenied: the token, or this person, may not write.
            CrmError: the CRM could not be asked.
        """
        dropped = DroppedFile(name, content)
        with acting_for(owner, patient=True):
            planned, rows = await self._planner.plan(owner, dropped, Choices())
        require_rows(self._rights(), planned)
        older = await self._store.in_states(ImportState.PENDING, owner=owner)
        replaced = [ended for one in older if (ended := await self._close(one, ImportState.REPLACED))]
        await self._add(planned, rows, dropped)
        for ended in replaced:
            self.notices.post(ended)
        return planned, replaced

    async def choose(
        self, owner: str, import_id: str, digest: str, choice: FileDecision
    ) -> tuple[ContactImport | None, Sequence[ContactImport]]:
        """Judge the file of a waiting import again, as its owner wants it read.

        Returns the import, and the ones that it replaces. One that is decided on comes back as it stands; None where this
        person has none.

        Raises:
            ChoiceRefused: there is no such thing to choose, or the file is not kept any more.
            BadFile: nothing could be imported from it so.
            CrmError: the CRM could not be asked.
        """
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state is not ImportState.PENDING:
            return planned, ()
        choices = choices_with(planned, choice, await self._contacts.labels())
        dropped = await self._held.anywhere(owner, import_id, self._store)
        with acting_for(owner, patient=True):
            again, rows = await self._planner.plan(owner, dropped, choices)
        require_rows(self._rights(), again)
        again = again.model_copy(update={"first_id": planned.shown_as})
        return await self._writes.run(self._put_instead(planned, again, rows, dropped))

    async def waiting(self, owner: str) -> ContactImport | None:
        """The newest import of this person that waits for a decision."""
        return next(reversed(await self.seen.waiting(owner)), None)

    async def _put_instead(
        self, planned: ContactImport, again: ContactImport, rows: Sequence[ImportRow], dropped: DroppedFile
    ) -> tuple[ContactImport, Sequence[ContactImport]]:
        """Have the same file wait in another reading, unless its owner has decided on it meanwhile."""
        replaced = await self._close(planned, ImportState.REPLACED)
        if replaced is None:
            return await self._again(planned), ()
        await self._add(again, rows, dropped)
        self.notices.post(again)
        return again, (replaced,)

    async def _add(self, planned: ContactImport, rows: Sequence[ImportRow], dropped: DroppedFile) -> None:
        await self._store.add(planned, rows, name=dropped.name, content=dropped.content)
        self._held.hold(planned.owner, planned.id, dropped)

    async def begin(self, owner: str, import_id: str, digest: str) -> Clicked:
        """Import what was shown, once, if it still waits for a decision."""
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state is not ImportState.PENDING:
            return planned
        if self._now() >= planned.expires_at:
            return await self._close(planned, ImportState.EXPIRED) or await self._again(planned)
        if digest_of(owner, await self._store.rows(planned.id)) != planned.digest:
            log.error("the rows of import %s are not those that were shown", planned.id)
            return await self._close(planned, ImportState.CANCELLED) or await self._again(planned)
        await self.seen.admit(planned)
        return await self._start(planned, ImportState.RUNNING)

    async def resume(self, owner: str, import_id: str, digest: str) -> Clicked:
        """Go on with an import that was stopped, where it was stopped."""
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state is not ImportState.STOPPED:
            return planned
        require_rows(self._rights(), planned)
        return await self._start(planned, ImportState.RUNNING)

    async def undo(self, owner: str, import_id: str, digest: str) -> Clicked:
        """Take back what an import has written, as far as nobody has touched it since."""
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state not in {ImportState.DONE, ImportState.STOPPED}:
            return planned
        require_writer(self._rights())
        return await self._start(planned, ImportState.UNDOING)

    async def undo_reviewed(self, owner: str, import_id: str, digest: str) -> Clicked:
        """Take back the rows that were left for their owner to look at, as far as they are as they were then."""
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state not in {
            ImportState.DONE,
            ImportState.STOPPED,
            ImportState.UNDONE,
        }:
            return planned
        require_writer(self._rights())
        return await self._start(planned, ImportState.UNDOING, reviewed=True)

    def stop(self, owner: str, import_id: str, digest: str) -> bool:
        """End the run of this import after its batch, if it is under way here and this person's."""
        run = self._runs.of(import_id)
        if run is None or (run.planned.owner, run.planned.digest) != (owner, digest):
            return False
        run.stop(Stop.PERSON)
        return True

    def run_of(self, planned: ContactImport) -> ImportRun | None:
        """The run of an import, where it is under way here."""
        return self._runs.of(planned.id)

    async def cancel(self, owner: str, import_id: str, digest: str) -> ContactImport | None:
        """Drop an import that waits for a decision, and forget what the file said."""
        planned = await self.shown(owner, import_id, digest)
        if planned is None or planned.state is not ImportState.PENDING:
            return planned
        if (ended := await self._close(planned, ImportState.CANCELLED)) is None:
            return await self._again(planned)
        self.notices.post(ended)
        return ended

    async def opened(self, owner: str) -> Sequence[ImportRun | ContactImport]:
        """Return what this person should see when they come back: what waits, runs, or is left to look at."""
        waiting = await self._store.in_states(ImportState.PENDING, owner=owner)
        for planned in waiting:
            if self._now() >= planned.expires_at:
                await self._close(planned, ImportState.EXPIRED)
        shown: list[ImportRun | ContactImport] = [*await self.seen.waiting(owner)]
        states = (*RUNNING, ImportState.STOPPED, ImportState.DONE, ImportState.UNDONE)
        for planned in await self._store.in_states(*states, owner=owner):
            if run := self._runs.of(planned.id):
                shown.append(run)
                continue
            is_news = planned.news_due or await self.seen.is_unfinished(planned)
            if is_news and await self.seen.shows(planned):
                shown.append(await self.told(planned))
        return shown

    async def told(self, planned: ContactImport) -> ContactImport:
        """Take note that the owner has heard how an import ended; returns it so."""
        told = planned.model_copy(update={"news_due": False})
        await self._store.advance(told, expected=planned.state)
        return told

    async def rows(
        self, planned: ContactImport, *verdicts: Verdict, limit: int | None = None
    ) -> Sequence[ImportRow]:
        """The rows of an import in the order of the file, all or the first of some kinds."""
        return await self.seen.rows(planned, verdicts, limit)

    async def sweep(self) -> bool:
        """Look after what nobody runs any more; see `Orphans.sweep`."""
        async with self._starting:
            return await self._orphans.sweep()

    async def _start(self, planned: ContactImport, state: ImportState, *, reviewed: bool = False) -> Clicked:
        self._held.forget(planned.owner, planned.id)
        run = await self._starter.start(planned, state, reviewed=reviewed)
        if run is None:
            return await self._again(planned)
        self.notices.post(run.planned)
        return run

    async def _close(self, planned: ContactImport, state: ImportState) -> ContactImport | None:
        """End an import that was never begun; None when somebody was faster."""
        ended = planned.model_copy(update={"state": state})
        won = await self._store.advance(ended, expected=planned.state, forget_rows=True)
        self._held.forget(planned.owner, planned.id)
        return ended if won else None

    async def _again(self, planned: ContactImport) -> ContactImport:
        """The import that somebody decided on before."""
        return await self._store.get(planned.id, planned.owner) or planned

    async def shown(self, owner: str, import_id: str, digest: str) -> ContactImport | None:
        """The owner's import, if a click names it with the very rows that were shown; else it is journalled."""
        return await self.seen.named(owner, import_id, digest)

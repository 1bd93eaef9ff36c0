"""What rights mean for an import: how many rows, and what of them is shown."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from assistant.access.daily_use import DailyShare, DailyUse, Used
from assistant.access.permitted_values import require_writer
from assistant.access.rights import Rights, RightsNow
from assistant.files.import_rows import (
    ContactImport,
    ImportOutcome,
    ImportRow,
    ImportState,
    RowState,
    Verdict,
)
from assistant.files.import_store import ImportStore
from assistant.proposals.journal import rejected_click
from assistant.proposals.prepare import Clock
from assistant.proposals.proposal_store import ProposalStore
from hubspot_tools.errors import NotPermitted

REMEMBERED: Final = timedelta(days=1)
"""How long a stopped import is brought up again by itself."""


def require_rows(rights: Rights, planned: ContactImport) -> None:
    """Return where somebody may write as many rows as an import has to write.

    Raises:
        NotPermitted: they may write none, or not so many.
    """
    require_writer(rights)
    if rights.most_import_rows is not None and planned.to_write > rights.most_import_rows:
        raise NotPermitted(rights.role, most=rights.most_import_rows)


class SeenImports:
    """What one person may see of imports; every method may raise `StateUnavailable`."""

    def __init__(
        self,
        store: ImportStore,
        state: ProposalStore,
        now: Clock,
        rights: RightsNow,
        daily_use: DailyUse | None = None,
    ) -> None:
        self._daily_use = daily_use
        self._store = store
        self._state = state
        self._now = now
        self._rights = rights

    async def admit(self, planned: ContactImport) -> None:
        """Count an import that its owner begins.

        Raises:
            NotPermitted: they may not write so many rows, or have no import left for today.
        """
        require_rows(self._rights(), planned)
        if self._daily_use is not None:
            await self._daily_use.begin(planned.owner, self._rights(), DailyShare.IMPORTS)

    async def left_today(self, owner: str) -> Used | None:
        """How many imports this person has begun today, where few are left to them."""
        if self._daily_use is None:
            return None
        return await self._daily_use.look(owner, self._rights(), DailyShare.IMPORTS)

    async def shows(self, planned: ContactImport) -> bool:
        """Whether nothing that an import writes is hidden from this person by now."""
        rights = self._rights()
        if not rights.may_read or not rights.hidden:
            return rights.may_read
        return all(rights.hidden.isdisjoint(row.values) for row in await self._store.rows(planned.id))

    async def standing(self, owner: str, import_id: str) -> ContactImport | None:
        """The owner's import as it stands, where they may see it by now."""
        planned = await self._store.get(import_id, owner)
        return planned if planned is not None and await self.shows(planned) else None

    async def is_unfinished(self, planned: ContactImport) -> bool:
        """Whether its owner stopped an import lately, or took it back and has rows to look at."""
        if planned.begun_at is None or self._now() - planned.begun_at >= REMEMBERED:
            return False
        if planned.state is not ImportState.UNDONE:
            return planned.state is ImportState.STOPPED
        kept = await self._store.rows(planned.id, states=[RowState.KEPT])
        return any(row.is_for_review for row in kept)

    async def named(self, owner: str, import_id: str, digest: str) -> ContactImport | None:
        """The owner's import, if a click names it with the very rows that were shown; else it is journalled."""
        planned = await self._store.get(import_id, owner)
        shown = planned is not None and await self.shows(planned)
        if planned is not None and shown and planned.digest == digest:
            return planned
        reason = "foreign" if planned is None else "edited" if shown else "hidden"
        await self._state.rejections.note(rejected_click(owner, import_id, self._now(), reason))
        return None

    async def waiting(self, owner: str) -> list[ContactImport]:
        """Those of this person that wait for a decision, the newest last, where they may take it."""
        if not self._rights().may_write:
            return []
        waiting = await self._store.in_states(ImportState.PENDING, owner=owner)
        return [one for one in waiting if self._now() < one.expires_at and await self.shows(one)]

    async def rows(
        self, planned: ContactImport, verdicts: Sequence[Verdict], limit: int | None
    ) -> Sequence[ImportRow]:
        """The rows without what is hidden of the contacts that they are about."""
        return self._seen(await self._store.rows(planned.id, verdicts=verdicts, limit=limit))

    async def outcome(self, planned: ContactImport, *, failed: int) -> ImportOutcome:
        """What became of the rows, with so many of those that were not written, and all that were kept."""
        counts = await self._store.outcomes(planned.id)
        found = {state for _, state in counts}
        not_written: Sequence[ImportRow] = ()
        kept: Sequence[ImportRow] = ()
        if RowState.FAILED in found:
            not_written = await self._store.rows(planned.id, states=[RowState.FAILED], limit=failed)
        if RowState.KEPT in found:
            kept = await self._store.rows(planned.id, states=[RowState.KEPT])
        return ImportOutcome(counts, self._seen(not_written), self._seen(kept))

    async def written(self, planned: ContactImport, *, most: int) -> list[str]:
        """Ids of the first contacts that an import has stored, whether they were taken back since or not."""
        states = [RowState.DONE, RowState.UNDONE]
        rows = await self._store.rows(planned.id, states=states, limit=most)
        return [row.contact_id for row in rows if row.contact_id]

    def _seen(self, rows: Sequence[ImportRow]) -> Sequence[ImportRow]:
        hidden = self._rights().hidden
        return [_without(row, hidden) for row in rows] if hidden else rows


def _without(row: ImportRow, hidden: Collection[str]) -> ImportRow:
    shown = {
        "stored": row.stored and row.stored.without(hidden),
        "seen": row.seen and row.seen.without(hidden),
    }
    return row.model_copy(update=shown)

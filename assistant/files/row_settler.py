"""Settles rows whose answer was lost.

They are read back, a hundred at a time, before anybody says what became of them.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.files.import_rows import ImportRow, RowReason, RowState
from assistant.files.row_steps import RowStep, refused, written
from assistant.proposals import settle
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import Clock
from assistant.proposals.settle import CLOCK_TOLERANCE, LANDED_BY_NOW, Sleep
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import ContactGone, CrmError
from hubspot_tools.store.many_contacts import ContactBatches

log = logging.getLogger(__name__)

SETTLED = "settled"


class RowSettler:
    """Finds out what became of rows that were sent; it writes nothing itself.

    A create that cannot be read back may be sent again only when it would have shown by now. An update may at
    once, since twice is the same as once, while the contact is as the person saw it.
    """

    def __init__(
        self, contacts: ContactStore, batches: ContactBatches, now: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._contacts = contacts
        self._batches = batches
        self._now = now
        self._sleep = sleep

    async def settle(self, rows: Sequence[ImportRow], *, patiently: bool) -> list[RowStep]:
        """Say of each row whether it is stored; ``patiently`` looks several times before it gives up."""
        steps: list[RowStep] = []
        open_rows = list(rows)
        for pause in settle.PAUSES if patiently else (0.0,):
            if not open_rows:
                break
            await self._sleep(pause)
            try:
                looked = [*await self._creates(open_rows), *await self._updates(open_rows)]
            except CrmError as error:
                log.warning("rows could not be read back: %s", type(error).__name__)
                continue
            steps += [step for step in looked if step.row.state is not RowState.UNKNOWN]
            open_rows = [step.row for step in looked if step.row.state is RowState.UNKNOWN]
        return steps + [_unknown(row) for row in open_rows]

    async def _creates(self, rows: Sequence[ImportRow]) -> list[RowStep]:
        creates = [row for row in rows if row.is_new]
        if not creates:
            return []
        found = await self._batches.by_emails([row.email for row in creates], also=_names(creates))
        return [await self._create(row, found) for row in creates]

    async def _create(self, row: ImportRow, found: Mapping[str, Contact]) -> RowStep:
        contact = found.get(row.email)
        begun_at = row.begun_at or self._now()
        if contact is None:
            return _again(row) if self._would_have_landed(begun_at) else _unknown(row)
        is_ours = contact.created_at is not None and contact.created_at >= begun_at - CLOCK_TOLERANCE
        if is_ours and (_has(contact, row.values) or await self._has_held(contact.id, row, begun_at)):
            as_written = contact.model_copy(update={"properties": {**contact.properties, **row.values}})
            return written(row, as_written, reason=SETTLED)
        return refused(row, RowReason.EMAIL_TAKEN)

    async def _updates(self, rows: Sequence[ImportRow]) -> list[RowStep]:
        updates = [row for row in rows if not row.is_new]
        if not updates:
            return []
        found = await self._batches.by_ids([row.contact_id or "" for row in updates], also=_names(updates))
        return [await self._update(row, found) for row in updates]

    async def _update(self, row: ImportRow, found: Mapping[str, Contact]) -> RowStep:
        contact = found.get(row.contact_id or "")
        if contact is None:
            return refused(row, RowReason.GONE)
        if _has(contact, row.values):
            return written(row, contact, reason=SETTLED)
        if _has(contact, row.before):
            return _again(row)
        if await self._has_held(contact.id, row, row.begun_at or self._now()):
            as_written = contact.model_copy(update={"properties": {**contact.properties, **row.values}})
            return written(row, as_written, reason=SETTLED)
        return refused(row, RowReason.CHANGED)

    async def _has_held(self, contact_id: str, row: ImportRow, begun_at: datetime) -> bool:
        """Whether the write arrived and somebody has changed the contact since."""
        try:
            return await self._contacts.has_held(contact_id, row.values, after=begun_at - CLOCK_TOLERANCE)
        except ContactGone:
            return False

    def _would_have_landed(self, begun_at: datetime) -> bool:
        return self._now() - begun_at >= LANDED_BY_NOW


def _has(contact: Contact, values: Mapping[str, str]) -> bool:
    return all(contact.get(name) == value for name, value in values.items())


def _names(rows: Sequence[ImportRow]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.values))


def _again(row: ImportRow) -> RowStep:
    """It did not arrive, so it waits once more."""
    return RowStep(row.model_copy(update={"state": RowState.WAITING}), JournalEvent.FAILED, SETTLED)


def _unknown(row: ImportRow) -> RowStep:
    return RowStep(row.model_copy(update={"state": RowState.UNKNOWN}), JournalEvent.UNKNOWN)

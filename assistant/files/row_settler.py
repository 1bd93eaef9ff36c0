"""Settles rows whose answer was lost.

They are read back, a hundred at a time, before anybody says what became of them.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from assistant.files.import_rows import ImportRow, RowReason, RowState
from assistant.files.row_steps import RowStep, refused, written
from assistant.proposals import settle
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import Clock
from assistant.proposals.rules import as_seen, as_written, is_ours, would_have_landed
from assistant.proposals.settle import Sleep, has_arrived
from hubspot_tools.contacts import Contact, ContactStore
from hubspot_tools.errors import ContactGone, CrmError
from hubspot_tools.store.many_contacts import ContactBatches

log = logging.getLogger(__name__)

SETTLED = "settled"

_MOST_SOUGHT = 20
"""Rows without an address that are looked for at a time, a search each; the others wait for the next look."""


class RowSettler:
    """Finds out what became of rows that were sent; it writes nothing itself.

    A create that cannot be read back may be sent again only when it would have shown by now, and only with an address. An update may at
    once, since twice is the same as once, while the contact is as the person saw it: unless it arrived, and is so
    again because somebody has put it back.
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
        creates = [row for row in rows if row.is_new and row.email]
        addressless = [row for row in rows if row.is_new and not row.email]
        steps = [await self._addressless(row) for row in addressless[:_MOST_SOUGHT]]
        steps += [_unknown(row) for row in addressless[_MOST_SOUGHT:]]
        if not creates:
            return steps
        found = await self._batches.by_emails([row.email for row in creates], also=_names(creates))
        return [*steps, *[await self._create(row, found) for row in creates]]

    async def _addressless(self, row: ImportRow) -> RowStep:
        """A create that only HubSpot's index can find.

        It is never sent again, for nothing would refuse its double.
        """
        begun_at = row.begun_at or self._now()
        similar = await self._contacts.similar(row.values)
        for one in similar.contacts:
            if not is_ours(one, begun_at):
                continue
            contact = await self._contacts.get(one.id, also=row.values)
            if await self._has_arrived(row, contact):
                return written(row, as_written(contact, row.values), reason=SETTLED)
        landed = similar.complete and would_have_landed(begun_at, self._now())
        return refused(row, RowReason.LOST) if landed else _unknown(row)

    async def _create(self, row: ImportRow, found: Mapping[str, Contact]) -> RowStep:
        contact = found.get(row.email)
        begun_at = row.begun_at or self._now()
        if contact is None:
            return _again(row) if would_have_landed(begun_at, self._now()) else _unknown(row)
        if is_ours(contact, begun_at) and await self._has_arrived(row, contact):
            return written(row, as_written(contact, row.values), reason=SETTLED)
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
        if await self._has_arrived(row, contact):
            return written(row, as_written(contact, row.values), reason=SETTLED)
        if as_seen(row.contact_id, row.before, contact):
            return _again(row)
        return refused(row, RowReason.CHANGED)

    async def _has_arrived(self, row: ImportRow, current: Contact) -> bool:
        begun_at = row.begun_at or self._now()
        try:
            return await has_arrived(
                self._contacts, current, row.values, begun_at=begun_at, seen_at=row.seen_at
            )
        except ContactGone:
            return False


def _names(rows: Sequence[ImportRow]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row.values))


def _again(row: ImportRow) -> RowStep:
    """It did not arrive, so it waits once more."""
    return RowStep(row.model_copy(update={"state": RowState.WAITING}), JournalEvent.FAILED, SETTLED)


def _unknown(row: ImportRow) -> RowStep:
    return RowStep(row.model_copy(update={"state": RowState.UNKNOWN}), JournalEvent.UNKNOWN)

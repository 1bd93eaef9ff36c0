"""Writes the rows of an import in batches.

Each is journalled first, compared with what the person saw, sent once, and settled.
"""

from collections.abc import Iterable, Mapping, Sequence

from assistant.files.cells.row_identity import could_be_one, further_emails_in, shared_in
from assistant.files.import_rows import ContactImport, ImportRow, RowReason, RowState, Stop
from assistant.files.import_store import ImportStore
from assistant.files.people.addressless import Lookalikes, exists_by_now
from assistant.files.row_settler import RowSettler
from assistant.files.row_steps import RowStep, line, not_written, put_back, refused, written
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import Clock
from assistant.proposals.rules import as_seen
from assistant.proposals.running_writes import RunningWrites
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import CrmError, CrmUnavailable, OutcomeUnknown
from hubspot_tools.store.many_contacts import BatchedContacts

OPEN = (RowState.SENT, RowState.UNKNOWN)
"""Rows that were sent and whose end nobody knows."""


class RowWriter:
    """Writes rows of an import.

    Every method may raise `assistant.state.database.StateUnavailable`; what was sent by then is settled later.
    """

    def __init__(
        self,
        contacts: BatchedContacts,
        store: ImportStore,
        settler: RowSettler,
        writes: RunningWrites,
        now: Clock,
    ) -> None:
        self._contacts = contacts
        self._batches = contacts.batches
        self._store = store
        self._settler = settler
        self._writes = writes
        self._now = now

    async def apply(self, planned: ContactImport, rows: Sequence[ImportRow]) -> Stop | None:
        """Write rows of one verdict, a batch at most; returns why the run should end, if it should.

        Raises:
            NotRunning: somebody else has decided on the import.
        """
        begun = await self._begin(planned, rows)
        async with self._writes.about_all(row.contact_id for row in begun):
            steps = await self._written(begun)
        await self.record(planned, steps, expected=OPEN)
        return next((step.stop for step in steps if step.stop), None)

    async def settle(self, planned: ContactImport, rows: Sequence[ImportRow]) -> None:
        """Read back rows that were sent by a run that did not live to see their end."""
        steps = await self._settler.settle(rows, patiently=False)
        before = {row.number: row.state for row in rows}
        moved = [step for step in steps if step.row.state is not before[step.row.number]]
        await self.record(planned, moved, expected=OPEN)

    async def record(
        self, planned: ContactImport, steps: Sequence[RowStep], *, expected: Sequence[RowState]
    ) -> None:
        """Store how rows have moved on, and the journal's lines about it."""
        lines = [line(planned, step, self._now()) for step in steps]
        await self._store.move(planned, [step.row for step in steps], expected=expected, journal=lines)

    async def _begin(self, planned: ContactImport, rows: Sequence[ImportRow]) -> Sequence[ImportRow]:
        now = self._now()
        sent = [row.model_copy(update={"state": RowState.SENT, "begun_at": now}) for row in rows]
        lines = [line(planned, RowStep(row, JournalEvent.BEGUN), now) for row in sent]
        return await self._store.move(planned, sent, expected=[RowState.WAITING], journal=lines)

    async def _written(self, rows: Sequence[ImportRow]) -> list[RowStep]:
        if not rows:
            return []
        try:
            ended, good = await self._compared(rows)
        except CrmError as error:  # nothing has been sent yet
            return [put_back(row, error) for row in rows]
        outcomes = await self._sent(good)
        lost = [row for row, outcome in outcomes if isinstance(outcome, OutcomeUnknown)]
        told = [_step(row, outcome) for row, outcome in outcomes if not isinstance(outcome, OutcomeUnknown)]
        return [*ended, *told, *await self._settler.settle(lost, patiently=True)]

    async def _compared(self, rows: Sequence[ImportRow]) -> tuple[list[RowStep], list[ImportRow]]:
        """Rows whose contact is no longer as it was shown, and the others."""
        judge = self._compared_creates if rows[0].is_new else self._compared_updates
        verdicts = await judge(rows)
        good = [row for row, reason in verdicts if reason is None]
        return [refused(row, reason) for row, reason in verdicts if reason is not None], good

    async def _compared_creates(self, rows: Sequence[ImportRow]) -> list[tuple[ImportRow, RowReason | None]]:
        shared = shared_in(row.left for row in rows)
        further = {row.number: [one for one in _unknown_emails(row) if one not in shared] for row in rows}
        emails = [one for row in rows if row.email for one in (row.email, *further[row.number])]
        found = await self._batches.by_emails(emails)
        lookalikes = Lookalikes()
        await lookalikes.ask(self._contacts, [row.values for row in rows if not row.email])
        return [
            (row, _exists(row, further[row.number], found) if row.email else self._is_there(row, lookalikes))
            for row in rows
        ]

    def _is_there(self, row: ImportRow, lookalikes: Lookalikes) -> RowReason | None:
        """Whether somebody has created the person of a row without an address since the preview."""
        similar = lookalikes.of(row.values)
        if similar is None:
            raise CrmUnavailable("nobody could be asked whether a contact is there")
        return RowReason.EMAIL_TAKEN if exists_by_now(row.values, similar, self._batches.region) else None

    async def _compared_updates(self, rows: Sequence[ImportRow]) -> list[tuple[ImportRow, RowReason | None]]:
        names = dict.fromkeys(name for row in rows for name in row.values)
        found = await self._batches.by_ids([row.contact_id or "" for row in rows], also=list(names))
        named = [row for row in rows if _is_known_otherwise(row, found.get(row.contact_id or ""))]
        emails = [one for row in named for one in (row.email, row.found_by)]
        holders = await self._batches.by_emails(emails) if emails else {}
        return [(row, _changed(row, found.get(row.contact_id or ""), holders)) for row in rows]

    async def _sent(self, rows: Sequence[ImportRow]) -> Iterable[tuple[ImportRow, Contact | CrmError]]:
        if not rows:
            return []
        if rows[0].is_new:
            outcomes = await self._batches.create([row.values for row in rows])
        else:
            outcomes = await self._batches.update({row.contact_id or "": row.values for row in rows})
        return list(zip(rows, outcomes, strict=True))


def _unknown_emails(row: ImportRow) -> list[str]:
    """A row's further addresses that nobody else had when the preview was made."""
    others = {one.value for one in row.left if one.is_further_email and one.suggestion}
    return [one for one in further_emails_in(row.left) if one not in others]


def _exists(row: ImportRow, further: Sequence[str], found: Mapping[str, Contact]) -> RowReason | None:
    """Whether somebody has created a row's contact since, by whichever address they know them."""
    known = (found[one] for one in further if one in found)
    exists = row.email in found or any(could_be_one(row.values, one.properties) for one in known)
    return RowReason.EMAIL_TAKEN if exists else None


def _is_known_otherwise(row: ImportRow, contact: Contact | None) -> bool:
    """Whether a contact was found by another address than its first, which may go to somebody else alone."""
    first = contact.get("email").casefold() if contact is not None else ""
    return bool(row.found_by) and contact is not None and row.found_by.casefold() != first


def _changed(row: ImportRow, contact: Contact | None, holders: Mapping[str, Contact]) -> RowReason | None:
    if contact is None:
        return RowReason.GONE
    addresses = (row.email, row.found_by) if _is_known_otherwise(row, contact) else ()
    if any(holders[one].id != contact.id for one in addresses if one in holders):
        return RowReason.EMAIL_MOVED
    return None if as_seen(row.contact_id, row.before, contact) else RowReason.CHANGED


def _step(row: ImportRow, outcome: Contact | CrmError) -> RowStep:
    return written(row, outcome) if isinstance(outcome, Contact) else not_written(row, outcome)

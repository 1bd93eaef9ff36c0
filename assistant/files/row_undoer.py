"""Takes a batch of rows back, unless somebody touched the contacts since.

New contacts are archived, others set as before.
"""

from collections.abc import Mapping, Sequence

from assistant.files.import_rows import FOR_REVIEW, ContactImport, ImportRow, RowReason, RowState, Stop
from assistant.files.import_store import ImportStore
from assistant.files.row_steps import RowStep, line, reason_of_the_row, stop_for
from assistant.proposals.journal import JournalEvent
from assistant.proposals.prepare import Clock
from assistant.proposals.rules import (
    MERGED_IDS,
    STAGE,
    changed_since,
    has_stepped_half,
    is_proven,
    is_taken_back,
)
from assistant.proposals.running_writes import RunningWrites
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import ContactGone, CrmError, EmailTaken, InvalidValues, OutcomeUnknown
from hubspot_tools.store.many_contacts import ContactBatches

_NEVER: Mapping[type[CrmError], RowReason] = {
    ContactGone: RowReason.GONE,
    InvalidValues: RowReason.OLD_VALUES_REFUSED,
    EmailTaken: RowReason.OLD_EMAIL_TAKEN,
}
"""What HubSpot will never take back, however often it is asked."""

Outcomes = Mapping[str | None, Contact | CrmError]
"""What has become of an update, by the contact's id."""


class RowUndoer:
    """Takes rows back; each step may be repeated, for archived twice is archived and set twice is set.

    Every method may raise `assistant.state.database.StateUnavailable`.
    """

    def __init__(
        self, batches: ContactBatches, store: ImportStore, writes: RunningWrites, now: Clock
    ) -> None:
        self._batches = batches
        self._store = store
        self._writes = writes
        self._now = now

    async def undo(self, planned: ContactImport, rows: Sequence[ImportRow]) -> Stop | None:
        """Take back rows of one verdict, a batch at most; returns why the run should end, if it should.

        Raises:
            NotRunning: somebody else has decided on the import.
        """
        undoing = [_begun(row) for row in rows]
        begun = await self._move(planned, [RowStep(row, JournalEvent.BEGUN, _why(row)) for row in undoing])
        async with self._writes.about_all(row.contact_id for row in begun):
            steps = await self._taken_back(begun)
        await self._move(planned, steps)
        return next((step.stop for step in steps if step.stop), None)

    async def _move(self, planned: ContactImport, steps: Sequence[RowStep]) -> Sequence[ImportRow]:
        lines = [line(planned, step, self._now(), undo=True) for step in steps]
        expected = (RowState.DONE, RowState.UNDOING)
        return await self._store.move(planned, [step.row for step in steps], expected=expected, journal=lines)

    async def _taken_back(self, rows: Sequence[ImportRow]) -> list[RowStep]:
        names = [*dict.fromkeys(name for row in rows for name in row.values), MERGED_IDS]
        try:
            found = await self._batches.by_ids([row.contact_id or "" for row in rows], also=names)
            merged = await self._merged_away(rows, found)
        except CrmError as error:
            return [_not_taken_back(row, error) for row in rows]
        ended = [
            _kept(row, RowReason.MERGED) if row.contact_id in merged else _as_found(row, found)
            for row in rows
        ]
        good = [row for row, step in zip(rows, ended, strict=True) if step is None]
        outcomes = await (self._archived(good) if good and good[0].is_new else self._restored(good, found))
        return [step for step in ended if step] + outcomes

    async def _merged_away(self, rows: Sequence[ImportRow], found: Mapping[str, Contact]) -> set[str | None]:
        """Return the ids that lead to another contact, since theirs was merged; one read for each."""
        asked = {row.contact_id for row in rows}
        if found.keys() <= asked:
            return set()
        missing = [row.contact_id for row in rows if row.contact_id and row.contact_id not in found]
        return {one for one in missing if await self._batches.by_ids([one])}

    async def _archived(self, rows: Sequence[ImportRow]) -> list[RowStep]:
        outcomes = await self._batches.archive([row.contact_id or "" for row in rows])
        return [
            _undone(row) if error is None else _not_taken_back(row, error)
            for row, error in zip(rows, outcomes, strict=True)
        ]

    async def _restored(self, rows: Sequence[ImportRow], found: Mapping[str, Contact]) -> list[RowStep]:
        """Set contacts as they were; a stage that goes back ends whole or not at all, in two writes."""
        # HubSpot stores a stage that goes back only on a contact that has none.
        stepping = [row for row in rows if _steps_back(row, found[row.contact_id or ""])]
        emptied = await self._updated(stepping, {row.number: {STAGE: ""} for row in stepping})
        refused = {one: outcome for one, outcome in emptied.items() if isinstance(outcome, CrmError)}
        sent = [row for row in rows if row.contact_id not in refused]
        outcomes = {**refused, **await self._updated(sent, {row.number: row.before for row in sent})}
        halved = [
            row.model_copy(
                update={
                    "half_back": row.contact_id in emptied or _is_half_back(row, found[row.contact_id or ""])
                }
            )
            for row in rows
        ]
        put_back = await self._put_back([row for row in halved if row.contact_id not in refused], outcomes)
        return [_step(row, outcomes[row.contact_id], put_back) for row in halved]

    async def _put_back(self, sent: Sequence[ImportRow], outcomes: Outcomes) -> Outcomes:
        """Give the stage that the import has left to contacts whose earlier values HubSpot will never take."""
        lost = [row for row in sent if row.half_back and isinstance(outcomes[row.contact_id], tuple(_NEVER))]
        return await self._updated(lost, {row.number: {STAGE: _left(row)} for row in lost})

    async def _updated(self, rows: Sequence[ImportRow], changes: Mapping[int, Mapping[str, str]]) -> Outcomes:
        if not rows:
            return {}
        outcomes = await self._batches.update({row.contact_id or "": changes[row.number] for row in rows})
        return {row.contact_id: outcome for row, outcome in zip(rows, outcomes, strict=True)}


def _as_found(row: ImportRow, found: Mapping[str, Contact]) -> RowStep | None:
    """Return the step of a row that is left alone or taken back already; None for one still to take back."""
    current = found.get(row.contact_id or "")
    if current is None:
        return _undone(row) if row.is_new else _kept(row, RowReason.GONE)
    if not row.is_new and is_taken_back(row.before, current):
        return _undone(row)
    reason = _reason_to_keep(row, current)
    return None if reason is None else _kept(row, reason, current)


def _reason_to_keep(row: ImportRow, current: Contact) -> RowReason | None:
    """Return why a contact is left alone: it is not as the import left it, or as its owner last saw it.

    A new contact whose answer was lost may be somebody else's of the same values: nobody archives it unseen. One
    that others were merged into is more than was imported.
    """
    known = row.seen or row.stored
    if known is None:
        return RowReason.UNPROVEN
    if row.is_new and current.get(MERGED_IDS):
        return RowReason.MERGED
    changed = _changed(row, known, current)
    if changed - {STAGE}:
        return RowReason.EDITED
    if row.is_new and row.seen is None and not is_proven(known):
        return RowReason.UNPROVEN
    return RowReason.STAGE_MOVED if changed else None


def _changed(row: ImportRow, known: Contact, current: Contact) -> set[str]:
    """What says something else than it did: of a new contact anything, of another one what was written."""
    changed = changed_since(known, current, None if row.is_new else row.values)
    return changed - {STAGE} if _is_half_back(row, current) else changed


def _begun(row: ImportRow) -> ImportRow:
    """The row as it is taken back; one that was cut off in the middle may have gone half the way."""
    half_back = row.half_back or row.state is RowState.UNDOING
    return row.model_copy(update={"state": RowState.UNDOING, "half_back": half_back})


def _is_half_back(row: ImportRow, current: Contact) -> bool:
    """Whether its stage is emptied, and by us: a stage that somebody else has emptied is their change."""
    return row.half_back and has_stepped_half(row.before, current)


def _steps_back(row: ImportRow, current: Contact) -> bool:
    """Whether the stage must be emptied first: an import moves it forwards only, so its undo goes back."""
    return bool(row.before.get(STAGE)) and current.get(STAGE) not in {"", row.before[STAGE]}


def _left(row: ImportRow) -> str:
    """The stage that the import has left on a contact, or that its owner has looked at since."""
    known = row.seen or row.stored
    return known.get(STAGE) if known else ""


def _step(row: ImportRow, outcome: Contact | CrmError, put_back: Outcomes) -> RowStep:
    if isinstance(outcome, Contact):
        return _undone(row, outcome)
    stuck = put_back.get(row.contact_id)
    # Half the way is no end: it stays open until the stage is there again.
    return _not_taken_back(row, stuck if isinstance(stuck, CrmError) else outcome)


def _undone(row: ImportRow, contact: Contact | None = None) -> RowStep:
    request = contact.correlation_id if contact else None
    return RowStep(row.model_copy(update={"state": RowState.UNDONE}), JournalEvent.DONE, _why(row), request)


def _why(row: ImportRow) -> str:
    return "undo" if row.seen is None else "undo after review"


def _kept(row: ImportRow, reason: RowReason, seen: Contact | None = None) -> RowStep:
    seen = seen if reason in FOR_REVIEW else None
    kept = {"state": RowState.KEPT, "reason": reason, "seen": seen, "half_back": False}
    return RowStep(row.model_copy(update=kept), JournalEvent.FAILED, reason.value)


def _not_taken_back(row: ImportRow, error: CrmError) -> RowStep:
    """It may or may not be taken back, and the next try looks first; what HubSpot will never take stays."""
    if isinstance(error, ContactGone) and row.is_new:
        return _undone(row)
    never = next((reason for kind, reason in _NEVER.items() if isinstance(error, kind)), None)
    if never is None and reason_of_the_row(error) is RowReason.NOT_PERMITTED:
        never = RowReason.NOT_PERMITTED
    if never is not None:
        return _kept(row, never)
    event = JournalEvent.UNKNOWN if isinstance(error, OutcomeUnknown) else JournalEvent.FAILED
    again = row.model_copy(update={"state": RowState.DONE})
    return RowStep(again, event, type(error).__name__, error.correlation_id, stop=stop_for(error))

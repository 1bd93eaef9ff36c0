"""A batch of rows is taken back: new contacts archived, others set as before, unless somebody touched them since."""

from collections.abc import Mapping, Sequence

from assistant.importing.plan import Import, ImportRow, RowState, Stop
from assistant.importing.steps import Step, line, stop_for
from assistant.importing.store import ImportStore
from assistant.journal import JournalEvent
from assistant.proposal import says_the_same
from assistant.proposals import Clock
from assistant.writes import Writes
from hubspot_tools.batches import ContactBatches
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import ContactGone, CrmError, EmailTaken, InvalidValues, OutcomeUnknown

_STAGE = "lifecyclestage"


class Undoer:
    """Takes rows back; each step may be repeated, for archived twice is archived and set twice is set.

    Every method may raise `assistant.state.StateUnavailable`.
    """

    def __init__(self, batches: ContactBatches, store: ImportStore, writes: Writes, now: Clock) -> None:
        self._batches = batches
        self._store = store
        self._writes = writes
        self._now = now

    async def undo(self, planned: Import, rows: Sequence[ImportRow]) -> Stop | None:
        """Take back rows of one verdict, a batch at most; returns why the run should end, if it should.

        Raises:
            NotRunning: somebody else has decided on the import.
        """
        undoing = [row.model_copy(update={"state": RowState.UNDOING}) for row in rows]
        begun = await self._move(planned, [Step(row, JournalEvent.BEGUN, "undo") for row in undoing])
        async with self._writes.about_all(row.contact_id for row in begun):
            steps = await self._taken_back(begun)
        await self._move(planned, steps)
        return next((step.stop for step in steps if step.stop), None)

    async def _move(self, planned: Import, steps: Sequence[Step]) -> Sequence[ImportRow]:
        lines = [line(planned, step, self._now(), undo=True) for step in steps]
        expected = (RowState.DONE, RowState.UNDOING)
        return await self._store.move(planned, [step.row for step in steps], expected=expected, journal=lines)

    async def _taken_back(self, rows: Sequence[ImportRow]) -> list[Step]:
        names = list(dict.fromkeys(name for row in rows for name in row.values))
        try:
            found = await self._batches.by_ids([row.contact_id or "" for row in rows], also=names)
        except CrmError as error:
            return [_not_taken_back(row, error) for row in rows]
        ended = [_as_found(row, found.get(row.contact_id or "")) for row in rows]
        good = [row for row, step in zip(rows, ended, strict=True) if step is None]
        outcomes = await (self._archived(good) if good and good[0].is_new else self._restored(good, found))
        return [step for step in ended if step] + outcomes

    async def _archived(self, rows: Sequence[ImportRow]) -> list[Step]:
        outcomes = await self._batches.archive([row.contact_id or "" for row in rows])
        return [
            _undone(row) if error is None else _not_taken_back(row, error)
            for row, error in zip(rows, outcomes, strict=True)
        ]

    async def _restored(self, rows: Sequence[ImportRow], found: Mapping[str, Contact]) -> list[Step]:
        if not rows:
            return []
        # HubSpot stores a stage that goes back only on a contact that has none.
        emptied = {row.contact_id or "": {_STAGE: ""} for row in rows if _emptied_first(row, found)}
        if emptied:
            await self._batches.update(emptied)
        outcomes = await self._batches.update({row.contact_id or "": row.before for row in rows})
        return [
            _undone(row, outcome) if isinstance(outcome, Contact) else _not_taken_back(row, outcome)
            for row, outcome in zip(rows, outcomes, strict=True)
        ]


def _as_found(row: ImportRow, current: Contact | None) -> Step | None:
    """The step of a row that is to be left alone, or is taken back already; None for one still to be taken back."""
    if current is None:
        return _undone(row) if row.is_new else _kept(row)
    if not row.is_new and all(current.get(name) == value for name, value in row.before.items()):
        return _undone(row)
    return None if _untouched(row, current) else _kept(row)


def _untouched(row: ImportRow, current: Contact) -> bool:
    """Whether a contact is still as the import left it.

    A new contact whose answer was lost may be somebody else's of the same values: nobody archives it unseen.
    """
    stored = row.stored
    if stored is None:
        return False
    if row.is_new:
        return stored.correlation_id is not None and says_the_same(stored, current)
    return all(
        current.get(name) == stored.get(name) or (name == _STAGE and not current.get(name))
        for name in row.values
    )


def _emptied_first(row: ImportRow, found: Mapping[str, Contact]) -> bool:
    return bool(row.before.get(_STAGE)) and bool(found[row.contact_id or ""].get(_STAGE))


def _undone(row: ImportRow, contact: Contact | None = None) -> Step:
    request = contact.correlation_id if contact else None
    return Step(row.model_copy(update={"state": RowState.UNDONE}), JournalEvent.DONE, "undo", request)


def _kept(row: ImportRow, reason: str = "touched") -> Step:
    return Step(row.model_copy(update={"state": RowState.KEPT}), JournalEvent.FAILED, reason)


def _not_taken_back(row: ImportRow, error: CrmError) -> Step:
    """It may or may not be taken back, and the next try looks first; what HubSpot will never take stays."""
    if isinstance(error, ContactGone) and row.is_new:
        return _undone(row)
    if isinstance(error, ContactGone | InvalidValues | EmailTaken):
        return _kept(row, type(error).__name__)
    event = JournalEvent.UNKNOWN if isinstance(error, OutcomeUnknown) else JournalEvent.FAILED
    again = row.model_copy(update={"state": RowState.DONE})
    return Step(again, event, type(error).__name__, error.correlation_id, stop=stop_for(error))

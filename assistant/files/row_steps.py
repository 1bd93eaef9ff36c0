"""How one row moves on: the row as it is stored next, and the journal's line about it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.files.import_rows import ContactImport, ImportRow, RowReason, RowState, Stop
from assistant.proposals.journal import JournalEntry, JournalEvent
from assistant.proposals.proposal import Action
from assistant.proposals.rules import differences
from hubspot_tools.contacts import Contact
from hubspot_tools.errors import (
    AccessDenied,
    AccountMoving,
    ContactGone,
    CrmError,
    EmailTaken,
    InvalidValues,
    LimitsUnknown,
    NotPermitted,
    RateLimited,
    RefusalCause,
    RequestRefused,
)


@dataclass(frozen=True, slots=True)
class RowStep:
    """A row one step further; ``stop`` is why the whole run should end with it, if it should."""

    row: ImportRow
    event: JournalEvent
    reason: str = ""
    correlation_id: str | None = None
    stop: Stop | None = None


def line(planned: ContactImport, step: RowStep, at: datetime, *, undo: bool = False) -> JournalEntry:
    """The journal's line about a step; a row is named after its import."""
    row = step.row
    before, after = (row.values, row.before) if undo else (row.before, row.values)
    return JournalEntry(
        at=at,
        owner=planned.owner,
        event=step.event,
        proposal_id=f"{planned.id}-{row.number}",
        action=_action(row, undo=undo),
        contact_id=row.contact_id,
        before={name: before.get(name, "") for name in row.values},
        after={name: after.get(name, "") for name in row.values},
        correlation_id=step.correlation_id,
        reason=step.reason,
    )


def written(row: ImportRow, contact: Contact, *, reason: str = "") -> RowStep:
    """The row is stored; ``contact`` is what HubSpot answered, or what was read back."""
    done = row.model_copy(
        update={
            "state": RowState.DONE,
            "contact_id": contact.id,
            "stored": contact,
            "not_taken": tuple(differences(contact, row.values)),
        }
    )
    return RowStep(done, JournalEvent.DONE, reason, contact.correlation_id)


def not_written(row: ImportRow, error: CrmError) -> RowStep:
    """The row was refused, for its own sake or for the whole call's; then it waits for a better moment."""
    reason = reason_of_the_row(error)
    if reason is None:
        return put_back(row, error)
    problems = error.problems if isinstance(error, InvalidValues) else ()
    failed = row.model_copy(update={"state": RowState.FAILED, "reason": reason, "problems": problems})
    return RowStep(failed, JournalEvent.FAILED, type(error).__name__, error.correlation_id)


def reason_of_the_row(error: CrmError) -> RowReason | None:
    """Return why this row alone cannot be written; None where the error is nothing of the row's own."""
    match error:
        case InvalidValues():
            return RowReason.REFUSED
        case EmailTaken():
            return RowReason.EMAIL_TAKEN
        case ContactGone():
            return RowReason.GONE
        case RequestRefused(cause=RefusalCause.RECORD | RefusalCause.PERMISSION):
            return RowReason.NOT_PERMITTED
        case RequestRefused(cause=RefusalCause.TOO_MANY_IDENTITIES | RefusalCause.TOO_LARGE):
            return RowReason.REFUSED
        case _:
            return None


def refused(row: ImportRow, reason: RowReason) -> RowStep:
    """The row is not written, because a contact is no longer as the person saw it."""
    failed = row.model_copy(update={"state": RowState.FAILED, "reason": reason})
    return RowStep(failed, JournalEvent.FAILED, reason.value)


def put_back(row: ImportRow, error: CrmError) -> RowStep:
    """Nothing was written, and nothing is wrong with the row: it waits again, and the run ends."""
    waiting = row.model_copy(update={"state": RowState.WAITING})
    return RowStep(
        waiting, JournalEvent.FAILED, type(error).__name__, error.correlation_id, stop=stop_for(error)
    )


def stop_for(error: CrmError) -> Stop:
    """Why a run ends when the CRM answers so."""
    if isinstance(error, RateLimited) and error.daily:
        return Stop.SPENT
    return next((stop for kind, stop in _STOPS.items() if isinstance(error, kind)), Stop.UNREACHABLE)


_STOPS: Mapping[type[CrmError], Stop] = {
    RateLimited: Stop.BUSY,
    NotPermitted: Stop.ROLE,
    AccessDenied: Stop.DENIED,
    RequestRefused: Stop.REFUSED,
    AccountMoving: Stop.MOVING,
    LimitsUnknown: Stop.JOURNAL,
}
"""Of two kinds that fit the first counts."""


def _action(row: ImportRow, *, undo: bool) -> Action:
    if row.is_new:
        return "archive" if undo else "create"
    return "update"

"""How a write that was begun has ended: the proposal as it is then, and the journal's line about it."""

from dataclasses import dataclass
from datetime import datetime

from assistant.proposals.journal import JournalEntry, JournalEvent, entry_for
from assistant.proposals.proposal import Applied, Outcome, Proposal, Refused, Superseded, Unsettled


@dataclass(frozen=True, slots=True)
class WriteEnd:
    """What is stored when a write has ended, or nobody knows whether it has."""

    proposal: Proposal
    entry: JournalEntry


def end_of(outcome: Outcome, now: datetime, *, settled: bool = False) -> WriteEnd | None:
    """Return what is to be stored of an outcome; None where nothing was begun.

    Of what is ``settled`` its owner is still to be told, once it is known.
    """
    match outcome:
        case Applied(proposal=ended, contact=contact):
            event, reason, correlation_id = JournalEvent.DONE, "", contact.correlation_id
        case Superseded(proposal=ended, reason=why):
            event, reason, correlation_id = JournalEvent.FAILED, why, None
        case Refused(proposal=ended, error=error):
            event, reason = JournalEvent.FAILED, type(error).__name__
            correlation_id = error.correlation_id if error else None
        case Unsettled(proposal=ended):
            event, reason, correlation_id = JournalEvent.UNKNOWN, "", None
        case _:
            return None
    if settled:
        ended = ended.model_copy(update={"news_due": event is not JournalEvent.UNKNOWN})
        reason = "settled"
    entry = entry_for(ended, event, now, correlation_id=correlation_id, reason=reason)
    return WriteEnd(ended, entry)

"""Ends proposals that nobody decided on in time: an owner's when they return, everybody's by a sweep."""

import asyncio
import logging
from datetime import datetime

from assistant.proposals.journal import JournalEvent, entry_for
from assistant.proposals.proposal import Proposal, ProposalState, in_state, is_over
from assistant.proposals.proposal_store import ProposalStore
from assistant.proposals.settle import Clock, Sleep
from assistant.state.errors import StateUnavailable
from assistant.state.sweeps import SWEEP_SECONDS

log = logging.getLogger(__name__)

MOST_AT_A_TIME = 200
"""Proposals that are read at once, so that a store nobody has opened for long is tidied in small steps."""


class Expiry:
    """Sweeps what is overdue, whoever's it is; they hear of it where they are, or when they return."""

    def __init__(self, state: ProposalStore, now: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._state = state
        self._now = now
        self._sleep = sleep

    async def keep_sweeping(self) -> None:
        """Sweep until cancelled."""
        while True:
            try:
                await end_overdue(self._state, self._now())
            except StateUnavailable as error:
                log.warning("overdue proposals cannot be read or ended: %s", error)
            await self._sleep(SWEEP_SECONDS)


async def end_overdue(state: ProposalStore, now: datetime, *, owner: str | None = None) -> list[Proposal]:
    """End what is overdue, of one owner who is told of it now, or of all, who still are to be told."""
    ended: list[Proposal] = []
    while True:
        oldest = await state.in_states(ProposalState.PENDING, owner=owner, limit=MOST_AT_A_TIME)
        overdue = [proposal for proposal in oldest if is_over(proposal, now)]
        for proposal in overdue:
            expired = in_state(proposal, ProposalState.EXPIRED, news_due=owner is None)
            entry = entry_for(expired, JournalEvent.EXPIRED, now)
            if await state.advance(expired, expected=ProposalState.PENDING, entry=entry):
                ended.append(expired)
        if len(overdue) < MOST_AT_A_TIME:
            return ended

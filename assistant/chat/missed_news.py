"""Tells a chat of writes that ended, or went on, without it.

It does so at the chat's beginning, and while it is open.
"""

import logging
from collections.abc import AsyncGenerator, Sequence

from assistant.chat.events import Decided, Event, LookedInto
from assistant.chat.shared_parts import OwnParts
from assistant.proposals.proposal import Closed, Proposal
from assistant.proposals.seen_proposals import as_shown_to
from assistant.state.errors import StateUnavailable

log = logging.getLogger(__name__)


class MissedNews:
    """Brings one chat up to date; each thing is told once in it, however often it is heard of."""

    def __init__(self, own: OwnParts) -> None:
        self._rights = own.rights
        self._decisions = own.decisions
        self._proposals = own.proposals
        self._presenter = own.presenter
        self._talk = own.talk
        self._told: set[str] = set()
        self._said_open: set[str] = set()

    async def come_back(self, shown: frozenset[str] = frozenset()) -> AsyncGenerator[Event, None]:
        """Tell what was settled and what is being looked into, and show what waits for a decision.

        Proposals that are ``shown`` already get no second card.
        """
        try:
            looked_into, news = await self._decisions.looked_into(), await self._decisions.news()
            pending = await self._proposals.pending()
        except StateUnavailable as error:
            log.warning("pending proposals cannot be read: %s", error)
            return
        for proposal in news:
            for event in self._news_of(proposal):
                yield event
        for proposal in looked_into:
            if proposal.id not in self._told | self._said_open:
                self._said_open.add(proposal.id)
                for event in self._talk.said(self._presenter.looking_into(proposal, self._talk.texts)):
                    if proposal.id not in shown or not isinstance(event, LookedInto):
                        yield event
        for proposal in pending if self._rights().may_write else ():
            if proposal.id not in shown:
                yield self._presenter.offer(proposal)

    async def tell(self, settled: Proposal) -> AsyncGenerator[Event, None]:
        """Tell what has become of a write."""
        if settled.id in self._told:
            return
        try:
            await self._decisions.told(settled)
        except StateUnavailable as error:
            log.warning("what was told cannot be struck off: %s", error)
        shown = as_shown_to(self._rights(), settled)
        for event in (Decided(Closed(proposal=shown)), *self._news_of(shown)) if shown is not None else ():
            yield event

    def _news_of(self, proposal: Proposal) -> Sequence[Event]:
        self._told.add(proposal.id)
        return self._talk.said(self._presenter.after_absence(proposal, self._talk.texts))

"""Tells the page around a widget whose contact was saved, so that it can show them anew."""

from collections import OrderedDict
from typing import Final

from chainlit.context import context
from chainlit.session import WebsocketSession

from assistant.proposals.proposal import Proposal, ProposalState
from assistant.ui.server.host_page.page_messages import tell_saved

_MOST_TOLD: Final = 100
"""Proposals of which it is remembered that their page knows; the same news comes by click and by notice."""


class SavedContacts:
    """Tells one screen's page of each write once, whichever chat of the person's it was decided in."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[str, ProposalState], None] = OrderedDict()

    async def follow(self, proposal: Proposal) -> None:
        """Tell of a proposal that has been written, or taken back; of any other there is nothing to tell."""
        contact = proposal.stored or proposal.contact
        news = proposal.id, proposal.state
        if proposal.state not in _WRITTEN or contact is None or news in self._told:
            return
        self._told[news] = None
        while len(self._told) > _MOST_TOLD:
            self._told.popitem(last=False)
        if isinstance(context.session, WebsocketSession):
            await tell_saved(context.session, contact.id)


_WRITTEN: Final = frozenset({ProposalState.DONE})
"""What takes a write back is a proposal of its own, and done as well."""

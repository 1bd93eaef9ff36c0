"""What one chat shows: turns the events of a conversation into Chainlit's messages, steps and buttons."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing

from chainlit.action import Action
from chainlit.context import context
from chainlit.message import Message

from assistant.events import (
    ContactsFound,
    ContactShown,
    Decided,
    Event,
    LanguageChanged,
    Proposed,
    Said,
    ToolFinished,
    ToolStarted,
    Wrote,
)
from assistant.language import Language
from assistant.proposal import Applied, Closed, NotYours, Outcome, Proposal, ProposalState
from assistant.texts import texts_in
from assistant.ui.answer import Answer
from assistant.ui.buttons import UNDO, page_actions, proposal_actions, task_commands, undo_actions
from assistant.ui.cards import contact_card, contact_list, proposal_card
from assistant.ui.markdown import escape
from assistant.ui.reader import Reader
from assistant.ui.steps import Steps
from hubspot_tools.contacts import Contact, ContactPage, PropertyLabel

_Whole = (
    Said | ToolStarted | ToolFinished | ContactsFound | ContactShown | Proposed | Decided | LanguageChanged
)
"""What is shown at once; `Wrote` alone comes in pieces."""

Labels = Callable[[], Awaitable[Mapping[str, PropertyLabel]]]


async def post(message: Message, actions: Sequence[Action]) -> None:
    """Send a message with its buttons, the buttons first: the page scrolls to what it has when the message comes."""
    for action in actions:
        await action.send(for_id=message.id)
    await message.send()


class Screen:
    """Shows events in the order they come; one per Chainlit session."""

    def __init__(self, language: Language, *, region: str, labels: Labels) -> None:
        self.language = language
        self._region = region
        self._labels = labels
        self._cards: dict[str, list[Message]] = {}

    async def show(self, events: AsyncGenerator[Event, None]) -> None:
        """Show a turn to its end; what was begun is ended also when the person stops it."""
        clock = asyncio.get_running_loop().time
        answer, steps = Answer(clock), Steps()
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, Wrote):
                        await answer.write(event.text)
                        continue
                    await answer.finish()
                    answer = Answer(clock)
                    await self._show(event, steps)
        finally:
            await answer.finish()
            await steps.abandon()

    async def say(self, sentence: str) -> None:
        """A plain sentence of the application."""
        await Message(content=escape(sentence)).send()

    async def offer_tasks(self) -> None:
        """Put the three tasks beside the text box, in the current language."""
        await context.emitter.set_commands(task_commands(texts_in(self.language)))

    async def _show(self, event: _Whole, steps: Steps) -> None:
        match event:
            case Said(text=text):
                await self.say(text)
            case ToolStarted():
                await steps.begin(event, Reader(self.language, self._region))
            case ToolFinished():
                await steps.end(event)
            case ContactsFound(page=page):
                await self._list(page)
            case ContactShown(contact=contact, undoable=undoable):
                await self._present(contact, undoable)
            case Proposed(proposal=proposal, replaced=replaced):
                await self._propose(proposal, replaced)
            case Decided(outcome=outcome):
                await self._decide(outcome)
            case LanguageChanged(language=language):
                self.language = language
                await self.offer_tasks()

    async def _present(self, contact: Contact, undoable: Proposal | None) -> None:
        """A contact as stored, and while it can be taken back, the button that does."""
        reader = await self._reader()
        also = tuple(undoable.values) if undoable else ()
        actions = undo_actions(undoable, reader.texts) if undoable else []
        await post(Message(content=contact_card(contact, reader, also=also)), actions)

    async def _decide(self, outcome: Outcome) -> None:
        if isinstance(outcome, NotYours):
            return
        await self._close_card(outcome.proposal)
        if isinstance(outcome, Applied) and outcome.proposal.undoes:
            await self._take_away(f"{UNDO}-{outcome.proposal.undoes}")
        elif isinstance(outcome, Closed) and outcome.proposal.state is ProposalState.UNDONE:
            await self._take_away(f"{UNDO}-{outcome.proposal.id}")

    async def _list(self, page: ContactPage) -> None:
        reader = await self._reader()
        actions = page_actions(page, reader.texts)
        await post(Message(content=contact_list(page, reader)), actions)

    async def _propose(self, proposal: Proposal, replaced: Sequence[Proposal]) -> None:
        for older in replaced:
            await self._close_card(older)
        reader = await self._reader()
        card = Message(content=proposal_card(proposal, reader))
        self._cards.setdefault(proposal.id, []).append(card)
        await post(card, proposal_actions(proposal, reader.texts))

    async def _close_card(self, proposal: Proposal) -> None:
        for action in proposal_actions(proposal, texts_in(self.language)):
            await self._take_away(action.id)
        for card in self._cards.pop(proposal.id, ()):
            card.content = proposal_card(proposal, await self._reader())
            await card.update()

    @staticmethod
    async def _take_away(action_id: str) -> None:
        """Remove a button wherever this chat shows it."""
        await Action(id=action_id, name="", payload={}).remove()

    async def _reader(self) -> Reader:
        return Reader(self.language, self._region, await self._labels())

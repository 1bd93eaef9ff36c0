"""Shows one chat: turns a conversation's events into Chainlit's messages, steps and buttons."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from math import ceil

from chainlit.action import Action
from chainlit.context import context
from chainlit.message import Message

from assistant.agent.agent_events import ToolStarted, Waiting, Wrote
from assistant.chat.events import (
    ContactsFound,
    Decided,
    DeedFinished,
    DeedStarted,
    Event,
    FormClosed,
    FormOpened,
    LanguageChanged,
    LookedInto,
    Proposed,
    Said,
    ToolFinished,
    Unanswered,
)
from assistant.language.detection import Language
from assistant.language.texts import texts_in
from assistant.proposals.proposal import NotYours, Outcome, Proposal
from assistant.ui.cards.buttons import (
    edit_actions,
    retry_button,
    undo_actions,
)
from assistant.ui.cards.card_message import CardMessage
from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.grey_lines import GreyLines, Underway
from assistant.ui.screen.introductions import Introduced, Introductions, Paired
from assistant.ui.screen.shown_forms import FormMessages
from assistant.ui.screen.shown_lists import Lists
from assistant.ui.screen.shown_proposals import ProposalCards
from assistant.ui.screen.still_at_work import still_working_told
from assistant.ui.screen.streamed_answer import StreamedAnswer
from hubspot_tools.contacts import Contact, PropertyLabel

_Whole = (
    Said
    | Waiting
    | Underway
    | Unanswered
    | ContactsFound
    | Introduced
    | Proposed
    | LookedInto
    | Decided
    | FormOpened
    | FormClosed
    | LanguageChanged
)
"""What is shown at once; `Wrote` alone comes in pieces."""

Labels = Callable[[], Awaitable[Mapping[str, PropertyLabel]]]

Follow = Callable[[Language], Awaitable[None]]
"""Whoever else has to know in which language the person now reads."""


async def _nobody_follows(language: Language) -> None:
    """A screen without a frame has nobody to tell."""


class Screen:
    """Shows events in the order they come; one per Chainlit session."""

    def __init__(self, language: Language, *, region: str, labels: Labels, territory: str = "") -> None:
        self.language = language
        self._region = region
        self._territory = territory
        self._labels = labels
        self.language_changed: Follow = _nobody_follows
        self._said: Message | None = None
        self._retry: Action | None = None
        self._proposals = ProposalCards(self.reader)
        self._forms = FormMessages()
        self._lists = Lists()

    async def show(self, events: AsyncGenerator[Event, None]) -> None:
        """Show a turn to its end; what was begun is ended also when the person stops it."""
        answer, steps = StreamedAnswer(asyncio.get_running_loop().time), GreyLines()
        introductions, still_working = Introductions(), texts_in(self.language).still_working
        try:
            async with aclosing(events), still_working_told(still_working) as sign:
                async for event in events:
                    await sign.heed(event)
                    for ready in introductions.take(event):
                        await self._put(ready, answer, steps)
            for ready in introductions.rest():
                await self._put(ready, answer, steps)
        finally:
            await answer.finish()
            await steps.abandon()

    async def _put(self, event: Paired, answer: StreamedAnswer, steps: GreyLines) -> None:
        if isinstance(event, Wrote):
            await answer.write(event.text)
        else:
            await answer.finish()
            await self._show(event, steps)

    async def say(self, sentence: str) -> None:
        """A plain sentence of the application."""
        self._said = Message(content=escape(sentence))
        await self._said.send()

    async def offer_retry(self) -> None:
        """Put a button under what was said last, which sends the person's words again."""
        if self._said is not None:
            await self.withdraw_retry()
            self._retry = retry_button(texts_in(self.language))
            await self._retry.send(for_id=self._said.id)
            # The page scrolls to what it has when a message comes or changes.
            await self._said.update()

    async def withdraw_retry(self) -> None:
        """Take that button away: it has been used, or the talk has gone on."""
        if self._retry is not None:
            button, self._retry = self._retry, None
            await button.remove()

    async def speak(self, language: Language) -> None:
        """Say what comes next in this language; what is there already follows where it can."""
        self.language = language
        await self.language_changed(language)

    async def _show(self, event: _Whole, steps: GreyLines) -> None:
        match event:
            case Said(text=text):
                await self.say(text)
            case Waiting(seconds=seconds):
                sentence = texts_in(self.language).model_waiting.format(seconds=ceil(seconds))
                await context.emitter.send_toast(sentence, "info")
            case ToolStarted() | ToolFinished() | DeedStarted() | DeedFinished():
                await steps.follow(event, Reader(self.language, self._region))
            case Unanswered():
                await self.offer_retry()
            case ContactsFound() | FormOpened() | FormClosed():
                await self._place(event)
            case Introduced(shown=shown, sentence=sentence):
                await self._present(shown.contact, shown.undoable, sentence)
            case Proposed() | LookedInto():
                await self._propose(event)
            case Decided(outcome=outcome):
                await self._decide(outcome)
            case LanguageChanged(language=language):
                await self.speak(language)

    async def _place(self, event: ContactsFound | FormOpened | FormClosed) -> None:
        """What keeps its place on the screen, and changes there."""
        reader = await self.reader()
        if isinstance(event, ContactsFound):
            await self._lists.show(event.page, reader, event.place)
        else:
            await self._forms.show(event, reader)

    async def _present(self, contact: Contact, undoable: Proposal | None, sentence: str) -> None:
        """A contact as stored, what was said of it, and while it can be taken back, the button that does."""
        reader = await self.reader()
        written = tuple(undoable.values) if undoable else ()
        card = contact_element(contact, reader, sentence=sentence, written=written)
        undo = undo_actions(undoable, reader.texts) if undoable else []
        await CardMessage(card).send([*undo, *edit_actions(contact, reader.texts)])

    async def _propose(self, event: Proposed | LookedInto) -> None:
        replaced = event.replaced if isinstance(event, Proposed) else ()
        await self._proposals.show(event.proposal, replaced)

    async def _decide(self, outcome: Outcome) -> None:
        if not isinstance(outcome, NotYours):
            await self.follow(outcome.proposal)

    async def follow(self, proposal: Proposal) -> None:
        """Let a proposal's card say how it stands, wherever it was decided."""
        await self._proposals.follow(proposal)

    async def reader(self) -> Reader:
        """Who looks at this screen, with the account's own labels as they are now."""
        return Reader(self.language, self._region, await self._labels(), self._territory)

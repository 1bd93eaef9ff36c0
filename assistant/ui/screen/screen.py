"""Shows one chat: turns a conversation's events into Chainlit's messages, steps and buttons."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from math import ceil

from chainlit.action import Action
from chainlit.context import context
from chainlit.message import Message

from assistant.access.rights import Rights, RightsNow
from assistant.agent.agent_events import ToolStarted, Waiting, Wrote
from assistant.chat.events import (
    ContactsFound,
    ContactShown,
    DeedFinished,
    DeedStarted,
    Event,
    FormClosed,
    FormOpened,
    HistoryShown,
    LanguageChanged,
    LookedInto,
    Proposed,
    Said,
    ToolFinished,
    Unanswered,
)
from assistant.chat.kept.kept_talk import KeptContact, KeptProposal, KeptText
from assistant.chat.kept.resumption import ShownAgain
from assistant.chat.kept.talk_record import TalkRecord, nothing_kept
from assistant.language.detection import Language
from assistant.language.texts import texts_in
from assistant.proposals.proposal import Applied, Closed, NotYours, Outcome, Proposal, ProposalState
from assistant.ui.cards.buttons import (
    edit_actions,
    history_actions,
    retry_button,
    undo_actions,
)
from assistant.ui.cards.card_message import Before, CardMessage, post_text
from assistant.ui.cards.contact_card import contact_element
from assistant.ui.cards.history_text import history_text
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.grey_lines import GreyLines, Underway
from assistant.ui.screen.introductions import Concluded, Introduced, Introductions, Paired
from assistant.ui.screen.saved_contacts import SavedContacts
from assistant.ui.screen.shown_forms import FormMessages
from assistant.ui.screen.shown_lists import Lists
from assistant.ui.screen.shown_proposals import ProposalCards
from assistant.ui.screen.still_at_work import still_working_told
from assistant.ui.screen.streamed_answer import StreamedAnswer
from hubspot_tools.contacts import ContactPage
from hubspot_tools.facts.account_facts import PropertyLabel

_Whole = (
    Said
    | Waiting
    | Underway
    | Unanswered
    | ContactsFound
    | HistoryShown
    | Introduced
    | Proposed
    | LookedInto
    | Concluded
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

    def __init__(  # noqa: PLR0913 - what is shown, and to whom
        self,
        language: Language,
        *,
        region: str,
        labels: Labels,
        territory: str = "",
        rights: RightsNow = Rights,
        record: TalkRecord | None = None,
        of_samples: bool = False,
    ) -> None:
        """Show nothing yet; ``record`` notes what is shown, ``of_samples`` says that no HubSpot is asked."""
        self.language = language
        self.record = record or nothing_kept()
        self._rights = rights
        self._region = region
        self._territory = territory
        self._labels = labels
        self._of_samples = of_samples
        self.language_changed: Follow = _nobody_follows
        self._said: Message | None = None
        self._retry: Action | None = None
        self.proposals = ProposalCards(self.reader, self.record)
        """Their cards."""
        self._forms = FormMessages(self.record)
        self._lists = Lists(self.record)
        self._saved = SavedContacts()

    async def show(self, events: AsyncGenerator[Event, None], *, clicked: str = "") -> None:
        """Show a turn to its end; what was begun is ended also when the person stops it.

        What comes of a click on the card of a proposal, the one ``clicked``, is shown there.
        """
        now = asyncio.get_running_loop().time
        answer, steps = StreamedAnswer(now), GreyLines(now, clicked)
        self._lists.begin_turn()
        introductions, still_working = Introductions(), texts_in(self.language).still_working
        try:
            async with aclosing(events), still_working_told(still_working) as sign:
                async for event in events:
                    await sign.heed(event)
                    answer.heed(event)
                    for ready in introductions.take(event):
                        await self._put(ready, answer, steps)
            for ready in introductions.rest():
                await self._put(ready, answer, steps)
        finally:
            await self._finish(answer)
            await steps.abandon()

    async def _put(self, event: Paired, answer: StreamedAnswer, steps: GreyLines) -> None:
        if isinstance(event, Wrote):
            await answer.write(event.text)
        else:
            await self._finish(answer)
            await self._show(event, steps)

    async def _finish(self, answer: StreamedAnswer) -> None:
        if (message := await answer.finish()) is not None:
            self._note(message)

    def _note(self, message: Message) -> None:
        self.record.note(message.id, message.content)

    async def say(self, sentence: str) -> None:
        """A plain sentence of the application."""
        self._said = Message(content=escape(sentence))
        self._note(self._said)
        await self._said.send()

    async def show_again(self, again: ShownAgain) -> None:
        """Show a message of before as it is by now, in its place where the page still has it."""
        self.record.put_again(again.kept)
        before = Before(again.kept.id, again.kept.at)
        match again.shows:
            case KeptText(of_person=True) as said:
                said_by = {"author": "User", "type": "user_message", "command": said.command or None}
                await before.message(said.text, **said_by).send()
            case KeptText(text=text):
                await before.message(text).send()
            case ContactPage() as page:
                await self._lists.show_again(page, await self.reader(), before)
            case ContactShown() as shown:
                await self._present(shown, again.sentence, before)
            case Proposal() as proposal if isinstance(again.kept, KeptProposal):
                kept = again.kept
                await self.proposals.show(proposal, before=before, sentence=kept.sentence, told=kept.told)

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
                await steps.follow(event, Reader(self.language, self._region, of_samples=self._of_samples))
            case Unanswered():
                await self.offer_retry()
            case ContactsFound() | FormOpened() | FormClosed() | HistoryShown():
                await self._place(event)
            case Introduced(shown=shown, sentence=sentence):
                await self._present(shown, sentence)
            case Proposed() | LookedInto():
                await self._propose(event, steps.clicked)
            case Concluded():
                await self._conclude(event, steps.clicked)
            case LanguageChanged(language=language):
                await self.speak(language)

    async def _place(self, event: ContactsFound | FormOpened | FormClosed | HistoryShown) -> None:
        """What keeps its place on the screen, and changes there; and what a contact has been."""
        reader = await self.reader()
        if isinstance(event, ContactsFound):
            await self._lists.show(event, reader)
        elif isinstance(event, HistoryShown):
            await post_text(history_text(event.contact, event.changes, reader))
        else:
            await self._forms.show(event, reader)

    async def _present(self, shown: ContactShown, sentence: str, before: Before | None = None) -> None:
        """A contact as stored, and what was said of it; what was just written is the card of its proposal."""
        if shown.undoable is not None:
            await self.proposals.show(shown.undoable, before=before, sentence=sentence)
            return
        reader, contact = await self.reader(), shown.contact
        card = contact_element(contact, reader, sentence=sentence)
        message = CardMessage(card, before=before)
        if before is None:
            self.record.put(_kept(message.id, self.record.now(), shown, sentence))
        buttons = edit_actions(contact, reader.texts, message.id) if reader.may_write else []
        if shown.of_others is not None and reader.may_write:
            buttons = [*undo_actions(shown.of_others, reader.texts, of_others=True), *buttons]
        await message.send([*buttons, *history_actions(contact, reader.texts, message.id)])

    async def _propose(self, event: Proposed | LookedInto, clicked: str) -> None:
        await self._lists.give_way(event.proposal)
        replaced = event.replaced if isinstance(event, Proposed) else ()
        others = [one for one in replaced if one.id != clicked]
        if len(others) == len(replaced):
            await self.proposals.show(event.proposal, replaced)
            return
        for older in others:
            await self.follow(older)
        await self.proposals.answer(clicked, event.proposal)

    async def _conclude(self, ended: Concluded, clicked: str) -> None:
        """How a decision ended: on its card where that was clicked, in words where words were typed."""
        outcome, written, fresh = ended.outcome, ended.written, ended.fresh
        if isinstance(outcome, NotYours):
            await self.say(ended.sentence)
            return
        await self.follow(outcome.proposal)
        applied = isinstance(outcome, Applied)
        if clicked:
            shown = fresh.proposal if fresh else outcome.proposal
            told = ended.sentence if _says_more(outcome) else ""
            await self.proposals.answer(clicked, shown, told)
        elif written is not None and not (applied and self.proposals.shows(outcome.proposal)):
            await self._present(written, "" if applied else ended.sentence)
        else:
            if ended.sentence:
                await self.say(ended.sentence)
            if fresh is not None:
                await self._propose(fresh, clicked)

    async def follow(self, proposal: Proposal) -> None:
        """Let a proposal's card say how it stands, wherever it was decided."""
        await self.proposals.follow(proposal)
        await self._saved.follow(proposal)

    async def reader(self) -> Reader:
        """Who looks at this screen, with the account's own labels as they are now."""
        labels, may_write = await self._labels(), self._rights().may_write
        return Reader(self.language, self._region, labels, self._territory, may_write)


def _kept(id_: str, at: datetime, shown: ContactShown, sentence: str) -> KeptContact:
    return KeptContact(
        id=id_,
        at=at,
        contact=shown.contact,
        sentence=sentence,
        of_others=shown.of_others.id if shown.of_others else "",
    )


def _says_more(outcome: Outcome) -> bool:
    """Whether what is said of an outcome tells more than how its proposal stands."""
    if isinstance(outcome, Closed):
        return outcome.proposal.state is ProposalState.UNKNOWN
    return not isinstance(outcome, Applied)

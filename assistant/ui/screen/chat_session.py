"""Holds one person's conversation, their screen, and what is under way for them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any

from chainlit.action import Action
from chainlit.context import context
from chainlit.message import Message

from assistant.chat.conversation import Conversation
from assistant.chat.events import Event
from assistant.chat.page.page_hint import PageHint
from assistant.files.import_rows import ContactImport
from assistant.language.consent import may_take_back
from assistant.language.texts import Texts, texts_in
from assistant.proposals.proposal import Proposal
from assistant.ui.cards.buttons import (
    AdoptClicked,
    ContactClicked,
    PageClicked,
    ProposalClicked,
    TaskClicked,
    payload_of,
    task_of_command,
)
from assistant.ui.imports.import_session import ImportSession
from assistant.ui.screen.earlier_talk import EarlierTalk, Newest, nothing_before
from assistant.ui.screen.export_message import show_export
from assistant.ui.screen.form_session import FormSession, Reply
from assistant.ui.screen.hubspot_wait import waits_told
from assistant.ui.screen.open_pages import is_connected
from assistant.ui.screen.screen import Screen
from assistant.ui.server.logs import whereabouts
from hubspot_tools.calls.callers import acting_for
from hubspot_tools.contacts import Contact

log = logging.getLogger(__name__)


class ChatSession:
    """Runs a person's turns so that none can fail silently, and all can be stopped."""

    def __init__(
        self,
        conversation: Conversation,
        screen: Screen,
        imports: ImportSession,
        newest: Newest = nothing_before,
    ) -> None:
        """Begin it; ``newest`` finds what the person's newest talk has left."""
        self._earlier = EarlierTalk(newest, conversation, screen, imports)
        self.conversation = conversation
        self.screen = screen
        self.imports = imports
        self._heard = ""
        self.under_way: set[asyncio.Task[Any]] = set()
        self._lasting: set[asyncio.Task[Any]] = set()
        self._still_working: asyncio.Task[None] | None = None
        self._awaiting: asyncio.Task[None] | None = None

    async def run(self, turn: Coroutine[Any, Any, None], *, typed: bool = False) -> None:
        """Run a turn here; an error becomes a sentence, and what was ``typed`` can be sent again."""
        current = asyncio.current_task()
        if current is not None:
            self._watch(current)
        try:
            with waits_told(context.emitter, self._texts), acting_for(self.conversation.owner):
                await turn
        except Exception as error:  # noqa: BLE001 - the last line of defence: Chainlit would show nothing, or the error's text
            reference = self.conversation.reference
            log.error("turn %s failed: %s", reference, whereabouts(error))  # noqa: TRY400 - a traceback's last line may quote a person's data
            await self.screen.say(self._texts.unexpected.format(reference=reference))
            if typed:
                await self.screen.offer_retry()
        finally:
            self.screen.record.save()

    def start(self, turn: Coroutine[Any, Any, None], *, typed: bool = False) -> asyncio.Task[None]:
        """Run a click's turn in a task of its own, as Chainlit runs a message: with a spinner and Stop."""
        task = asyncio.create_task(self._run_visibly(turn, typed=typed))
        self._watch(task)
        context.session.current_task = task
        return task

    def start_lasting(self, turn: Coroutine[Any, Any, None]) -> None:
        """Run a turn that Stop asks to end instead of cutting it short, so that it can say how far it came."""
        # Chainlit itself cancels what it takes for the current task, and is given one that only waits for this one.
        task = asyncio.create_task(self._run_visibly(turn, typed=False))
        self._lasting.add(task)
        task.add_done_callback(self._lasting.discard)
        self._watch(task)
        context.session.current_task = asyncio.create_task(_ending_of(task))

    async def receive(self, said: Message) -> None:
        """Answer what was typed, or read the file that was dropped."""
        self._note(said)
        if said.elements:
            await self.run(self.imports.receive(said, said.elements))
        else:
            await self.run(self.hear(said.content, said.command), typed=True)

    async def hear(self, text: str, command: object = None) -> None:
        """Answer a message; with one of the three commands it begins with that task."""
        self._heard = text
        await self.screen.withdraw_retry()
        if await self.imports.hear_typed(text):
            return
        for_imports = may_take_back(text) and not self.conversation.may_be_declined
        if for_imports and await self.imports.cancel_waiting():
            return
        task = task_of_command(command)
        if task is not None and not text.strip():
            await self._show(self.conversation.choose(task))
            return
        if task is not None:
            async with aclosing(self.conversation.choose(task)) as events:
                _ = [event async for event in events]  # what the task would ask for is in the message already
        await self._show(self.conversation.hear(text))

    async def retry(self) -> None:
        """Answer a click on Try again: the words typed last are heard once more."""
        await self.screen.withdraw_retry()
        await self._show_or_refuse(self.conversation.hear(self._heard) if self._heard else None)

    async def choose(self, action: Action) -> None:
        """Answer a click on one of the three task buttons."""
        clicked = payload_of(action, TaskClicked)
        await self._show_or_refuse(self.conversation.choose(clicked.task) if clicked else None)

    async def confirm(self, action: Action) -> None:
        """Answer a click on Confirm."""
        await self._decide(action, self.conversation.confirm)

    async def cancel(self, action: Action) -> None:
        """Answer a click on Cancel."""
        await self._decide(action, self.conversation.cancel)

    async def adopt(self, action: Action) -> None:
        """Answer a click on one of the likely doubles of a new contact."""
        clicked = payload_of(action, AdoptClicked)
        adopt = self.conversation.adopt
        adopted = adopt(clicked.proposal, clicked.digest, clicked.contact) if clicked else None
        await self._show_or_refuse(adopted, clicked)

    async def undo(self, action: Action) -> None:
        """Answer a click on Undo."""
        await self._decide(action, self.conversation.undo)

    async def edit(self, action: Action) -> None:
        """Answer a click on Edit, of a contact or of a proposal."""
        forms = self.conversation.forms
        if proposal := payload_of(action, ProposalClicked):
            await self._show_or_refuse(forms.correct(proposal.proposal, proposal.digest))
            return
        clicked = payload_of(action, ContactClicked)
        await self._show_or_refuse(forms.edit(clicked.contact) if clicked else None)

    async def answer_form(self, action: Action) -> Reply:
        """Answer what a form asks while it is filled in, and its buttons."""
        forms = FormSession(self.conversation.forms, self.screen.reader, self._show_or_refuse, self.start)
        with acting_for(self.conversation.owner):
            return await forms.answer(action)

    async def declare(self, hint: PageHint | None) -> Contact | None:
        """Hear whom the page around this chat says it is about; returns whom that is."""
        with acting_for(self.conversation.owner):
            return await self.conversation.page.declare(hint)

    async def welcome_back(self) -> None:
        """Show what was said before, what waits for this person, and what was settled meanwhile."""
        opened = await self.imports.opened()
        shown = await self._earlier.show()
        await self._show(self.conversation.welcome_back(shown=shown))
        for run in await self.imports.come_back(opened):
            self.start_lasting(self.imports.follow(run))

    async def follow(self, proposal: Proposal) -> None:
        """Keep the page true to a proposal that went on somewhere.

        News of it are told where a page is there to see.
        """
        if (shown := self.conversation.shown(proposal)) is None:
            return
        await self.screen.follow(shown)
        if proposal.news_due and is_connected(context.session):
            await self.run(self._show(self.conversation.tell(proposal)))

    async def follow_import(self, planned: ContactImport) -> None:
        """Keep the card of an import true to what was decided of it somewhere, where a page is there to see."""
        if is_connected(context.session):
            with acting_for(self.conversation.owner):
                await self.imports.hear(planned)
            self.screen.record.save()

    async def turn_page(self, action: Action) -> None:
        """Answer a click on the way to another page."""
        clicked = payload_of(action, PageClicked)
        await self._show_or_refuse(
            self.conversation.turn_page(clicked.query, clicked.place) if clicked else None
        )

    async def export(self, action: Action) -> None:
        """Answer a click on the way to a file."""
        clicked = payload_of(action, PageClicked)
        if clicked is None:
            await self._show_or_refuse(None)
        else:
            with acting_for(self.conversation.owner, patient=True):
                await show_export(self.conversation.export(clicked.query), await self.screen.reader())

    async def pick(self, action: Action) -> None:
        """Answer a click on a contact in a list."""
        clicked = payload_of(action, ContactClicked)
        await self._show_or_refuse(self.conversation.pick(clicked.contact) if clicked else None)

    async def tell_history(self, action: Action) -> None:
        """Answer a click on a contact's history."""
        clicked = payload_of(action, ContactClicked)
        await self._show_or_refuse(self.conversation.tell_history(clicked.contact) if clicked else None)

    async def stop(self) -> None:
        """End everything under way; writes that have begun go on to their end."""
        is_told = self.imports.stop()
        for task in tuple(self.under_way - self._lasting):
            task.cancel()
        if not is_told:
            await self.screen.say(self._texts.stopped)

    async def turn_away(self) -> None:
        """Keep nothing more of this talk, and drop what waits in it: the person has begun a new one."""
        self.screen.record.leave()
        await self.imports.drop_waiting()
        await self.conversation.resumption.drop_waiting()

    def leave(self) -> None:
        """Wait no longer for what could only be told here; what is under way goes on to its end."""
        if self._awaiting is not None:
            self._awaiting.cancel()

    async def _decide(
        self, action: Action, decide: Callable[[str, str], AsyncGenerator[Event, None]]
    ) -> None:
        clicked = payload_of(action, ProposalClicked)
        events = decide(clicked.proposal, clicked.digest) if clicked else None
        await self._show_or_refuse(events, clicked)

    async def _show_or_refuse(
        self, events: AsyncGenerator[Event, None] | None, clicked: ProposalClicked | None = None
    ) -> None:
        if events is None:
            await self.screen.say(self._texts.not_yours)
        else:
            await self._show(events, clicked.proposal if clicked else "")

    async def _show(self, events: AsyncGenerator[Event, None], clicked: str = "") -> None:
        await self.screen.show(events, clicked=clicked)
        if self.conversation.without_model.waits and (self._awaiting is None or self._awaiting.done()):
            self._awaiting = asyncio.create_task(self._tell_of_recovery())

    async def _tell_of_recovery(self) -> None:
        """Say it when the model is back; a chat that has ended meanwhile shows it to nobody."""
        await self.screen.say(await self.conversation.without_model.recovered())

    def _note(self, said: Message) -> None:
        """Keep what the person said at once: the page may be gone before it is answered."""
        record = self.screen.record
        text = said.content or ", ".join(file.name for file in said.elements)
        command = said.command if task_of_command(said.command) is not None else ""
        record.note(said.id, text, of_person=True, command=command or "")
        record.save()

    @property
    def _texts(self) -> Texts:
        return texts_in(self.conversation.language)

    def _watch(self, task: asyncio.Task[Any]) -> None:
        if task not in self.under_way:
            self.under_way.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Chainlit hides the spinner when any turn ends; the turns still under way show it again."""
        self.under_way.discard(task)
        if self.under_way:
            self._still_working = asyncio.create_task(context.emitter.task_start())

    async def _run_visibly(self, turn: Coroutine[Any, Any, None], *, typed: bool) -> None:
        await context.emitter.task_start()
        try:
            await self.run(turn, typed=typed)
        finally:
            await context.emitter.task_end()


async def _ending_of(task: asyncio.Task[Any]) -> None:
    await asyncio.wait({task})

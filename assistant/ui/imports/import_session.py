"""One person's imports in one chat: what comes in, what is shown of it, and what a click does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from chainlit.action import Action
from chainlit.context import context
from chainlit.element import Element
from chainlit.message import Message

from assistant.chat.admission import left_sentence
from assistant.chat.kept.kept_talk import KeptImport
from assistant.chat.kept.talk_record import TalkRecord, nothing_kept
from assistant.files.file_choices import ChoiceRefused, FileDecision
from assistant.files.import_progress import ImportRun
from assistant.files.import_rows import ContactImport, ImportState, Stop
from assistant.files.importer import Clicked, Importer
from assistant.files.pasted_people import pasted_people
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.buttons import payload_of
from assistant.ui.cards.card_message import Before
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import ChoiceClicked, FileClicked, ImportClicked
from assistant.ui.imports.import_files import Reply, give_file
from assistant.ui.imports.page_news import tell_page
from assistant.ui.imports.shown_imports import ImportCards
from assistant.ui.imports.typed_choice import typed_choice
from assistant.ui.server.uploads import FILE_TROUBLES, file_sentence, taken

log = logging.getLogger(__name__)

Decide = Callable[[str, str, str], Awaitable[Clicked]]
Opened = ImportRun | ContactImport


_DECIDED = frozenset({ImportState.CANCELLED, ImportState.EXPIRED, ImportState.REPLACED})
"""How a card stands by itself that it was never begun; a click on it hears nothing more."""


class ImportSession:
    """Shows a person's imports; every method may be called by any click, and says what it cannot do."""

    def __init__(
        self,
        importer: Importer,
        owner: str,
        reader: Callable[[], Awaitable[Reader]],
        record: TalkRecord | None = None,
    ) -> None:
        """Show nothing yet; ``record`` notes what is told."""
        self._record = record or nothing_kept()
        self._importer = importer
        self._owner = owner
        self._reader = reader
        self._cards = ImportCards(importer, reader, self._record)
        self._followed: dict[ImportRun, bool] = {}
        """What is shown as it runs, and whether it was begun here: Stop beside the text box is for that alone."""

    async def receive(self, said: Message, files: Sequence[Element]) -> None:
        """Read a file that was dropped into the chat, and show what its import would do."""
        language = (await self._reader()).language
        texts = import_texts_in(language)
        if not said.content:
            said.content = ", ".join(element.name for element in files)
            await said.update()
            await _offer_stop(said.content)
        reading = Message(content=escape(texts.reading.format(file=files[0].name)))
        await reading.send()
        content, *more = [await taken(element) for element in files]
        try:
            sentence = texts.one_file if more else await self._prepare(files[0].name, content, language)
        finally:
            await reading.remove()
        if sentence:
            await self._say(sentence)

    async def hear_typed(self, text: str) -> bool:
        """Take what is typed for a list of people or a choice about the waiting preview; whether it is one."""
        if (content := await asyncio.to_thread(pasted_people, text)) is not None:
            language = (await self._reader()).language
            if sentence := await self._prepare(import_texts_in(language).pasted, content.encode(), language):
                await self._say(sentence)
            return True
        if (typed := typed_choice(text)) is None or (waiting := await self._waiting()) is None:
            return False
        reader = await self._reader()
        try:
            choice = typed.about(waiting, reader)
        except ChoiceRefused as error:
            await self._say(import_texts_in(reader.language).choice_troubles[error.trouble])
            return True
        await self._chosen(waiting.id, waiting.digest, choice)
        return True

    async def cancel_waiting(self) -> bool:
        """Cancel the preview that waits on this screen, as its button does; whether there is one."""
        if not await self.drop_waiting():
            return False
        await self._say(import_texts_in((await self._reader()).language).states[ImportState.CANCELLED])
        return True

    async def drop_waiting(self) -> bool:
        """The same without a word."""
        if (found := await self._waiting()) is None:
            return False
        await self._decided(ImportClicked(planned=found.id, digest=found.digest), self._importer.cancel)
        return True

    async def choose(self, action: Action) -> None:
        """Answer a menu of a preview."""
        if (clicked := payload_of(action, ChoiceClicked)) is None:
            await self._say(import_texts_in((await self._reader()).language).no_such_choice)
        else:
            await self._chosen(clicked.planned, clicked.digest, clicked.choice)

    async def give_file(self, action: Action) -> Reply:
        """Answer a click on the way to a file: what is not taken and why, or what became of each row."""
        clicked = payload_of(action, FileClicked)
        return await give_file(self._importer, self._owner, action.name, clicked, await self._reader())

    async def _chosen(self, import_id: str, digest: str, choice: FileDecision) -> None:
        """Judge a file again as the person wants it read, and show that in place of what was shown."""
        reader = await self._reader()
        try:
            planned, replaced = await self._importer.choose(self._owner, import_id, digest, choice)
        except FILE_TROUBLES as error:
            await self._say(file_sentence(error, reader.language))
        else:
            if planned is None:
                await self._say(texts_in(reader.language).not_yours)
            else:
                await (self._cards.show(planned) if replaced else self._tell(planned))

    async def begin(self, action: Action) -> None:
        """Answer a click on Import."""
        await self._decided(payload_of(action, ImportClicked), self._importer.begin)

    async def resume(self, action: Action) -> None:
        """Answer a click on Resume."""
        await self._decided(payload_of(action, ImportClicked), self._importer.resume)

    async def undo(self, action: Action) -> None:
        """Answer a click on Undo."""
        await self._decided(payload_of(action, ImportClicked), self._importer.undo)

    async def undo_reviewed(self, action: Action) -> None:
        """Answer a click on taking back also what was left for a look."""
        await self._decided(payload_of(action, ImportClicked), self._importer.undo_reviewed)

    async def cancel(self, action: Action) -> None:
        """Answer a click on Cancel."""
        await self._decided(payload_of(action, ImportClicked), self._importer.cancel)

    async def opened(self) -> Sequence[Opened]:
        """What this person should see when they come back; nothing while nobody can tell."""
        try:
            return await self._importer.opened(self._owner)
        except StateUnavailable as error:
            log.warning("open imports cannot be read: %s", error)
            return []

    async def come_back(self, opened: Sequence[Opened]) -> Sequence[ImportRun]:
        """Show what waits or was interrupted, unless it is shown; returns what runs, to be followed."""
        for one in opened:
            if isinstance(one, ContactImport) and not self._cards.shows_as_is(one):
                await self._cards.show(one)
        runs = [one for one in opened if isinstance(one, ImportRun)]
        if runs:
            await _offer_stop(runs[0].planned.file_name)
        return runs

    async def show_again(self, kept: KeptImport) -> None:
        """Show an import of an earlier chat as it stands, where its owner may see it by now."""
        try:
            planned = await self._importer.seen.standing(self._owner, kept.planned)
            waits_in_vain = planned is not None and planned.state is ImportState.PENDING
            if planned is None or (waits_in_vain and not (await self._reader()).may_write):
                return
            self._record.put_again(kept)
            run = self._importer.run_of(planned)
            before = Before(kept.id, kept.at)
            await self._cards.show(planned, progress=run.progress if run else None, before=before)
        except StateUnavailable as error:
            log.warning("an import that was shown before cannot be read: %s", error)

    async def hear(self, planned: ContactImport) -> None:
        """Show how an import stands that is on this screen, or of which there is news; once in this chat."""
        if not (planned.news_due or self._cards.shows(planned)):
            return
        try:
            stands = await self._importer.seen.standing(self._owner, planned.id)
            if stands is None:
                return
            if (run := self._importer.run_of(stands)) is not None:
                await self.follow(run, begun_here=False)
            elif not self._cards.shows_as_is(stands):
                await self._cards.show(await self._importer.told(stands) if stands.news_due else stands)
        except StateUnavailable as error:
            log.warning("how an import stands cannot be shown: %s", error)

    async def follow(self, run: ImportRun, *, begun_here: bool = True) -> None:
        """Show a run until it ends."""
        if run in self._followed:
            self._followed[run] |= begun_here
            return
        self._followed[run] = begun_here
        try:
            async for progress in run.follow():
                if progress.ended is not None:
                    break
                await self._cards.show(run.planned, progress=progress)
        finally:
            self._followed.pop(run, None)
        if run.progress.ended is not None:
            await self._cards.conclude(run.progress.ended)
            await tell_page(self._importer, run.progress.ended)

    def stop(self) -> bool:
        """End what was begun here after its batch; whether there is anything, whose card says so."""
        runs = [run for run, begun_here in self._followed.items() if begun_here]
        for run in runs:
            run.stop(Stop.PERSON)
        return bool(runs)

    async def stop_run(self, action: Action) -> None:
        """Answer a click on Stop: the card says that its import ends after the batch under way."""
        clicked = payload_of(action, ImportClicked)
        if clicked is None or not self._importer.stop(self._owner, clicked.planned, clicked.digest):
            await self._decided(clicked, self._importer.shown)

    async def _prepare(self, name: str, content: bytes, language: Language) -> str:
        """Show the preview; returns why there is none, or what else is to be said."""
        try:
            planned, replaced = await self._importer.prepare(self._owner, name, content)
        except FILE_TROUBLES as error:
            return file_sentence(error, language)
        for older in replaced:
            if self._cards.shows(older):
                await self._cards.show(older)
        await self._cards.show(planned)
        left = await self._importer.seen.left_today(self._owner)
        return left_sentence(left, texts_in(language)) if left is not None else ""

    async def _waiting(self) -> ContactImport | None:
        """The import that waits for a decision, where its preview is on this screen."""
        try:
            waiting = await self._importer.waiting(self._owner)
        except StateUnavailable:
            return None
        return waiting if waiting is not None and self._cards.shows_as_is(waiting) else None

    async def _decided(self, clicked: ImportClicked | None, decide: Decide) -> None:
        language = (await self._reader()).language
        try:
            outcome = await decide(self._owner, clicked.planned, clicked.digest) if clicked else None
        except FILE_TROUBLES as error:
            await self._say(file_sentence(error, language))
            return
        if outcome is None:
            await self._say(texts_in(language).not_yours)
        elif isinstance(outcome, ContactImport):
            await self._tell(outcome)
        else:
            await self.follow(outcome)

    async def _tell(self, planned: ContactImport) -> None:
        """Let the card say how an import stands that a click did not decide any more."""
        if (run := self._importer.run_of(planned)) is not None:
            await self.follow(run)
            return
        states = import_texts_in((await self._reader()).language).states
        told = "" if planned.state in _DECIDED else states[planned.state]
        await self._cards.show(planned, told=told)

    async def _say(self, sentence: str) -> None:
        message = Message(content=escape(sentence))
        self._record.note(message.id, message.content)
        await message.send()


async def _offer_stop(said: str) -> None:
    """Let the page offer Stop beside its text box, which it does once it knows what was said first."""
    await context.emitter.init_thread(said)

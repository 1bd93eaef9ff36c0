"""One person's imports in one chat: what comes in, what is shown of it, and what a click does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chainlit.action import Action
from chainlit.element import Element, File
from chainlit.message import Message

from assistant.chat.admission import left_sentence
from assistant.chat.kept.talk_record import TalkRecord, nothing_kept
from assistant.files.file_choices import ChoiceRefused, FileDecision
from assistant.files.import_progress import ImportRun
from assistant.files.import_rows import ContactImport, ImportState, Stop
from assistant.files.importer import Clicked, Importer
from assistant.files.pasted_people import pasted_people
from assistant.files.result_file import reasons_file
from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.buttons import payload_of
from assistant.ui.cards.card_message import CardMessage
from assistant.ui.cards.card_props import Card
from assistant.ui.cards.markdown import escape
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import (
    ChoiceClicked,
    ImportClicked,
    all_buttons,
    import_actions,
)
from assistant.ui.imports.import_card import decided_card, preview_of
from assistant.ui.imports.import_result import post_result, result_buttons
from assistant.ui.imports.import_text import progress_line
from assistant.ui.imports.typed_choice import typed_choice
from assistant.ui.server.uploads import FILE_TROUBLES, file_sentence, taken

log = logging.getLogger(__name__)

Decide = Callable[[str, str, str], Awaitable[Clicked]]
Opened = ImportRun | ContactImport


@dataclass
class _Preview:
    message: CardMessage
    card: Card


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
        self._previews: dict[str, _Preview] = {}
        self._followed: set[ImportRun] = set()
        self._shown: set[tuple[str, ImportState]] = set()

    async def receive(self, said: Message, files: Sequence[Element]) -> None:
        """Read a file that was dropped into the chat, and show what its import would do."""
        language = (await self._reader()).language
        texts = import_texts_in(language)
        if not said.content:
            said.content = ", ".join(element.name for element in files)
            await said.update()
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
        if (found := await self._waiting()) is not None:
            await self._decided(ImportClicked(planned=found.id, digest=found.digest), self._importer.cancel)
        return found is not None

    async def choose(self, action: Action) -> None:
        """Answer a menu of a preview."""
        if (clicked := payload_of(action, ChoiceClicked)) is None:
            await self._say(import_texts_in((await self._reader()).language).no_such_choice)
        else:
            await self._chosen(clicked.planned, clicked.digest, clicked.choice)

    async def send_reasons(self, action: Action) -> None:
        """Answer a click on what is not taken, and why, with a file."""
        clicked = payload_of(action, ImportClicked)
        reader = await self._reader()
        texts = import_texts_in(reader.language)
        try:
            planned = (
                await self._importer.shown(self._owner, clicked.planned, clicked.digest) if clicked else None
            )
            rows = await self._importer.rows(planned) if planned else ()
        except StateUnavailable as error:
            await self._say(file_sentence(error, reader.language))
            return
        if planned is None or planned.state is not ImportState.PENDING:
            await self._say(texts.states[planned.state] if planned else texts_in(reader.language).not_yours)
            return
        content = await asyncio.to_thread(reasons_file, planned, rows, reader.language)
        message = Message(content=escape(texts.reasons_ready))
        await File(name=texts.reasons_name, content=content, mime="text/csv", display="inline").send(
            for_id=message.id
        )
        await message.send()

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
            elif not replaced:
                await self._close(planned)
                await self._say(import_texts_in(reader.language).states[planned.state])
            else:
                await self._offer(planned, instead=replaced[0])

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
        """Show what waits or was interrupted; returns what runs, to be followed."""
        for one in opened:
            if isinstance(one, ContactImport):
                await (self._offer(one) if one.state is ImportState.PENDING else self._conclude(one))
        return [one for one in opened if isinstance(one, ImportRun)]

    async def hear(self, planned: ContactImport) -> None:
        """Show how an import ended, or went on, that nobody ran any more; once in this chat."""
        if (planned.id, planned.state) in self._shown:
            return
        try:
            await self._conclude(await self._importer.told(planned))
        except StateUnavailable as error:
            log.warning("the end of an import cannot be shown: %s", error)

    async def follow(self, run: ImportRun) -> None:
        """Show a run until it ends."""
        message = Message(content=progress_line(run.planned, run.progress, await self._reader()))
        await message.send()
        self._followed.add(run)
        try:
            async for progress in run.follow():
                if progress.ended is not None:
                    break
                message.content = progress_line(run.planned, progress, await self._reader())
                await message.update()
        finally:
            self._followed.discard(run)
            await message.remove()
        if run.progress.ended is not None:
            await self._conclude(run.progress.ended)

    def stop(self) -> bool:
        """End what is followed here after its batch; whether there is anything."""
        for run in self._followed:
            run.stop(Stop.PERSON)
        return bool(self._followed)

    async def _prepare(self, name: str, content: bytes, language: Language) -> str:
        """Show the preview; returns why there is none, or what else is to be said."""
        try:
            planned, replaced = await self._importer.prepare(self._owner, name, content)
        except FILE_TROUBLES as error:
            return file_sentence(error, language)
        for older in replaced:
            await self._close(older)
        await self._offer(planned)
        left = await self._importer.seen.left_today(self._owner)
        return left_sentence(left, texts_in(language)) if left is not None else ""

    async def _waiting(self) -> ContactImport | None:
        """The import that waits for a decision, where its preview is on this screen."""
        try:
            waiting = await self._importer.waiting(self._owner) if self._previews else None
        except StateUnavailable:
            return None
        return waiting if waiting is not None and waiting.id in self._previews else None

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
            await self._close(outcome)
            await self._say(import_texts_in(language).states[outcome.state])
        else:
            await self._close(outcome.planned)
            await self.follow(outcome)

    async def _offer(self, planned: ContactImport, *, instead: ContactImport | None = None) -> None:
        """Show a preview, in the message of the one that it replaces where that is on this screen."""
        reader = await self._reader()
        card = await preview_of(self._importer, planned, reader)
        actions = import_actions(planned, reader.language)
        shown = self._previews.pop(instead.id, None) if instead else None
        message = shown.message if shown else CardMessage(card)
        self._previews[planned.id] = _Preview(message, card)
        await (message.change(card, actions) if shown else message.send(actions))

    async def _close(self, planned: ContactImport) -> None:
        """Take away buttons that lead nowhere any more, and let the preview say what became of it."""
        for action in all_buttons(planned):
            await action.remove()
        shown = self._previews.get(planned.id)
        if shown is not None and planned.state is not ImportState.PENDING:
            shown.card = decided_card(shown.card, planned.state, await self._reader())
            self._note(shown.message.id, shown.card.twin)
            await shown.message.change(shown.card, ())

    async def _conclude(self, planned: ContactImport) -> None:
        """Show how a run ended: in words, as a file, and with what can be done now."""
        self._shown.add((planned.id, planned.state))
        await self._close(planned)
        message = await post_result(self._importer, planned, await self._reader())
        self._note(message.id, message.content, planned)

    async def buttons_again(self, import_id: str) -> Sequence[Action]:
        """What can be done by now with an import whose end was told before."""
        return await result_buttons(self._importer, self._owner, import_id, await self._reader())

    async def _say(self, sentence: str) -> None:
        message = Message(content=escape(sentence))
        self._note(message.id, message.content)
        await message.send()

    def _note(self, message_id: str, markdown: str, about: ContactImport | None = None) -> None:
        self._record.note(message_id, markdown, about=about.id if about else "")

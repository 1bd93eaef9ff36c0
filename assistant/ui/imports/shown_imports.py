"""The imports on one screen: each has one card, from its preview to what came of it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chainlit.action import Action
from chainlit.element import File

from assistant.chat.kept.kept_talk import KeptImport
from assistant.chat.kept.talk_record import TalkRecord
from assistant.files.import_progress import Progress
from assistant.files.import_rows import ContactImport, ImportOutcome, ImportState, RowState, Verdict
from assistant.files.importer import Importer
from assistant.state.errors import StateUnavailable
from assistant.ui.cards.card_message import Before, CardMessage
from assistant.ui.cards.card_props import Card
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.import_buttons import (
    IMPORT_RESULT,
    choice_actions,
    import_actions,
    look_actions,
)
from assistant.ui.imports.import_card import (
    closed_card,
    ended_actions,
    ended_card,
    running_card,
    waiting_card,
)
from assistant.ui.imports.import_files import ENDED, result_of
from assistant.ui.imports.import_text import REVIEW_ROWS, SAMPLE_ROWS

log = logging.getLogger(__name__)

_MOST_SHOWN = 20
"""Older cards stay as they are until somebody clicks on them."""

_RUNNING = frozenset({ImportState.RUNNING, ImportState.UNDOING})


@dataclass(slots=True)
class _ShownImport:
    """An import as it stood last, the message that shows it, and the file that message carries."""

    planned: ContactImport
    message: CardMessage
    card: Card
    actions: Sequence[Action] = ()
    file: File | None = None


class ImportCards:
    """Shows imports, and changes each card in place as its import goes on."""

    def __init__(self, importer: Importer, read: Callable[[], Awaitable[Reader]], record: TalkRecord) -> None:
        self._importer = importer
        self._read = read
        self._record = record
        self._shown: OrderedDict[str, _ShownImport] = OrderedDict()
        self._lock = asyncio.Lock()

    def shows(self, planned: ContactImport) -> bool:
        """Whether this import has its card on this screen, in this reading of its file or in another."""
        return planned.shown_as in self._shown

    def shows_as_is(self, planned: ContactImport) -> bool:
        """Whether the card of this import says already how it stands."""
        shown = self._shown.get(planned.shown_as)
        return shown is not None and (shown.planned.id, shown.planned.state) == (planned.id, planned.state)

    async def show(
        self,
        planned: ContactImport,
        *,
        progress: Progress | None = None,
        told: str = "",
        before: Before | None = None,
    ) -> None:
        """Let the card of an import say how it stands; one that has none gets it.

        ``progress`` is how far its run has come, where it runs here; ``told`` what a click was answered with beyond how
        it stands, ``before`` the message in which it was shown already.
        """
        async with self._lock:
            card, actions = await self._drawn(planned, progress, told)
            shown = self._shown.get(planned.shown_as)
            if shown is None:
                await self._begin(planned, card, actions, before)
            elif shown.card != card:
                shown.planned, shown.card, shown.actions = planned, card, actions
                self._note(shown, before)
                await self._let_go_of_file(shown)
                await shown.message.change(card, actions)

    async def conclude(self, ended: ContactImport) -> None:
        """Show how a run ended, and send the file that tells of each row with it."""
        await self.show(ended)
        async with self._lock:
            shown = self._shown.get(ended.shown_as)
            if shown is None or shown.file is not None or ended.state not in ENDED:
                return
            try:
                file = await result_of(self._importer, ended, await self._read())
            except StateUnavailable as error:
                log.warning("the result of an import cannot be read: %s", error)
                return
            shown.file = file
            await file.send(for_id=shown.message.id)
            for action in shown.actions:
                if action.name == IMPORT_RESULT:
                    await action.remove()

    async def _begin(
        self, planned: ContactImport, card: Card, actions: Sequence[Action], before: Before | None
    ) -> None:
        message = CardMessage(card, id_=f"import-{planned.shown_as}", before=before)
        shown = self._shown[planned.shown_as] = _ShownImport(planned, message, card, actions)
        while len(self._shown) > _MOST_SHOWN:
            self._shown.popitem(last=False)
        self._note(shown, before)
        await message.send(actions, again=True)

    def _note(self, shown: _ShownImport, before: Before | None) -> None:
        if before is None and shown.planned.state not in _RUNNING:
            at = self._record.now()
            self._record.put(KeptImport(id=shown.message.id, at=at, planned=shown.planned.id))

    async def _let_go_of_file(self, shown: _ShownImport) -> None:
        file, shown.file = shown.file, None
        if file is not None:
            await file.remove()

    async def _drawn(
        self, planned: ContactImport, progress: Progress | None, told: str
    ) -> tuple[Card, Sequence[Action]]:
        """The card as it is by now, and the buttons for where there is none."""
        reader = await self._read()
        if planned.state is ImportState.PENDING:
            samples = {
                verdict: await self._importer.rows(planned, verdict, limit=SAMPLE_ROWS)
                for verdict in Verdict
                if verdict in planned.counts
            }
            actions = [*import_actions(planned, reader), *choice_actions(planned, reader.language)]
            return waiting_card(planned, samples, reader, told=told), actions
        if planned.state in _RUNNING:
            may_stop = progress is not None
            progress = progress or _so_far(planned, await self._outcome(planned))
            # The page's own buttons wait for the turn to end; where there is no card, Stop beside the text box serves.
            return running_card(planned, progress, reader, may_stop=may_stop), ()
        if planned.state in ENDED:
            return self._ended(planned, await self._outcome(planned), reader, told)
        return closed_card(planned, reader, told=told), ()

    def _ended(
        self, planned: ContactImport, outcome: ImportOutcome, reader: Reader, told: str
    ) -> tuple[Card, Sequence[Action]]:
        first = outcome.for_review[:REVIEW_ROWS] if reader.may_write else ()
        actions = [
            *look_actions(planned, first, reader.language),
            *ended_actions(planned, outcome, reader),
        ]
        return ended_card(planned, outcome, reader, told=told), actions

    async def _outcome(self, planned: ContactImport) -> ImportOutcome:
        """What became of the rows; nothing is told of them while nobody can tell."""
        try:
            return await self._importer.seen.outcome(planned, failed=SAMPLE_ROWS)
        except StateUnavailable as error:
            log.warning("the rows of an import cannot be read: %s", error)
            return ImportOutcome()


def _so_far(planned: ContactImport, outcome: ImportOutcome) -> Progress:
    """How far an import has come that runs at another server."""
    if planned.state is ImportState.UNDOING:
        done = outcome.in_state(RowState.UNDONE, RowState.KEPT)
        rest = outcome.in_state(RowState.DONE, RowState.UNDOING)
        return Progress(done, done + rest, undo=True)
    return Progress(outcome.in_state(RowState.DONE, RowState.FAILED), planned.to_write)

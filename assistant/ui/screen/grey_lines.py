"""The small grey lines that say what is being done, and what was searched."""

from collections.abc import Callable
from dataclasses import dataclass

from chainlit.context import context
from chainlit.step import Step
from chainlit.utils import utc_now

from assistant.agent.agent_events import ToolStarted
from assistant.chat.events import Deed, DeedFinished, DeedStarted, ToolFinished
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.tool_sentences import searched_details, searched_sentence, sentence_for
from hubspot_tools.contacts import SearchContacts

Underway = ToolStarted | ToolFinished | DeedStarted | DeedFinished
"""What tells that the CRM is asked for something, and has answered."""

_DEED = "deed"
"""There is one at a time, so it needs no id of its own."""


@dataclass(frozen=True, slots=True)
class _OpenStep:
    step: Step
    begun_at: float
    query: SearchContacts | None = None
    """What is searched; nothing else leaves a line, for its card or a sentence says what came of it."""


class GreyLines:
    """What one turn has under way, by an id of its own: a tool's call, or what a click asks for."""

    def __init__(self, now: Callable[[], float], clicked: str = "") -> None:
        """Nothing is under way.

        ``now`` gives seconds; a card that was ``clicked`` says by itself that it is being written.
        """
        self.clicked = clicked
        self._now = now
        self._open: dict[str, _OpenStep] = {}

    async def follow(self, event: Underway, reader: Reader) -> None:
        """Show what begins, and how it ends."""
        match event:
            case ToolStarted(call_id=call_id, arguments=arguments):
                query = arguments if isinstance(arguments, SearchContacts) else None
                await self._begin(call_id, sentence_for(event, reader), query)
            case ToolFinished(call_id=call_id, ok=ok):
                await self._end(call_id, reader, ok=ok)
            case DeedStarted(deed=Deed.CONFIRM | Deed.UNDO | Deed.ADOPT) if self.clicked:
                return
            case DeedStarted(deed=deed):
                await self._begin(_DEED, reader.texts.deeds[deed].format(crm=reader.crm))
            case DeedFinished(ok=ok):
                await self._end(_DEED, reader, ok=ok)

    async def abandon(self) -> None:
        """Take away what a stopped turn left open."""
        while self._open:
            await self._open.popitem()[1].step.remove()

    async def _begin(self, id_: str, sentence: str, query: SearchContacts | None = None) -> None:
        self._open[id_] = _OpenStep(await open_step(sentence, icon="search"), self._now(), query)

    async def _end(self, id_: str, reader: Reader, *, ok: bool) -> None:
        line = self._open.pop(id_, None)
        if line is None:
            return
        if line.query is None or not ok:
            await line.step.remove()
            return
        step = line.step
        step.name = searched_sentence(line.query, reader, self._now() - line.begun_at)
        step.output = searched_details(line.query, reader)
        step.end = utc_now()
        await step.update()


async def open_step(sentence: str, *, icon: str) -> Step:
    """Show a line, with an icon by its name among Lucide's."""
    run = context.current_step
    step = Step(
        name=sentence,
        type="tool",
        show_input=False,
        parent_id=run.id if run else None,
        # With an icon of its own, Chainlit asks for no avatar by the step's name, which may name a person.
        metadata={"icon": icon},
    )
    step.start = utc_now()
    await step.send()
    return step

"""The small grey lines that say what is being done."""

from chainlit.context import context
from chainlit.step import Step
from chainlit.utils import utc_now

from assistant.agent.agent_events import ToolStarted
from assistant.chat.events import Deed, DeedFinished, DeedStarted, ToolFinished
from assistant.ui.cards.reader import Reader
from assistant.ui.screen.tool_sentences import sentence_for

Underway = ToolStarted | ToolFinished | DeedStarted | DeedFinished
"""What tells that the CRM is asked for something, and has answered."""

_DEED, _LOOK = "deed", "look"
"""There is one at a time, so it needs no id of its own."""

_LOOKING = frozenset({Deed.TURN_PAGE, Deed.READ, Deed.CHECK})
"""Looking through a list should leave no trail of lines; what was looked for is there to be seen."""


class GreyLines:
    """What one turn has under way, by an id of its own: a tool's call, or what a click asks for."""

    def __init__(self) -> None:
        self._open: dict[str, Step] = {}

    async def follow(self, event: Underway, reader: Reader) -> None:
        """Show what begins, and how it ends."""
        match event:
            case ToolStarted(call_id=call_id):
                await self._begin(call_id, sentence_for(event, reader))
            case ToolFinished(call_id=call_id, ok=ok):
                await self._end(call_id, ok=ok)
            case DeedStarted(deed=deed):
                await self._begin(_LOOK if deed in _LOOKING else _DEED, reader.texts.deeds[deed])
            case DeedFinished(ok=ok):
                await self._end(_DEED, ok=ok)
                await self._forget(_LOOK)

    async def abandon(self) -> None:
        """End what a stopped turn left open."""
        while self._open:
            await _close(self._open.popitem()[1], ok=False)

    async def _begin(self, id_: str, sentence: str) -> None:
        self._open[id_] = await open_step(sentence, icon="search")

    async def _forget(self, id_: str) -> None:
        step = self._open.pop(id_, None)
        if step is not None:
            await step.remove()

    async def _end(self, id_: str, *, ok: bool) -> None:
        step = self._open.pop(id_, None)
        if step is not None:
            await _close(step, ok=ok)


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


async def _close(step: Step, *, ok: bool) -> None:
    step.end = utc_now()
    step.is_error = not ok
    await step.update()

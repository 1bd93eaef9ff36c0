"""The small grey lines that say which tool is at work."""

from chainlit.context import context
from chainlit.step import Step
from chainlit.utils import utc_now

from assistant.events import ToolFinished, ToolStarted
from assistant.ui.progress import sentence_for
from assistant.ui.reader import Reader


class Steps:
    """The tool calls of one turn, by call id."""

    def __init__(self) -> None:
        self._open: dict[str, Step] = {}

    async def follow(self, event: ToolStarted | ToolFinished, reader: Reader) -> None:
        """Show where a tool has got to."""
        if isinstance(event, ToolStarted):
            await self.begin(event, reader)
        else:
            await self.end(event)

    async def begin(self, started: ToolStarted, reader: Reader) -> None:
        """Show that a tool is at work."""
        run = context.current_step
        step = Step(
            name=sentence_for(started, reader),
            type="tool",
            show_input=False,
            parent_id=run.id if run else None,
            # With an icon of its own, Chainlit asks for no avatar by the step's name, which may name a person.
            metadata={"icon": "search"},
        )
        step.start = utc_now()
        self._open[started.call_id] = step
        await step.send()

    async def end(self, finished: ToolFinished) -> None:
        """Show that it is done, or that it failed."""
        step = self._open.pop(finished.call_id, None)
        if step is not None:
            await _close(step, ok=finished.ok)

    async def abandon(self) -> None:
        """End what a stopped turn left open."""
        while self._open:
            await _close(self._open.popitem()[1], ok=False)


async def _close(step: Step, *, ok: bool) -> None:
    step.end = utc_now()
    step.is_error = not ok
    await step.update()

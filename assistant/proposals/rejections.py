"""Journals rejected clicks: the first at once, those after it counted.

So no loop of clicks fills a disk.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.proposals.journal import JournalEntry

WINDOW = timedelta(minutes=1)
"""One owner's clicks that are rejected for one reason have one line in so much time."""

MOST_WINDOWS = 1000
"""Owners and reasons told apart at a time; clicks beyond them share a line for each reason."""

OTHERS = "others"
"""Whose clicks such a shared line counts."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Write = Callable[[JournalEntry], Awaitable[None]]


@dataclass(slots=True)
class _Window:
    """Clicks alike: the latest, how many no line tells of yet, and until when they are only counted."""

    latest: JournalEntry
    untold: int = 0
    until: datetime = _LONG_AGO


class Rejections:
    """Journals rejected clicks by owner and reason.

    Each is counted in some line, unless the process is killed.

    ``write`` adds a line to the journal. Where it fails, its error passes through and the count is kept.
    """

    def __init__(self, write: Write, *, most: int = MOST_WINDOWS) -> None:
        self._write = write
        self._most = most
        self._windows: dict[tuple[str, str], _Window] = {}

    async def note(self, rejected: JournalEntry) -> None:
        """Journal a click, or count it for the next line; ``rejected.at`` is what time it is."""
        window = self._window_of(rejected)
        window.untold += 1
        if rejected.at >= window.until:
            await self._tell(window, rejected.at)

    async def flush(self, now: datetime | None = None) -> None:
        """Journal what was counted in the windows that have ended by ``now``, or without it in all of them."""
        for key, window in list(self._windows.items()):
            if now is not None and now < window.until:
                continue
            if window.untold:
                await self._tell(window, now or window.latest.at)
            else:
                del self._windows[key]

    async def keep_flushing(self, now: Callable[[], datetime], failure: type[Exception]) -> None:
        """Flush once in a window until cancelled; after a ``failure`` of the journal it is tried again."""
        while True:
            await asyncio.sleep(WINDOW.total_seconds())
            with suppress(failure):
                await self.flush(now())

    def _window_of(self, rejected: JournalEntry) -> _Window:
        owner, reason = rejected.owner, rejected.reason
        if (owner, reason) not in self._windows and len(self._windows) >= self._most:
            owner = OTHERS
        latest = rejected.model_copy(update={"owner": owner})
        window = self._windows.setdefault((owner, reason), _Window(latest))
        window.latest = latest
        return window

    async def _tell(self, window: _Window, now: datetime) -> None:
        """Write one line for all that is untold; clicks that come meanwhile are for the next one."""
        untold, window.untold = window.untold, 0
        until, window.until = window.until, now + WINDOW
        try:
            await self._write(window.latest.model_copy(update={"count": untold}))
        except Exception:
            window.untold, window.until = window.untold + untold, until
            raise

"""Hours in milliseconds: an event loop whose clock jumps over whatever time nobody uses."""

import asyncio

from hubspot_tools.calls.client import ClientSettings, HubSpotClient


class VirtualTime(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer as soon as nobody has anything to do."""

    def __init__(self):
        super().__init__()
        self.now = 0.0

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, self._scheduled[0]._when)
        super()._run_once()


class LoopClock:
    """The loop's time as the product's own clock tells it."""

    def __init__(self, loop):
        self._loop = loop

    def now(self):
        return self._loop.time()

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)


def play(main):
    """Run ``main(clock)`` in virtual time."""
    loop = VirtualTime()
    try:
        return loop.run_until_complete(main(LoopClock(loop)))
    finally:
        loop.close()


class FarAway(HubSpotClient):
    """The real client with its real budgets, whose every answer takes so many virtual seconds and is empty."""

    def __init__(self, clock, seconds):
        super().__init__("invented-token", "http://127.0.0.1:9", ClientSettings(clock=clock))
        self.seconds = seconds

    async def _off_the_loop(self, sort, work):
        await self._settings.clock.sleep(self.seconds)

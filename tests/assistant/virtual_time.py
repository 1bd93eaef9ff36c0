"""Hours in milliseconds: an event loop whose clock jumps over whatever time nobody uses."""

import asyncio
import heapq
import signal
import threading
from contextlib import contextmanager, suppress

from hubspot_tools.calls.client import ClientSettings, HubSpotClient

LONGEST_WAIT = 5.0
"""Real seconds for what happens outside the loop, in threads and sockets: there the clock cannot jump."""

MOST_COMPUTING = 2.0
"""Seconds of computing, whatever else the machine does, in which the loop must come round."""

MOST_ROUNDS = 100_000
"""Rounds of the loop in one moment, after which time is taken to stand still."""


class Stuck(BaseException):
    """The story does not go on by itself; nobody catches that on the way, and no smaller example is looked for."""


class VirtualTime(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer as soon as nobody has anything to do.

    Where nothing is scheduled and nobody is ready, and nothing comes from outside either, it raises `Stuck`.
    """

    def __init__(self):
        super().__init__()
        self.now = 0.0
        self._rounds = (0.0, 0)
        self._in_threads = 0
        self.came_round = 0

    def time(self):
        return self.now

    def run_in_executor(self, executor, func, *args):
        future = super().run_in_executor(executor, func, *args)
        self._in_threads += 1
        future.add_done_callback(self._left_its_thread)
        return future

    def _left_its_thread(self, _):
        self._in_threads -= 1

    def _run_once(self):
        while self._scheduled and self._scheduled[0]._cancelled:
            self._timer_cancelled_count -= 1
            heapq.heappop(self._scheduled)._scheduled = False
        if not self._ready and not self._stopping:
            self._go_on()
        self.came_round += 1
        moment, rounds = self._rounds
        self._rounds = (self.now, rounds + 1 if moment == self.now else 0)
        if rounds > MOST_ROUNDS:
            raise self._stuck(f"time stands still at {self.now} s")
        super()._run_once()

    def _go_on(self):
        """Wait, really and not for ever, for what threads or sockets may bring; else let time jump."""
        if self._in_threads or (not self._scheduled and self._may_be_called()):
            self._process_events(self._selector.select(LONGEST_WAIT))
        if self._ready:
            return
        if not self._scheduled:
            raise self._stuck("nothing is scheduled and nobody is ready")
        self.now = max(self.now, self._scheduled[0]._when)

    def _may_be_called(self):
        """Whether somebody outside may wake the loop: a socket beside its own, or another thread."""
        return len(self._selector.get_map()) > self._internal_fds or threading.active_count() > 1

    def _stuck(self, why):
        waiting = sorted(f"{task.get_name()} ({_place_of(task)})" for task in asyncio.all_tasks(self))
        return Stuck(f"{why}; these wait: {', '.join(waiting)}")


def _place_of(task):
    frames = task.get_stack(limit=1)
    line = f", line {frames[0].f_lineno}" if frames else ""
    return f"{task.get_coro().__qualname__}{line}"


class LoopClock:
    """The loop's time as the product's own clock tells it."""

    def __init__(self, loop):
        self._loop = loop

    def now(self):
        return self._loop.time()

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)


def play(main):
    """Run ``main(clock)`` in virtual time.

    Raises:
        Stuck: it would never end.
    """
    loop = VirtualTime()
    try:
        with bounded_computing(loop):
            return loop.run_until_complete(main(LoopClock(loop)))
    except Stuck:
        _end_what_waits(loop)
        raise
    finally:
        loop.close()


@contextmanager
def bounded_computing(loop):
    """Bound what is computed between two rounds of the loop, too: there nobody else can look at it."""

    seen = -1

    def look(_signal, _frame):
        nonlocal seen
        if loop.came_round == seen:
            raise Stuck(f"{MOST_COMPUTING:g} s of computing have led to no end")
        seen = loop.came_round

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, look)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_COMPUTING, MOST_COMPUTING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)


def _end_what_waits(loop):
    waiting = asyncio.all_tasks(loop)
    if not waiting:
        return
    for task in waiting:
        task.cancel()
    with suppress(Stuck):
        loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))


class FarAway(HubSpotClient):
    """The real client with its real budgets, whose every answer takes so many virtual seconds and is empty."""

    def __init__(self, clock, seconds):
        super().__init__("invented-token", "http://127.0.0.1:9", ClientSettings(clock=clock))
        self.seconds = seconds

    async def _off_the_loop(self, sort, work):
        await self._settings.clock.sleep(self.seconds)

"""Runs a module as ``python -m`` does, and tells on request what its main thread has cost so far.

The answer to a line on its standard input is a line of JSON on its standard output, which the module cannot use. A
thread answers, which waits otherwise, so that watching costs the module nothing that could be measured.
"""

import asyncio
import gc
import json
import os
import runpy
import sys
import threading
import time
from pathlib import Path
from typing import Any

HEARTBEAT = 0.01
"""Seconds between two beats of the watched loop; what comes later than that has been held up."""


class Heart:
    """Beats in the module's loop, and keeps how late the latest beat was."""

    def __init__(self) -> None:
        self._longest = 0.0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Beat from now on."""
        due = loop.time() + HEARTBEAT
        loop.call_at(due, self._beat, loop, due)

    def _beat(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._longest = max(self._longest, loop.time() - due)
        self.start(loop)

    def longest(self) -> float:
        """Milliseconds the loop stood still at the most since this was asked last."""
        longest, self._longest = self._longest, 0.0
        return longest * 1000


def answer(heart: Heart, main_thread: int, out: Any) -> None:
    """Answer each line that comes, to the end."""
    clock = time.pthread_getcpuclockid(main_thread)
    for line in sys.stdin:
        if line.strip() == "collect":
            gc.collect()
        told = {
            "main_thread": time.clock_gettime(clock) * 1000,
            "process": time.process_time() * 1000,
            "longest_stall": heart.longest(),
            "memory": resident(),
        }
        print(json.dumps(told), file=out, flush=True)


def resident() -> float:
    """Kilobytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1000


def main() -> None:
    """Watch the module named by the arguments."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    heart, begin, main_thread = Heart(), asyncio.BaseEventLoop.__init__, threading.get_ident()

    def begin_watched(loop: asyncio.BaseEventLoop) -> None:
        begin(loop)
        if threading.get_ident() == main_thread:
            loop.call_soon(heart.start, loop)

    asyncio.BaseEventLoop.__init__ = begin_watched  # type: ignore[method-assign]  # the module makes its own loop
    threading.Thread(target=answer, args=(heart, main_thread, out), daemon=True).start()
    sys.argv = sys.argv[1:]
    sys.path.insert(0, "")
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

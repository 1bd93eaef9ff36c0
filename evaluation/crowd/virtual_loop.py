"""An event loop whose time jumps over whatever nobody uses: hours of waiting in seconds."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class JumpingSelector(selectors.SelectSelector):
    """Waits for nothing outside: where the loop would, time passes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let so much time pass.

        Raises:
            RuntimeError: nothing will ever happen any more.
        """
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.passed += max(timeout, 0.0)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in that time."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the virtual seconds since the beginning."""
        return self._jumping.passed


class LoopTime:
    """That time as the product's clock."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        """Return the seconds since the beginning."""
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        await asyncio.sleep(seconds)


def play_out(story: Callable[[LoopTime], Coroutine[Any, Any, Result]]) -> Result:
    """Run a story in virtual time to its end."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(story(LoopTime(loop)))
    finally:
        loop.close()

"""Tells the assistant, the client and the CRM one time, which passes only when somebody waits."""

import asyncio
from datetime import UTC, datetime, timedelta

_BEGINNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_SHORTEST_SLEEP = 0.001


class ManualClock:
    """Gives one time to the assistant, the client and the CRM.

    Calling it is the assistant's clock, ``now`` and ``sleep`` are the client's, ``milliseconds`` the CRM's.
    ``slept`` is how long was waited each time, in seconds; ``crm_is_ahead`` how far the CRM's clock is from ours.
    """

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.crm_is_ahead = timedelta()
        self._passed = 0.0

    def __call__(self) -> datetime:
        """Return the moment, in UTC."""
        return _BEGINNING + timedelta(seconds=self._passed)

    def now(self) -> float:
        """Return the seconds since the clock was made."""
        return self._passed

    def milliseconds(self) -> int:
        """Return the milliseconds since the epoch, as the CRM counts them."""
        return int((self() + self.crm_is_ahead).timestamp() * 1000)

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass, at once."""
        self.slept.append(seconds)
        self.pass_by(max(seconds, _SHORTEST_SLEEP))
        await asyncio.sleep(0)

    def pass_by(self, seconds: float = 0.0, **more: float) -> None:
        """Let so much time pass; ``more`` is told as a timedelta's ``minutes``, ``days`` and so on."""
        self._passed += seconds + timedelta(**more).total_seconds()

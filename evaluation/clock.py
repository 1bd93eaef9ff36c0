"""One time for the assistant, HubSpot's client and the local CRM: it passes only when somebody waits."""

import asyncio
from datetime import UTC, datetime, timedelta


class StoryTime:
    """Gives one time to the assistant, the client and the CRM.

    Calling it is the assistant's clock; ``now`` and ``sleep`` are the client's; ``milliseconds`` the CRM's.
    """

    def __init__(self) -> None:
        self._moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment, in UTC."""
        return self._moment

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._moment.timestamp()

    def milliseconds(self) -> int:
        """Milliseconds since the epoch."""
        return int(self._moment.timestamp() * 1000)

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass, at once."""
        self.pass_by(max(seconds, 0.001))
        await asyncio.sleep(0)

    def pass_by(self, seconds: float) -> None:
        """Let so much time pass."""
        self._moment += timedelta(seconds=seconds)

"""One time for the assistant, HubSpot's client and the local CRM, which passes only when it is told to."""

import asyncio
from datetime import UTC, datetime, timedelta


class SharedTime:
    """Calling it is the assistant's clock, ``now`` and ``sleep`` are the client's, ``milliseconds`` the CRM's.

    ``crm_is_ahead`` is how far the CRM's clock is from ours.
    """

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
        self.crm_is_ahead = timedelta()

    def __call__(self) -> datetime:
        return self.moment

    def now(self) -> float:
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.pass_by(max(seconds, 0.001))
        await asyncio.sleep(0)

    def milliseconds(self) -> int:
        return int((self.moment + self.crm_is_ahead).timestamp() * 1000)

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

"""Has uvicorn empty the application before it stops listening; it would end every connection first."""

import asyncio
import socket
from contextlib import suppress

import uvicorn

_LOOK_SECONDS = 0.1


class LeavingServer(uvicorn.Server):
    """Leads people out while it still answers, then ends as uvicorn does.

    A second Ctrl-C ends it at once.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Empty the application, then end."""
        # Chainlit reads its folder when it is imported, which comes after this module.
        from assistant.ui.server.launch.drain import drained_by  # noqa: PLC0415

        if (drain := drained_by(self.config.app)) is not None:  # type: ignore[arg-type]  # an application, and no path to one
            emptying = asyncio.create_task(drain.run())
            while not emptying.done() and not self.force_exit:
                await asyncio.wait({emptying}, timeout=_LOOK_SECONDS)
            emptying.cancel()
            with suppress(asyncio.CancelledError):
                await emptying
        await super().shutdown(sockets)

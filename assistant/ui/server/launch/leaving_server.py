"""Has uvicorn empty the application before it stops listening; it would end every connection first."""

import asyncio
import logging
import os
import socket
from contextlib import suppress
from threading import Timer
from types import FrameType
from typing import Final

import uvicorn

log = logging.getLogger(__name__)

GONE_SECONDS: Final = 29.0
"""After so long the process is gone, whatever hangs: after 30 s it would be killed, with nothing in the log."""

_LOOK_SECONDS = 0.1


class LeavingServer(uvicorn.Server):
    """Leads people out while it still answers, then ends as uvicorn does.

    A second Ctrl-C ends it at once.
    """

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end; the time runs from here, also where the event loop is held up and hears of nothing."""
        if not self.should_exit:
            overdue = Timer(GONE_SECONDS, _leave)
            overdue.daemon = True
            overdue.start()
        super().handle_exit(sig, frame)

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


def _leave() -> None:
    """End the process as Chainlit does behind its own end; what was being written is read back."""
    log.warning("not everything had ended after %.0f s; it is read back at the next start", GONE_SECONDS)
    os._exit(0)

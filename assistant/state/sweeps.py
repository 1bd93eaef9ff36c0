"""Looks again and again at what nobody else ends.

Nothing that goes wrong in one look ends the looking.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from assistant.state.errors import StateUnavailable

log = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 30.0
LOOK_AGAIN_SECONDS: Final = 5.0
"""Between two looks while somebody may still sit before the screen and wait for the end of a write."""


async def sweep_for_good(sweep: Callable[[], Awaitable[bool]], what: str) -> None:
    """Sweep until cancelled, sooner again where somebody may wait; ``what`` is swept, for the log."""
    while True:
        waited_for = False
        try:
            waited_for = await sweep()
        except StateUnavailable as error:
            log.warning("open %s cannot be read: %s", what, error)
        except Exception as error:  # noqa: BLE001 - without a sweep a write stays open for as long as the server runs
            log.error("open %s could not be looked at: %s", what, type(error).__name__)  # noqa: TRY400 - a traceback's last line may quote a person's data
        await asyncio.sleep(LOOK_AGAIN_SECONDS if waited_for else SWEEP_SECONDS)

"""Chainlit keeps every chat's messages for ever; this forgets those whose session is gone."""

import asyncio
from collections.abc import Callable

from chainlit.chat_context import chat_contexts
from chainlit.session import ws_sessions_id

SWEEP_INTERVAL = 300.0
"""Seconds between two sweeps."""


def sweep() -> int:
    """Forget the messages of ended sessions; returns how many sessions that were."""
    ended = [session_id for session_id in chat_contexts if session_id not in ws_sessions_id]
    for session_id in ended:
        del chat_contexts[session_id]
    return len(ended)


async def keep_sweeping(interval: float = SWEEP_INTERVAL, *, also: Callable[[], None] = lambda: None) -> None:
    """Sweep until cancelled, and do ``also`` each time."""
    while True:
        await asyncio.sleep(interval)
        sweep()
        also()

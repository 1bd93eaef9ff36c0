"""Forgets what Chainlit keeps of chats whose session is gone.

Chainlit keeps what they said and what is kept with them for ever.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from chainlit.chat_context import chat_contexts
from chainlit.session import ws_sessions_id
from chainlit.user_session import user_sessions

SWEEP_INTERVAL = 10.0
"""Seconds between two sweeps."""


def sweep() -> int:
    """Forget what is kept of ended sessions; returns how many sessions that were.

    A turn still under way when its session ended may have kept something since.
    """
    ended = (chat_contexts.keys() | user_sessions.keys()) - ws_sessions_id.keys()
    for session_id in ended:
        chat_contexts.pop(session_id, None)
        user_sessions.pop(session_id, None)
    return len(ended)


async def keep_sweeping(
    interval: float = SWEEP_INTERVAL,
    *,
    first: Sequence[Callable[[], Awaitable[None]]] = (),
    also: Callable[[], None] = lambda: None,
) -> None:
    """Sweep until cancelled.

    Each time, ``first`` end what is abandoned or over, and ``also`` is done at the end.
    """
    while True:
        await asyncio.sleep(interval)
        for end in first:
            await end()
        sweep()
        also()

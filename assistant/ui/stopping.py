"""Stop, as people mean it: at once, and told in their own language."""

from chainlit import server
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession


def take_over_stop() -> None:
    """Answer the Stop button in place of Chainlit, which first says so in English (chainlit/socket.py, ``stop``)."""
    server.sio.on("stop", _stop)


async def _stop(socket_id: str) -> None:
    session = WebsocketSession.get(socket_id)
    if session is None:
        return
    init_ws_context(session)
    if session.current_task is not None:
        session.current_task.cancel()
    if config.code.on_stop is not None:
        await config.code.on_stop()

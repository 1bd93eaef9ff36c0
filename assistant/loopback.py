"""Serves the built-in local CRM and offline model to this process, over real HTTP on loopback."""

import socket
import threading
import time

import uvicorn
from starlette.types import ASGIApp

START_TIMEOUT = 15.0
"""Seconds a server may take to come up."""

_LOOPBACK = "127.0.0.1"
_POLL = 0.01


class NotServing(Exception):
    """The built-in server did not come up in time."""


class LoopbackServer:
    """An ASGI app in a thread of its own, on a free port of 127.0.0.1 that nobody else can reach."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=3
        )
        self._server = uvicorn.Server(config)
        # With the protocol told, asyncio sends small answers at once (TCP_NODELAY): 40 ms less for each.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind((_LOOPBACK, 0))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="loopback", daemon=True
        )

    @property
    def url(self) -> str:
        """Where it listens; the port is taken from the moment the object exists."""
        return f"http://{_LOOPBACK}:{self._socket.getsockname()[1]}"

    def start(self) -> None:
        """Begin to serve, and wait until it does.

        Raises:
            NotServing: it failed to start, or took too long.
        """
        self._thread.start()
        give_up_at = time.monotonic() + START_TIMEOUT
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > give_up_at:
                raise NotServing("a built-in server did not start")
            time.sleep(_POLL)

    def stop(self) -> None:
        """Stop serving; requests under way get a few seconds to end."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=START_TIMEOUT)
        self._socket.close()

"""Serving an ASGI application on this machine, in a thread of its own."""

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"
START_SECONDS, STOP_SECONDS = 30.0, 5
BACKLOG = 2048

_TICK_SECONDS = 1.0
"""How often the server's clock, which dates its answers, is set."""

_SERVER_LOGS = ("uvicorn.error", "uvicorn.access")


class StartError(Exception):
    """The server did not start: its address is taken, or the application refused to."""


class _Server(uvicorn.Server):
    """Tells when it has started, or when it gave up, and ends when it is told to, not at its next look."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()
        self._told_to_end = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_end.wait(), _TICK_SECONDS)

    def end(self) -> None:
        """Let it end; for other threads."""
        self.should_exit = True
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told_to_end.set)


class _Hushed(logging.Filter):
    """Keeps back what a server says in its own thread, and lets other servers of the process speak."""

    def __init__(self, thread: threading.Thread) -> None:
        super().__init__()
        self._thread = thread

    def filter(self, record: logging.LogRecord) -> bool:
        return record.thread != self._thread.ident


@contextmanager
def serving(app: ASGIApp, *, host: str = LOOPBACK, port: int = 0) -> Iterator[str]:
    """Serve an application until the block ends; gives its base URL. Port 0 takes a free one.

    The server itself logs nothing: its lines would show addresses of people in paths. The application may.

    Raises:
        StartError: The address is not to be had, or the application's start failed.
    """
    listening = listen(host, port)
    # Without a logging configuration, uvicorn leaves the process's own alone, which other servers use too.
    server = _Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=STOP_SECONDS))
    thread = threading.Thread(target=_run, args=(server, listening), name="local-server", daemon=True)
    hushed = _Hushed(thread)
    for name in _SERVER_LOGS:
        logging.getLogger(name).addFilter(hushed)
    thread.start()
    try:
        if not server.settled.wait(START_SECONDS) or not server.started:
            raise StartError("The application did not start.")
        yield url(listening)
    finally:
        server.end()
        thread.join(STOP_SECONDS * 2)
        listening.close()
        for name in _SERVER_LOGS:
            logging.getLogger(name).removeFilter(hushed)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        StartError: The address is not to be had.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # With the protocol told, asyncio sends small answers at once (TCP_NODELAY): 40 ms less for each.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise _no_address(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise _no_address(host, port, error) from error
    return listening


def _no_address(host: str, port: int, error: OSError) -> StartError:
    return StartError(f"Cannot listen on {host}:{port}: {error.strerror}.")


def url(listening: socket.socket) -> str:
    """The base URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(server: _Server, listening: socket.socket) -> None:
    try:
        server.run(sockets=[listening])
    except SystemExit:
        # uvicorn leaves this way when the application's start failed; `serving` tells the caller.
        server.settled.set()

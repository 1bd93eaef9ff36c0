"""Serves Chainlit's application in a server of our own: `python -m assistant serve`.

It has limits on its connections.

``chainlit run`` makes its own uvicorn, which bounds neither time nor number, and writes beside the application.
"""

import argparse
import asyncio
import gc
import logging
import os
import resource
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import uvicorn
from dotenv import load_dotenv
from pydantic import ValidationError
from starlette.types import ASGIApp

from assistant.settings import Settings, what_is_wrong
from assistant.state.data_folder import FileInUse, claimed
from assistant.ui.server.launch.app_root import furnish
from assistant.ui.server.launch.connections import (
    MOST_CONNECTIONS,
    BoundedProtocol,
    Ceiling,
    ConnectionLimits,
)
from assistant.ui.server.launch.leaving_server import LeavingServer
from assistant.ui.server.launch.process_folder import ProcessFolder
from assistant.ui.server.launch.proxies import Proxies, is_this_machine
from hubspot_tools.sandbox.loopback import LOOPBACK, StartError, listen

_APP = Path(__file__).parents[4] / "app.py"
_PORT, _LAST_PORT = "8000", 65_535
_STALLED_MILLISECONDS = 60_000
_OTHER_DESCRIPTORS = 256
"""For databases, files and calls to HubSpot and the model, generously."""

_LOG_LINES = "%(asctime)s - %(levelname)s - %(name)s - %(message)s"
"""Chainlit's own, so that both ways to start log alike."""


class Refusal(Exception):
    """Why the server does not start, in one line for its operator."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int
    root_path: str = ""
    ssl_cert: str | None = None
    ssl_key: str | None = None

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """What was asked for; Chainlit's environment variables say what was not.

        Raises:
            Refusal: one does not fit.
        """

        def chosen(name: str) -> str | None:
            return getattr(options, name) or os.environ.get(f"CHAINLIT_{name.upper()}") or None

        port = chosen("port") or _PORT
        if not port.isascii() or not port.isdigit() or int(port[:6]) > _LAST_PORT:
            raise Refusal(f"{port!r} is no port")
        path = chosen("root_path") or ""
        if path and (not path.startswith("/") or path.endswith("/")):
            raise Refusal(f"--root-path {path!r} is not a path such as /contacts")
        certificate, key = chosen("ssl_cert"), chosen("ssl_key")
        if bool(certificate) != bool(key):
            raise Refusal("--ssl-cert and --ssl-key are needed together")
        for file in filter(None, (certificate, key)):
            if not os.access(file, os.R_OK):
                raise Refusal(f"{file} cannot be read")
        return cls(chosen("host") or LOOPBACK, int(port), path, certificate, key)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    parser.add_argument("--host", help="where to listen (default: 127.0.0.1)")
    parser.add_argument("--port", help="at which port (default: 8000)")
    parser.add_argument("--root-path", help="below which path, such as /contacts (default: none)")
    parser.add_argument("--ssl-cert", help="file of a certificate, to speak https")
    parser.add_argument("--ssl-key", help="file of its key")


def run(options: argparse.Namespace) -> int:
    """Serve until told to end; returns the exit code where the server could not start."""
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stdout,
        format=_LOG_LINES,
        datefmt="%Y-%m-%d %H:%M:%S",
        force=True,  # whatever was loaded before may have begun a log of its own, as the openai package does on request
    )
    load_dotenv(Path.cwd() / os.environ.get("CHAINLIT_ENV_FILE", ".env"))
    try:
        _serve(Address.of(options))
    except (Refusal, StartError, OSError) as error:
        print(f"The assistant does not start: {error}", file=sys.stderr)  # noqa: T201 - a command speaks on its terminal
        return 1
    return 0


def _serve(address: Address) -> None:
    proxies = _judge(address)
    listening = listen(address.host, address.port)
    folder = ProcessFolder.make()
    try:
        furnish(folder.path, Path(os.environ.get("CHAINLIT_APP_ROOT", _APP.parent)))
        with _collector_at_rest():
            app = _load(address, folder)
        config = server_config(app, address, proxies)
        _give_up_on_the_silent(listening)
        asyncio.run(LeavingServer(config).serve(sockets=[listening]))
    finally:
        folder.remove()


def _judge(address: Address) -> Proxies:
    """Find out before anything is loaded whether this server may start.

    Settings that do not fit do not keep a server of this machine alone from starting: ``app.py`` names them in the
    log, and the chat says calmly that it is not set up.

    Raises:
        Refusal: it may not.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        if is_this_machine(address.host):
            return Proxies()
        raise Refusal(what_is_wrong(error)) from None
    proxies = Proxies(settings.trusted_proxies, signing_in=settings.signs_in)
    if reason := proxies.refusal(address.host):
        raise Refusal(reason)
    try:
        # Only asked for here: the files are held by `build` in app.py, however it was started.
        with claimed(settings.own_databases):
            return proxies
    except FileInUse as error:
        raise Refusal(str(error)) from None
    except OSError:
        # What else is wrong with the folder is for app.py to say.
        return proxies


def _load(address: Address, folder: ProcessFolder) -> ASGIApp:
    """Import Chainlit into the folder, and ``app.py`` into Chainlit.

    ``chainlit run`` does so too (chainlit/cli).
    """
    os.environ["CHAINLIT_APP_ROOT"] = str(folder.path)
    os.environ["CHAINLIT_ROOT_PATH"] = address.root_path
    # Chainlit reads its folder and its path when it is imported.
    from chainlit.config import config, load_module  # noqa: PLC0415

    config.run.host, config.run.port, config.run.root_path = address.host, address.port, address.root_path
    config.run.ssl_cert, config.run.ssl_key = address.ssl_cert, address.ssl_key
    config.run.headless = True
    config.run.module_name = str(_APP)
    from chainlit.auth import ensure_jwt_secret  # noqa: PLC0415
    from chainlit.server import app  # noqa: PLC0415

    load_module(config.run.module_name)
    ensure_jwt_secret()
    config.code.on_app_shutdown = _and_then(config.code.on_app_shutdown, folder.remove)
    return app


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Collect no garbage meanwhile: what is loaded stays, and looking through it takes its time."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _and_then(
    end: Callable[[], Awaitable[object]] | None, remove: Callable[[], None]
) -> Callable[[], Awaitable[None]]:
    """Return what ends the application, and then the folder.

    Chainlit leaves the process right behind its own end (``os._exit``).
    """

    async def end_all() -> None:
        try:
            if end is not None:
                await end()
        finally:
            remove()

    return end_all


def server_config(app: ASGIApp, address: Address, proxies: Proxies) -> uvicorn.Config:
    """What uvicorn is told: bounded in time, number and size; proxies are the business of `ProxyGate`."""
    ceiling = Ceiling(ConnectionLimits(most=room_for_connections()), proxies.admit)
    return uvicorn.Config(
        app,
        http=partial(BoundedProtocol, ceiling=ceiling),  # type: ignore[arg-type]  # uvicorn only calls it
        ws="wsproto",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=32_768,
        # As much as engine.io takes; and packed, a few kilobytes would be megabytes before they are measured.
        ws_max_size=1_000_000,
        ws_per_message_deflate=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        ssl_certfile=address.ssl_cert,
        ssl_keyfile=address.ssl_key,
    )


def room_for_connections() -> int:
    """How many connections the process has descriptors for, beside what it keeps open itself.

    The limit is raised as far as the system lets it: 1,024 is a usual one, and may be raised to far more.
    """
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + _OTHER_DESCRIPTORS
    if most not in {resource.RLIM_INFINITY, -1}:
        wanted = min(wanted, most)
    if limit not in {resource.RLIM_INFINITY, -1} and limit < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return min(MOST_CONNECTIONS, max(wanted // 2, wanted - _OTHER_DESCRIPTORS))


def _give_up_on_the_silent(listening: socket.socket) -> None:
    """End connections whose other side no longer acknowledges anything (tcp(7)).

    Accepted ones inherit it.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _STALLED_MILLISECONDS)

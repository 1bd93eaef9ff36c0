"""A network of its own between a server and its database, whose cable a test can pull.

The database's end is in a network namespace: what passes is TCP as between two machines, and a pulled cable tells nobody.
Run as a program, this is what listens at that end.
"""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

_SOCKET = ".s.PGSQL.5432"
_PORT = 5432
_CHUNK = 65_536
_START_SECONDS = 30


@cache
def can_be_made() -> bool:
    """Whether this machine lets the tests make a network."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"try-{secrets.token_hex(3)}"
    made = _ip("netns", "add", name, check=False)
    _ip("netns", "del", name, check=False)
    return made


class StoreNetwork:
    """Two ends of a cable, the database's in a namespace."""

    def __init__(self, url: str) -> None:
        mark = secrets.randbelow(200)
        self._name = f"store-{secrets.token_hex(3)}"
        self._here, self._there = f"{self._name}h", f"{self._name}t"
        self._near, self._far = f"10.213.{mark}.1", f"10.213.{mark}.2"
        database = make_url(url)
        self._socket = Path(str(database.query["host"]), _SOCKET)
        self._listener: subprocess.Popen[bytes] | None = None
        by_network = database.set(host=self._far, port=_PORT, query={})
        self.url = by_network.render_as_string(hide_password=False)
        """The same database, by this network."""

    def open(self) -> None:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._here, "type", "veth", "peer", "name", self._there, "netns", self._name)
        _ip("addr", "add", f"{self._near}/30", "dev", self._here)
        _ip("-n", self._name, "addr", "add", f"{self._far}/30", "dev", self._there)
        _ip("-n", self._name, "link", "set", self._there, "up")
        _ip("link", "set", self._here, "up")
        listen = [sys.executable, __file__, self._far, self._socket]
        self._listener = subprocess.Popen(["ip", "netns", "exec", self._name, *listen])  # noqa: S607 - the system's own
        give_up_at = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert time.monotonic() < give_up_at
            time.sleep(0.05)

    def unplug(self) -> None:
        """Pull the cable at the database's end."""
        _ip("-n", self._name, "link", "set", self._there, "down")

    def mend(self) -> None:
        """Plug it in again."""
        _ip("-n", self._name, "link", "set", self._there, "up")

    def close(self) -> None:
        if self._listener is not None:
            self._listener.kill()
            self._listener.wait()
        _ip("netns", "del", self._name, check=False)
        _ip("link", "del", self._here, check=False)

    def _answers(self) -> bool:
        with suppress(OSError):
            asyncio.run(_look(self._far))
            return True
        return False


@contextmanager
def networked(url: str) -> Iterator[StoreNetwork]:
    """A network to the database of that URL, until the block ends."""
    network = StoreNetwork(url)
    try:
        network.open()
        yield network
    finally:
        network.close()


def _ip(*arguments: str, check: bool = True) -> bool:
    done = subprocess.run(["ip", *arguments], check=check, capture_output=True)  # noqa: S607 - likewise
    return done.returncode == 0


async def _look(address: str) -> None:
    async with asyncio.timeout(1):
        _, writer = await asyncio.open_connection(address, _PORT)
    writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


async def _listen(address: str, database: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(database)
        await asyncio.gather(_carry(reader, back), _carry(there, writer))

    async with await asyncio.start_server(serve, address, _PORT) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_listen(*sys.argv[1:]))

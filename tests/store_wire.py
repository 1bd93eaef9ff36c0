"""The line between a server and its database, which a test can cut or let go dead."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from sqlalchemy import make_url

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 65_536


class StoreWire:
    """Passes on what comes to a socket of its own, until it is cut or goes dead."""

    def __init__(self, url: str, folder: Path) -> None:
        database = make_url(url)
        self._to = Path(str(database.query["host"]), _SOCKET)
        self._at = folder / _SOCKET
        self.url = database.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False)
        """The same database, by this line."""
        self._loop = asyncio.new_event_loop()
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Hang up on everybody, and on whoever comes."""
        self._on_the_loop(self._cut())

    def go_dead(self) -> None:
        """Carry nothing any more, and tell nobody."""
        self._on_the_loop(self._set_flowing(flows=False))

    def mend(self) -> None:
        """Carry everything again."""
        self._on_the_loop(self._set_flowing(flows=True))

    def open(self) -> None:
        """Begin to listen."""
        Thread(target=self._loop.run_forever, daemon=True).start()
        self._on_the_loop(self._listen())

    def close(self) -> None:
        """Hang up for good."""
        self._on_the_loop(self._cut())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _on_the_loop(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._flowing = asyncio.Event()
        self._flowing.set()
        await asyncio.start_unix_server(self._serve, self._at)

    async def _set_flowing(self, *, flows: bool) -> None:
        self._is_cut = False
        (self._flowing.set if flows else self._flowing.clear)()

    async def _cut(self) -> None:
        self._is_cut = True
        for writer in self._open:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        there, back = await asyncio.open_unix_connection(self._to)
        self._open |= {writer, back}
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
        self._open -= {writer, back}

    async def _carry(self, from_here: asyncio.StreamReader, there: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await from_here.read(_CHUNK):
                await self._flowing.wait()
                there.write(chunk)
                await there.drain()
        there.close()


@contextmanager
def wired(url: str) -> Iterator[StoreWire]:
    """A line to the database of that URL, until the block ends."""
    # Not pytest's folders: a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="wire-"))
    wire = StoreWire(url, folder)
    wire.open()
    try:
        yield wire
    finally:
        wire.close()
        shutil.rmtree(folder, ignore_errors=True)

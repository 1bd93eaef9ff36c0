"""Serves a model with no think time, in a process of its own, so that what it costs is nobody's cost.

It calls `search_contacts` once and then says fifty words, on either wire. Under `/slow` every event is a packet of its
own, two milliseconds after the one before, as from a real model.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wires import WIRES

_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
_END = b"0\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_BETWEEN = 0.002


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _answer(writer: asyncio.StreamWriter, target: str, body: bytes) -> None:
    wire = next(wire for wire in WIRES.values() if target.endswith(wire.path))
    answer = wire.words if b"call_1" in body else wire.search
    if not target.startswith("/slow"):
        writer.write(_HEAD + _chunk(answer) + _END)
        await writer.drain()
        return
    writer.write(_HEAD)
    for event in answer.split(b"\n\n")[:-1]:
        writer.write(_chunk(event + b"\n\n"))
        await asyncio.sleep(_BETWEEN)
    writer.write(_END)


async def _serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            await _answer(writer, head.split(b" ", 2)[1].decode(), body)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_serve_one, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def model_server() -> Iterator[str]:
    """Serve until the block ends; gives the base URL."""
    with subprocess.Popen(  # noqa: S603 - this file, by this Python
        [sys.executable, str(Path(__file__))], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:  # else a measure that fails waits for the server for ever
            server.terminate()


if __name__ == "__main__":
    asyncio.run(_serve())

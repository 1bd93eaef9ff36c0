"""Files are read in processes of their own, which are ended when they take too long."""

import asyncio
import json
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter, ValidationError

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.encodings import EncodingSample
from assistant.files.reading.left_lines import LeftKind, LeftLine
from assistant.files.reading.read_file import ReadFile, ReadingWishes, Source, check_file
from assistant.files.reading.row_table import RawRow, Table

log = logging.getLogger(__name__)

_PROGRAM = "import sys; sys.path.append(sys.argv.pop(1)); from assistant.files.reading.isolated_process import main; main()"
_ALONE = ("-I", "-S")
"""Python options: nothing comes from the environment, the working directory, or packages that are installed."""

_INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What some builds of Python cannot start without; no key and no token of ours is among it."""

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds what may be spent on reading a file.

    The largest honest files take about a tenth of the time and a third of the memory.

    ``cpu_seconds`` and ``memory_bytes`` are kept by the system where it can, ``seconds`` and ``answer_bytes`` by us.
    ``waiting_seconds`` is how long a file waits while as many as ``at_once`` are being read.
    """

    cpu_seconds: int = 20
    memory_bytes: int = 512_000_000
    seconds: float = 40.0
    answer_bytes: int = 50_000_000
    at_once: int = 2
    waiting_seconds: float = 30.0


class FileReader:
    """Reads files for everybody, a few at once; one object for the whole process."""

    def __init__(self, limits: ReadingLimits | None = None, *, program: str = _PROGRAM) -> None:
        """``program`` is Python that is told the project's folder, and answers as `isolated_process` does."""
        self._limits = limits or ReadingLimits()
        self._program = program
        self._free = asyncio.Semaphore(self._limits.at_once)

    async def read(self, name: str, content: bytes, wishes: ReadingWishes | None = None) -> ReadFile:
        """What a file says. A caller that is cancelled leaves no process behind.

        Raises:
            BadFile: nothing can be imported from it, or it takes more than its limits.
        """
        check_file(name, len(content))
        try:
            async with asyncio.timeout(self._limits.waiting_seconds):
                await self._free.acquire()
        except TimeoutError:
            raise BadFile(FileTrouble.BUSY) from None
        try:
            answer = await self._answer(_request(name, content, wishes or ReadingWishes()))
        finally:
            self._free.release()
        return await asyncio.to_thread(_file_in, answer)

    async def _answer(self, request: bytes) -> bytes:
        try:
            process = await self._start()
        except OSError as error:
            log.warning("no process can be started to read a file: %s", type(error).__name__)
            raise BadFile(FileTrouble.BUSY) from None
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer, _ = await asyncio.gather(self._heard(process), _told(process, request))
                ended = await process.wait()
        except TimeoutError:
            log.warning("reading a file took more than %s s", self._limits.seconds)
            raise BadFile(FileTrouble.TOO_HARD) from None
        finally:
            await _end(process)
        if ended != 0:
            log.warning("the process that read a file ended with %s", ended)
            raise BadFile(FileTrouble.TOO_HARD)
        return answer

    async def _start(self) -> Process:
        limits = (self._limits.cpu_seconds, self._limits.memory_bytes)
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *_ALONE,
            "-c",
            self._program,
            str(Path(__file__).parents[3]),
            *map(str, limits),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # what Python says of an error may quote the file
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
        )

    async def _heard(self, process: Process) -> bytes:
        """All that a process says; one that says too much is ended."""
        stream = cast("asyncio.StreamReader", process.stdout)
        chunks: list[bytes] = []
        size = 0
        while chunk := await stream.read(_CHUNK):
            size += len(chunk)
            if size > self._limits.answer_bytes:
                process.kill()
                break
            chunks.append(chunk)
        return b"".join(chunks)


@dataclass(frozen=True, slots=True)
class _FirstAnswer:
    """What a process says of a file before its rows; see `isolated_process`."""

    trouble: FileTrouble | None = None
    line: int = 0
    source: Source = "csv"
    encoding: str = ""
    delimiter: str = ""
    headings: tuple[str, ...] = ()
    headed: bool = True
    left_lines: tuple[LeftLine, ...] = ()
    left_kinds: tuple[LeftKind, ...] = ()
    hidden_rows: int = 0
    hidden_columns: tuple[int, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    in_doubt: tuple[EncodingSample, ...] = ()


_HEAD, _ROW = TypeAdapter(_FirstAnswer), TypeAdapter(RawRow)


def _file_in(answer: bytes) -> ReadFile:
    """Return the file that a process has read.

    Each row is taken by itself, so that other threads have their turn in between.
    """
    head, *rows = answer.removesuffix(b"\n").split(b"\n")
    try:
        said = _HEAD.validate_json(head)
        if said.trouble is not None:
            raise BadFile(said.trouble, line=said.line)
        read = tuple(map(_ROW.validate_json, rows))
    except ValidationError:
        log.warning("the process that read a file gave an answer that makes no sense")
        raise BadFile(FileTrouble.TOO_HARD) from None
    hidden = (said.hidden_rows, said.hidden_columns)
    table = Table(said.headings, read, said.delimiter, said.headed, said.left_lines, said.left_kinds, *hidden)
    return ReadFile(table, said.source, said.encoding, said.sheet, said.sheets, said.in_doubt)


def _request(name: str, content: bytes, wishes: ReadingWishes) -> bytes:
    """What the process hears: what is asked as a line of JSON, then the file."""
    asked = {"name": name, "sheet": wishes.sheet, "encoding": wishes.encoding, "packages": _packages()}
    return json.dumps(asked).encode() + b"\n" + content


def _packages() -> str:
    """The folder in which the reader of workbooks is installed; ``""`` where it is not."""
    found = find_spec("python_calamine")
    return str(Path(found.origin).parents[1]) if found and found.origin else ""


async def _told(process: Process, request: bytes) -> None:
    stream = cast("asyncio.StreamWriter", process.stdin)
    with suppress(
        BrokenPipeError, ConnectionResetError
    ):  # it may have ended, or know enough, before it has heard all
        stream.write(request)
        await stream.drain()
    stream.close()


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself
        process.kill()
    await process.wait()

"""Reads one file in a process of its own.

Nothing that stands in the file can hold up anything but this process.

It takes its limits as arguments, and the file on its standard input behind a line with the file's name as JSON. It
answers on its standard output in JSON, one object a line: the headings or a trouble first, then the rows. It imports the
standard library alone, for every file waits until it has started.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.read_file import read_file


def main() -> None:
    """Answer for the file on the standard input."""
    cpu_seconds, memory_bytes = (int(argument) for argument in sys.argv[1:])
    _limit_itself(cpu_seconds, memory_bytes)
    name = json.loads(sys.stdin.buffer.readline())
    for one in _answer(name, sys.stdin.buffer.read()):
        sys.stdout.buffer.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")


def _answer(name: str, content: bytes) -> Iterator[dict[str, Any]]:
    try:
        file = read_file(name, content)
    except BadFile as error:
        yield {"trouble": error.trouble, "line": error.line}
        return
    table = file.table
    yield {
        "source": file.source,
        "encoding": file.encoding,
        "delimiter": table.delimiter,
        "headings": table.headings,
    }
    for row in table.rows:
        yield {"number": row.number, "cells": row.cells, "trouble": row.trouble}


def _limit_itself(cpu_seconds: int, memory_bytes: int) -> None:
    """Have the system end this process at its limits, without a trace of the file.

    Windows has no such limits.
    """
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, allowed = resource.getrlimit(kind)
        limit = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        with suppress(ValueError, OSError):  # macOS knows a limit to memory by name only
            resource.setrlimit(kind, (limit, limit))

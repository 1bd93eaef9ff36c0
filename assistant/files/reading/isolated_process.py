"""Reads one file in a process of its own.

Nothing that stands in the file can hold up anything but this process.

It takes its limits as arguments, and the file on its standard input behind a line of JSON: the file's name, what the
person wants of it, and the folder of the packages that read workbooks. It answers on its standard output in JSON, one
object a line: the headings or a trouble first, then the rows. It imports the standard library alone, for every file waits
until it has started; a workbook waits a little longer.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from assistant.files.reading.bad_file import BadFile
from assistant.files.reading.read_file import ReadingWishes, read_file
from assistant.files.reading.workbooks import ZIP_START


def main() -> None:
    """Answer for the file on the standard input."""
    cpu_seconds, memory_bytes = (int(argument) for argument in sys.argv[1:])
    _limit_itself(cpu_seconds, memory_bytes)
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    if content.startswith(ZIP_START):
        sys.path.append(asked["packages"])
    wishes = ReadingWishes(asked["sheet"], asked["encoding"])
    for one in _answer(asked["name"], content, wishes):
        sys.stdout.buffer.write(json.dumps(one, ensure_ascii=False).encode() + b"\n")


def _answer(name: str, content: bytes, wishes: ReadingWishes) -> Iterator[dict[str, Any]]:
    try:
        file = read_file(name, content, wishes)
    except BadFile as error:
        yield {"trouble": error.trouble, "line": error.line}
        return
    table = file.table
    yield {
        "source": file.source,
        "encoding": file.encoding,
        "delimiter": table.delimiter,
        "headings": table.headings,
        "headed": table.headed,
        "left_lines": [asdict(one) for one in table.left_lines],
        "left_kinds": [asdict(one) for one in table.left_kinds],
        "hidden_rows": table.hidden_rows,
        "hidden_columns": table.hidden_columns,
        "sheet": file.sheet,
        "sheets": file.sheets,
        "in_doubt": [asdict(one) for one in file.in_doubt],
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

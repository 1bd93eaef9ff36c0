"""Writes a log an operator can read.

It has our own lines and the server's, and of everybody else only where and what kind.

What a library writes about its work may hold anything a person typed: a parser quotes the line it cannot read, a
client the body it sent, a traceback ends in the value that did not fit. So no record of theirs reaches a handler with
its text. That is held at the one point that every record passes on its way to handlers, `logging.Logger.callHandlers`:
a filter would have to be on every handler there is and will be, for loggers bring their own (engineio does), and a
record's level or its logger's says nothing about what is in it.
"""

import copy
import logging
import re
import sys
import threading
import time
import traceback
from collections import Counter, deque
from collections.abc import Callable, Mapping
from pathlib import PurePath

from hubspot_tools.values.text import escaped

_OWN = ("assistant", "hubspot_tools", "app")

_START_LINES = (
    "Started server process",
    "Waiting for application startup",
    "Application startup ",
    "Uvicorn running on",
    "Shutting down",
    "Waiting for connections to close",
    "Waiting for background tasks",
    "Waiting for application shutdown",
    "Application shutdown ",
    "Finished server process",
)
"""How uvicorn's lines about itself begin (uvicorn/server.py, config.py and lifespan/on.py)."""

_AT_ITS_ADDRESS = "Your app is available at "
"""How Chainlit's one such line begins (chainlit/server.py)."""

_ORDINARY = ("Translated markdown file for", "Translation file for", "Missing custom logo")
"""How Chainlit's warnings begin that come with every page and ask nobody to do anything."""

_ACCESS_LINES: Mapping[tuple[str, str], int] = {
    ("uvicorn.access", '%s - "%s %s HTTP/%s" %d'): 2,
    ("uvicorn.error", '%s - "WebSocket %s" [accepted]'): 1,
    ("uvicorn.error", '%s - "WebSocket %s" 403'): 1,
    ("uvicorn.error", '%s - "WebSocket %s" %d'): 1,
}
"""Uvicorn's lines about a request (uvicorn/protocols), and which of their arguments is its address."""

_PLAIN_SEGMENT = re.compile(r"[A-Za-z0-9._~-]*")
_NAME = re.compile(r"[\w.]{1,80}", re.ASCII)
_LONGEST_ADDRESS = 200
_LEVELS = {
    logging.CRITICAL: "CRITICAL",
    logging.ERROR: "ERROR",
    logging.WARNING: "WARNING",
    logging.INFO: "INFO",
}

_SILENCE_SECONDS = 60.0
_MOST_PLACES = 1000


class LogGate:
    """Decides what of a record may be written; counts what others say."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Stand open until `install` is called."""
        self._counts: Counter[tuple[str, str]] = Counter()
        self._repeats = _Repeats(clock)
        self._lock = (
            threading.RLock()
        )  # a record may come while another one is judged, from the collector of garbage

    def install(self) -> Callable[[], None]:
        """Stand before all handlers of this process, those to come included.

        Returns what takes it away again.
        """
        before, raised = logging.Logger.callHandlers, logging.raiseExceptions

        def call_handlers(logger: logging.Logger, record: logging.LogRecord) -> None:
            admitted = self.admitted(record)
            if admitted is not None:
                before(logger, admitted)

        def undo() -> None:
            logging.Logger.callHandlers = before  # type: ignore[method-assign]
            logging.raiseExceptions = raised

        logging.Logger.callHandlers = call_handlers  # type: ignore[method-assign, assignment]  # see above
        logging.raiseExceptions = False  # a handler that fails would print the record's arguments
        return undo

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many records of others there were so far, by package and level, written or not."""
        with self._lock:
            return dict(self._counts)

    def admitted(self, record: logging.LogRecord) -> logging.LogRecord | None:
        """What handlers may see of a record, which itself stays as it is; None when that is nothing."""
        known = _own(record) or _start_line(record) or _access_line(record)
        if known is not None:
            return known
        package = record.name.partition(".")[0]
        package = package if package in sys.modules or package in {"root", "py"} else "other"
        with self._lock:
            self._counts[package, _level(record)] += 1
            worth_telling = record.levelno >= logging.WARNING and not _is_ordinary(record)
            times = self._repeats.due(record) if worth_telling else 0
        return _without_text(record, package, times) if times else None


class _Repeats:
    """Lets each place speak once a minute, and then tells how often it would have."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._places: dict[tuple[str, int], tuple[float, int]] = {}

    def due(self, record: logging.LogRecord) -> int:
        """How many times to tell of now; 0 for not yet."""
        place, now = (record.pathname, record.lineno), self._clock()
        if place not in self._places and len(self._places) >= _MOST_PLACES:
            recent = {one: told for one, told in self._places.items() if now - told[0] < _SILENCE_SECONDS}
            self._places = recent
            if len(recent) >= _MOST_PLACES:
                return 0
        told_at, untold = self._places.get(place, (now - _SILENCE_SECONDS, 0))
        due = now - told_at >= _SILENCE_SECONDS
        self._places[place] = (now, 0) if due else (told_at, untold + 1)
        return untold + 1 if due else 0


def whereabouts(error: BaseException) -> str:
    """Where and what kind, never the message: it may hold a person's data."""
    last = deque(traceback.walk_tb(error.__traceback__), maxlen=4)
    places = " > ".join(f"{frame.f_code.co_name}:{line}" for frame, line in last)
    return f"{_kind(error)} at {places}" if places else _kind(error)


def _own(record: logging.LogRecord) -> logging.LogRecord | None:
    """Our own record on one line, its traceback without what the exception says."""
    if record.name.partition(".")[0] not in _OWN:
        return None
    try:
        text = record.getMessage()
    except (TypeError, ValueError, LookupError):
        return None
    error = record.exc_info[1] if record.exc_info else None
    return _copied(record, escaped(f"{text} ({whereabouts(error)})" if error is not None else text), ())


def _start_line(record: logging.LogRecord) -> logging.LogRecord | None:
    beginnings = {"uvicorn.error": _START_LINES, "chainlit": (_AT_ITS_ADDRESS,)}.get(record.name, ())
    known = isinstance(record.msg, str) and record.msg.startswith(beginnings)
    return _copied(record, record.msg, record.args) if known else None


def _is_ordinary(record: logging.LogRecord) -> bool:
    return record.name == "chainlit" and isinstance(record.msg, str) and record.msg.startswith(_ORDINARY)


def _access_line(record: logging.LogRecord) -> logging.LogRecord | None:
    """A request's line with its path alone: queries hold session ids, names and addresses."""
    path_at = _ACCESS_LINES.get((record.name, str(record.msg)))
    if path_at is None or not isinstance(record.args, tuple) or len(record.args) <= path_at:
        return None
    args = [escaped(one)[:_LONGEST_ADDRESS] if isinstance(one, str) else one for one in record.args]
    args[path_at] = _path_alone(str(record.args[path_at]))
    return _copied(record, record.msg, tuple(args))


def _path_alone(address: str) -> str:
    path = address.partition("?")[0][:_LONGEST_ADDRESS]
    return "/".join(part if _PLAIN_SEGMENT.fullmatch(part) else "…" for part in path.split("/"))


def _without_text(record: logging.LogRecord, package: str, times: int) -> logging.LogRecord:
    """A record that says where somebody said something, how bad it is and how often."""
    known = package != "other" and _NAME.fullmatch(record.name)
    parts = [record.name if known else package, _level(record)]
    error = _error_in(record)
    if error is not None:
        parts.append(whereabouts(error) + ",")
    place = "/".join(PurePath(record.pathname).parts[-2:])
    parts.append(f"at {place}:{record.lineno}")
    if times > 1:
        parts.append(f"({times} times)")
    told = logging.LogRecord(
        parts[0], record.levelno, record.pathname, record.lineno, escaped(" ".join(parts)), None, None
    )
    told.levelname = _level(record)
    return told


def _error_in(record: logging.LogRecord) -> BaseException | None:
    """The exception that a record tells of: its own, its message itself, or one among its arguments."""
    args = record.args if isinstance(record.args, tuple) else ()
    told = (record.exc_info[1] if record.exc_info else None, record.msg, *args)
    return next((one for one in told if isinstance(one, BaseException)), None)


def _copied(record: logging.LogRecord, message: object, args: object) -> logging.LogRecord:
    told = copy.copy(record)
    told.msg, told.args = message, args  # type: ignore[assignment]
    told.exc_info = told.exc_text = told.stack_info = None
    return told


def _level(record: logging.LogRecord) -> str:
    """The nearest of the five levels: a name of somebody's own could be anything."""
    return next((name for level, name in _LEVELS.items() if record.levelno >= level), "DEBUG")


def _kind(error: BaseException) -> str:
    name = type(error).__name__
    return name if _NAME.fullmatch(name) else "Exception"

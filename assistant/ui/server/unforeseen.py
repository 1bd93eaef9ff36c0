"""What Python itself would print when nobody expected it: exceptions nobody catches, and warnings."""

import logging
import sys
import threading
import warnings
from collections.abc import Callable
from types import TracebackType

from assistant.ui.server.logs import whereabouts

_log = logging.getLogger("assistant.unforeseen")


def tell_unforeseen() -> Callable[[], None]:
    """Write where and what kind into the log instead, for the texts may quote a person's data.

    Returns what takes it back.
    """
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            _log.critical("nobody has caught %s", whereabouts(error))
        else:
            hooks[0](kind, error, trace)

    def undo() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks

    sys.excepthook = uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable
    warnings.showwarning = _warning
    return undo


def _in_thread(ended: threading.ExceptHookArgs) -> None:
    if isinstance(ended.exc_value, Exception):
        _log.error("a thread ended with %s", whereabouts(ended.exc_value))


def _unraisable(ignored: "sys.UnraisableHookArgs") -> None:
    if ignored.exc_value is not None:
        _log.error("nobody could be told of %s", whereabouts(ignored.exc_value))


def _warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    """Hand a warning to the log as one of others, told once a minute from where it comes."""
    del category, file, line
    logger = logging.getLogger("py.warnings")
    logger.handle(logger.makeRecord(logger.name, logging.WARNING, filename, lineno, message, (), None))

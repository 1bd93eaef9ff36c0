"""A log an operator can read: one line for what matters, nothing about people."""

import logging
import traceback

_NOISE = (
    "Translation file for",
    "Translated markdown file for",
    "Missing custom logo",
    "Created default translation file",
)
"""How Chainlit's lines begin that are repeated at every page load and ask nobody to do anything."""

_TALKATIVE = ("httpx", "httpx2", "httpcore", "openai", "urllib3", "engineio", "socketio")
"""Libraries that write addresses, and with them personal data, at INFO or DEBUG."""


class WithoutNoise(logging.Filter):
    """Lets through what is not known to be noise."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is worth reading."""
        return not str(record.msg).startswith(_NOISE)


class WarningsOnly(logging.Filter):
    """Drops what a library says of its own work, whatever level somebody gives its logger."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        return record.levelno >= logging.WARNING


def quiet_libraries() -> None:
    """Silence what libraries say about their own work; their warnings stay.

    A level alone would not do: ``OPENAI_LOG=debug``, or an operator in search of a fault, sets it anew, and the
    openai package then writes out whole requests.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in tuple(logging.root.manager.loggerDict):
        if name.split(".", 1)[0] in _TALKATIVE:
            _add_once(logging.getLogger(name), WarningsOnly())
    _add_once(logging.getLogger("chainlit"), WithoutNoise())


def _add_once(logger: logging.Logger, wanted: logging.Filter) -> None:
    if not any(isinstance(known, type(wanted)) for known in logger.filters):
        logger.addFilter(wanted)


def place_of(error: BaseException) -> str:
    """Where and what kind, never the message: it may hold a person's data."""
    places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    return f"{type(error).__name__} at {' > '.join(places)}"

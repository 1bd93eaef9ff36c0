"""A log an operator can read: one line for what matters, nothing about people."""

import logging

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


def quiet_libraries() -> None:
    """Silence what libraries say about their own work; their warnings stay."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    chainlit = logging.getLogger("chainlit")
    if not any(isinstance(known, WithoutNoise) for known in chainlit.filters):
        chainlit.addFilter(WithoutNoise())

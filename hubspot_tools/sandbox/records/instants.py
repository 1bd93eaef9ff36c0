"""Instants as HubSpot writes and reads them: ISO 8601 in UTC, or milliseconds since the epoch."""

import os
import re
import time
import uuid
from datetime import UTC, datetime

_MILLISECONDS = re.compile(r"-?\d{1,15}")
MILLISECONDS_A_DAY = 86_400_000


def now() -> int:
    """Milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def iso(milliseconds: int) -> str:
    """ISO 8601 with the fraction left out when it is zero, as Java's `Instant` prints it."""
    seconds, fraction = divmod(milliseconds, 1000)
    moment = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{moment}.{fraction:03d}Z" if fraction else f"{moment}Z"


def milliseconds(text: str) -> int | None:
    """Return milliseconds since the epoch from ISO 8601 or digits.

    ISO 8601 is a day or an instant, UTC when no zone is told.

    Returns None when the text is neither, or no instant that a calendar knows.
    """
    if _MILLISECONDS.fullmatch(text):
        return int(text) if _is_on_the_calendar(int(text)) else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        since_epoch = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    except OverflowError:
        return None
    return (
        since_epoch.days * MILLISECONDS_A_DAY + since_epoch.seconds * 1000 + since_epoch.microseconds // 1000
    )


def day(milliseconds_at_midnight: int) -> str:
    """The day, `YYYY-MM-DD`."""
    return datetime.fromtimestamp(milliseconds_at_midnight // 1000, UTC).strftime("%Y-%m-%d")


def correlation_id() -> str:
    """A UUID version 7, which HubSpot puts on every answer since 2026."""
    bits = now() << 80 | int.from_bytes(os.urandom(10), "big")
    versioned = bits & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=versioned & ~(0x3 << 62) | 0x2 << 62))


def _is_on_the_calendar(value: int) -> bool:
    try:
        datetime.fromtimestamp(value // 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return False
    return True

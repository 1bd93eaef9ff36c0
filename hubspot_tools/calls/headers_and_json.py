"""Reads HubSpot's headers and JSON. Pure, and calm about nonsense.

What is missing or odd reads as nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_LONGEST_BODY = 65_536
_CORRELATION = re.compile(r"[\w-]{1,64}", re.ASCII)
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)
_LONGEST_WAIT = timedelta(seconds=1_000_000)


def retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Seconds of a ``Retry-After`` header; None when there is none that makes sense.

    It may name a moment instead. That is compared with the answer's own ``Date``, so that no clock of ours counts.
    """
    told = header(headers, "retry-after") or ""
    if _SECONDS.fullmatch(told):
        return float(told)
    until, now = _moment(told), _moment(header(headers, "date") or "")
    if until is None or now is None or not timedelta() < until - now < _LONGEST_WAIT:
        return None
    return (until - now).total_seconds()


def _moment(told: str) -> datetime | None:
    """A date as HTTP writes it."""
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def correlation_id(headers: Mapping[str, str] | None, told: Mapping[str, Any] | None = None) -> str | None:
    """HubSpot's name for one request, from the answer's body or its ``X-HubSpot-Correlation-Id`` header."""
    candidate = (told or {}).get("correlationId") or header(headers, "x-hubspot-correlation-id")
    return candidate if isinstance(candidate, str) and _CORRELATION.fullmatch(candidate) else None


def header(headers: Mapping[str, str] | None, name: str) -> str | None:
    """A header by its name in lower case, however the server wrote it."""
    return next((str(value) for key, value in (headers or {}).items() if str(key).lower() == name), None)


def object_in(body: str | None) -> Mapping[str, Any] | None:
    """The JSON object of a body; None when it is none, or longer than any error body."""
    told = json_in(body) if body and len(body) <= _LONGEST_BODY else None
    return told if isinstance(told, Mapping) else None


def json_in(body: str) -> Any:
    """The JSON value of a text; None when it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def text_of(value: Any) -> str:
    """The value if it is a text, else ``""``."""
    return value if isinstance(value, str) else ""


def message_of(told: Mapping[str, Any]) -> str:
    """The sentence of an error body."""
    return text_of(told.get("message"))


def dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a list."""
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, Mapping))


def strings(value: Any) -> Iterator[str]:
    """The texts in a list."""
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, str))


def first(pattern: re.Pattern[str], text: str) -> str | None:
    """The first group of the first match."""
    found = pattern.search(text)
    return found.group(1) if found else None

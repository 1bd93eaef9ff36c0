"""Reads HubSpot's headers and JSON. Pure, and calm about nonsense.

What is missing or odd reads as nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_LONGEST_BODY = 65_536
_CORRELATION = re.compile(r"[\w-]{1,64}", re.ASCII)
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,3})?", re.ASCII)


def retry_after(headers: Mapping[str, str] | None) -> float | None:
    """Seconds of a ``Retry-After`` header; None when there is none that is a sensible number."""
    seconds = header(headers, "retry-after")
    return float(seconds) if seconds and _SECONDS.fullmatch(seconds) else None


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

"""Reads what HubSpot tells of its limits with an answer. Pure, and calm about nonsense.

What is missing, odd or beyond belief is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hubspot_tools.calls.headers_and_json import header

_LEAST_CALLS: Final = 10
_MOST_CALLS: Final = 1_000
"""HubSpot's plans allow 100 to 250 calls in ten seconds; what is far from that is not believed."""

_SHORTEST_MILLISECONDS: Final = 1_000
_LONGEST_MILLISECONDS: Final = 60_000
_MOST_A_DAY: Final = 1_000_000_000
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ToldLimits:
    """What one answer told; None is what it did not.

    ``calls`` may be made in ``seconds``, ``used`` of them were when it was sent, by whomever; ``left_today`` are the
    account's.
    """

    calls: int | None = None
    seconds: float | None = None
    used: int | None = None
    left_today: int | None = None


def told_limits(headers: Mapping[str, str] | None) -> ToldLimits | None:
    """Return what the headers of an answer tell of limits; None for nothing, as with searches."""
    calls = _number(headers, "max", _LEAST_CALLS, _MOST_CALLS)
    milliseconds = _number(headers, "interval-milliseconds", _SHORTEST_MILLISECONDS, _LONGEST_MILLISECONDS)
    if calls is None or milliseconds is None:
        calls = milliseconds = left = None
    else:
        left = _number(headers, "remaining", 0, calls)
    today = _number(headers, "daily-remaining", 0, _MOST_A_DAY)
    if calls is None and today is None:
        return None
    return ToldLimits(
        calls=calls,
        seconds=None if milliseconds is None else milliseconds / 1000,
        used=None if calls is None or left is None else calls - left,
        left_today=today,
    )


def _number(headers: Mapping[str, str] | None, name: str, least: int, most: int) -> int | None:
    told = header(headers, f"x-hubspot-ratelimit-{name}")
    if told is None or _NUMBER.fullmatch(told) is None:
        return None
    return int(told) if least <= int(told) <= most else None

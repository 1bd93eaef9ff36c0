"""Reads cookies as they come, without undoing quotes.

Those of other applications are left at the door.

Python's own reader takes quadratic time over a quoted value full of backslashes (CVE-2024-7592, open in the 3.11
releases before 3.11.10). None of our cookies is ever quoted.
"""

from collections.abc import Iterable, Iterator

_OURS = ("contact_assistant_", "__Host-contact_assistant_", "access_token", "oauth_state", "X-Chainlit-")
"""How the names of our cookies and of Chainlit's begin."""

_QUOTING = frozenset('"\\')


def cookie_named(name: str, cookies: str | None) -> str | None:
    """Return the value of a cookie in the header ``Cookie``, the first of that name.

    None where it is missing or quoted.
    """
    return next((value for known, value in _pairs(cookies or "") if known == name), None)


def only_ours(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """A request's headers as ASGI has them, without the cookies of whatever else lives on the same host."""
    return [(name, _ours(value)) if name == b"cookie" else (name, value) for name, value in headers]


def _ours(header: bytes) -> bytes:
    known = (pair for pair in _pairs(header.decode("latin-1")) if pair[0].startswith(_OURS))
    return "; ".join(f"{name}={value}" for name, value in known).encode("latin-1")


def _pairs(cookies: str) -> Iterator[tuple[str, str]]:
    for part in cookies.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and _QUOTING.isdisjoint(value):
            yield name, value

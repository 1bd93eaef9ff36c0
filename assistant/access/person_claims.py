"""Reads what a checked token says of a person, whatever is in it."""

from collections.abc import Iterator
from typing import Final

from assistant.access.member import SignInRefused

_LONGEST: Final = 200
"""Characters of a line that `Identity` takes."""


def scoped_id(issuer: str, subject: object) -> str:
    """Return what somebody is kept under: two issuers may give one id to two people.

    Raises:
        SignInRefused: it would not be theirs alone once it is cut or trimmed.
    """
    if not isinstance(subject, str) or not subject or not subject.isprintable() or subject != subject.strip():
        raise SignInRefused("subject")
    if len(scoped := f"{issuer}#{subject}") > _LONGEST:
        raise SignInRefused("subject")
    return scoped


def line(value: object) -> str:
    """Return text fit to be shown on one line, ``""`` where there is none."""
    if not isinstance(value, str):
        return ""
    return "".join(filter(str.isprintable, value[: 2 * _LONGEST])).strip()[:_LONGEST]


def address(value: object) -> str:
    """Return an e-mail address in lower case, ``""`` where there is none.

    Only ASCII ones are taken: lower case would make one of another letter's that looks or sounds the same.
    """
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isascii() or not value.isprintable():
        return ""
    name, _, host = value.partition("@")
    return value.lower() if name and host and "@" not in host and " " not in value else ""


def groups_in(value: object) -> Iterator[str]:
    """The groups a claim lists, or the one it is; what is no line of text is passed over."""
    for one in [value] if isinstance(value, str) else value if isinstance(value, list) else []:
        if isinstance(one, str) and one and one == line(one):
            yield one

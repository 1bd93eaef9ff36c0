"""Reads the policy from a file that an administrator writes.

Its changes are followed while people talk.
"""

import asyncio
import logging
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.access.member import Identity, Member
from assistant.access.policy import MOST_FIELDS, MOST_NAMED, NEVER_HIDDEN, AccessPolicy
from assistant.access.rights import Rights

log = logging.getLogger(__name__)

DEFAULT_NAME = "access.toml"

MOST_BYTES = 1_000_000
"""Far above `MOST_NAMED` addresses in each role."""

LOOK_SECONDS = 2.0
"""Between two looks at the file: so long after a role was taken away it is gone."""

_LONGEST_LINE = 10_000
_LONGEST_SHOWN = 60

_TOML_PLACE = re.compile(r" \(at (?:line (\d{1,7}), column \d{1,7}|end of document)\)$")

_SAID: Mapping[str, str] = {
    "extra_forbidden": "there is no such key",
    "too_long": f"too many: at most {MOST_NAMED} people or groups in a role, {MOST_FIELDS} fields",
    "string_pattern_mismatch": "this has signs in it that no name has",
    "model_type": "a table is expected, such as [roles]",
    "dict_type": "a table is expected, such as [fields.phone]",
    "frozen_set_type": 'a list is expected, such as ["group:sales"]',
    "string_type": "text in quotation marks is expected",
}
"""What is told in other words than pydantic's."""

Place = tuple[str, ...]
"""Where in the file something stands, by its keys."""


class PolicyFault(ValueError):
    """The file cannot be used; the message is one line that names the file, the place and what is wrong."""


def read_policy(path: Path) -> AccessPolicy:
    """Read the policy in a file.

    Raises:
        PolicyFault: it cannot be read, or something in it is wrong.
    """
    return parsed(path.name, _content(path))


def parsed(name: str, content: bytes) -> AccessPolicy:
    """Read the policy in the content of a file of that name.

    Raises:
        PolicyFault: something in it is wrong.
    """
    try:
        text = content.decode("utf-8-sig")
        written = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyFault(f"{name}, line {line}: this is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyFault(_syntax(name, str(error), text)) from None
    except RecursionError:
        raise PolicyFault(f"{name}: lists or tables lie too deep in each other") from None
    try:
        policy = AccessPolicy.model_validate(written)
    except ValidationError as error:
        raise PolicyFault(_wrong(name, error, text, written)) from None
    for field, rule in policy.fields.items():
        if field in NEVER_HIDDEN and rule.see != "viewer":
            where = ("fields", field, "see")
            raise PolicyFault(_told(name, where, "names are shown to everybody", text))
    return policy


class PolicyFile:
    """The policy as the file has it now, or as it last was while it was right."""

    def __init__(self, path: Path, *, named: bool = False) -> None:
        """Read the file; ``named`` says that an operator named it, so that it has to be there.

        Raises:
            PolicyFault: it cannot be used.
        """
        self._path = path
        self._seen = _mark(path)
        if self._seen is None and named:
            raise PolicyFault(f"{path.name}: there is no such file, which ACCESS_FILE names")
        self._policy = AccessPolicy() if self._seen is None else read_policy(path)

    @property
    def policy(self) -> AccessPolicy:
        """What holds at this moment."""
        return self._policy

    def rights_of(self, identity: Identity) -> Rights:
        """What somebody may at this moment."""
        return self._policy.rights_of(identity)

    def member(self, identity: Identity) -> Member:
        """In which role somebody is here at this moment."""
        return self._policy.member(identity)

    async def keep_following(self) -> None:
        """Take up what is written into the file, until cancelled; no look waits on the event loop."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        """Look once whether the file has changed; what is wrong is told once, and changes nothing."""
        await asyncio.to_thread(self._look)

    def _look(self) -> None:
        mark = _mark(self._path)
        if mark == self._seen:
            return
        self._seen = mark
        if mark is None:
            log.error("%s is gone: what it said last still holds", self._path.name)
            return
        try:
            self._policy = read_policy(self._path)
        except PolicyFault as error:
            log.error("the policy is not changed: %s", error)  # noqa: TRY400 - the sentence says what to mend
        else:
            log.info("%s has changed and holds from now on", self._path.name)


def _mark(path: Path) -> tuple[int, int, int] | None:
    """What tells one state of a file from the next; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return (0, 0, 0)  # reading it tells what is wrong
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe or a device could be read for ever
            raise PolicyFault(f"{path.name}: this is no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PolicyFault(f"{path.name}: it cannot be read ({error.strerror})") from None
    if len(content) > MOST_BYTES:
        raise PolicyFault(f"{path.name}: more than {MOST_BYTES} bytes are no policy")
    return content


def _syntax(name: str, message: str, text: str) -> str:
    """TOML's own complaint, with its line in front."""
    found = _TOML_PLACE.search(message)
    said = message[: found.start()] if found else message
    line = found.group(1) if found and found.group(1) else str(text.count("\n") + 1)
    return f"{name}, line {line}: {_shown(said[:1].lower() + said[1:])}"


def _wrong(name: str, error: ValidationError, text: str, written: Mapping[str, Any]) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    return _told(name, tuple(map(str, first["loc"])), _complaint(first), text, _entry(written, first["loc"]))


def _entry(written: Any, place: Sequence[str | int]) -> str:
    """Return the entry of a list that a place leads to, ``""`` where it leads to none."""
    for key in place:
        if isinstance(written, list) and isinstance(key, int) and key < len(written):
            return str(written[key])
        written = written.get(key) if isinstance(written, dict) else None
    return ""


def _complaint(fault: ErrorDetails) -> str:
    if "[key]" in fault["loc"]:
        return "this is no internal name of a property, such as phone or hs_lead_status"
    said = _SAID.get(fault["type"])
    if said is None and isinstance(fault["loc"][-1], str) and fault["loc"][-1] in _CHOICES_OF_NUMBER:
        return 'a number that is not negative, or "unlimited"'
    said = said or fault["msg"].removeprefix("Value error, ")
    return said[:1].lower() + said[1:]


_CHOICES_OF_NUMBER = frozenset(
    {"constrained-int", "constrained-float", "float", "int", "literal['unlimited']"}
)
"""How pydantic names the two things that a limit may be, at the end of a place."""


def _told(name: str, place: Place, complaint: str, text: str, entry: str = "") -> str:
    keys = [one for one in place if one not in {*_CHOICES_OF_NUMBER, "[key]"}]
    line = _line_of(keys, text)
    if line and entry:
        rest = enumerate(text.splitlines()[line - 1 :], start=line)
        line = next(
            (number for number, one in rest if any(f"{mark}{entry}{mark}" in one for mark in "\"'")), line
        )
    where = f"{name}, line {line}" if line else name
    named = ".".join(_shown(one) for one in keys if not one.isdigit())
    return f"{where}: {named}: {complaint}" if named else f"{where}: {complaint}"


def _line_of(keys: Sequence[str], text: str) -> int | None:
    """Return the line in which the innermost of the keys stands that the file writes in the usual way."""
    best, line = 0, None
    for number, place in _keys_in(text):
        shared = 0
        while shared < min(len(place), len(keys)) and place[shared] == keys[shared]:
            shared += 1
        if shared == len(place) and shared > best:
            best, line = shared, number
    return line


def _keys_in(text: str) -> Iterator[tuple[int, Place]]:
    """Every line that begins a table or a value, with the keys that lead there."""
    table: Place = ()
    for number, written in enumerate(text.splitlines(), start=1):
        line = written[:_LONGEST_LINE].strip()
        if line.startswith("["):
            table = _parts(line.strip("[").partition("]")[0])
            yield number, table
        elif "=" in line and not line.startswith("#"):
            yield number, (*table, *_parts(line.partition("=")[0]))


def _parts(dotted: str) -> Place:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _shown(text: str) -> str:
    """Text of the file, short and on one line."""
    return "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_SHOWN])

"""How much one browser, one address and all of them together may ask of this server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Self


class Demand(StrEnum):
    """What a browser asks for that costs work each time."""

    MESSAGE = auto()
    CLICK = auto()
    CHECK = auto()
    EXPORT = auto()
    UPLOAD = auto()
    SETTING = auto()
    STOP = auto()
    OPENING = auto()
    CONTEXT = auto()


def _each_minute() -> Mapping[Demand, int]:
    return {
        Demand.MESSAGE: 60,
        Demand.CLICK: 120,
        Demand.CHECK: 240,
        Demand.EXPORT: 6,
        Demand.UPLOAD: 10,
        Demand.SETTING: 30,
        Demand.STOP: 60,
        Demand.OPENING: 120,
        Demand.CONTEXT: 60,
    }


@dataclass(frozen=True, slots=True)
class Room:
    """How many files, and how many bytes of them."""

    files: int
    size: int

    def times(self, number: int) -> Self:
        """So many times as much."""
        return type(self)(self.files * number, self.size * number)


@dataclass(frozen=True, slots=True)
class Allowances:
    """Numbers that honest use does not meet, and that keep the rest bearable; seconds and bytes."""

    each_minute: Mapping[Demand, int] = field(default_factory=_each_minute)
    """What a browser may do within any minute. A form asks to be checked twice a second at most."""

    generosity: int = 50
    """How many times as much an address may do for its browsers without a cookie: a department may sit behind it."""

    most_callers: int = 10_000
    """How many counts of browsers and addresses are kept at once; beyond, the ones idle longest start anew."""

    sockets: int = 20
    """Open connections of one browser, a page each."""

    sockets_altogether: int = 5_000
    """Open connections of everybody; a process may usually open 8,192 files or more behind a service manager."""

    sessions: int = 20
    """Chats of one browser, those included whose page is gone but may come back."""

    sessions_altogether: int = 10_000
    """Chats of everybody, at about 60 kB each."""

    unsent_of_session: Room = Room(files=4, size=11_000_000)
    """Files that one chat has uploaded and not sent yet: two of the biggest, and what a form puts around them."""

    unsent_of_browser: Room = Room(files=8, size=22_000_000)
    """The same in all chats of one browser."""

    unsent_altogether: Room = Room(files=400, size=200_000_000)
    """The same for everybody."""

    half_open: float = 20.0
    """Seconds for a new connection to become a chat; a page takes less than one."""

    silent: float = 120.0
    """Seconds that a chat in which nothing was said or clicked waits for its page to come back.

    Any other waits for as long as `session_timeout` in .chainlit/config.toml says.
    """

"""Keeps account of files that were uploaded and not sent yet.

It says how many may lie about, and which make room for a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from assistant.ui.server.quotas.allowances import Allowances, Room
from assistant.ui.server.quotas.counted_callers import is_address


class NoRoom(StrEnum):
    """Why a file cannot be taken."""

    CALLER = auto()
    SERVER = auto()


@dataclass(frozen=True, slots=True)
class Unsent:
    """A file that waits to be sent, or is just arriving.

    ``id`` is Chainlit's, ``""`` while the file arrives; ``size`` is in bytes; ``lost`` says that the page is gone.
    """

    session: str
    caller: str
    size: int
    id: str = ""
    lost: bool = False


def make_room(new: Unsent, lying: Sequence[Unsent], allowances: Allowances) -> Sequence[Unsent] | NoRoom:
    """Which files have to go, so that ``new`` can be taken; ``lying`` are the others, the oldest first.

    What somebody drops last is what they want to send: it takes the place of their own older ones, of the same chat
    first. Nobody's file goes for somebody else's, unless the page that would have sent it is gone and the server is
    full. Those behind one address are not one person.
    """
    chat = [file for file in lying if file.session == new.session]
    all_chats = [file for file in lying if file.caller == new.caller]
    own, times = sorted(all_chats, key=lambda file: not file.lost), 1
    if is_address(new.caller):
        own, times = chat, allowances.generosity
    shares = (
        (chat, allowances.unsent_of_session, chat, NoRoom.CALLER),
        (all_chats, allowances.unsent_of_browser.times(times), own, NoRoom.CALLER),
        (lying, allowances.unsent_altogether, [file for file in lying if file.lost], NoRoom.SERVER),
    )
    gone: list[Unsent] = []
    for counted, room, may_go, trouble in shares:
        going = (file for file in may_go if file.id and file not in gone)
        while not _fits([new, *(file for file in counted if file not in gone)], room):
            file = next(going, None)
            if file is None:
                return trouble
            gone.append(file)
    return gone


def _fits(files: Sequence[Unsent], room: Room) -> bool:
    return len(files) <= room.files and sum(file.size for file in files) <= room.size

"""Files that were uploaded and not sent yet: how many may lie about, and which make room for a newer one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from assistant.ui.server.allowances import Allowances, Room
from assistant.ui.server.callers import is_address


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


_Mine = Callable[[Unsent], bool]


def make_room(new: Unsent, lying: Sequence[Unsent], allowances: Allowances) -> Sequence[Unsent] | NoRoom:
    """Which files have to go, so that ``new`` can be taken; ``lying`` are the others, the oldest first.

    What somebody drops last is what they want to send: it takes the place of their own older ones, of the same chat
    first. Nobody's file goes for somebody else's, unless the page that would have sent it is gone and the server is
    full. Those behind one address are not one person.
    """

    def same_session(file: Unsent) -> bool:
        return file.session == new.session

    def same_caller(file: Unsent) -> bool:
        return file.caller == new.caller

    def lost_page(file: Unsent) -> bool:
        return file.lost

    own = same_session if is_address(new.caller) else same_caller
    whole = allowances.unsent_of_browser
    if is_address(new.caller):
        whole = Room(whole.files * allowances.generosity, whole.size * allowances.generosity)
    by_loss = sorted(lying, key=lambda file: not file.lost)
    gone: list[Unsent] = []
    steps: Iterable[tuple[_Mine, Room, Sequence[Unsent], _Mine, NoRoom]] = (
        (same_session, allowances.unsent_of_session, lying, same_session, NoRoom.CALLER),
        (same_caller, whole, by_loss, own, NoRoom.CALLER),
        (lambda _: True, allowances.unsent_altogether, lying, lost_page, NoRoom.SERVER),
    )
    for counts, room, order, may_go, trouble in steps:
        there = [new, *(file for file in lying if counts(file) and file not in gone)]
        for file in (one for one in order if one.id and may_go(one) and one not in gone):
            if _fits(there, room):
                break
            there.remove(file)
            gone.append(file)
        if not _fits(there, room):
            return trouble
    return gone


def _fits(files: Sequence[Unsent], room: Room) -> bool:
    return len(files) <= room.files and sum(file.size for file in files) <= room.size

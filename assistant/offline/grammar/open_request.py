"""What the talk so far leaves behind, and what a message then asks for."""

from dataclasses import dataclass, replace
from typing import Final

from assistant.language.persons.new_person import Create
from assistant.language.requests.intents import CreateMany, Find, Steps, Update
from assistant.offline.grammar.replies import Say

_PENDING: Final = frozenset(
    {Say.PROPOSED, Say.PROPOSED_NEW, Say.PROPOSED_SIMILAR, Say.PROPOSED_MANY, Say.EXISTS_PROPOSED}
)


@dataclass(frozen=True, slots=True)
class Remark:
    """Nothing to do but to say something."""

    say: Say
    open: "Open | None" = None
    """The request that an answer will complete; None leaves the one before as it is."""


Open = Find | Create | CreateMany | Update | Steps
Request = Open | Remark


def left_in(request: Request) -> tuple[str, ...]:
    """The parts of what was typed that a request makes nothing of."""
    match request:
        case Create(left=left) | Update(left=left):
            return left
        case CreateMany(creates=creates):
            return tuple(part for create in creates for part in create.left)
        case Steps(updates=updates):
            return tuple(part for update in updates for part in update.left)
        case _:
            return ()


def told_of(request: Open) -> Open:
    """The request once its left-over parts have been named: they are said once."""
    match request:
        case Create() | Update():
            return replace(request, left=())
        case CreateMany(creates=creates):
            return CreateMany(tuple(replace(create, left=()) for create in creates))
        case Steps(updates=updates):
            return Steps(tuple(replace(update, left=()) for update in updates))
        case Find():
            return request


@dataclass(frozen=True, slots=True)
class State:
    """What the talk so far leaves: the open request, our last words, the last list and search."""

    open: Open | None = None
    said: Say | None = None
    shown: int | None = None
    search: Find | None = None
    reported: str = ""
    """The application's last report on a proposal, until we speak again."""

    @property
    def is_settled(self) -> bool:
        """Whether a proposal for the open request stands on the screen."""
        return self.said in _PENDING

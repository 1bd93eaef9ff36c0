"""Tells whoever shows a proposal, or an import, how it goes on.

Whichever chat decides it.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Generic, TypeVar

from assistant.state.tables import HasOwner

Item = TypeVar("Item", bound=HasOwner)

Listener = Callable[[Item], None]
"""Takes a thing in its new state; called on the event loop right after that was stored, and never raises."""


class Notices(Generic[Item]):
    """Tells the chats of one owner, within this process, about decisions.

    What another server decides comes here by `assistant.state.bulletin.Bulletin`.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener[Item]]] = defaultdict(list)

    @property
    def owners(self) -> list[str]:
        """Whose chats are open here."""
        return list(self._listeners)

    def follow(self, owner: str, listener: Listener[Item]) -> Callable[[], None]:
        """Hear of what is this owner's until the returned function is called, once or more."""
        self._listeners[owner].append(listener)

        def leave() -> None:
            if listener in self._listeners[owner]:
                self._listeners[owner].remove(listener)
            if not self._listeners[owner]:
                del self._listeners[owner]

        return leave

    def post(self, item: Item) -> None:
        """Tell everyone who follows the owner."""
        for listener in tuple(self._listeners.get(item.owner, ())):
            listener(item)

"""Tells a widget again what it missed while it started.

Chainlit's widget opens a socket, hangs up and opens another while it starts (seen in 2.12), at moments that depend on
the network. Chainlit greets over the first one only, so that a chat could stay without welcome and buttons.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from chainlit.session import WebsocketSession

Emit = Callable[[str, Any], Awaitable[None]]

_SHOWING: Final[Mapping[str, str]] = {
    "new_message": "message",
    "update_message": "message",
    "element": "element",
    "action": "action",
    "set_commands": "commands",
    "chat_settings": "settings",
}
"""What stays on a screen: each is known by its id, or is the only one of its kind."""

_REMOVING: Final[Mapping[str, str]] = {
    "delete_message": "message",
    "remove_element": "element",
    "remove_action": "action",
}

_USED: Final = "first_interaction"
"""What Chainlit sends when somebody has begun to talk: a widget that is used has started."""

_MOST: Final = 600
"""Things on a screen after which a chat is no longer at its start; a talk that is shown again has several hundred."""


class FirstEvents:
    """Keeps what a widget that nobody has used yet shows, for as long as its session lives."""

    def __init__(self) -> None:
        self._starts: WeakKeyDictionary[WebsocketSession, FirstScreen] = WeakKeyDictionary()

    def listen(self, session: WebsocketSession) -> None:
        """Keep what is sent over the session's new socket, if it is a widget's."""
        if session.client_type == "copilot":
            # Chainlit calls it a function, and awaits what it returns.
            emit = cast("Emit", session.emit)
            session.emit = self._starts.setdefault(session, FirstScreen()).kept(emit)  # type: ignore[assignment]

    async def tell_again(self, session: WebsocketSession) -> None:
        """Send to a page that has come back before it was used what its last socket may have missed."""
        start = self._starts.get(session)
        if start is not None and session.restored and not session.has_first_interaction:
            await start.tell_again()


class FirstScreen:
    """What one widget shows; it knows the socket and not the session, so that both end together."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], tuple[str, Any]] = {}
        self._emit: Emit | None = None
        self._over = False

    def kept(self, emit: Emit) -> Emit:
        """Return ``emit``, keeping what goes through it."""
        self._emit = emit

        async def emit_and_keep(event: str, data: Any) -> None:
            if not self._over:
                self._keep(event, data)
            await emit(event, data)

        return emit_and_keep

    async def tell_again(self) -> None:
        """Show everything once more, each thing as it is when its turn comes: some change meanwhile."""
        for key, kept in tuple(self._shown.items()):
            now = self._shown.get(key, kept)
            before = [("remove_action", now[1])] if now[0] == "action" else []
            for event in (*before, now):
                if self._emit is not None and self._shown.get(key) is now:
                    await self._emit(*event)

    def _keep(self, event: str, data: Any) -> None:
        if kind := _SHOWING.get(event):
            key = (kind, _id_of(data))
            # A page that does not know a message yet takes no update of it.
            first = self._shown[key][0] if key in self._shown else event
            self._shown[key] = (first, data)
        elif kind := _REMOVING.get(event):
            self._shown.pop((kind, _id_of(data)), None)
        if event == _USED or len(self._shown) > _MOST:
            self._over = True
            self._shown.clear()


def _id_of(data: Any) -> str:
    return str(data.get("id", "")) if isinstance(data, Mapping) else ""

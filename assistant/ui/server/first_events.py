"""Tells a widget again what it missed while it started.

Chainlit's widget opens a socket, hangs up and opens another while it starts (seen in 2.12), at moments that depend on
the network. Chainlit greets over the first one only, so that a chat could stay without welcome and buttons.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from chainlit.session import WebsocketSession

Emit = Callable[[str, Any], Awaitable[None]]

_SHOWN: Final = frozenset(
    {
        "new_message",
        "update_message",
        "delete_message",
        "element",
        "remove_element",
        "action",
        "remove_action",
        "set_commands",
        "chat_settings",
    }
)
"""What stays on a screen. Each is known by its id or replaces what was, so that hearing it twice shows it once."""

_MOST: Final = 60
"""Events after which a chat is no longer at its start; then nothing of them is kept."""


class FirstEvents:
    """Keeps what a widget was sent before anybody used it, for as long as its session lives."""

    def __init__(self) -> None:
        self._starts: WeakKeyDictionary[WebsocketSession, _Start] = WeakKeyDictionary()

    def listen(self, session: WebsocketSession) -> None:
        """Keep what is sent over the session's new socket, if it is a widget's."""
        if session.client_type == "copilot":
            # Chainlit calls it a function, and awaits what it returns.
            emit = cast("Emit", session.emit)
            session.emit = self._starts.setdefault(session, _Start()).kept(emit)  # type: ignore[assignment]

    async def tell_again(self, session: WebsocketSession) -> None:
        """Send to a page that has come back before it was used what its last socket may have missed."""
        start = self._starts.get(session)
        if start is not None and session.restored and not session.has_first_interaction:
            await start.tell_again()


class _Start:
    """What one widget was sent; it knows the socket and not the session, so that both end together."""

    def __init__(self) -> None:
        self._events: list[tuple[str, Any]] = []
        self._emit: Emit | None = None
        self._over = False

    def kept(self, emit: Emit) -> Emit:
        """Return ``emit``, keeping what goes through it."""
        self._emit = emit

        async def emit_and_keep(event: str, data: Any) -> None:
            if event in _SHOWN and not self._over:
                self._events.append((event, data))
                if len(self._events) > _MOST:
                    self._over = True
                    self._events.clear()
            await emit(event, data)

        return emit_and_keep

    async def tell_again(self) -> None:
        for event, data in tuple(self._events):
            if self._emit is not None and event == "action":
                await self._emit("remove_action", data)
            if self._emit is not None:
                await self._emit(event, data)

"""How fast one browser may go: what comes faster is not taken, and the person is told so in words."""

from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Any, Final

from chainlit import server
from chainlit.action import Action
from chainlit.chat_context import chat_contexts
from chainlit.context import context, init_ws_context
from chainlit.message import Message
from chainlit.session import WebsocketSession
from chainlit.user_session import user_session

from assistant.language.detection import Language
from assistant.language.texts import import_texts_in, texts_in
from assistant.ui.cards.markdown import escape
from assistant.ui.server.quotas.allowances import Demand
from assistant.ui.server.quotas.counted_callers import CountedCallers
from assistant.ui.server.quotas.rates import WINDOW, Rates
from assistant.ui.server.quotas.upload_quota import brings_only_gone_files

Handler = Callable[..., Awaitable[object]]
OnClick = Callable[[Action], Awaitable[object]]

_EVENTS: Final[Mapping[str, Demand]] = {
    "client_message": Demand.MESSAGE,
    "chat_settings_change": Demand.SETTING,
    "chat_settings_edit": Demand.SETTING,
    "stop": Demand.STOP,
}
"""What a socket may ask for, as far as it costs work, by Chainlit's names."""

_UNTOLD: Final = frozenset({Demand.CHECK, Demand.CONTEXT})
"""What pages ask by themselves: a form that is checked less often says what it has to say when it is submitted."""

_TOLD: Final = "told_to_slow_down"


class Pace:
    """Lets a chat hear as much of a browser as one person can mean.

    It stands before the chats, whatever a browser sends.
    """

    def __init__(
        self,
        rates: Rates,
        callers: CountedCallers,
        language: Callable[[], Language],
        clock: Callable[[], float],
    ) -> None:
        """``language`` is that of whoever reads the current chat."""
        self._rates = rates
        self._callers = callers
        self._language = language
        self._clock = clock

    def keep_events(self) -> None:
        """Stand before the events of sockets; what is refused there is never kept by Chainlit either."""
        handlers = server.sio.handlers["/"]
        for event in _EVENTS.keys() & handlers.keys():
            server.sio.on(event, self._event(handlers[event], _EVENTS[event]))

    def click(self, demand: Demand, on_click: OnClick) -> OnClick:
        """The same for what a click does."""

        async def on_bearable_click(action: Action) -> object:
            return await on_click(action) if await self.admits(demand) else None

        return on_bearable_click

    async def admits(self, demand: Demand) -> bool:
        """Whether the current chat may do this now; if not, the person is told, once a minute."""
        wait = self._rates.wait_for(demand, *self._callers.counted(context.session))
        if wait <= 0:
            return True
        if demand not in _UNTOLD and self._is_to_be_told():
            await self._say(texts_in(self._language()).too_fast.format(seconds=ceil(wait)))
        return False

    def _event(self, handle: Handler, demand: Demand) -> Handler:
        async def handle_bearable(socket_id: str, *brought: Any) -> None:
            session = WebsocketSession.get(socket_id)
            if session is None:
                return
            init_ws_context(session)
            if not await self.admits(demand):
                return
            if demand is Demand.MESSAGE:
                # Chainlit keeps every message for as long as its chat; nothing here ever reads them.
                chat_contexts.pop(session.id, None)
            if demand is Demand.MESSAGE and brought and brings_only_gone_files(session, brought[0]):
                await self._say(import_texts_in(self._language()).file_gone)
                return
            await handle(socket_id, *brought)

        return handle_bearable

    def _is_to_be_told(self) -> bool:
        now = self._clock()
        told = user_session.get(_TOLD)
        if told is not None and now < told + WINDOW:
            return False
        user_session.set(_TOLD, now)
        return True

    @staticmethod
    async def _say(sentence: str) -> None:
        await Message(content=escape(sentence)).send()

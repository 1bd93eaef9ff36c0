"""What lives from the server's start to its end, and the session it gives to each chat."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from chainlit.config import config
from chainlit.context import context
from chainlit.message import Message
from chainlit.session import BaseSession, WebsocketSession
from chainlit.user_session import user_session, user_sessions
from pydantic import SecretStr

from assistant.access.rights import Rights
from assistant.agent.prompts import Prompts
from assistant.chat.conversation import Conversation
from assistant.chat.kept.kept_talk import KeptTalk
from assistant.chat.kept.talk_record import TalkRecord, nothing_kept
from assistant.chat.page.page_hint import PageHint
from assistant.language.detection import Language
from assistant.language.texts import page_texts_in, texts_in
from assistant.overview import Overview
from assistant.service import Connection, Service
from assistant.state.tables import utc_now
from assistant.ui.cards.markdown import escape
from assistant.ui.imports.import_session import ImportSession
from assistant.ui.screen.chat_session import ChatSession
from assistant.ui.screen.earlier_talk import LeftTalks
from assistant.ui.screen.open_pages import OpenPages
from assistant.ui.screen.screen import Screen
from assistant.ui.screen.welcome import Frame, welcome_words
from assistant.ui.server.janitor import keep_sweeping
from assistant.ui.server.launch.proxies import Proxies
from assistant.ui.server.origins import OriginPolicy
from assistant.ui.server.recall import Recall
from assistant.ui.server.sign_in.reception import Reception
from assistant.ui.server.visitors.page_language import PageLanguage, is_choice, reading_of_handshake
from assistant.ui.server.visitors.sessions import Sessions
from assistant.ui.server.visitors.visitor_cookie import Visitors
from hubspot_tools.contacts import Contact

log = logging.getLogger(__name__)

_CHAT, _FRAME = "chat_session", "frame"


class Application:
    """Holds the service and greets people; before `start`, and when that failed, it says so calmly."""

    def __init__(self, prompts: Prompts) -> None:
        self.origins = OriginPolicy()
        self.sessions = Sessions(lambda: self._visitors)
        """Which browser each chat belongs to."""
        self._visitors = Visitors(SecretStr(secrets.token_urlsafe(32)))
        self.proxies = Proxies()
        self._reception: Reception | None = None
        self._prompts = prompts
        self._region = "FR"
        self._of_samples = False
        self._winding_up: asyncio.Task[None] | None = None
        self._service: Service | None = None
        self._connection: asyncio.Task[Connection] | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._following, self._following_imports = OpenPages(), OpenPages()
        self._left_talks = LeftTalks()

    @property
    def overview(self) -> Overview | None:
        """What operators may ask; None while nothing is set up."""
        return self._service.overview if self._service is not None else None

    @property
    def reception(self) -> Reception | None:
        """Who knows the people that have signed in; None where nobody signs in."""
        return self._reception

    @property
    def language(self) -> Language:
        """In which language the current chat is read."""
        chat_session = user_session.get(_CHAT)
        return chat_session.screen.language if isinstance(chat_session, ChatSession) else _reading().language

    async def start(
        self,
        build: Callable[[], Service],
        *,
        origins: OriginPolicy,
        region: str,
        of_samples: bool = False,
        sweeps: Sequence[Callable[[], Awaitable[None]]] = (),
        receive: Callable[[Service], Reception | None] = lambda _: None,
    ) -> None:
        """Build the service and begin to check its connections; errors of ``build`` pass through.

        ``sweeps`` are done every few seconds from now on; ``receive`` makes of the service who lets people in.
        """
        self.origins = origins
        # Chainlit's CORS middleware holds this very list.
        config.project.allow_origins[:] = sorted(origins.allowed)
        self._region, self._of_samples = region, of_samples
        self._sweeping = asyncio.create_task(keep_sweeping(first=sweeps, also=self._stop_following))
        service = await asyncio.to_thread(build)
        await service.open()
        self._visitors = Visitors(await service.signing_key())
        self._reception = receive(service)
        self._service = service
        self.sessions.elsewhere = Recall(self.sessions, service.state).bring
        self._connection = asyncio.create_task(self._check(service))
        if self._reception is not None:
            self._asking = asyncio.create_task(self._reception.check())

    def is_busy(self, session: WebsocketSession) -> bool:
        """Whether an answer or a write is under way in a chat."""
        chat_session = _chat_of(session)
        return chat_session is not None and bool(chat_session.under_way)

    def language_in(self, session: WebsocketSession) -> Language:
        """In which language a chat is read."""
        chat_session = _chat_of(session)
        return (
            chat_session.screen.language if chat_session else reading_of_handshake(session.environ).language
        )

    def wind_up(self) -> None:
        """Begin no more turns; imports end at their next step, to be resumed."""
        if self._service is not None and self._winding_up is None:
            self._winding_up = asyncio.create_task(self._service.importer.close())

    async def written_down(self) -> None:
        """Wait until what was said is in the store, where another server finds it; a moment at most."""
        if self._service is not None and self._service.talks is not None:
            await self._service.talks.written()

    async def stop(self) -> None:
        """Let writes that have begun end, then let go of everything."""
        for task in (self._sweeping, self._connection, self._asking):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._reception is not None:
            await self._reception.close()
        if self._service is not None:
            await self._service.close()

    def _stop_following(self) -> None:
        """Let go of what has ended."""
        self._following.sweep()
        self._following_imports.sweep()

    async def greet(self) -> None:
        """Begin a chat: the welcome, what it is connected to, the three buttons, and what waits from before."""
        chat_session = await self.chat_session()
        if chat_session is None:
            return
        rights = chat_session.conversation.rights
        words = partial(welcome_words, self._prompts, self._last_check(), chat_session.conversation)
        frame = Frame(words, chat_session.screen.language, _reading().choice, rights=rights)
        chat_session.screen.language_changed = frame.follow
        user_session.set(_FRAME, frame)
        await frame.show()
        if self.sessions.holder(context.session).visitor is None:
            await chat_session.screen.say(texts_in(chat_session.screen.language).no_cookies)
        chat_session.conversation.without_model.greeted()
        await self._left_talks.ended(chat_session.conversation.owner)
        await chat_session.run(chat_session.welcome_back())

    async def come_back(self) -> None:
        """Make a page true again that has lost its connection, and has found the chat it had."""
        if (chat_session := _chat_of(context.session)) is not None:
            screen = chat_session.screen
            await screen.proposals.draw_again()
            missed = chat_session.conversation.welcome_back(shown=screen.proposals.ids)
            await chat_session.run(screen.show(missed))

    async def read_in(self, choice: object) -> None:
        """Go on in the language chosen in the settings panel; what a browser sends besides is ignored."""
        chat_session, frame = await self.chat_session(), user_session.get(_FRAME)
        if chat_session is None or not isinstance(frame, Frame) or not is_choice(choice):
            return
        reading = replace(_reading(), choice=choice)
        frame.choice = choice
        chat_session.conversation.speak(reading.language, always=choice != "auto")
        await chat_session.screen.speak(reading.language)
        # The page keeps the choice for its next visit, and takes up the language itself (public/page.js).
        await context.emitter.send_window_message({"language": reading.language, "choice": choice})

    async def declare(self, hint: PageHint | None) -> Contact | None:
        """Hear whom the page around the current chat says it is about; None where that is nobody."""
        takes = self._service is not None and self._winding_up is None
        chat_session = await self.chat_session() if takes else None
        return await chat_session.declare(hint) if chat_session is not None else None

    async def stop_turns(self) -> None:
        """End what is under way in the current chat."""
        if (chat_session := _chat_of(context.session)) is not None:
            await chat_session.stop()

    async def chat_session(self) -> ChatSession | None:
        """The current chat's session, made when it has none; None, and an apology, when nothing works."""
        if self._service is None:
            await Message(content=escape(texts_in(_reading().language).not_set_up)).send()
            return None
        if self._winding_up is not None:
            await Message(content=escape(page_texts_in(self.language).not_while_restarting)).send()
            return None
        chat_session = user_session.get(_CHAT)
        if not isinstance(chat_session, ChatSession):
            reading, owner = _reading(), self.sessions.owner(context.session)
            rights = partial(self._rights, self._service, context.session)
            conversation = self._service.converse(owner=owner, language=reading.language, rights=rights)
            conversation.speak(reading.language, always=reading.choice != "auto")
            record = self._record(self._service, conversation, owner)
            screen = Screen(
                reading.language,
                region=self._region,
                labels=partial(self._service.labels, rights),
                territory=reading.territory,
                rights=rights,
                record=record,
                of_samples=self._of_samples,
            )
            imports = ImportSession(self._service.importer.acting_with(rights), owner, screen.reader, record)
            newest = partial(self._newest_talk, self._service, owner)
            chat_session = ChatSession(conversation, screen, imports, newest)
            self._following.begin(self._service.notices, owner, chat_session.follow)
            self._following_imports.begin(self._service.importer.notices, owner, chat_session.follow_import)
            user_session.set(_CHAT, chat_session)
        return chat_session

    def _rights(self, service: Service, session: BaseSession) -> Rights:
        """What the person in a chat may at this moment."""
        return service.rights_in(self.sessions.holder(session).visit)

    def _record(self, service: Service, conversation: Conversation, owner: str) -> TalkRecord:
        """What notes a chat; nobody could prove that a talk is theirs whose browser keeps no cookie."""
        talks = service.talks if self.sessions.outlives_its_socket(context.session) else None
        if talks is None or not talks.keeps:
            return nothing_kept()
        keep = partial(talks.keep, owner)
        return TalkRecord(keep, conversation.resumption.talk_now, conversation.rights, utc_now)

    async def _newest_talk(self, service: Service, owner: str) -> KeptTalk | None:
        return await service.talks.newest(owner) if service.talks is not None else None

    def turn_away(self, session: WebsocketSession) -> None:
        """Keep nothing of a talk in whose place its person begins another."""
        owner = self.sessions.owner(session)
        if (chat_session := _chat_of(session)) is not None:
            self._left_talks.end(owner, chat_session.turn_away())
        if self._service is not None and self._service.talks is not None:
            self._service.talks.forget(owner)

    @staticmethod
    def part(kept: Mapping[str, object]) -> None:
        """Take leave of a chat that has ended; ``kept`` is what was kept for it."""
        chat_session = kept.get(_CHAT)
        if isinstance(chat_session, ChatSession):
            chat_session.leave()

    def _last_check(self) -> asyncio.Task[Connection] | None:
        """The last check of the connections, begun again if it went badly."""
        last = self._connection
        if self._service is not None and (last is None or (last.done() and not last.result().healthy)):
            last = self._connection = asyncio.create_task(self._check(self._service))
        return last

    @staticmethod
    async def _check(service: Service) -> Connection:
        connection = await service.connection()
        log.log(logging.INFO if connection.healthy else logging.WARNING, connection.line(texts_in("en")))
        return connection


def _chat_of(session: BaseSession) -> ChatSession | None:
    chat_session = user_sessions.get(session.id, {}).get(_CHAT)
    return chat_session if isinstance(chat_session, ChatSession) else None


def _reading() -> PageLanguage:
    """What the current chat's browser told when it connected."""
    session = context.session
    return reading_of_handshake(session.environ, in_widget=session.client_type == "copilot")

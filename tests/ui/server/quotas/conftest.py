"""Chainlit's own server with its doors guarded, whose pages are websockets in memory and whose clock the test sets."""

import asyncio
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from uuid import uuid4

import chainlit.socket
import pytest
import socketio
from chainlit import server
from chainlit.chat_context import chat_contexts
from chainlit.config import config
from chainlit.context import context
from chainlit.session import ws_sessions_id, ws_sessions_sid
from chainlit.user_session import user_sessions

from assistant.ui.server.janitor import sweep
from assistant.ui.server.quotas.allowances import Allowances
from assistant.ui.server.quotas.guard import Guard
from assistant.ui.server.socket_events import take_over_events
from assistant.ui.server.visitors.visitor_cookie import COOKIE
from evaluation.clock import ManualClock

ADDRESS = "192.0.2.7"


@dataclass
class Page:
    """A browser's page at the other end of a websocket."""

    app: object
    cookie: str = ""
    address: str = ADDRESS
    id: str = field(default_factory=lambda: str(uuid4()))
    packets: list[str] = field(default_factory=list)
    closed: bool = False

    async def shake_hands(self):
        """Open the websocket, and nothing more."""
        self._brought, self._changed = asyncio.Queue(), asyncio.Event()
        scope = {
            "type": "websocket",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"EIO=4&transport=websocket",
            "headers": [
                (b"upgrade", b"websocket"),
                (b"connection", b"upgrade"),
                (b"cookie", self.cookie.encode()),
            ],
            "client": (self.address, 50_000),
        }
        self._bring({"type": "websocket.connect"})
        self._served = asyncio.create_task(self.app(scope, self._brought.get, self._see))
        await self.until(lambda: self.packets or self.closed)
        return self

    async def open(self):
        """Open the websocket and begin a chat."""
        await self.shake_hands()
        await self.connect()
        await self.emit("connection_successful")
        await self.until(lambda: self.refused or self._chat_begun)
        return self

    async def connect(self):
        opening = {
            "sessionId": self.id,
            "clientType": "webapp",
            "userEnv": "{}",
            "threadId": "",
            "chatProfile": "",
        }
        self.bring("40" + json.dumps(opening))
        await self.until(
            lambda: any(packet.startswith(("40", "44")) for packet in self.packets) or self.closed
        )

    async def emit(self, event, *data):
        self.bring("42" + json.dumps([event, *data]))

    async def say(self, text):
        """Type a message."""
        message = {"id": str(uuid4()), "name": "User", "type": "user_message", "output": text, "metadata": {}}
        await self.emit("client_message", {"message": {**message, "createdAt": "", "threadId": ""}})

    async def settle(self):
        """Wait for everything that the page was sent until now."""
        answered = self._cleared
        await self.emit("connection_successful")
        await self.until(lambda: self._cleared > answered)

    @property
    def _cleared(self):
        return sum("clear_call_fn" in packet for packet in self.packets)

    @property
    def said(self):
        """What the assistant said, oldest first."""
        sent = [json.loads(packet[2:]) for packet in self.packets if packet.startswith("42")]
        messages = [data[0] for event, *data in sent if event == "new_message"]
        return [one["output"] for one in messages if one["type"] == "assistant_message"]

    async def vanish(self):
        """The network goes, or the laptop is closed."""
        self._bring({"type": "websocket.disconnect", "code": 1006})
        await self._served

    async def until(self, met):
        while not met():
            self._changed.clear()
            await self._changed.wait()

    @property
    def _chat_begun(self):
        return self._cleared and self.id in ws_sessions_id and ws_sessions_id[self.id].chat_started

    @property
    def refused(self):
        """What the page is told when it may not open a chat, None when it may."""
        return next((packet[2:] for packet in self.packets if packet.startswith("44")), None)

    def bring(self, packet):
        self._bring({"type": "websocket.receive", "text": packet})

    def _bring(self, event):
        self._brought.put_nowait(event)

    async def _see(self, event):
        if event["type"] == "websocket.send":
            self.packets.append(event["text"])
        elif event["type"] == "websocket.close":
            self.closed = True
            self._bring({"type": "websocket.disconnect", "code": 1000})
        self._changed.set()


def counts(sio):
    """How much is kept of connections and chats."""
    return {
        "connections": len(sio.environ),
        "sockets": len(ws_sessions_sid),
        "sessions": len(ws_sessions_id),
        "kept": len(user_sessions),
        "messages": len(chat_contexts),
    }


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture(scope="session")
def clock_of():
    """Makes clocks, for a rule's every example."""
    return ManualClock


@pytest.fixture
async def guarded(monkeypatch, clock, sessions):
    """Makes a server with allowances of the test's own; its pages leave with the test."""
    pages, servers = [], []
    sweep()  # other tests' chats are over, and are not to be counted here

    async def begin():  # a page is told when its chat has begun
        await context.emitter.task_start()

    monkeypatch.setattr(config.code, "on_chat_start", begin)
    monkeypatch.setattr(config.code, "on_chat_end", None)

    def make(ended=lambda _: None, **allowances):
        sio = socketio.AsyncServer(cors_allowed_origins=[], async_mode="asgi")
        monkeypatch.setattr(server, "sio", sio)
        monkeypatch.setattr(chainlit.socket, "sio", sio)
        take_over_events(sessions)
        guard = Guard(
            sessions,
            lambda: "en",
            ended,
            allowances=Allowances(**allowances),
            clock=clock.now,
        )
        guard.take_post()
        app = socketio.ASGIApp(sio, socketio_path="")
        servers.append(sio)

        def page(**of):
            pages.append(Page(app, **of))
            return pages[-1]

        return SimpleNamespace(sio=sio, guard=guard, page=page, counts=lambda: counts(sio))

    yield make
    for page in pages:
        if not page._served.done():
            await page.vanish()
    for session in list(ws_sessions_id.values()):
        await session.delete()
        user_sessions.pop(session.id, None)
        chat_contexts.pop(session.id, None)
    for sio in servers:
        await sio.shutdown()


@pytest.fixture
def new_cookie_header(visitors):
    """A browser's cookie, as it sends it."""
    return lambda: f"{COOKIE}={visitors.new_cookie()}"

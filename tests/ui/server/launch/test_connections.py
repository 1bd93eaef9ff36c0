"""Connections that do not get on are closed, and there are never too many (S32). The clock is the test's own."""

import asyncio
import logging
from types import SimpleNamespace

import pytest
import uvicorn
from uvicorn.server import ServerState

from assistant.ui.server.launch.connections import BoundedProtocol, Ceiling, ConnectionLimits

LIMITS = ConnectionLimits(
    head_seconds=10, body_seconds=60, rest_seconds=5, stalled_seconds=60, most=6, most_of_one=3
)
HEAD = b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"
GET = b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"


class ManualLoop:
    """An event loop whose time passes when the test says so; its tasks run on the real one."""

    def __init__(self) -> None:
        self._now = 0.0
        self._timers: list[SimpleNamespace] = []

    def time(self) -> float:
        return self._now

    def call_later(self, delay, callback):
        timer = SimpleNamespace(at=self._now + delay, callback=callback)
        timer.cancel = lambda: self._timers.remove(timer) if timer in self._timers else None
        self._timers.append(timer)
        return timer

    def create_task(self, work):
        return asyncio.get_running_loop().create_task(work)

    def advance(self, seconds: float) -> None:
        self._now += seconds
        for timer in [timer for timer in self._timers if timer.at <= self._now]:
            timer.cancel()
            timer.callback()


class Line(asyncio.Transport):
    """The other end of a connection."""

    def __init__(self, host: str = "203.0.113.7") -> None:
        super().__init__({"peername": [host, 5000], "sockname": ["127.0.0.1", 8000]})
        self.sent = b""
        self.closed = False
        self.aborted = False

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True

    def abort(self):
        self.aborted = self.closed = True

    def is_closing(self):
        return self.closed

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


class Site:
    """A server as uvicorn makes it for each connection, without a socket."""

    def __init__(self, app=None) -> None:
        self.clock = ManualLoop()
        self.state = ServerState()
        self.ceiling = Ceiling(LIMITS, lambda host: host == "10.0.0.5")
        self._config = uvicorn.Config(app or answer, log_config=None, timeout_keep_alive=15)
        self._config.load()

    def connect(self, host: str = "203.0.113.7") -> tuple[BoundedProtocol, Line]:
        protocol = BoundedProtocol(
            ceiling=self.ceiling,
            config=self._config,
            server_state=self.state,
            app_state={},
            _loop=self.clock,
        )
        line = Line(host)
        protocol.connection_made(line)
        return protocol, line

    async def answered(self) -> None:
        while self.state.tasks:
            await asyncio.wait(list(self.state.tasks))


async def answer(scope, receive, send):
    """Read a body to its end, then answer; a websocket is left waiting."""
    if scope["type"] == "websocket":
        await asyncio.Event().wait()
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def refuse(scope, receive, send):
    """Answer without reading."""
    await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def site():
    return Site()


async def test_a_connection_that_says_nothing_is_closed(site):
    _, line = site.connect()
    site.clock.advance(9.9)
    assert not line.closed
    site.clock.advance(0.2)
    assert line.closed


async def test_a_head_that_trickles_gains_no_time(site):
    protocol, line = site.connect()
    for _ in range(11):
        protocol.data_received(b"G" if _ == 0 else b"E")
        site.clock.advance(1)
    assert line.closed


async def test_a_second_request_on_a_connection_may_trickle_no_longer(site):
    protocol, line = site.connect()
    protocol.data_received(GET)
    await site.answered()
    site.clock.advance(14)
    assert not line.closed
    for _ in range(11):
        protocol.data_received(b"G")
        site.clock.advance(1)
    assert line.closed


async def test_a_body_that_trickles_is_closed_and_the_application_told(site):
    protocol, line = site.connect()
    protocol.data_received(HEAD)
    for _ in range(9):
        site.clock.advance(6)
        protocol.data_received(b"x")
    assert not line.closed
    site.clock.advance(6.1)
    assert line.closed
    protocol.connection_lost(None)
    await site.answered()


async def test_a_whole_request_may_take_as_long_as_it_takes(site):
    protocol, line = site.connect()
    protocol.data_received(HEAD + b"x" * 10)
    site.clock.advance(600)
    assert not line.closed
    await site.answered()
    assert line.sent.startswith(b"HTTP/1.1 200")


async def test_an_idle_connection_is_kept_for_the_next_request_but_not_for_ever(site):
    protocol, line = site.connect()
    protocol.data_received(GET)
    await site.answered()
    site.clock.advance(14.9)
    assert not line.closed
    protocol.data_received(GET)
    await site.answered()
    assert line.sent.count(b"HTTP/1.1 200") == 2
    site.clock.advance(15.1)
    assert line.closed


async def test_requests_that_come_at_once_are_all_answered(site):
    protocol, line = site.connect()
    protocol.data_received(GET + GET + HEAD + b"x" * 10 + GET[:20])
    await site.answered()
    assert line.sent.count(b"HTTP/1.1 200") == 3
    protocol.data_received(GET[20:21])
    site.clock.advance(10.1)
    assert line.closed


async def test_a_body_that_goes_on_after_its_answer_is_not_listened_to_for_long():
    site = Site(refuse)
    protocol, line = site.connect()
    protocol.data_received(HEAD)
    await site.answered()
    assert line.sent.startswith(b"HTTP/1.1 413")
    for _ in range(4):
        site.clock.advance(1)
        protocol.data_received(b"x")
    assert not line.closed
    site.clock.advance(1.1)
    assert line.closed


async def test_an_answer_that_nobody_takes_is_dropped(site):
    protocol, line = site.connect()
    protocol.data_received(GET)
    protocol.pause_writing()
    site.clock.advance(59)
    protocol.resume_writing()
    protocol.pause_writing()
    site.clock.advance(59)
    assert not line.aborted
    site.clock.advance(2)
    assert line.aborted
    protocol.connection_lost(None)
    await site.answered()


async def test_a_lost_connection_leaves_no_timer(site):
    protocol, line = site.connect()
    protocol.data_received(HEAD)
    protocol.pause_writing()
    protocol.connection_lost(ConnectionResetError())
    site.clock.advance(600)
    assert not line.closed
    await site.answered()


async def test_one_address_has_only_so_many_and_the_operator_is_told_once_a_minute(site, caplog):
    with caplog.at_level(logging.WARNING):
        lines = [site.connect()[1] for _ in range(5)]
        assert [line.closed for line in lines] == [False] * 3 + [True] * 2
        assert lines[-1].sent.startswith(b"HTTP/1.1 503")
        assert "Trop de pages" in lines[-1].sent.decode()
        assert len(caplog.records) == 1
        site.clock.advance(61)
        site.connect()
    assert len(caplog.records) == 2
    assert "203.0.113.7" not in caplog.text


async def test_others_are_let_in_meanwhile(site):
    for _ in range(3):
        site.connect()
    assert not site.connect("198.51.100.9")[1].closed


async def test_a_proxy_speaks_for_many_but_not_for_more_than_there_is_room_for(site):
    lines = [site.connect("10.0.0.5")[1] for _ in range(7)]
    assert [line.closed for line in lines] == [False] * 6 + [True]


async def test_who_leaves_makes_room(site):
    protocols = [site.connect()[0] for _ in range(3)]
    protocols[0].connection_lost(None)
    assert not site.connect()[1].closed


async def test_a_websocket_counts_and_has_no_deadline_here(site):
    for _ in range(3):
        protocol, line = site.connect()
        line.set_protocol = lambda _protocol: None
        protocol.data_received(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        site.clock.advance(600)
        assert not line.closed
    assert site.connect()[1].closed
    for task in site.state.tasks:
        task.cancel()
    await asyncio.sleep(0)

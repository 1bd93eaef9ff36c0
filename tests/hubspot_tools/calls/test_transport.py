"""A server of single bytes, for what no decent server would send."""

import json
import socket
import threading
import time
from dataclasses import replace

import pytest

from hubspot_tools.calls.retries import RetryPolicy
from hubspot_tools.calls.transport import Bounds
from hubspot_tools.contacts import SearchContacts
from hubspot_tools.errors import ContactGone, CrmUnavailable, OutcomeUnknown, RefusalCause, RequestRefused
from hubspot_tools.hubspot import HubSpotContacts

JSON_TYPE = b"Content-Type: application/json;charset=utf-8\r\n"


class ByteServer:
    """Answers every request with ``pieces``, one after the other, ``pause`` seconds apart, and hangs up."""

    def __init__(self):
        self.pieces = []
        self.pause = 0.0
        self._closing = False
        self.requests = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def answers(self, status, body, headers=JSON_TYPE):
        length = b"Content-Length: %d\r\n" % len(body)
        self.pieces = [b"HTTP/1.1 " + status + b"\r\n" + headers + length + b"\r\n" + body]

    def close(self):
        self._closing = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection):
        request = connection.recv(65_536)
        while request and b"\r\n\r\n" not in request:
            request += connection.recv(65_536)
        self.requests.append(request)
        try:
            for piece in self.pieces:
                if self._closing:
                    return
                connection.sendall(piece)
                time.sleep(self.pause)
        except OSError:
            return


@pytest.fixture
def server():
    running = ByteServer()
    yield running
    running.close()


@pytest.fixture
async def store(server, settings):
    bounds = Bounds(connect_seconds=1.0, answer_seconds=0.3, body_bytes=10_000)
    once = replace(settings, bounds=bounds, retries=RetryPolicy(attempts=1))
    contacts = HubSpotContacts("invented-token", base_url=server.url, local=True, settings=once)
    yield contacts
    await contacts.close()


CREATED = {
    "id": "7",
    "properties": {"firstname": "Ada"},
    "createdAt": "2026-01-01T00:00:00Z",
    "archived": False,
}
STRANGE = [
    pytest.param(b"201 Created", b"<html>welcome</html>", id="a page of HTML"),
    pytest.param(b"201 Created", b"\xff\xfe\x00", id="no UTF-8"),
    pytest.param(b"201 Created", b"", id="nothing"),
    pytest.param(b"201 Created", b"null", id="null"),
    pytest.param(b"201 Created", b"[1, 2]", id="a list"),
    pytest.param(b"201 Created", b'{"id": "7", "createdAt": 5}', id="a number for a date"),
    pytest.param(b"201 Created", b'{"id": "7", "createdAt": "soon"}', id="a word for a date"),
    pytest.param(b"201 Created", b"[" * 9_000, id="brackets without end"),
    pytest.param(b"200 OK", json.dumps(CREATED).encode(), id="200 in place of 201"),
    pytest.param(b"204 No Content", b"", id="204"),
]


@pytest.mark.parametrize(("status", "body"), STRANGE)
async def test_a_create_answered_with_nonsense_is_unknown_and_was_sent_once(server, store, status, body):
    server.answers(status, body)
    with pytest.raises(OutcomeUnknown):
        await store.create({"firstname": "Ada"})
    assert len(server.requests) == 1


@pytest.mark.parametrize(("status", "body"), [one for one in STRANGE if one.id != "200 in place of 201"])
async def test_a_read_or_search_answered_with_nonsense_is_unavailable(server, store, status, body):
    server.answers(status.replace(b"201 Created", b"200 OK"), body)
    with pytest.raises(CrmUnavailable):
        await store.get("7")
    with pytest.raises(CrmUnavailable):
        await store.search(SearchContacts())
    with pytest.raises(CrmUnavailable):
        await store.portal()
    with pytest.raises(CrmUnavailable):
        await store.validate({"industry": "Wine"})


async def test_an_unknown_character_set_is_nonsense_too(server, store):
    server.answers(
        b"201 Created", json.dumps(CREATED).encode(), b"Content-Type: application/json;charset=klingon\r\n"
    )
    with pytest.raises(OutcomeUnknown):
        await store.create({"firstname": "Ada"})


async def test_an_answer_cut_in_the_middle_is_lost(server, store):
    server.pieces = [b"HTTP/1.1 201 Created\r\n" + JSON_TYPE + b'Content-Length: 500\r\n\r\n{"id": "7"}']
    with pytest.raises(OutcomeUnknown):
        await store.create({"firstname": "Ada"})


async def test_an_answer_that_drips_is_given_up_in_time(server, store):
    server.pieces = [b"HTTP/1.1 200 OK\r\n" + JSON_TYPE + b"Content-Length: 500\r\n\r\n", *[b" "] * 100]
    server.pause = 0.05
    started = time.monotonic()
    with pytest.raises(CrmUnavailable):
        await store.get("7")
    assert time.monotonic() - started < 2


async def test_headers_that_drip_are_given_up_in_time(server, store):
    server.pieces = [b"HTTP/1.1 200 OK\r\n", *[b"X"] * 40]
    server.pause = 0.05
    started = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        await store.create({"firstname": "Ada"})
    assert time.monotonic() - started < 1.9


async def test_an_answer_without_end_is_read_no_further_than_its_limit(server, store):
    server.pieces = [b"HTTP/1.1 200 OK\r\n" + JSON_TYPE + b"Connection: close\r\n\r\n", *[b" " * 65_536] * 50]
    with pytest.raises(CrmUnavailable):
        await store.get("7")


async def test_a_redirect_is_not_followed_for_it_would_carry_the_token_elsewhere(server, store):
    server.answers(b"302 Found", b"", b"Location: " + server.url.encode() + b"/elsewhere\r\n")
    with pytest.raises(RequestRefused) as refused:
        await store.get("7")
    assert refused.value.cause is RefusalCause.MISDIRECTED
    assert len(server.requests) == 1


async def test_a_page_of_html_is_no_proof_that_nobody_has_an_address(server, store):
    server.answers(b"404 Not Found", b"<title>Error 404 Not Found</title>", b"Content-Type: text/html\r\n")
    with pytest.raises(RequestRefused):
        await store.find_by_email("ada@example.com")


async def test_an_archiving_answered_with_a_page_is_unknown(server, store):
    server.answers(b"200 OK", b"<title>Welcome</title>", b"Content-Type: text/html\r\n")
    with pytest.raises(OutcomeUnknown):
        await store.archive("7")


async def test_the_token_travels_in_its_header_only(server, store):
    server.answers(b"404 Not Found", b"{}")
    with pytest.raises(ContactGone):
        await store.get("7")
    [request] = server.requests
    assert request.count(b"invented-token") == 1
    assert b"authorization: bearer invented-token" in request.lower()

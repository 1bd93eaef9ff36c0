"""A body is counted while it arrives, and ends where it is too big, whatever it says of itself (S32)."""

import json

import pytest
from chainlit import server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.files.reading.read_file import MOST_BYTES as MOST_OF_A_FILE
from assistant.language.texts import texts_in
from assistant.ui.server.body_limit import MOST_BYTES, BodyLimit
from assistant.ui.server.transfers import most_of_a_request

MOST = 1_000


class Sender:
    """Sends a body in pieces, without end where there is none, and counts those that were taken."""

    def __init__(self, *pieces: bytes, endless: bytes = b"") -> None:
        self.taken = 0
        self.answer: dict = {}
        self.body = b""
        self._pieces = list(pieces)
        self._endless = endless

    async def receive(self) -> dict:
        self.taken += 1
        assert self.taken < 100, "it takes without end"
        piece = self._pieces.pop(0) if self._pieces else self._endless
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces or self._endless)}

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start":
            assert not self.answer, "answered twice"
            self.answer = message
        else:
            self.body += message["body"]

    async def post(self, app, path: str, **headers: str) -> int:
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "scheme": "http",
            "http_version": "1.1",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "headers": [
                (b"host", b"localhost"),
                *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
            ],
        }
        await app(scope, self.receive, self.send)
        return self.answer["status"]


@pytest.fixture
def read():
    """What an application has read, by path; each of its readers is one that frameworks are known to be."""
    return {}


@pytest.fixture
def app(read):
    async def whole(request: Request) -> PlainTextResponse:
        read["whole"] = len(await request.body())
        return PlainTextResponse("read")

    async def forgiving(request: Request) -> PlainTextResponse:
        try:
            await request.body()
        except Exception:  # noqa: BLE001 - FastAPI takes any trouble with a body for a malformed one
            return PlainTextResponse("malformed", status_code=400)
        return PlainTextResponse("read")

    async def early(scope, receive, send) -> None:
        await PlainTextResponse("not read")(scope, receive, send)
        await receive()

    app = Starlette(routes=[Route("/whole", whole, methods=["POST"]), Route("/forgiving", forgiving)])
    app.router.routes[1].methods.add("POST")
    app.mount("/early", early)
    app.add_middleware(BodyLimit, most=lambda _path: MOST)
    return app


@pytest.mark.parametrize("path", ["/whole", "/forgiving"])
async def test_an_endless_body_is_refused_as_soon_as_it_is_too_big(app, path):
    sender = Sender(endless=b"x" * 400)
    assert await sender.post(app, path, transfer_encoding="chunked") == 413
    assert sender.taken == 3


@pytest.mark.parametrize("path", ["/whole", "/forgiving"])
async def test_a_length_that_is_told_is_refused_before_anything_is_taken(app, path):
    sender = Sender(endless=b"x" * 400)
    assert await sender.post(app, path, content_length=str(MOST + 1)) == 413
    assert sender.taken == 0


@pytest.mark.parametrize("told", ["1", "0", "9" * 5_000, "-1", "1e3", "¹", ""])
async def test_a_length_that_lies_does_not_help(app, told):
    sender = Sender(endless=b"x" * 400)
    assert await sender.post(app, "/whole", content_length=told, transfer_encoding="chunked") == 413


async def test_what_is_packed_is_counted_as_it_comes_and_nobody_unpacks_it(app, read):
    sender = Sender(b"\x1f\x8b" + b"x" * 100)
    assert await sender.post(app, "/whole", content_encoding="gzip") == 200
    assert read["whole"] == 102


async def test_as_much_as_is_allowed_arrives_whole(app, read):
    sender = Sender(b"x" * 600, b"x" * 400)
    assert await sender.post(app, "/whole") == 200
    assert read["whole"] == MOST


async def test_an_answer_given_without_reading_stays_the_answer(app):
    sender = Sender(endless=b"x" * 2_000)
    assert await sender.post(app, "/early/") == 200
    assert sender.body == b"not read"


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({"accept_language": "fr-CA"}, "fr"),
        ({"accept_language": "en-GB"}, "en"),
        ({"accept_language": "en-GB", "cookie": "contact_assistant_language=fr"}, "fr"),
    ],
)
async def test_it_is_said_in_the_reader_s_language(app, headers, language):
    sender = Sender(endless=b"x" * 2_000)
    await sender.post(app, "/whole", **headers)
    assert json.loads(sender.body)["detail"] == texts_in(language).too_much_sent


@pytest.mark.parametrize(
    "path",
    [
        "/project/action",
        "/project/element",
        "/project/threads",
        "/feedback",
        "/login",
        "/auth/jwt",
        "/auth/header",
        "/logout",
        "/reader",
        "/set-session-cookie",
        "/ws/socket.io/",
        "/nowhere",
    ],
)
@pytest.mark.usefixtures("hardened")
async def test_no_route_takes_much(path):
    sender = Sender(endless=b'{"a":' * 4_000)
    await sender.post(server.app, path, content_type="application/json")
    assert sender.taken <= MOST_BYTES // 20_000 + 1


@pytest.mark.usefixtures("hardened")
async def test_a_big_click_is_refused_by_the_real_application():
    sender = Sender(endless=b'{"a":' * 4_000)
    status = await sender.post(server.app, "/project/action", content_type="application/json")
    assert status == 413
    assert (b"x-content-type-options", b"nosniff") in sender.answer["headers"]


async def test_a_file_may_be_as_big_as_a_file_and_no_bigger():
    async def whole(request: Request) -> PlainTextResponse:
        await request.body()
        return PlainTextResponse("read")

    app = Starlette(routes=[Route("/contacts/project/file", whole, methods=["POST"])])
    app.add_middleware(BodyLimit, most=most_of_a_request)
    sender = Sender(b"x" * MOST_OF_A_FILE, b"x" * 65_536)
    assert await sender.post(app, "/contacts/project/file", transfer_encoding="chunked") == 200
    sender = Sender(endless=b"x" * 1_000_000)
    assert await sender.post(app, "/contacts/project/file", transfer_encoding="chunked") == 413
    assert sender.taken == 6


@pytest.mark.usefixtures("hardened")
async def test_of_a_file_for_a_chat_that_is_not_one_s_own_nothing_is_taken():
    sender = Sender(endless=b"x" * 1_000_000)
    assert await sender.post(server.app, "/project/file", content_length="100") == 403
    assert sender.taken == 0

"""The nginx of deploy/ really started before two servers: whom it asks, what it keeps, what it never does twice."""

import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import nginx_here
import pytest
from conftest import free_port

pytestmark = pytest.mark.skipif(nginx_here.NGINX is None, reason="nginx is not installed")


class Server:
    """A server that tells who it is and what it was sent."""

    def __init__(self, name, port=0):
        self.name = name
        self.seen = []
        self.is_over = Event()
        """Until then its websockets last."""
        told = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                told.seen.append((self.command, self.path, dict(self.headers)))
                if self.path.startswith("/ws/stays"):
                    told.is_over.wait(30)
                if self.path == "/dies":
                    self.close_connection = True
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(told.name)))
                if self.path.startswith("/assets/"):
                    self.send_header("Cache-Control", "public, max-age=3600, immutable")
                self.end_headers()
                self.wfile.write(told.name.encode())

            do_POST = do_GET  # noqa: N815 - http.server's own names

            def log_message(self, *_):
                """Nobody reads it."""

        self._http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = self._http.server_address[1]
        Thread(target=self._http.serve_forever, daemon=True).start()

    def stop(self):
        self.is_over.set()
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def certificate(folder):
    subject = ["-subj", "/CN=contacts.example.com", "-days", "1", "-nodes"]
    files = ["-keyout", folder / "tls_key", "-out", folder / "tls_certificate"]
    subprocess.run(
        [
            shutil.which("openssl"),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            *subject,
            *files,
        ],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def start(certificate, tmp_path):
    """Starts nginx before these servers, with nothing of its file changed but addresses and places."""
    with ExitStack() as ends:

        def before(*servers):
            plain, secure = free_port(), free_port()
            changes = {
                "listen 80;": f"listen 127.0.0.1:{plain};",
                "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
                "/run/secrets/": f"{certificate}/",
                "/var/cache/nginx/": f"{tmp_path}/",
                "app-1:8000": f"127.0.0.1:{servers[0].port}",
                "app-2:8000": f"127.0.0.1:{servers[1].port}",
            }
            ends.enter_context(nginx_here.running(tmp_path, nginx_here.configuration(changes)))
            client = ends.enter_context(
                httpx.Client(base_url=f"https://127.0.0.1:{secure}", verify=False, timeout=10)  # noqa: S501 - signed a moment ago
            )
            _wait_until_it_listens(client)
            client.plain = f"http://127.0.0.1:{plain}"
            return client

        yield before


def _wait_until_it_listens(client):
    give_up_at = time.monotonic() + 30
    while True:
        try:
            client.get("/metrics")
        except httpx.TransportError:
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
        else:
            return


@pytest.fixture
def servers():
    both = [Server("one"), Server("two")]
    yield both
    for server in both:
        server.stop()


def cookie(visitor, *, rest=".aVeryNew.signature", secure=True):
    name = "__Host-contact_assistant_visitor" if secure else "contact_assistant_visitor"
    return {"Cookie": f"other=1; {name}={visitor}{rest}; last=2"}


def test_a_browser_stays_with_its_server_and_browsers_are_spread(start, servers):
    nginx = start(*servers)
    asked = {f"visitor{n}": nginx.get("/", headers=cookie(f"visitor{n}")).text for n in range(40)}
    assert set(asked.values()) == {"one", "two"}
    for visitor, server in asked.items():
        assert nginx.get("/user", headers=cookie(visitor, rest=".signedLater.otherwise")).text == server
        assert nginx.post("/project/action", headers=cookie(visitor, secure=False)).text == server


def test_whose_server_is_gone_is_served_by_the_other_and_what_was_sent_to_one_is_not_sent_again(
    start, servers
):
    nginx = start(*servers)
    visitor = next(f"v{n}" for n in range(40) if nginx.get("/", headers=cookie(f"v{n}")).text == "one")
    answer = nginx.post("/dies", headers=cookie(visitor), json={"write": 1})
    assert answer.status_code == 502
    assert sum(path == "/dies" for server in servers for _, path, _ in server.seen) == 1
    servers[0].stop()
    assert nginx.get("/", headers=cookie(visitor)).text == "two"
    assert nginx.post("/project/action", headers=cookie(visitor)).text == "two"


def test_a_server_that_is_back_has_everybody_back_though_the_first_socket_to_it_is_still_open(start, servers):
    nginx = start(*servers)
    visitors = [f"v{n}" for n in range(40) if nginx.get("/", headers=cookie(f"v{n}")).text == "one"]
    servers[0].stop()
    assert {nginx.get("/ws/", headers=cookie(one)).text for one in visitors} == {"two"}
    servers[0] = Server("one", servers[0].port)
    servers[1].stop()
    with ThreadPoolExecutor() as people:
        staying = people.submit(nginx.get, "/ws/stays", headers=cookie(visitors[0]), timeout=30)
        give_up_at = time.monotonic() + 5
        while not any(path == "/ws/stays" for _, path, _ in servers[0].seen):
            if staying.done():
                staying = people.submit(nginx.get, "/ws/stays", headers=cookie(visitors[0]), timeout=30)
            assert time.monotonic() < give_up_at
            time.sleep(0.02)
        assert {nginx.get("/ws/", headers=cookie(one)).text for one in visitors} == {"one"}
        servers[0].is_over.set()


def test_the_server_hears_who_asks_how_and_that_a_socket_is_wanted(start, servers):
    nginx = start(*servers)
    nginx.get(
        "/ws/socket.io/?EIO=4",
        headers={
            **cookie("v"),
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Host": "contacts.example.com:8443",
            "X-Forwarded-For": "203.0.113.9",
        },
    )
    (_, headers) = [seen[2] for server in servers for seen in server.seen]
    wanted = {"Host": "contacts.example.com:8443", "Upgrade": "websocket", "Connection": "upgrade"}
    assert wanted.items() <= headers.items()
    assert headers["X-Forwarded-For"] == "127.0.0.1", "and nothing that a browser has made up"
    assert headers["X-Forwarded-Proto"] == "https"


def test_files_that_never_change_are_asked_for_once_and_nothing_else_is_kept(start, servers):
    nginx = start(*servers)
    for number in range(6):
        nginx.get("/assets/index-abc.js", headers=cookie(f"v{number}"))
        nginx.get("/user", headers=cookie(f"v{number}"))
    paths = [path for server in servers for _, path, _ in server.seen]
    assert paths.count("/assets/index-abc.js") == 1
    assert paths.count("/user") == 6


def test_what_machines_ask_is_not_for_the_world_and_nobody_is_served_in_the_clear(start, servers):
    nginx = start(*servers)
    assert [nginx.get(path).status_code for path in ("/metrics", "/ready")] == [404, 404]
    answer = httpx.get(f"{nginx.plain}/user?x=1", headers={"Host": "contacts.example.com"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "https://contacts.example.com/user?x=1")

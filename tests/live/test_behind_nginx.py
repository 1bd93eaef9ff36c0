"""The recipe of docs/sign-in.md for a proxy that signs people in, tried with a real nginx."""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import plain_http
import pytest
from conftest import free_port
from live.browser_cookies import all_cookies

RECIPE = Path(__file__).parents[2] / "docs" / "sign-in.md"
NGINX = shutil.which("nginx")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

COMPANY_COOKIE = "company=ada"


class SignInService(BaseHTTPRequestHandler):
    """What oauth2-proxy answers nginx: who has the company's cookie, and nobody else."""

    def do_GET(self):
        known = self.path == "/oauth2/auth" and COMPANY_COOKIE in self.headers.get("Cookie", "")
        self.send_response(202 if known else 401)
        if known:
            for name, value in (("User", "ada"), ("Email", "Ada@Example.com"), ("Groups", "sales,staff")):
                self.send_header(f"X-Auth-Request-{name}", value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Nobody reads it."""


@contextmanager
def sign_in_service() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), SignInService)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()


def recipe(assistant: int, service: int) -> str:
    (block,) = re.findall(r"```nginx\n(.*?)```", RECIPE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return block.replace("127.0.0.1:4180", f"127.0.0.1:{service}").replace(
        "127.0.0.1:8000", f"127.0.0.1:{assistant}"
    )


@contextmanager
def nginx(folder: Path, locations: str) -> Iterator[str]:
    port = free_port()
    for kept in ("client", "proxy", "fastcgi", "uwsgi", "scgi"):
        (folder / kept).mkdir()
    paths = "".join(
        f"{kept}_temp_path {folder / name};"
        for kept, name in (
            ("client_body", "client"),
            ("proxy", "proxy"),
            ("fastcgi", "fastcgi"),
            ("uwsgi", "uwsgi"),
            ("scgi", "scgi"),
        )
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder / 'pid'}; error_log {folder / 'errors'}; events {{}}\n"
        f"http {{ access_log off; {paths} server {{ listen 127.0.0.1:{port};\n{locations}\n}} }}\n",
        encoding="utf-8",
    )
    process = subprocess.Popen([NGINX, "-c", str(configuration), "-e", str(folder / "errors")])
    try:
        _wait_until_it_serves(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=15)


def _wait_until_it_serves(process, port):
    give_up_at = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            plain_http.get(f"http://127.0.0.1:{port}/oauth2/sign_in", timeout=1)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx did not start")


@pytest.fixture(scope="module")
def company(tmp_path_factory, run_house):
    """The address at which people open the assistant."""
    folder = tmp_path_factory.mktemp("behind")
    settings = {"AUTH": "header", "TRUSTED_PROXIES": "127.0.0.1,::1"}
    with run_house(folder / "house", **settings) as house, sign_in_service() as service:
        (folder / "nginx").mkdir()
        port = int(house.url.rpartition(":")[2])
        with nginx(folder / "nginx", recipe(port, service)) as address:
            house.url = address
            yield house


def test_whoever_is_not_signed_in_at_the_proxy_gets_nothing(company):
    answer = plain_http.get(f"{company.url}/project/settings", timeout=20)
    assert answer.status_code == 401


@pytest.mark.parametrize("forged", [{}, {"X-Forwarded-User": "boss", "X-Forwarded-Groups": "stewards"}])
def test_whoever_is_signed_in_there_is_in_here_as_the_proxy_says_whatever_the_browser_claims(company, forged):
    answer = plain_http.post(
        f"{company.url}/reader", headers={"Cookie": COMPANY_COOKIE, **forged}, timeout=20
    )
    assert answer.json()["member"]["name"] == "ada@example.com"


def test_a_browser_s_own_claim_is_no_sign_in(company):
    answer = plain_http.get(f"{company.url}/user", headers={"X-Forwarded-User": "boss"}, timeout=20)
    assert answer.status_code == 401


async def test_the_chat_works_through_the_proxy(company, arrive):
    page = await asyncio.to_thread(
        httpx.get, f"{company.url}/", headers={"Cookie": COMPANY_COOKIE}, timeout=20
    )
    ada = await arrive(company, cookie=f"{COMPANY_COOKIE}; {all_cookies(page)}")
    assert "Durand" in await ada.say("find Marie Durand")

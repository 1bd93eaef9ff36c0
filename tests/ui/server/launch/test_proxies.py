"""Beyond this machine nobody comes past the proxy that signs people in (S36), and it alone is believed."""

from ipaddress import ip_network

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assistant.ui.server.launch.proxies import Proxies, ProxyGate, stand_behind

PROXY = "10.0.0.5"
BEHIND_A_PROXY = Proxies((ip_network("10.0.0.5"), ip_network("2001:db8::/64")))


@pytest.fixture
def ask(monkeypatch):
    """Asks a server that says who it takes the reader for; from an address, with these headers."""
    app = Starlette(
        routes=[
            Route(
                "/", lambda request: JSONResponse({"host": request.client.host, "scheme": request.url.scheme})
            )
        ]
    )
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # as some image may have it; gone again behind the test
    chosen = [BEHIND_A_PROXY]
    stand_behind(app, lambda: chosen[0])
    stand_behind(app, Proxies)  # the second time changes nothing

    async def get(peer: str, proxies: Proxies = BEHIND_A_PROXY, **headers: str) -> httpx.Response:
        chosen[0] = proxies
        transport = httpx.ASGITransport(app, client=(peer, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(
                "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
            )

    return get


@pytest.mark.parametrize("peer", ["203.0.113.7", "10.0.0.6", "::ffff:203.0.113.7", "2001:db9::1", "", "x"])
async def test_who_comes_past_the_proxy_is_refused_and_told_where_to_go(ask, peer):
    answer = await ask(peer, x_forwarded_for=PROXY)
    assert answer.status_code == 403
    assert "at its usual address" in answer.text


@pytest.mark.parametrize("peer", [PROXY, f"::ffff:{PROXY}", "2001:db8::1"])
async def test_a_proxy_is_believed_about_whom_it_speaks_for_and_how_they_came(ask, peer):
    answer = await ask(peer, x_forwarded_for="198.51.100.9", x_forwarded_proto="https")
    assert answer.json() == {"host": "198.51.100.9", "scheme": "https"}


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("proxies", [Proxies(), BEHIND_A_PROXY])
async def test_this_machine_may_connect_and_is_not_believed(ask, peer, proxies):
    answer = await ask(peer, proxies, x_forwarded_for="198.51.100.9", x_forwarded_proto="https")
    assert answer.status_code == 200
    assert answer.json() == {"host": peer.removeprefix("::ffff:"), "scheme": "http"}


async def test_a_proxy_on_this_machine_is_believed_where_it_is_named(ask):
    answer = await ask(
        "127.0.0.1",
        Proxies((ip_network("127.0.0.1"),)),
        x_forwarded_for="198.51.100.9",
        x_forwarded_proto="https",
    )
    assert answer.json() == {"host": "198.51.100.9", "scheme": "https"}


async def test_what_a_browser_claims_before_the_proxy_does_not_count(ask):
    answer = await ask(PROXY, x_forwarded_for="127.0.0.1, 198.51.100.9")
    assert answer.json()["host"] == "198.51.100.9"


async def test_without_a_proxy_nobody_else_is_let_in(ask):
    assert (await ask(PROXY, Proxies())).status_code == 403


async def test_a_socket_past_the_proxy_is_closed_before_its_handshake():
    sent = []

    async def app(_scope, _receive, _send):
        pytest.fail("it was let in")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    gate = ProxyGate(app, lambda: BEHIND_A_PROXY)
    await gate({"type": "websocket", "client": ("203.0.113.7", 1), "headers": []}, receive, send)
    await gate({"type": "websocket", "client": None, "headers": []}, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"] * 2


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_this_machine_alone_needs_no_proxy(host):
    assert Proxies().refusal(host) is None


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.0.2.1", "intranet.example.com", "localhost.example.com"],  # noqa: S104 - nobody listens
)
def test_listening_beyond_it_does(host):
    assert "TRUSTED_PROXIES" in Proxies().refusal(host)
    assert BEHIND_A_PROXY.refusal(host) is None


async def test_no_other_setting_makes_uvicorn_believe_anybody_before_the_gate(ask):
    await ask(PROXY)
    peer = (await ask("127.0.0.1", x_forwarded_for="198.51.100.9")).json()["host"]
    before = ProxyHeadersMiddleware(None, uvicorn.Config(None).forwarded_allow_ips)
    assert "127.0.0.1" not in before.trusted_hosts
    assert peer == "127.0.0.1"

"""Operators' addresses: the figures stay on this machine unless a token comes along."""

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request

from assistant.overview import Readiness, Trouble
from assistant.ui.server.endpoints import comes_from_here, operator_routes


class Told:
    """An overview that tells what the test says."""

    def __init__(self):
        self.metrics_token = None
        self.found = ()

    async def readiness(self):
        return Readiness(self.found, {"store": "Words."})

    async def figures(self, sessions):
        return f"assistant_open_sessions {sessions}\n".encode()


@pytest.fixture
def overview():
    return Told()


@pytest.fixture
def visit():
    """Opens a site that tells of an overview."""

    def site(overview) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(Starlette(routes=operator_routes(lambda: overview)))
        return httpx.AsyncClient(transport=transport, base_url="http://localhost:8000")

    return site


@pytest.fixture
async def site(visit, overview):
    async with visit(overview) as client:
        yield client


async def test_before_it_is_set_up_it_is_not_ready_and_has_no_figures(visit):
    async with visit(None) as site:
        ready = await site.get("/ready")
        assert (ready.status_code, ready.json()) == (
            503,
            {"ready": False, "troubles": ["not_set_up"], "parts": {}},
        )
        assert (await site.get("/metrics")).status_code == 503


async def test_ready_is_a_plain_yes_or_a_503_with_the_reason(site, overview):
    assert (await site.get("/ready")).json() == {
        "ready": True,
        "troubles": [],
        "parts": {"store": "Words."},
    }
    overview.found = (Trouble.TOKEN_REFUSED, Trouble.STATE_UNUSABLE)
    ready = await site.get("/ready")
    assert ready.status_code == 503
    assert ready.json()["troubles"] == ["hubspot_token_refused", "state_store_unusable"]


async def test_prometheus_on_this_machine_reads_the_figures(site, overview):
    answer = await site.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.text.startswith("assistant_open_sessions ")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
async def test_a_reader_behind_a_proxy_is_not_this_machine(site, overview, header):
    answer = await site.get("/metrics", headers={header: "127.0.0.1"})
    assert answer.status_code == 403
    assert "METRICS_TOKEN" in answer.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (None, 401),
        ("Bearer right-token", 200),
        ("bearer right-token", 200),
        ("Bearer wrong", 401),
        ("Bearer ", 401),
        ("Basic right-token", 401),
        ("Bearer right-tokené", 401),
    ],
)
async def test_with_a_token_only_the_token_counts(site, overview, sent, status):
    overview.metrics_token = SecretStr("right-token")
    headers = {"Authorization": sent.encode()} if sent else {}
    answer = await site.get("/metrics", headers={**headers, "X-Forwarded-For": "203.0.113.9"})
    assert answer.status_code == status
    assert "right-token" not in answer.text


@pytest.mark.parametrize(
    ("client", "allowed"),
    [
        (("127.0.0.1", 1), True),
        (("::1", 1), True),
        (("::ffff:127.0.0.1", 1), True),
        (("203.0.113.9", 1), False),
        (("::ffff:203.0.113.9", 1), False),
        (("testclient", 1), False),
        (None, False),
    ],
)
def test_without_a_token_only_loopback_reads(client, allowed):
    request = Request({"type": "http", "client": client, "headers": []})
    assert comes_from_here(request) is allowed

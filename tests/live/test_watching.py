"""Whoever runs the service sees how it does, from outside: log, figures, spans and readiness, and no person in any."""

import re
from collections.abc import Iterator

import plain_http
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hubspot_tools.sandbox.loopback import serving

pytestmark = pytest.mark.long

TOKEN = "pat-na1-0f1e2d3c-invented"
SECRETS = (TOKEN, "lucie", "bernard", "lucie.bernard", "example.org", "199001234", "01 99 00 12 34")


class Collector:
    """An OpenTelemetry collector that keeps what it gets."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, ExportTraceServiceRequest]] = []
        self.app = Starlette(routes=[Route("/v1/traces", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        told = ExportTraceServiceRequest.FromString(await request.body())
        self.requests.append((request.headers.get("x-tenant", ""), told))
        return Response(media_type="application/x-protobuf")

    @property
    def spans(self):
        return [
            span
            for _, request in self.requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    collector = Collector()
    with serving(collector.app) as address:
        collector.address = address
        yield collector


@pytest.fixture
def watched_house(start, collector, clean_portal):
    return start(
        HUBSPOT_ACCESS_TOKEN=TOKEN,
        HUBSPOT_BASE_URL=clean_portal.url,
        OTEL_EXPORTER_OTLP_ENDPOINT=collector.address,
        OTEL_EXPORTER_OTLP_HEADERS="x-tenant=contacts",
        OPENAI_LOG="debug",
        OPENAI_PRICE_INPUT="1",
        OPENAI_PRICE_OUTPUT="2",
    )


def ask(house, path):
    return plain_http.get(f"{house.url}{path}", timeout=10)


def samples(house):
    page = ask(house, "/metrics").text
    return dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))


async def test_a_day_s_work_is_seen_in_the_log_the_figures_and_the_spans(
    arrive, watched_house, collector, clean_portal
):
    ready = ask(watched_house, "/ready").json()
    assert (ready["ready"], ready["troubles"]) == (True, [])
    assert list(ready["parts"]) == ["store", "hubspot", "model"]
    assert ask(watched_house, "/reday").status_code == 404
    person = await arrive(watched_house, "fr-FR")
    await person.say("Crée Lucie Bernard lucie.bernard@example.org 01 99 00 12 34")
    await person.click("Confirmer")

    (turn,) = re.findall(r"turn session=\S+ .*", watched_house.log)
    (decision,) = re.findall(r"decision session=\S+ .*", watched_house.log)
    assert "language=fr outcome=proposed" in turn
    assert re.search(r" prompt_tokens=[1-9]\d* .* cost=0\.\d+", turn)
    assert "kind=confirm outcome=applied" in decision

    seen = samples(watched_house)
    assert seen['assistant_turns_total{outcome="proposed"}'] == "1.0"
    assert seen['assistant_hubspot_calls_total{operation="create",outcome="ok"}'] == "1.0"
    assert seen['assistant_proposals{state="done"}'] == "1.0"
    assert seen["assistant_open_sessions"] == "1.0"

    clean_portal.faults.next("expired_token_401", times=None)
    await person.say("Trouve Marie Dupont")
    unready = ask(watched_house, "/ready")
    assert (unready.status_code, unready.json()["troubles"]) == (503, ["hubspot_token_refused"])
    assert ask(watched_house, "/health").is_success

    await person.close()
    assert watched_house.stop() == 0
    names = {span.name for span in collector.spans}
    assert {"invoke_agent hubspot-contact-assistant", "chat offline", "hubspot create"} <= names
    assert {tenant for tenant, _ in collector.requests} == {"contacts"}
    told = (watched_house.log + str(collector.requests) + str(seen)).lower()
    assert [secret for secret in SECRETS if secret.lower() in told] == []


async def test_a_collector_that_is_away_disturbs_nobody(arrive, start):
    house = start(OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TIMEOUT="1")
    person = await arrive(house)
    assert "Marie" in await person.say("find Marie Dupont")
    await person.close()
    assert house.stop() == 0
    assert "Traceback" not in house.log


async def test_a_state_store_that_is_gone_turns_the_server_unready_and_the_chat_names_it(arrive, start):
    house = start()
    person = await arrive(house)
    await person.say("create Vera Lindqvist, vera.lindqvist@example.com")
    for file in (house.folder / "data").glob("state.sqlite3*"):
        file.unlink()
    assert "my own store" in await person.click("Confirm")
    unready = ask(house, "/ready")
    assert unready.status_code == 503
    assert unready.json()["troubles"] == ["state_store_unreachable"]
    assert unready.json()["parts"]["store"] == "The state store cannot be reached."

"""Spans: one tree a turn, named by OpenTelemetry's GenAI conventions, without a word of what was said."""

import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.trace import SpanKind, StatusCode

from assistant.models.model_protocol import ModelUnavailable, Reply
from assistant.models.scripted import calls, says
from assistant.settings import Settings
from assistant.telemetry.otlp import exporting_provider
from assistant.telemetry.spans import TurnSpans

ROOT = Path(__file__).parents[3]


@pytest.fixture
def exporter():
    return InMemorySpanExporter()


@pytest.fixture
def listeners(exporter):
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    address = "https://user:password@models.example:8443/v1?key=secret"
    return [TurnSpans(provider.get_tracer("assistant"), provider="openai", model_address=address)]


@pytest.fixture
def spans(exporter):
    """The finished spans by name, first come first."""
    return lambda: {span.name: span for span in exporter.get_finished_spans()}


async def test_a_turn_is_a_tree_of_agent_model_tool_and_hubspot(chat, people, exporter, spans):
    search = Reply("", calls("search_contacts", name="Zoé").calls, 1000, 20, 400)
    exporter.clear()
    await chat(search, Reply("Found her.", (), 1200, 30)).hears("find Zoé please")
    tree = spans()
    agent, tool = tree["invoke_agent hubspot-contact-assistant"], tree["execute_tool search_contacts"]
    model, hubspot = tree["chat scripted"], tree["hubspot search"]
    assert agent.parent is None
    assert model.parent.span_id == tool.parent.span_id == agent.context.span_id
    assert hubspot.parent.span_id == tool.context.span_id
    assert len({span.context.trace_id for span in (agent, tool, model, hubspot)}) == 1
    assert (agent.kind, model.kind, hubspot.kind) == (SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.CLIENT)
    assert agent.start_time <= tool.start_time <= hubspot.start_time <= hubspot.end_time <= agent.end_time


async def test_what_is_told_follows_the_conventions(chat, people, exporter, spans):
    search = Reply("", calls("search_contacts", name="Zoé").calls, 1000, 20, 400)
    await chat(search, Reply("Found her.", (), 1200, 30)).hears("find Zoé please")
    tree = spans()
    agent, tool = tree["invoke_agent hubspot-contact-assistant"], tree["execute_tool search_contacts"]
    first = next(span for span in exporter.get_finished_spans() if span.name == "chat scripted")
    assert agent.attributes["gen_ai.operation.name"] == "invoke_agent"
    assert agent.attributes["gen_ai.usage.input_tokens"] == 2200
    assert (first.attributes["gen_ai.operation.name"], tool.attributes["gen_ai.operation.name"]) == (
        "chat",
        "execute_tool",
    )
    assert first.attributes["gen_ai.request.model"] == "scripted"
    assert first.attributes["gen_ai.usage.cache_read.input_tokens"] == 400
    assert (first.attributes["server.address"], first.attributes["server.port"]) == ("models.example", 8443)
    named = {value for name, value in vars(gen_ai_attributes).items() if name.startswith("GEN_AI_")}
    ours = {name for span in exporter.get_finished_spans() for name in span.attributes}
    assert {name for name in ours if name.startswith("gen_ai.")} <= named


async def test_a_failure_is_an_error_of_its_sort(chat, spans):
    await chat(ModelUnavailable("busy")).hears("hello there")
    for name in ("chat scripted", "invoke_agent hubspot-contact-assistant"):
        span = spans()[name]
        assert span.status.status_code is StatusCode.ERROR
        assert span.attributes["error.type"] == "ModelUnavailable"


async def test_a_click_s_calls_to_hubspot_belong_to_it_though_they_run_in_threads(chat, people, exporter):
    talk = chat(calls("create_contact", email="ann@b.example"), says("Look."))
    made = await talk.is_proposed("add ann@b.example")
    exporter.clear()
    await talk.confirms(made)
    spans = exporter.get_finished_spans()
    click = next(span for span in spans if span.name == "decide confirm")
    create = next(span for span in spans if span.name == "hubspot create")
    assert create.parent.span_id == click.context.span_id
    assert click.attributes["assistant.outcome"] == "applied"


async def test_no_span_says_a_word_of_content(chat, people, exporter):
    talk = chat(
        calls("search_contacts", name="Marie Durand"),
        calls("durand_tool", name="Durand"),
        says("Marie Durand, marie.durand@exemple.fr, +33612345678"),
        calls("create_contact", email="luc.martin@exemple.fr", firstname="Luc"),
        says("Luc."),
    )
    await talk.hears("Trouve Marie Durand")
    await talk.confirms(await talk.is_proposed("Crée Luc luc.martin@exemple.fr"))
    told = "".join(span.to_json() for span in exporter.get_finished_spans()).lower()
    secrets = ("marie", "durand", "exemple", "612345678", "luc", "trouve", "password", "secret")
    assert [secret for secret in secrets if secret in told] == []


def test_a_protocol_that_is_not_spoken_is_said_in_the_log(monkeypatch, caplog):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    exporting_provider().shutdown()
    assert not caplog.records
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    exporting_provider().shutdown()
    assert "OTEL_EXPORTER_OTLP_PROTOCOL" in caplog.text


@pytest.mark.parametrize(
    ("named", "told"), [("", "hubspot-contact-assistant"), ("contacts-eu", "contacts-eu")]
)
def test_spans_come_from_a_service_with_a_name(monkeypatch, named, told):
    monkeypatch.setenv("OTEL_SERVICE_NAME", named)
    provider = exporting_provider()
    provider.shutdown()
    assert provider.resource.attributes["service.name"] == told


def test_without_a_collector_opentelemetry_s_sdk_is_not_even_loaded():
    program = (
        "import sys, assistant.service, assistant.telemetry.spans, assistant.telemetry.metrics\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("variables", "sends"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector.example:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector.example:4318/v1/traces"}, True),
        (
            {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector.example:4318", "OTEL_SDK_DISABLED": "true"},
            False,
        ),
    ],
)
def test_spans_are_sent_only_where_a_collector_is_configured(monkeypatch, tmp_path, variables, sends):
    monkeypatch.chdir(tmp_path)
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings().sends_spans is sends

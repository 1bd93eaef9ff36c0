"""Sends spans to a collector as the standard OTEL_* variables say; imported only where one is configured."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from assistant.telemetry.spans import AGENT_NAME


def exporting_provider() -> TracerProvider:
    """A provider whose spans go out in batches from a thread of its own, over HTTP.

    The exporter reads endpoint, headers, timeout and compression from the environment itself. `shutdown`
    sends what is left and blocks meanwhile, at most for the exporter's timeout.
    """
    provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _resource() -> Resource:
    """What the environment says about this service, and its name where that is left open."""
    told = Resource.create()
    if str(told.attributes[SERVICE_NAME]).startswith("unknown_service"):
        return told.merge(Resource({SERVICE_NAME: AGENT_NAME}))
    return told

"""Sends spans to a collector as the standard OTEL_* variables say.

It is imported only where one is configured.
"""

import logging
import os

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from assistant.telemetry.spans import AGENT_NAME

_log = logging.getLogger(__name__)

_SPOKEN = "http/protobuf"
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def exporting_provider() -> TracerProvider:
    """Return a provider whose spans go out in batches from a thread of its own, over HTTP.

    The exporter reads endpoint, headers, timeout and compression from the environment itself. `shutdown`
    sends what is left and blocks meanwhile, at most for the exporter's timeout.
    """
    if _protocol() != _SPOKEN:
        _log.warning("OTEL_EXPORTER_OTLP_PROTOCOL: spans are sent by %s, whatever it says", _SPOKEN)
    provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _protocol() -> str:
    named = (os.environ.get(name) for name in _PROTOCOLS)
    return next((value for value in named if value), _SPOKEN)


def _resource() -> Resource:
    """What the environment says about this service, and its name where that is left open."""
    told = Resource.create()
    if str(told.attributes[SERVICE_NAME]).startswith("unknown_service"):
        return told.merge(Resource({SERVICE_NAME: AGENT_NAME}))
    return told

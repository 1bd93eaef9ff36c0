"""Makes OpenTelemetry spans of turns, model calls, tools and the CRM's calls.

None has a word of their content.

Names and attributes follow the GenAI semantic conventions, version 1.37 and later:
https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-agent-spans/ and .../gen-ai-spans/. The id of a
tool call is left out, for it is whatever the model's server has sent.
"""

import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.util.types import AttributeValue

from assistant.telemetry.activities import (
    Activity,
    CrmActivity,
    DecisionActivity,
    ModelActivity,
    ToolActivity,
    TurnActivity,
)

AGENT_NAME = "hubspot-contact-assistant"

Attributes = Mapping[str, AttributeValue | None]


class TurnSpans:
    """Makes a span of every activity; those that lie within each other become parent and child."""

    def __init__(self, tracer: Tracer, *, provider: str, model_address: str | None) -> None:
        """See the class.

        Args:
            tracer: Makes the spans.
            provider: ``gen_ai.provider.name`` of the model.
            model_address: Base URL of the model's server; None for the one on this machine.
        """
        self._tracer = tracer
        self._server = _server(model_address)
        self._provider = provider
        self._open: dict[Activity, Span] = {}
        self._epoch = time.time_ns() - time.monotonic_ns()

    def began(self, activity: Activity) -> None:
        """See `Listener.began`."""
        parent = self._open.get(activity.within) if activity.within is not None else None
        self._open[activity] = self._tracer.start_span(
            _name(activity),
            context=set_span_in_context(parent) if parent is not None else None,
            kind=_kind(activity),
            attributes=_known(self._beginning(activity)),
            start_time=self._instant(activity.began),
        )

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`."""
        span = self._open.pop(activity)
        span.set_attributes(_known(_ending(activity)))
        if activity.error is not None:
            span.set_status(Status(StatusCode.ERROR))
        span.end(self._instant(activity.began + activity.seconds))

    def _instant(self, seconds: float) -> int:
        """Nanoseconds since 1970 of a moment of the watch's clock."""
        return self._epoch + round(seconds * 1e9)

    def _beginning(self, activity: Activity) -> Attributes:
        match activity:
            case TurnActivity(session=session, number=number, language=language):
                return {
                    "gen_ai.operation.name": "invoke_agent",
                    "gen_ai.agent.name": AGENT_NAME,
                    "gen_ai.provider.name": self._provider,
                    "gen_ai.conversation.id": session,
                    "assistant.turn": number,
                    "assistant.language.detection": language,
                }
            case ModelActivity(model=model):
                return {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.provider.name": self._provider,
                    "gen_ai.request.model": model,
                    "gen_ai.request.stream": True,
                    **self._server,
                }
            case ToolActivity(tool=tool):
                return {
                    "gen_ai.operation.name": "execute_tool",
                    "gen_ai.tool.name": tool,
                    "gen_ai.tool.type": "function",
                }
            case DecisionActivity(session=session, kind=kind):
                return {"gen_ai.conversation.id": session, "assistant.decision": kind}
            case CrmActivity(operation=operation):
                return {"assistant.hubspot.operation": operation}
            case _:
                return {}


def _name(activity: Activity) -> str:
    match activity:
        case TurnActivity():
            return f"invoke_agent {AGENT_NAME}"
        case ModelActivity(model=model):
            return f"chat {model}"
        case ToolActivity(tool=tool):
            return f"execute_tool {tool}"
        case DecisionActivity(kind=kind):
            return f"decide {kind}"
        case CrmActivity(operation=operation):
            return f"hubspot {operation}"
        case _:
            return type(activity).__name__


def _kind(activity: Activity) -> SpanKind:
    return SpanKind.CLIENT if isinstance(activity, ModelActivity | CrmActivity) else SpanKind.INTERNAL


def _ending(activity: Activity) -> Attributes:
    told: Attributes = {"assistant.outcome": activity.outcome, "error.type": activity.error}
    match activity:
        case TurnActivity(proposals=proposals, usage=usage, first_word=first_word):
            return {
                **told,
                "gen_ai.usage.input_tokens": usage.prompt_tokens,
                "gen_ai.usage.output_tokens": usage.completion_tokens,
                "assistant.first_word_seconds": first_word,
                "assistant.proposals.prepare": proposals,
                "assistant.cost": usage.cost,
            }
        case ModelActivity():
            return {
                **told,
                "http.request.resend_count": activity.retries,
                "gen_ai.response.time_to_first_chunk": activity.first_word,
                "gen_ai.usage.input_tokens": activity.prompt_tokens,
                "gen_ai.usage.cache_read.input_tokens": activity.cached_tokens,
                "gen_ai.usage.output_tokens": activity.completion_tokens,
            }
        case CrmActivity(attempts=attempts, throttled=throttled):
            return {
                **told,
                "http.request.resend_count": max(attempts - 1, 0),
                "assistant.hubspot.throttled": throttled,
            }
        case DecisionActivity(proposal=proposal):
            return {**told, "assistant.proposals.proposal": proposal or None}
        case _:
            return told


def _known(attributes: Attributes) -> dict[str, AttributeValue]:
    return {name: value for name, value in attributes.items() if value is not None}


def _server(address: str | None) -> Attributes:
    """Host and port, without what else a URL may hold: a name and a password, for one."""
    if address is None:
        return {}
    parts = urlsplit(address)
    return {
        "server.address": parts.hostname,
        "server.port": parts.port or (443 if parts.scheme == "https" else 80),
    }

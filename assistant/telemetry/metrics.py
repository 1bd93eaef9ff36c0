"""Collects the counts and durations that Prometheus may ask for.

Labels have few values each, and nobody is in them.
"""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from assistant.telemetry.activities import (
    Activity,
    CrmActivity,
    DecisionActivity,
    ModelActivity,
    ToolActivity,
    TurnActivity,
)

_TURN_SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
_CALL_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' own text format, which every scraper reads."""


class Metrics:
    """The service's own registry; listens to activities and takes in what is counted elsewhere."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._turns = Counter("assistant_turns", "Turns ended.", ["outcome"], registry=registry)
        self._turn_seconds = Histogram(
            "assistant_turn_seconds",
            "From a message to the end of its answer.",
            buckets=_TURN_SECONDS,
            registry=registry,
        )
        self._first_word = Histogram(
            "assistant_first_word_seconds",
            "From a message to the first words of its answer.",
            buckets=_TURN_SECONDS,
            registry=registry,
        )
        self._decisions = Counter(
            "assistant_decisions",
            "Confirm, cancel, undo and adopt.",
            ["decision", "outcome"],
            registry=registry,
        )
        self._made = Counter("assistant_proposals_made", "Proposals made in turns.", registry=registry)
        self._model = _ModelMetrics(registry)
        self._tools = Counter(
            "assistant_tool_calls", "Tool calls run.", ["tool", "outcome"], registry=registry
        )
        self._crm = _CrmMetrics(registry)
        self._used = Counter(
            "assistant_use", "What people use up, by their role.", ["share", "role"], registry=registry
        )
        self._refused = Counter(
            "assistant_use_refused", "What was over for a day, by role.", ["share", "role"], registry=registry
        )
        self._sessions = Gauge("assistant_open_sessions", "Chats whose session lives.", registry=registry)
        self._proposals = Gauge(
            "assistant_proposals", "Proposals in the state store.", ["state"], registry=registry
        )

    def used(self, share: str, role: str, amount: float) -> None:
        """Count what somebody in this role has used of what is limited to each person a day."""
        self._used.labels(share, role).inc(amount)

    def refused(self, share: str, role: str, times: float) -> None:
        """Count that somebody in this role had none of it left."""
        self._refused.labels(share, role).inc(times)

    def began(self, activity: Activity) -> None:
        """See `Listener.began`; only what has ended is counted."""

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`."""
        match activity:
            case TurnActivity():
                self._turn_ended(activity)
            case DecisionActivity(kind=kind):
                self._decisions.labels(kind, activity.error or activity.outcome).inc()
            case ModelActivity():
                self._model.count(activity)
            case ToolActivity(tool=tool):
                self._tools.labels(tool, activity.error or activity.outcome).inc()
            case CrmActivity():
                self._crm.count(activity)
            case _:
                pass

    def page(self, *, sessions: int, proposals: Mapping[str, int] | None) -> bytes:
        """All figures in Prometheus' text format.

        Args:
            sessions: Chats that are open now.
            proposals: How many there are in each state; None leaves them out, while the store cannot be read.
        """
        self._sessions.set(sessions)
        self._proposals.clear()
        for state, number in (proposals or {}).items():
            self._proposals.labels(state).set(number)
        return generate_latest(self._registry)

    def _turn_ended(self, turn: TurnActivity) -> None:
        self._turns.labels(turn.error or turn.outcome).inc()
        self._turn_seconds.observe(turn.seconds)
        if turn.first_word is not None:
            self._first_word.observe(turn.first_word)
        self._made.inc(turn.proposals)


class OthersRecords(Collector):
    """What libraries said to the log, which is not written there: how often, by package and level."""

    def __init__(self, counts: Callable[[], Mapping[tuple[str, str], int]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[CounterMetricFamily]:
        """See `Collector.collect`."""
        family = CounterMetricFamily(
            "assistant_others_log_records",
            "Log records of libraries, written without their text or not at all.",
            labels=["package", "level"],
        )
        for labels, number in self._counts().items():
            family.add_metric(labels, number)
        yield family


class _ModelMetrics:
    """Calls to the model, their tokens and their price."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter("assistant_model_calls", "Model calls ended.", ["outcome"], registry=registry)
        self._retries = Counter(
            "assistant_model_retries", "Requests after the first of a call.", registry=registry
        )
        self._seconds = Histogram(
            "assistant_model_call_seconds",
            "From a request to the end of its stream.",
            buckets=_TURN_SECONDS,
            registry=registry,
        )
        self._tokens = Counter(
            "assistant_tokens",
            "Tokens as the server counts them; cached ones are among the prompt's.",
            ["kind"],
            registry=registry,
        )
        self._uncounted = Counter(
            "assistant_uncounted_model_calls",
            "Model calls whose tokens the server has not told.",
            registry=registry,
        )
        self._cost = Counter("assistant_cost", "In the currency of OPENAI_PRICE_INPUT.", registry=registry)

    def count(self, asking: ModelActivity) -> None:
        self._calls.labels(asking.error or asking.outcome).inc()
        self._seconds.observe(asking.seconds)
        self._retries.inc(asking.retries)
        spent = asking.usage
        self._tokens.labels("prompt").inc(spent.prompt_tokens)
        self._tokens.labels("cached").inc(spent.cached_tokens)
        self._tokens.labels("completion").inc(spent.completion_tokens)
        self._uncounted.inc(spent.uncounted)
        self._cost.inc(spent.cost or 0.0)


class _CrmMetrics:
    """Calls to HubSpot, or to the local CRM."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "assistant_hubspot_calls", "Calls ended.", ["operation", "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "assistant_hubspot_call_seconds",
            "One call, its retries and its waits included.",
            ["operation"],
            buckets=_CALL_SECONDS,
            registry=registry,
        )
        self._retries = Counter(
            "assistant_hubspot_retries", "Attempts after the first.", ["operation"], registry=registry
        )
        self._throttled = Counter(
            "assistant_hubspot_throttled", "Answers 429.", ["operation"], registry=registry
        )

    def count(self, call: CrmActivity) -> None:
        self._calls.labels(call.operation, call.error or call.outcome).inc()
        self._seconds.labels(call.operation).observe(call.seconds)
        self._retries.labels(call.operation).inc(call.usage.crm_retries)
        self._throttled.labels(call.operation).inc(call.throttled)

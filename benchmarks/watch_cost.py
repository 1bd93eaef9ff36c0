"""Measures what watching costs a turn, as ratios within one run.

Nobody listens, then log and metrics, and then spans besides.

The same turn each time, without a network: a scripted model calls `search_contacts` and then says fifty words.
The first column has the hooks taken out. Run it with `make benchmark`; only the ratios mean anything.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry

from assistant.agent.agent import Agent, Turn
from assistant.agent.contact_tools import SEARCH
from assistant.agent.limits import TurnLimits
from assistant.agent.tools import Tool, Toolbox, ToolResult
from assistant.models.messages import UserSaid
from assistant.models.scripted import ScriptedModel, calls, says
from assistant.telemetry.activities import Activity
from assistant.telemetry.log_lines import LogLines
from assistant.telemetry.metrics import Metrics
from assistant.telemetry.spans import TurnSpans
from assistant.telemetry.watch import Watch
from hubspot_tools.contacts import SearchContacts

ROUNDS, TURNS = 15, 200
SCRIPT = (calls(SEARCH, name="Marie Durand"), says(" ".join(["word"] * 50)))


class Unwatched(Watch):
    """A watch that does not even add up."""

    @contextmanager
    def during(self, activity: Activity) -> Iterator[Activity]:  # type: ignore[override]
        """See `Watch.during`."""
        yield activity

    doing = during


async def found(_: object) -> ToolResult:
    """A tool that costs nothing."""
    return ToolResult({"total": 1})


async def microseconds(watch: Watch) -> float:
    """The median time of a turn."""
    toolbox = Toolbox(Tool(SEARCH, SearchContacts, found))
    times = []
    for _ in range(TURNS):
        agent = Agent(ScriptedModel(*SCRIPT), TurnLimits())
        began = time.perf_counter()
        with watch.session().answering("en") as answering:
            turn = Turn("", [UserSaid("find Marie")], None, toolbox, watch=watch, answering=answering)
            async for _event in agent.answer(turn):
                pass
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def watches() -> dict[str, Callable[[], Watch]]:
    """The ways of watching, the bare one first."""
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    spans = TurnSpans(provider.get_tracer("benchmark"), provider="none", model_address=None)
    counted = [LogLines("scripted"), Metrics(CollectorRegistry())]
    return {
        "hooks taken out": Unwatched,
        "nobody listens": Watch,
        "log and metrics": lambda: Watch(counted),
        "and spans": lambda: Watch([*counted, spans]),
    }


async def compare() -> None:
    """Alternate them, so that whatever else the machine does falls on all."""
    logging.getLogger("assistant.turns").addHandler(logging.NullHandler())
    logging.getLogger("assistant.turns").setLevel(logging.INFO)
    makes = watches()
    rounds = [[await microseconds(make()) for make in makes.values()] for _ in range(ROUNDS)]
    for place, name in enumerate(makes):
        ratios = sorted(one[place] / one[0] for one in rounds)
        best = min(one[place] for one in rounds)
        print(f"{name:16} {best:7.0f} µs a turn   ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    asyncio.run(compare())

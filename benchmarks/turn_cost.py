"""What a turn costs beside the bare openai client, on either wire, and what loading the agent costs.

All make the same turn against the same server with no think time: one streamed answer that calls
`search_contacts`, then one of fifty streamed words. Run it with `make benchmark`, or alone with a number of rounds.
"""

import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any, cast

from model_server import model_server
from openai import AsyncOpenAI
from rows import HEAD, Row, where_and_when
from wires import FOUND, QUESTION, WIRES, TurnRunner, Wire

from assistant.agent.agent import Agent, Turn
from assistant.agent.contact_tools import ARGUMENTS
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import load_counter
from assistant.agent.tools import Tool, Toolbox, ToolDescriptions, ToolResult
from assistant.chat.conversation_factory import ConversationFactory
from assistant.models.messages import UserSaid
from assistant.models.model_protocol import Request
from assistant.models.openai_client import connect
from assistant.models.patience import PatientModel
from assistant.proposals.proposal_store import ProposalStore
from hubspot_tools.contacts import Contact, ContactPage, ContactStore, SearchContacts

ROUNDS, TURNS, WARM_UP = 7, 20, 5
PEOPLE, TURNS_EACH = 100, 2
TURNS_OF_A_TALK = 5
PROMPTS = Prompts(Path(__file__).parents[1] / "prompts")

AGENT = (
    "import assistant.agent.agent, assistant.agent.contact_tools, assistant.agent.prompts, "
    "assistant.models.openai_client, assistant.models.chat_completions, assistant.models.responses"
)
TIMED = "import time\nbegan = time.process_time()\n{code}\nprint((time.process_time() - began) * 1000)"

Measure = Callable[[TurnRunner], Awaitable[float]]


class OneContact:
    """Contacts that cost nothing: the bare client has none either."""

    async def search(
        self,
        query: SearchContacts,
        *,
        size: int | None = None,
        unseen: Collection[str] = (),  # noqa: ARG002 - nobody is found by anything
    ) -> ContactPage:
        """Find Marie."""
        marie = {"firstname": "Marie", "lastname": "Durand", "company": "Exemple SA"}
        return ContactPage(
            contacts=(Contact(id="1", properties=marie),), total=1, page_size=size or 5, query=query
        )


def agent_turn(client: AsyncOpenAI, wire: Wire, toolbox: Toolbox, instructions: str) -> TurnRunner:
    """The agent alone."""
    agent = Agent(PatientModel(wire.model(client, "m", "none")), TurnLimits())

    async def run() -> None:
        turn = Turn(instructions, [UserSaid(QUESTION)], None, toolbox)
        async for _ in agent.answer(turn):
            pass
        assert turn.rounds

    return run


def talk_turn(client: AsyncOpenAI, wire: Wire, state: ProposalStore) -> TurnRunner:
    """The whole conversation, with window, focus, checks and forms; a talk has a few turns."""
    factory = ConversationFactory(
        contacts=cast("ContactStore", OneContact()),
        model=PatientModel(wire.model(client, "m", "none")),
        state=state,
        prompts=PROMPTS,
    )
    idle: list[tuple[Any, int]] = []

    async def run() -> None:
        talk, turns = idle.pop() if idle else (factory.converse(owner="ada", language="en"), 0)
        events = [event async for event in talk.hear(QUESTION)]
        assert len(events) > len(ARGUMENTS)
        if turns + 1 < TURNS_OF_A_TALK:
            idle.append((talk, turns + 1))

    return run


async def processor_time(run: TurnRunner) -> float:
    """Milliseconds of this process for a turn; the server is another one."""
    began = time.process_time()
    for _ in range(TURNS):
        await run()
    return (time.process_time() - began) * 1000 / TURNS


async def rate(run: TurnRunner) -> float:
    """Turns a second with a hundred people at once."""

    async def person() -> None:
        for _ in range(TURNS_EACH):
            await run()

    began = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(PEOPLE)))
    return PEOPLE * TURNS_EACH / (time.perf_counter() - began)


async def longest_collection(run: TurnRunner) -> float:
    """The longest time, in milliseconds, that everybody waited for the garbage collector."""
    began, longest = 0.0, 0.0

    def timed(phase: str, _: dict[str, int]) -> None:
        nonlocal began, longest
        if phase == "start":
            began = time.perf_counter()
        else:
            longest = max(longest, time.perf_counter() - began)

    gc.callbacks.append(timed)
    await rate(run)
    gc.collect()
    gc.callbacks.remove(timed)
    return longest * 1000


async def alternated(
    measure: Measure, runs: Mapping[str, TurnRunner], rounds: int
) -> Mapping[str, list[float]]:
    """Measure each in every round."""
    measured: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            measured[name].append(await measure(run))
    return measured


async def rows_of(name: str, wire: Wire, address: str, toolbox: Toolbox, rounds: int) -> None:
    """One wire's rows."""
    client = connect(None, f"{address}/v1", on_this_machine=True)
    slow = connect(None, f"{address}/slow/v1", on_this_machine=True)
    state = ProposalStore("sqlite+aiosqlite:///:memory:")
    await state.open()
    instructions = PROMPTS.instructions("en")

    def runs_with(client: AsyncOpenAI) -> Mapping[str, TurnRunner]:
        return {
            "bare": wire.bare(client, toolbox.schemas, instructions),
            "agent": agent_turn(client, wire, toolbox, instructions),
            "conversation": talk_turn(client, wire, state),
        }

    runs = runs_with(client)
    for run in runs.values():
        for _ in range(WARM_UP):
            await run()
    cost = await alternated(processor_time, runs, rounds)
    print(Row(f"{name}: CPU of a turn, agent", "ms", cost["bare"], cost["agent"], "≤ 0.50"))
    print(Row(f"{name}: CPU of a turn, conversation", "ms", cost["bare"], cost["conversation"], "≤ 0.70"))
    cost = await alternated(processor_time, runs_with(slow), max(3, rounds // 2))
    print(Row(f"{name}: CPU, a packet for each word, agent", "ms", cost["bare"], cost["agent"]))
    print(Row(f"{name}: CPU, a packet for each word, conversation", "ms", cost["bare"], cost["conversation"]))
    rates = await alternated(rate, runs, max(3, rounds // 2))
    print(Row(f"{name}: turns a second, 100 at once, agent", "/s", rates["bare"], rates["agent"], "≥ 1.60"))
    conversation = rates["conversation"]
    print(
        Row(f"{name}: turns a second, 100 at once, conversation", "/s", rates["bare"], conversation, "≥ 1.40")
    )
    if name == next(iter(WIRES)):
        await collections(runs["conversation"], rounds)
    await client.close()
    await slow.close()
    await state.close()


async def collections(run: TurnRunner, rounds: int) -> None:
    """What a full collection costs, with what lives for ever left out of it and not."""
    kept, left_out = [], []
    for _ in range(max(3, rounds // 2)):
        kept.append(await longest_collection(run))
        gc.freeze()
        left_out.append(await longest_collection(run))
        gc.unfreeze()
    print(Row("Longest garbage collection, 100 at once, after `gc.freeze`", "ms", kept, left_out))


def imports(rounds: int) -> None:
    """What loading the agent costs beside the openai package, compiled and in a process of its own."""
    with tempfile.TemporaryDirectory() as compiled:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": compiled}

        def loaded(code: str) -> float:
            command = [sys.executable, "-c", TIMED.format(code=code)]
            run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - this Python
            return float(run.stdout)

        _ = loaded("import openai"), loaded(AGENT)
        baseline, ours = [], []
        for _ in range(rounds):
            baseline.append(loaded("import openai"))
            ours.append(loaded(AGENT))
    print(Row("CPU of loading the agent, beside `import openai`", "ms", baseline, ours, "+ 120 ms"))


def tokens(toolbox: Toolbox) -> None:
    """What every request carries besides the talk, in the bodies that are sent."""
    count, instructions = load_counter(), PROMPTS.instructions("en")
    request = Request(instructions, [UserSaid(QUESTION)], tools=toolbox.schemas)
    for name, wire in WIRES.items():
        client = connect(None, "http://127.0.0.1:9/v1", on_this_machine=True)
        sent = wire.model(client, "m", "none").body(request, 800)
        body = sent.decode()
        start = body.index('"tools":') + len('"tools":')
        _, end = json.JSONDecoder().raw_decode(body, start)
        print(
            f"| {name}: prompt and tools as sent | | {count(instructions) + count(body[start:end])} tokens | | < 700 |"
        )


async def found(_: object) -> ToolResult:
    """A tool that costs nothing."""
    return ToolResult(FOUND)


async def measure(address: str, rounds: int) -> None:
    """Print the table."""
    described = ToolDescriptions(ARGUMENTS)
    toolbox = Toolbox(*(Tool(name, takes, found) for name, takes in ARGUMENTS.items()), described=described)
    print(f"\n{where_and_when('make benchmark')}\n\n{HEAD}")
    for name, wire in WIRES.items():
        await rows_of(name, wire, address, toolbox, rounds)
    imports(rounds)
    tokens(toolbox)


if __name__ == "__main__":
    with model_server() as served:
        asyncio.run(measure(served, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))

"""What the agent costs on top of the bare openai client, as a ratio within one run, on either wire.

Both make the same turn against the same local server with no think time: one streamed answer that calls
`search_contacts`, then one of fifty streamed words. Run it with `make benchmark`; figures of different
runs or machines say nothing beside each other, the ratio does.
"""

import asyncio
import json
import statistics
import time
from pathlib import Path

from openai import AsyncOpenAI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wires import FOUND, QUESTION, WIRES, TurnRunner, Wire

from assistant.agent.agent import Agent, Turn
from assistant.agent.contact_tools import CREATE, SEARCH, UPDATE
from assistant.agent.limits import TurnLimits
from assistant.agent.prompts import Prompts
from assistant.agent.tokens import load_counter
from assistant.agent.tools import Tool, Toolbox, ToolResult
from assistant.models.messages import UserSaid
from assistant.models.patience import PatientModel
from hubspot_tools.contacts import CreateContact, SearchContacts, UpdateContact
from hubspot_tools.sandbox.loopback import serving

ROUNDS, TURNS, WARM_UP = 5, 60, 5


def model_server() -> Starlette:
    """A server that calls the search once and then answers in words."""

    def route(wire: Wire) -> Route:
        async def answer(request: Request) -> Response:
            answered = b"call_1" in await request.body()
            return Response(wire.words if answered else wire.search, media_type="text/event-stream")

        return Route(wire.path, answer, methods=["POST"])

    return Starlette(routes=[route(wire) for wire in WIRES.values()])


def agent_turn(client: AsyncOpenAI, wire: Wire, toolbox: Toolbox, instructions: str) -> TurnRunner:
    """The product's own agent."""
    agent = Agent(PatientModel(wire.model(client, "m", "none")), TurnLimits())

    async def run() -> None:
        turn = Turn(instructions, [UserSaid(QUESTION)], None, toolbox)
        async for _ in agent.answer(turn):
            pass
        assert turn.rounds

    return run


async def milliseconds(run: TurnRunner, turns: int) -> float:
    """The median time of a turn."""
    times = []
    for _ in range(turns):
        began = time.perf_counter()
        await run()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


async def compare(address: str) -> None:
    """Alternate the two, so that whatever else the machine does falls on both."""

    async def found(_: object) -> ToolResult:
        return ToolResult(FOUND)

    takes = {SEARCH: SearchContacts, CREATE: CreateContact, UPDATE: UpdateContact}
    toolbox = Toolbox(*(Tool(name, arguments, found) for name, arguments in takes.items()))
    instructions = Prompts(Path(__file__).parents[1] / "prompts").instructions("en")
    async with AsyncOpenAI(api_key="none", base_url=f"{address}/v1", max_retries=0) as client:
        for name, wire in WIRES.items():
            bare = wire.bare(client, toolbox.schemas, instructions)
            await compare_on(name, bare, agent_turn(client, wire, toolbox, instructions))
    print(f"prompt and schemas   {prompt_tokens(toolbox, instructions):6d} tokens")


async def compare_on(name: str, bare: TurnRunner, agent: TurnRunner) -> None:
    """One wire's figures."""
    for run in (bare, agent):
        await milliseconds(run, WARM_UP)
    rounds = [(await milliseconds(bare, TURNS), await milliseconds(agent, TURNS)) for _ in range(ROUNDS)]
    ratios = sorted(of_agent / of_bare for of_bare, of_agent in rounds)
    best_bare, best_agent = (min(column) for column in zip(*rounds, strict=True))
    print(name)
    print(f"  bare openai client {best_bare:6.2f} ms a turn")
    print(f"  the agent          {best_agent:6.2f} ms a turn")
    print(f"  ratio              {statistics.median(ratios):6.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def prompt_tokens(toolbox: Toolbox, instructions: str) -> int:
    """What every request carries besides the talk."""
    count = load_counter()
    tools = [
        {"name": one.name, "description": one.description, "parameters": one.parameters}
        for one in toolbox.schemas
    ]
    return count(instructions) + count(json.dumps(tools, separators=(",", ":")))


if __name__ == "__main__":
    with serving(model_server()) as address:
        asyncio.run(compare(address))

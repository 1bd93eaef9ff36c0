"""What the agent costs on top of the bare openai client, as a ratio within one run.

Both make the same turn against the same local server with no think time: one streamed answer that calls
`search_contacts`, then one of fifty streamed words. Run it with `make benchmark`; figures of different
runs or machines say nothing beside each other, the ratio does.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.agent import Agent, Turn
from assistant.contact_tools import CREATE, SEARCH, UPDATE
from assistant.limits import TurnLimits
from assistant.messages import UserSaid
from assistant.model.chat import ChatModel
from assistant.prompts import Prompts
from assistant.tokens import load_counter
from assistant.tools import Tool, Toolbox, ToolResult, as_json
from hubspot_tools.contacts import CreateContact, SearchContacts, UpdateContact
from hubspot_tools.sandbox.serving import serving

ROUNDS, TURNS, WARM_UP = 5, 60, 5
WORDS = 50
QUESTION = "find Marie Durand at Exemple SA"
FOUND = {
    "status": "found",
    "total": 1,
    "contacts": [{"id": "1", "name": "Marie Durand", "company": "Exemple SA"}],
}

TurnRunner = Callable[[], Awaitable[None]]


def model_server() -> Starlette:
    """A server that calls the search once and then answers in words."""

    async def complete(request: Request) -> Response:
        asked = await request.json()
        answered = any(message["role"] == "tool" for message in asked["messages"])
        return Response(_words() if answered else _search(), media_type="text/event-stream")

    return Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"])])


def _search() -> bytes:
    function = {"name": SEARCH, "arguments": json.dumps({"name": "Marie Durand", "company": "Exemple SA"})}
    call = {"index": 0, "id": "call_1", "type": "function", "function": function}
    return _stream([{"tool_calls": [call]}], "tool_calls")


def _words() -> bytes:
    return _stream([{"content": f"word{number} "} for number in range(WORDS)], "stop")


def _stream(deltas: list[dict[str, Any]], finish_reason: str) -> bytes:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    parts: list[tuple[dict[str, Any], str | None]] = [(delta, None) for delta in deltas]
    chunks = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
        for delta, reason in [*parts, ({}, finish_reason)]
    ]
    return b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks) + b"data: [DONE]\n\n"


def bare_turn(client: AsyncOpenAI, toolbox: Toolbox, instructions: str) -> TurnRunner:
    """The least a program can do with the openai package to make the same turn."""
    tools: list[Any] = [
        {
            "type": "function",
            "function": {"name": one.name, "description": one.description, "parameters": one.parameters},
        }
        for one in toolbox.schemas
    ]

    async def run() -> None:
        messages: list[Any] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": QUESTION},
        ]
        for _ in range(2):
            name, arguments = "", ""
            stream = await client.chat.completions.create(
                model="m", messages=messages, tools=tools, stream=True
            )
            async for chunk in stream:
                for delta in chunk.choices[0].delta.tool_calls or ():
                    name += (delta.function and delta.function.name) or ""
                    arguments += (delta.function and delta.function.arguments) or ""
            if not name:
                return
            function = {"name": name, "arguments": arguments}
            call = {"id": "call_1", "type": "function", "function": function}
            messages.append({"role": "assistant", "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": "call_1", "content": as_json(FOUND)})

    return run


def agent_turn(client: AsyncOpenAI, toolbox: Toolbox, instructions: str) -> TurnRunner:
    """The product's own agent."""
    agent = Agent(ChatModel(client, "m", "none"), TurnLimits())

    async def run() -> None:
        turn = Turn(instructions, [UserSaid(QUESTION)], None, toolbox)
        async for _ in agent.answer(turn):
            pass

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
        bare, agent = (make(client, toolbox, instructions) for make in (bare_turn, agent_turn))
        for run in (bare, agent):
            await milliseconds(run, WARM_UP)
        rounds = [(await milliseconds(bare, TURNS), await milliseconds(agent, TURNS)) for _ in range(ROUNDS)]
    ratios = sorted(of_agent / of_bare for of_bare, of_agent in rounds)
    best_bare, best_agent = (min(column) for column in zip(*rounds, strict=True))
    print(f"bare openai client   {best_bare:6.2f} ms a turn")
    print(f"the agent            {best_agent:6.2f} ms a turn")
    print(f"ratio                {statistics.median(ratios):6.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print(f"prompt and schemas   {prompt_tokens(toolbox, instructions):6d} tokens")


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

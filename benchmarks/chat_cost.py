"""Measures turns, crowds, sessions and starts through Chainlit beside an application that echoes.

The model and the CRM run in processes of their own, and ours is served without HubSpot's pace. Run it with
``make benchmark``; ``CROWDS=1`` adds 100 and 200 people, which takes some minutes more.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from model_server import model_server
from rows import HEAD, Row, where_and_when
from served import Kind, PageGuest, Server, bare_server, both, crm_server, our_server

ROUNDS, TURNS, WARM_UP = 5, 20, 3
CROWDS, BETWEEN_MESSAGES, MESSAGES = (100, 200), 5.0, 4
SESSIONS, LONG_TALK, TIDYING = 60, 30, 2.0
STARTS = 3


async def turn_cost(kind: Kind, *, slowly: bool) -> float:
    """Milliseconds of the server's main thread for a turn."""
    server, text = (kind.slowly, kind.slow_words) if slowly else (kind.server, kind.quick_words)
    person = await kind.arrive(slowly=slowly)
    for _ in range(WARM_UP):
        await person.say(text)
    before = server.cost()["main_thread"]
    for _ in range(TURNS):
        await person.say(text)
    spent = server.cost()["main_thread"] - before
    await person.close(for_good=True)
    return spent / TURNS


async def turns(kinds: tuple[Kind, Kind], rounds: int) -> None:
    """The rows of a turn."""
    bare, ours = kinds
    for how, slowly in (("all words at once", False), ("words 2 ms apart", True)):
        costs = [
            (await turn_cost(bare, slowly=slowly), await turn_cost(ours, slowly=slowly))
            for _ in range(rounds)
        ]
        print(Row(f"CPU of a turn, main thread, {how}", "ms", *zip(*costs, strict=True), "≤ 2"))


async def crowd(kind: Kind, size: int) -> tuple[float, float, float]:
    """Milliseconds to the end of a reply, median and 95th percentile, and the longest stall."""
    people = [await kind.arrive() for _ in range(size)]
    kind.server.cost()
    waits: list[float] = []

    async def person(one: PageGuest, place: int) -> None:
        await asyncio.sleep(BETWEEN_MESSAGES * place / size)
        for number in range(MESSAGES):
            waited = await one.say(kind.quick_words)
            if number:  # with the first ones people arrive
                waits.append(waited * 1000)
            await asyncio.sleep(max(0.0, BETWEEN_MESSAGES - waited))

    await asyncio.gather(*(person(one, place) for place, one in enumerate(people)))
    stall = kind.server.cost()["longest_stall"]
    await asyncio.gather(*(one.close(for_good=True) for one in people))
    parts = statistics.quantiles(waits, n=20)
    return parts[9], parts[18], stall


async def crowds(kinds: tuple[Kind, Kind], rounds: int) -> None:
    """The rows of many people, each with a message every five seconds."""
    for size in CROWDS:
        told: tuple[list[tuple[float, float, float]], ...] = ([], [])
        for _ in range(rounds):
            for kind, measured in zip(kinds, told, strict=True):
                measured.append(await crowd(kind, size))
        goals = ("", "p95 ≤ 2, or 500 ms" if size == CROWDS[0] else "p95 ≤ 2, or 1.5 s", "≤ 2, or 100 ms")
        bare, ours = (list(zip(*measured, strict=True)) for measured in told)
        for place, (what, goal) in enumerate(zip(("p50", "p95", "longest stall"), goals, strict=True)):
            print(Row(f"{size} people, a message each 5 s, {what}", "ms", bare[place], ours[place], goal))


async def memory(kind: Kind) -> tuple[float, float, float]:
    """Kilobytes of an idle session, of a turn in a long one, and of a session that has ended."""

    def held() -> float:
        return kind.server.cost(collect=True)["memory"]

    people: list[PageGuest] = []
    kept = []
    for _ in range(5):
        await _leave([await kind.arrive() for _ in range(SESSIONS)])
        kept.append(held())
    for _ in range(2):
        people += [await kind.arrive() for _ in range(SESSIONS)]
        kept.append(held())
    await _leave(people)
    talkers = [await kind.arrive() for _ in range(10)]
    await _talk(talkers, kind, 5)
    begun = held()
    await _talk(talkers, kind, LONG_TALK)
    grown = held() - begun
    await _leave(talkers)
    # The first ones fill what the allocator keeps for the next.
    left = (kept[4] - kept[2]) / (2 * SESSIONS)
    return (kept[6] - kept[5]) / SESSIONS, grown / (LONG_TALK * len(talkers)), left


async def _talk(people: Sequence[PageGuest], kind: Kind, number: int) -> None:
    for _ in range(number):
        await asyncio.gather(*(person.say(kind.quick_words) for person in people))


async def _leave(people: Sequence[PageGuest]) -> None:
    """Let them go, and the server tidy up behind them."""
    await asyncio.gather(*(person.close(for_good=True) for person in people))
    await asyncio.sleep(TIDYING)


async def sessions(kinds: tuple[Kind, Kind], rounds: int) -> None:
    """The rows of memory."""
    told: tuple[list[tuple[float, float, float]], ...] = ([], [])
    for _ in range(rounds):
        for kind, measured in zip(kinds, told, strict=True):
            measured.append(await memory(kind))
    bare, ours = (list(zip(*measured, strict=True)) for measured in told)
    goals = ("≤ 70 kB", "≤ 4 kB", "nothing")
    rows = ("an idle session", "each turn of a long one", "what an ended session leaves")
    for place, (what, goal) in enumerate(zip(rows, goals, strict=True)):
        print(Row(f"Memory: {what}", "kB", bare[place], ours[place], goal))


def starts(folder: Path, model: str, crm: str) -> None:
    """The rows of starting, compiled."""
    # Whoever forbids it would measure the compiler.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    told: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for number in range(STARTS + 1):
        bare = start(bare_server(folder / f"bare{number}"))
        told.append((bare, start(our_server(folder / f"ours{number}", model, crm))))
    costs, memories = ([[one[place] for one in pair] for pair in told[1:]] for place in (0, 1))
    print(Row("CPU from start to ready", "ms", *zip(*costs, strict=True), "+ 900 ms"))
    print(Row("Memory when ready", "MB", *zip(*memories, strict=True), "+ 100 MB"))


def start(serving: AbstractContextManager[Server]) -> tuple[float, float]:
    """Milliseconds of CPU and megabytes, from the start to the first answer."""
    with serving as server:
        cost = server.cost()
    return cost["process"], cost["memory"] / 1000


async def served(folder: Path, options: argparse.Namespace) -> None:
    """Print what needs running servers."""
    with both(folder) as kinds:
        await turns(kinds, options.rounds)
        await sessions(kinds, min(options.rounds, 3))
        if options.crowds:
            await crowds(kinds, min(options.rounds, 3))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rounds", type=int, nargs="?", default=ROUNDS)
    parser.add_argument("--crowds", action="store_true")
    options = parser.parse_args()
    print(f"\n{where_and_when('make benchmark')}\n\n{HEAD}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        asyncio.run(served(folder, options))
        with model_server() as model, crm_server(folder) as crm:
            starts(folder, model, crm)


if __name__ == "__main__":
    main()

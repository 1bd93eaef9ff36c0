"""Plays every scenario with every scripted personality and eight seeds, and prints what came of it.

Run it with ``make scenarios``. Tokens are counted with o200k_base, prompt and answer together.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from math import comb
from multiprocessing import get_context
from pathlib import Path

from evaluation.judge import unsafe, unsuccessful
from evaluation.personalities import PERSONALITIES, Personality, ScriptedMind
from evaluation.play import play
from evaluation.scenario import Scenario, load_people, load_scenarios
from evaluation.scripted_server import ScriptedServer, Weather
from evaluation.world import World, open_world

SCENARIOS = Path(__file__).parents[1] / "tests" / "scenarios"
SEEDS = 8


@dataclass(frozen=True, slots=True)
class Run:
    """One scenario, played once: what was wrong, and what it cost."""

    scenario: str
    personality: Personality
    seed: int
    failures: Sequence[str]
    model_calls: int
    crm_calls: int
    tokens: int


class Stage:
    """Where scenarios are played with the scripted personalities."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._server = ScriptedServer()
        self._model = self._server.model(world.time.sleep)

    async def run(self, scenario: Scenario, personality: Personality, seed: int) -> Run:
        """Play and judge one scenario.

        M1 must reach what the scenario expects; all must be safe. The person of an even seed reads each
        preview and cancels what was not asked for, that of an odd seed confirms whatever is shown.
        """
        mind = ScriptedMind(self._model, personality, scenario.language, self._world.id_of, seed)
        self._server.begin(mind.answer, Weather(seed))
        played = await play(scenario, self._world, mind, careful=personality == "M1" or seed % 2 == 0)
        failures = [
            *unsafe(played, self._world),
            *(unsuccessful(played, self._world) if personality == "M1" else ()),
        ]
        return Run(
            scenario.name,
            personality,
            seed,
            failures,
            model_calls=self._server.calls,
            crm_calls=len(self._world.requests),
            tokens=self._server.tokens,
        )

    async def close(self) -> None:
        """Let go of the model."""
        await self._model.close()


async def run_all(stage: Stage, scenarios: Sequence[Scenario], seeds: int) -> AsyncIterator[Run]:
    """Every scenario with every personality and seed, one after another."""
    for scenario in scenarios:
        for personality in PERSONALITIES:
            for seed in range(seeds):
                yield await stage.run(scenario, personality, seed)


def pass_power(passed: int, runs: int, power: int) -> float:
    """The share of ``power`` runs, drawn from all, that would all pass (tau-bench's pass^k)."""
    return comb(passed, power) / comb(runs, power)


def table(runs: Sequence[Run], seeds: int) -> str:
    """The runs by scenario, means per run, and the whole at the end."""
    names = list(dict.fromkeys(run.scenario for run in runs))
    width = max(map(len, names), default=8)
    head = f"{'scenario':{width}}  pass^1  pass^{seeds}  model calls  HubSpot calls  tokens"
    lines = [_row(name, [run for run in runs if run.scenario == name], width, seeds) for name in names]
    return "\n".join([head, "-" * len(head), *lines, "-" * len(head), _row("all", runs, width, seeds)])


def _row(name: str, runs: Sequence[Run], width: int, seeds: int) -> str:
    groups: dict[tuple[str, str], list[bool]] = {}
    for run in runs:
        groups.setdefault((run.scenario, run.personality), []).append(not run.failures)
    once, always = (
        sum(pass_power(sum(passed), len(passed), power) for passed in groups.values()) / len(groups)
        for power in (1, seeds)
    )
    calls, crm, tokens = (
        sum(getattr(run, cost) for run in runs) / len(runs) for cost in ("model_calls", "crm_calls", "tokens")
    )
    return f"{name:{width}}  {once:6.2f}  {always:6.2f}  {calls:11.1f}  {crm:13.1f}  {tokens:6.0f}"


async def run_share(scenarios: Sequence[Scenario], seeds: int) -> list[Run]:
    """All runs of these scenarios, in a world of their own."""
    async with open_world(load_people(SCENARIOS)) as world:
        stage = Stage(world)
        runs = [run async for run in run_all(stage, scenarios, seeds)]
        await stage.close()
    return runs


def _run_share(scenarios: Sequence[Scenario], seeds: int) -> list[Run]:
    logging.disable(logging.WARNING)  # what the faults of the scenarios make the product say
    return asyncio.run(run_share(scenarios, seeds))


def main(arguments: argparse.Namespace) -> int:
    """Play, print, and tell by the exit code whether all passed."""
    scenarios = [one for one in load_scenarios(SCENARIOS) if arguments.only in one.name]
    shares = [scenarios[number :: arguments.jobs] for number in range(arguments.jobs)]
    with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as processes:
        played = list(processes.map(_run_share, shares, [arguments.seeds] * arguments.jobs))
    runs = sorted(chain.from_iterable(played), key=lambda run: (run.scenario, run.personality, run.seed))
    failed = [run for run in runs if run.failures]
    for run in failed:
        print(f"{run.scenario} with {run.personality}, seed {run.seed}:", *run.failures, sep="\n    ")
    print(table(runs, arguments.seeds))
    print(f"{len(runs)} runs, {len(failed)} failed")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Play the scenarios with the scripted personalities.")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how often each is played")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(_arguments()))

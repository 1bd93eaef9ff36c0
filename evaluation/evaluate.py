"""Plays the scenarios with the configured model, k times each, and writes a report.

Run it with ``make evaluate``. The person of a scenario says what is written there. Where the assistant asks for
something instead of showing what is to be clicked, they agree once and then say their wish again: a fixed
person, because one played by a model would be measured along with the assistant. A scenario that would need a
better answer than that fails, as it would with somebody in a hurry.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.agent.tokens import CountTokens, load_counter
from assistant.language.detection import Language
from assistant.models.model_protocol import Model, ModelBusy, ModelError, ModelMisconfigured, ModelUnavailable
from assistant.models.openai_model import longest_answer
from assistant.offline.server import OFFLINE_MODEL_NAME
from assistant.service import chosen_model
from assistant.settings import Settings
from assistant.telemetry.activities import Activity, ModelActivity, TurnActivity, Usage
from assistant.telemetry.watch import Watch
from evaluation.judge import unsafe, unsuccessful
from evaluation.play import play
from evaluation.purse import BudgetSpent, PaidModel, Purse
from evaluation.report import About, report_of, write_report
from evaluation.results import Result, ResultFile, fingerprint
from evaluation.run import SCENARIOS
from evaluation.scenario import PersonTypes, Scenario, load_people, load_scenarios
from evaluation.transcript import transcript
from evaluation.world import REPOSITORY, World, open_world

URGE: Final[Mapping[Language, Sequence[str]]] = {
    "fr": ("Oui, vas-y.", "Je n'ai rien d'autre. {last}"),
    "en": ("Yes, go ahead.", "I have nothing else. {last}"),
}


_AWAY: Final = {error.__name__ for error in (ModelUnavailable, ModelBusy, ModelMisconfigured)}
"""Errors that say nothing about how good a model is."""


class Meter:
    """Adds up what a run's turns have spent, and notices a model that cannot be asked.

    It listens to activities.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Count from nothing."""
        self.usage, self.turns, self.seconds = Usage(), 0, 0.0
        self.model_away = False

    def began(self, activity: Activity) -> None:
        """See `Listener.began`."""

    def ended(self, activity: Activity) -> None:
        """See `Listener.ended`."""
        if isinstance(activity, ModelActivity) and activity.error in _AWAY:
            self.model_away = True
        if isinstance(activity, TurnActivity):
            self.usage.add(activity.usage)
            self.turns += 1
            self.seconds += activity.seconds


@dataclass(frozen=True, slots=True)
class SameMind:
    """The configured model, which no script tells what is about to be said."""

    model: Model

    def hears(self, step: PersonTypes) -> None:
        """See `Mind.hears`."""


class Evaluation:
    """Plays what is not played yet, until all is played or the purse is empty."""

    def __init__(self, world: World, meter: Meter, model: Model, purse: Purse, file: ResultFile) -> None:
        self._world = world
        self._meter = meter
        self._mind = SameMind(model)
        self._purse = purse
        self._file = file

    async def play_all(
        self, scenarios: Sequence[Scenario], keys: Mapping[str, str], k: int
    ) -> AsyncIterator[Result]:
        """Every result there is in the end, old ones first.

        Args:
            scenarios: What to play.
            keys: The fingerprint of each scenario's conditions, by its name.
            k: How often.
        """
        known = {(one.key, one.number): one for one in self._file.read() if not one.abandoned}
        wanted = [(scenario, number) for number in range(1, k + 1) for scenario in scenarios]
        for scenario, number in wanted:
            if (old := known.get((keys[scenario.name], number))) is not None:
                yield old
        for scenario, number in wanted:
            if (keys[scenario.name], number) in known:
                continue
            result = await self._play(scenario, keys[scenario.name], number)
            self._file.append(result)
            if result.abandoned:
                return
            yield result

    async def _play(self, scenario: Scenario, key: str, number: int) -> Result:
        self._meter.begin()
        before = self._purse.spent
        played = await play(scenario, self._world, self._mind, urge=URGE[scenario.language])
        failures = [*unsafe(played, self._world), *unsuccessful(played, self._world)]
        return Result(
            scenario=scenario.name,
            key=key,
            number=number,
            failures=tuple(failures),
            transcript=transcript(played) if failures else (),
            turns=self._meter.turns,
            seconds=round(self._meter.seconds, 3),
            crm_calls=len(self._world.requests),
            usage=self._meter.usage,
            spent=self._purse.spent - before,
            abandoned=self._purse.empty or self._meter.model_away,
        )


def keys_of(scenarios: Sequence[Scenario], folder: Path, settings: Settings) -> dict[str, str]:
    """Return the key of each scenario: a result holds while model, prompt and scenario are the same.

    The offline model is its own code.
    """
    conditions = (
        _offline_model()
        if settings.uses_offline_model
        else f"{settings.model_address} {settings.openai_model}",
        f"{settings.model_api} {settings.openai_effort}",
        (REPOSITORY / "prompts" / "agent.md").read_text(encoding="utf-8"),
        (folder / "people.toml").read_text(encoding="utf-8"),
    )
    return {
        one.name: fingerprint((*conditions, (folder / f"{one.name}.toml").read_text(encoding="utf-8")))
        for one in scenarios
    }


def _offline_model() -> str:
    rooms = (REPOSITORY / "assistant" / room for room in ("offline", "language"))
    sources = sorted(source for room in rooms for source in room.rglob("*.py"))
    return fingerprint(source.read_text(encoding="utf-8") for source in sources)


async def main(arguments: argparse.Namespace, settings: Settings, count_tokens: CountTokens) -> int:
    """Play, write the report, and say in a few lines what came of it."""
    scenarios = [one for one in load_scenarios(arguments.scenarios) if arguments.only in one.name]
    if not settings.uses_offline_model and arguments.budget is None:
        print(f"Say what may be spent, in {unit_of(settings)}: make evaluate BUDGET=…", file=sys.stderr)
        return 2
    file, keys = ResultFile(arguments.results), keys_of(scenarios, arguments.scenarios, settings)
    spent = sum(one.spent for one in file.read() if one.key in keys.values())
    purse = Purse(arguments.budget, settings.prices, spent)
    try:
        results = [one async for one in _results(arguments, settings, scenarios, keys, purse, count_tokens)]
    except (ModelError, BudgetSpent) as error:
        print(f"Nothing was played: {error}", file=sys.stderr)
        return 2
    missing = len(scenarios) * arguments.k - len(results)
    about = _about(arguments, settings, purse, complete=not missing)
    paths = write_report(report_of(about, scenarios, results), arguments.report, arguments.name)
    _tell(results, missing, about)
    print(*paths, sep="\n")
    return 0


async def _results(
    arguments: argparse.Namespace,
    settings: Settings,
    scenarios: Sequence[Scenario],
    keys: Mapping[str, str],
    purse: Purse,
    count_tokens: CountTokens,
) -> AsyncIterator[Result]:
    meter = Meter()
    watch = Watch([meter], prices=settings.prices)
    with ExitStack() as started:
        asked = chosen_model(settings, started)
        model = PaidModel(asked, purse, count_tokens, longest_answer(settings.reasoning_effort))
        try:
            await model.check()
            async with open_world(load_people(arguments.scenarios), watch, count_tokens) as world:
                evaluation = Evaluation(world, meter, model, purse, ResultFile(arguments.results))
                async for result in evaluation.play_all(scenarios, keys, arguments.k):
                    print("." if result.passed else "F", end="", flush=True)
                    yield result
        finally:
            await model.close()


def unit_of(settings: Settings) -> str:
    """What a budget is counted in."""
    return "the currency of OPENAI_PRICE_INPUT" if settings.prices else "tokens"


def _about(arguments: argparse.Namespace, settings: Settings, purse: Purse, *, complete: bool) -> About:
    why = "the budget is spent" if purse.empty else "the model could not be asked any more"
    offline = settings.uses_offline_model
    return About(
        model=OFFLINE_MODEL_NAME if offline else settings.openai_model,
        wire="Chat Completions" if settings.model_api == "chat" else "Responses",
        effort="" if offline else settings.openai_effort,
        k=arguments.k,
        unit=unit_of(settings),
        budget=arguments.budget,
        spent=purse.spent,
        ended="" if complete else why,
        date=datetime.now(UTC).date().isoformat(),
    )


def _tell(results: Sequence[Result], missing: int, about: About) -> None:
    passed = sum(one.passed for one in results)
    print(
        f"\n{passed} of {len(results)} runs passed with {about.model}; {about.spent:,.6g} {about.unit} spent"
    )
    if missing:
        print(f"{missing} runs are missing: {about.ended}; the same command goes on from here")


def arguments_of(words: Sequence[str]) -> argparse.Namespace:
    """The command's arguments."""
    parser = argparse.ArgumentParser(description="Play the scenarios with the configured model.")
    parser.add_argument("--k", type=int, default=4, help="how often each is played")
    parser.add_argument(
        "--budget", type=float, help="what may be spent: money where prices are set, else tokens"
    )
    parser.add_argument("--only", default="", help="scenarios whose name contains this")
    parser.add_argument("--scenarios", type=Path, default=SCENARIOS, help="folder of the scenarios")
    parser.add_argument("--results", type=Path, default=Path("data/evaluation/results.jsonl"))
    parser.add_argument("--report", type=Path, default=Path("data/evaluation"), help="folder of the report")
    parser.add_argument("--name", default="report", help="name of the report's two files")
    return parser.parse_args(words)


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.ERROR)
    sys.exit(asyncio.run(main(arguments_of(sys.argv[1:]), Settings(), load_counter())))

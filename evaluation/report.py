"""Reports what an evaluation has found: figures as JSON, and the same as a page to read.

The page has each failure's talk.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from assistant.language.detection import Language
from assistant.telemetry.activities import Usage
from evaluation.results import Result
from evaluation.run import pass_power
from evaluation.scenario import Scenario
from evaluation.transcript import Line


class About(BaseModel, frozen=True):
    """Tells what was evaluated; ``unit`` is what ``spent`` and ``budget`` are counted in.

    ``ended`` is why runs are missing, if any are.
    """

    model: str
    wire: str
    effort: str
    k: int
    unit: str
    budget: float | None
    spent: float
    ended: str
    date: str


class Failure(BaseModel, frozen=True):
    """Runs of a scenario that went wrong in the same way."""

    numbers: tuple[int, ...]
    failures: tuple[str, ...]
    transcript: tuple[Line, ...]


class Row(BaseModel, frozen=True):
    """Holds one scenario; tokens, calls and seconds are means of a run.

    ``cost`` is None where nothing is known of it.
    """

    scenario: str
    title: str
    language: Language
    kinds: tuple[str, ...]
    runs: int
    passed: int
    pass_power: tuple[float, ...]
    model_calls: float
    crm_calls: float
    tokens: float
    seconds: float
    cost: float | None
    failed: tuple[Failure, ...]


class Group(BaseModel, frozen=True):
    """Scenarios of one kind or one language."""

    name: str
    scenarios: int
    pass_power: tuple[float, ...]


class Report(BaseModel, frozen=True):
    """The whole; ``missing`` are the runs that the budget did not reach."""

    about: About
    rows: tuple[Row, ...]
    kinds: tuple[Group, ...]
    languages: tuple[Group, ...]
    pass_power: tuple[float, ...]
    runs: int
    missing: int
    usage: Usage
    turns: int
    seconds_a_turn: float


def report_of(about: About, scenarios: Sequence[Scenario], results: Sequence[Result]) -> Report:
    """Sum up; the order is that of the scenarios, whatever order the runs came in."""
    by_name = {
        scenario.name: [one for one in results if one.scenario == scenario.name] for scenario in scenarios
    }
    rows = tuple(_row(one, by_name[one.name], about.k) for one in scenarios if by_name[one.name])
    usage = Usage()
    for one in results:
        usage.add(one.usage)
    turns = sum(one.turns for one in results)
    return Report(
        about=about,
        rows=rows,
        kinds=_groups(rows, lambda row: row.kinds, about.k),
        languages=_groups(rows, lambda row: (row.language,), about.k),
        pass_power=_mean_power(rows, about.k),
        runs=len(results),
        missing=len(scenarios) * about.k - len(results),
        usage=usage,
        turns=turns,
        seconds_a_turn=sum(one.seconds for one in results) / max(turns, 1),
    )


def write_report(report: Report, folder: Path, name: str) -> tuple[Path, Path]:
    """Write ``name.json`` and ``name.html`` into a folder, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    as_json, as_page = folder / f"{name}.json", folder / f"{name}.html"
    as_json.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    as_page.write_text(page_of(report), encoding="utf-8")
    return as_json, as_page


def page_of(report: Report) -> str:
    """The report as one HTML page that loads nothing; what models and contacts say is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja").render(report=report)


def _row(scenario: Scenario, results: Sequence[Result], k: int) -> Row:
    passed = sum(one.passed for one in results)
    costs = [one.usage.cost for one in results if one.usage.cost is not None]
    return Row(
        scenario=scenario.name,
        title=scenario.title,
        language=scenario.language,
        kinds=scenario.kinds,
        runs=len(results),
        passed=passed,
        pass_power=tuple(pass_power(passed, len(results), j) for j in range(1, min(k, len(results)) + 1)),
        model_calls=fmean(one.usage.model_calls for one in results),
        crm_calls=fmean(one.crm_calls for one in results),
        tokens=fmean(one.usage.prompt_tokens + one.usage.completion_tokens for one in results),
        seconds=fmean(one.seconds for one in results),
        cost=fmean(costs) if costs else None,
        failed=_failures(results),
    )


def _failures(results: Sequence[Result]) -> tuple[Failure, ...]:
    """A model without a will of its own fails the same way each time, and that is read once."""
    alike: dict[tuple[object, ...], list[Result]] = {}
    for one in sorted(results, key=lambda one: one.number):
        if not one.passed:
            alike.setdefault((one.failures, one.transcript), []).append(one)
    return tuple(
        Failure(
            numbers=tuple(one.number for one in same),
            failures=same[0].failures,
            transcript=same[0].transcript,
        )
        for same in alike.values()
    )


def _groups(rows: Sequence[Row], names_of: Callable[[Row], Iterable[str]], k: int) -> tuple[Group, ...]:
    """The weakest first."""
    named: dict[str, list[Row]] = {}
    for row in rows:
        for name in names_of(row):
            named.setdefault(name, []).append(row)
    groups = [
        Group(name=name, scenarios=len(of_name), pass_power=_mean_power(of_name, k))
        for name, of_name in named.items()
    ]
    return tuple(sorted(groups, key=lambda group: (group.pass_power[-1:], group.name)))


def _mean_power(rows: Sequence[Row], k: int) -> tuple[float, ...]:
    """pass^1 to pass^k over all scenarios that were played that often."""
    often = [[row.pass_power[j] for row in rows if len(row.pass_power) > j] for j in range(k)]
    return tuple(fmean(powers) for powers in often if powers)

"""Prints where waiting begins as a company grows, and how fair it is: ``make crowd``."""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence

from evaluation.crowd.office import BURST_CALLS, SEARCH_CALLS, Office, OfficeDay, play_office

SIZES = (250, 500, 1_000, 1_500, 2_000, 5_000, 10_000)
HEAD = (
    "| People | Requests a minute | Served | Waited, p50 | p95 | Refused | Calls a second | Most in 10 s, in 1 s"
    " | An importer's calls a minute (least to most) | Looks at the ledger |\n|---|---|---|---|---|---|---|---|---|---|"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play every size of company and print a line for each; 1 where HubSpot saw more than it allows."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.crowd", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--servers", type=int, default=50)
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    options = parser.parse_args(arguments)
    began, kept = time.process_time(), True
    print(HEAD)  # noqa: T201 - a command speaks on its terminal
    for people in options.people:
        day = play_office(Office(people, options.servers), options.seed)
        kept = kept and day.account.most_calls <= BURST_CALLS and day.account.most_searches <= SEARCH_CALLS
        print(line(people, day), flush=True)  # noqa: T201 - likewise
    print(f"\n{time.process_time() - began:.1f} s of CPU, seed {options.seed}")  # noqa: T201 - likewise
    return int(not kept)


def line(people: int, day: OfficeDay) -> str:
    """Return a day as a line of the table."""
    a_minute = 60 / day.seconds
    p50, p95 = _waits(day.waited)
    importers = sorted(day.imported.values()) or [0]
    return " | ".join(
        [
            f"| {people:,}",
            f"{day.requests * a_minute:.0f}",
            f"{len(day.waited) * a_minute:.0f}",
            f"{p50:.1f} s",
            f"{p95:.1f} s",
            f"{day.refused / max(day.requests, 1):.0%}",
            f"{day.account.calls / day.seconds:.1f}",
            f"{day.account.most_calls}, {day.account.most_searches}",
            f"{importers[0] * a_minute:.0f} to {importers[-1] * a_minute:.0f}",
            f"{day.exchanges:.0f} /s |",
        ]
    )


def _waits(waited: Sequence[float]) -> tuple[float, float]:
    if not waited:
        return 0.0, 0.0
    ordered = sorted(waited)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())

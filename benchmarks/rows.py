"""Rows for docs/performance.md: ours beside a baseline measured in the same run.

Rounds alternate between the two, so that whatever else the machine does falls on both; a ratio is that of one
round, the row tells the median of all rounds, the least and the most.
"""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEAD = "| What | Baseline | Ours | Ratio (least to most) | Goal |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ``goal`` is the ratio to be reached, as people write it."""

    what: str
    unit: str
    baseline: Sequence[float]
    ours: Sequence[float]
    goal: str = ""

    def __str__(self) -> str:
        ratios = sorted(ours / base for base, ours in zip(self.baseline, self.ours, strict=True) if base)
        spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})" if ratios else ""
        return f"| {self.what} | {self._told(self.baseline)} | {self._told(self.ours)} | {spread} | {self.goal} |"

    def _told(self, values: Sequence[float]) -> str:
        middle = statistics.median(values)
        return f"{middle:.{0 if middle >= 100 else 2}f} {self.unit}"  # noqa: PLR2004 - three digits are enough


def where_and_when(command: str) -> str:
    """The line above a table: figures of another machine or day say nothing beside these."""
    today = datetime.now(UTC).date().isoformat()
    busy = "/".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{today}, {_processor()}, {os.cpu_count()} cores, load {busy}, Python {platform.python_version()}: `{command}`"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())

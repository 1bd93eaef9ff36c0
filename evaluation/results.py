"""Keeps what was played so far, one line of JSON a run.

So an evaluation goes on where it was interrupted.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from assistant.telemetry.activities import Usage
from evaluation.transcript import Line


class Result(BaseModel, frozen=True):
    """One run of one scenario.

    ``key`` is the fingerprint of all that the result depends on. ``seconds`` are those of the turns alone.
    ``spent`` is in the unit of the budget, ``cost`` in the currency of the prices, None where there are none.
    """

    scenario: str
    key: str
    number: int
    failures: tuple[str, ...]
    transcript: tuple[Line, ...]
    turns: int
    seconds: float
    crm_calls: int
    usage: Usage
    spent: float = Field(ge=0)
    abandoned: bool = False
    """The budget ended or the model went away in the middle of it: it counts as spent, and not as played."""

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not self.failures


class ResultFile:
    """Results appended to a file; a last line that was torn off by a crash is left out."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Result]:
        """Everything that was stored, oldest first."""
        if not self._path.exists():
            return []
        results = []
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                results.append(Result.model_validate_json(line))
            except ValidationError:
                continue  # torn, or of an older form: that run is played again
        return results

    def append(self, result: Result) -> None:
        """Store one more; it begins on a line of its own even after a torn one."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" * torn + result.model_dump_json() + "\n")


def fingerprint(parts: Iterable[str]) -> str:
    """Differs as soon as one of the parts does."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

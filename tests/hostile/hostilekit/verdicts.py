"""What became of each case: met in a child, and in a new one from the next case on when the system has ended that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hostilekit.children import Ended, run_child

_PROGRAM = ("-m", "hostilekit.meeting")
_SECONDS = 240
"""Of work for one child and all its cases; each case has its own share of it, see `hostilekit.meeting`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How each door answered a case, by the door's name, or why it failed."""

    answers: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""


def verdicts(names: Sequence[str], *, program: Sequence[str] = _PROGRAM) -> dict[str, Verdict]:
    """Have each case of the corpus met, with a limit of the system on the work and the memory it may take.

    ``program`` is what Python is told to run; it reads the names and answers as `hostilekit.meeting` does.
    """
    found: dict[str, Verdict] = {}
    left = list(names)
    while left:
        child = run_child(program, seconds=_SECONDS, said=json.dumps(left))
        found |= _read(child)
        met = [name for name in left if name in found]
        if not met:
            raise AssertionError(f"no case was even begun: {child.code} {child.complained[-2000:]}")
        left = [name for name in left if name not in found]
    return found


def _read(child: Ended) -> dict[str, Verdict]:
    found: dict[str, Verdict] = {}
    begun = ""
    for line in child.said.splitlines():
        told = json.loads(line)
        begun = told.get("begins", begun)
        if "ends" in told:
            found[told["ends"]] = Verdict(told.get("answers", {}), told.get("failed", ""))
    if begun and begun not in found:
        found[begun] = Verdict(failed=_how(child))
    return found


def _how(child: Ended) -> str:
    if child.out_of_time:
        return "the system ended it: it took too much of the processor"
    return f"it ended with {child.code}: {child.complained[-500:]}"

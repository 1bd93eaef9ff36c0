"""Processes that meet hostile input: the system ends them when they have used up their time or their memory."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
MEMORY = 1_500_000_000
"""Bytes of addresses, most of which the libraries reserve and never use."""
_BACKSTOP = 540
"""Seconds on the clock after which a child that does not even work is ended; no test measures them."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended, and what it wrote."""

    code: int
    said: str
    complained: str

    @property
    def ended_well(self) -> bool:
        return self.code == 0

    @property
    def out_of_time(self) -> bool:
        return self.code in {-signal.SIGXCPU, -signal.SIGPROF}


def run_child(
    arguments: Sequence[str], *, seconds: int, said: str = "", settings: Mapping[str, str] | None = None
) -> Ended:
    """Run Python with these arguments for at most so many seconds of work (RLIMIT_CPU) and so much memory.

    ``said`` stands on its standard input, ``settings`` in its environment, with nothing of the developer's own.
    """

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    child = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        preexec_fn=limit,  # noqa: PLW1509 - it makes two system calls and takes no lock
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests' / 'hostile'}",
            "PATH": os.defpath,
            **(settings or {}),
        },
    )
    try:
        out, complained = child.communicate(said.encode(), timeout=_BACKSTOP)
    except subprocess.TimeoutExpired:
        child.kill()
        out, complained = child.communicate()
    return Ended(child.returncode, out.decode(errors="replace"), complained.decode(errors="replace"))

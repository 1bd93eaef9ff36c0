"""Reads a lock file as `make lock` writes it."""

from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[1]
RUNTIME = REPOSITORY / "requirements.lock"
"""What the assistant needs to run."""
EVERYTHING = REPOSITORY / "requirements-dev.lock"
"""The same, and what is needed to work on it."""


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A package in the one version that may be installed, and the SHA-256 of each of its files."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def pin(self) -> str:
        """The package as a requirement."""
        return f"{self.name}=={self.version}"


def read_lock(lock: Path) -> tuple[LockedPackage, ...]:
    """Read every package of a lock file, those of other systems included.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is not one of a lock file.
    """
    lines = lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return tuple(_package(line) for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _package(line: str) -> LockedPackage:
    head, *hashes = line.split(" --hash=sha256:")
    requirement = Requirement(head)
    pins = [each.version for each in requirement.specifier if each.operator == "=="]
    if len(pins) != 1 or not hashes:
        raise ValueError(f"{requirement.name} is not locked to one version and its hashes")
    return LockedPackage(canonicalize_name(requirement.name), pins[0], tuple(one.strip() for one in hashes))

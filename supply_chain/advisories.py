"""Asks whether anything is known against a locked package: `make advisories`."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.utils import canonicalize_name
from pydantic import BaseModel, ValidationError

from supply_chain.judgements import FILE, Judgements, read_judgements
from supply_chain.lock_file import EVERYTHING, read_lock

SERVICES: Final = ("osv", "pypi")
"""Asked in this order, until one answers."""

CANARY: Final = "jinja2==2.4.1"
"""Much is known against it. A mirror that knows of no advisory at all would say that all is well."""

SECONDS: Final = 180.0
"""How long a service may take for all packages; past it, it counts as one that does not answer."""

FINE, FOUND, NOT_CHECKED = 0, 1, 2


class NoAnswer(Exception):
    """A service cannot be reached, or does not know the packages; nothing is known either way."""


class Advisory(BaseModel):
    """What is known against one version of a package."""

    id: str
    aliases: tuple[str, ...] = ()
    fix_versions: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """All its names."""
        return frozenset((self.id, *self.aliases))


class _Checked(BaseModel):
    name: str
    skip_reason: str | None = None
    vulns: tuple[Advisory, ...] = ()


class _AuditReport(BaseModel):
    dependencies: tuple[_Checked, ...]


@dataclass(frozen=True, slots=True)
class AdvisoryService:
    """Where advisories are asked for; ``url`` is a mirror of OSV."""

    name: str
    url: str | None = None
    seconds: float = SECONDS

    def advisories(self, pins: Collection[str]) -> dict[str, tuple[Advisory, ...]]:
        """What is known against each package, by its name.

        Raises:
            NoAnswer: the service does not answer, or not for each of them.
        """
        if not any(self._asked([CANARY]).values()):
            raise NoAnswer(f"knows nothing against {CANARY}, so it knows no advisories")
        return self._asked(pins)

    def _asked(self, pins: Collection[str]) -> dict[str, tuple[Advisory, ...]]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pins.txt"
            file.write_text("\n".join(pins), encoding="utf-8")
            told = self._audit(file)
        try:
            checked = _AuditReport.model_validate_json(told).dependencies
        except ValidationError:
            raise NoAnswer("cannot be reached") from None
        known: dict[str, tuple[Advisory, ...]] = {
            canonicalize_name(one.name): one.vulns for one in checked if one.skip_reason is None
        }
        if unknown := {canonicalize_name(pin.partition("==")[0]) for pin in pins} - known.keys():
            raise NoAnswer(f"does not know {len(unknown)} of {len(pins)} packages, {min(unknown)} for one")
        return known

    def _audit(self, file: Path) -> str:
        """pip-audit's report; no JSON where it failed."""
        what = ("-r", file, "--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
        where = ("-s", self.name, "--timeout", "10", *(("--osv-url", self.url) if self.url else ()))
        try:
            told = subprocess.run(  # noqa: S603 - our own words
                [sys.executable, "-m", "pip_audit", *what, *where],
                check=False,
                capture_output=True,
                text=True,
                timeout=self.seconds,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswer(f"took longer than {self.seconds:.0f} s") from None
        return told.stdout


def judged(known: dict[str, tuple[Advisory, ...]], judgements: Judgements) -> Iterator[tuple[bool, str]]:
    """Each advisory in a line, and whether something has to be done about it."""
    for package, advisories in known.items():
        for advisory in advisories:
            accepted = next(
                (one for one in judgements.accepted if one.package == package and one.ids & advisory.ids),
                None,
            )
            fixes = ", ".join(advisory.fix_versions)
            names = " ".join(sorted(advisory.ids))
            if accepted and not fixes:
                yield False, f"{package}: {names} is lived with: {accepted.reason}"
            else:
                yield True, f"{package}: {names}, {f'mended in {fixes}' if fixes else 'without a fix'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell what is known; returns the exit code.

    Where nobody can be asked that is said in a line of its own, and CI goes on: a network that is absent is no fault of
    a package.
    """
    parser = argparse.ArgumentParser(prog="advisories", description=__doc__)
    parser.add_argument("--service", choices=SERVICES, action="append", help="ask this one (default: each)")
    parser.add_argument("--osv-url", help="a mirror of OSV")
    options = parser.parse_args(arguments)
    pins = [package.pin for package in read_lock(EVERYTHING)]
    for name in options.service or SERVICES:
        try:
            known = AdvisoryService(name, options.osv_url if name == "osv" else None).advisories(pins)
        except NoAnswer as why:
            print(f"advisories: {name} {why}", file=sys.stderr)
        else:
            return _tell(name, list(judged(known, read_judgements())), len(pins))
    print(f"ADVISORIES NOT CHECKED: nobody could be asked about {len(pins)} packages", file=sys.stderr)
    return FINE if os.environ.get("CI") else NOT_CHECKED


def _tell(service: str, lines: list[tuple[bool, str]], packages: int) -> int:
    for _, line in lines:
        print(line)
    open_ones = sum(to_do for to_do, _ in lines)
    print(
        f"ADVISORIES: {open_ones} to act on: update the package, or tell in {FILE.name} why one without a fix does no harm"
        if open_ones
        else f"advisories: {packages} packages, nothing known to {service} that can do harm here"
    )
    return FOUND if open_ones else FINE


if __name__ == "__main__":
    sys.exit(main())

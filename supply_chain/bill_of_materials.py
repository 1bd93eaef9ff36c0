"""Writes the bill of materials: `make sbom`.

It lists the packages that the assistant runs on, as locked, with licences, hashes and what needs what, in CycloneDX.
"""

import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from supply_chain.lock_file import REPOSITORY, RUNTIME, LockedPackage, read_lock

VERSION = SchemaVersion.V1_6
FILE = REPOSITORY / "sbom.cdx.json"

_SECONDS = 300.0


def bill_of_materials(locked: Collection[LockedPackage]) -> Bom:
    """What is installed of the locked packages, with their hashes.

    The rest, which other systems need, is there by name and hash.

    Raises:
        subprocess.SubprocessError: what is installed cannot be told.
    """
    bill = _installed()
    by_pin = {f"{canonicalize_name(one.name)}=={one.version}": one for one in bill.components}
    kept = [by_pin.get(package.pin) or _elsewhere(package) for package in locked]
    for component, package in zip(kept, locked, strict=True):
        component.external_references.add(_files_of(package))
    bill.components = kept
    _forget_all_but(bill, kept)
    return bill


def as_json(bill: Bom) -> str:
    """The bill as it is written to a file."""
    return make_outputter(bill, OutputFormat.JSON, VERSION).output_as_string(indent=2)


def faults(text: str) -> str | None:
    """What keeps a text from being a bill by CycloneDX's schema; None when nothing does."""
    found = JsonStrictValidator(VERSION).validate_str(text)
    return None if found is None else str(found)


def _installed() -> Bom:
    """Everything in this environment, the tools for development included."""
    command = (sys.executable, "-m", "cyclonedx_py", "environment", sys.prefix)
    options = ("--pyproject", REPOSITORY / "pyproject.toml", "--sv", VERSION.to_version(), "--no-validate")
    told = subprocess.run([*command, *options], check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - our own words
    bill: Bom = Bom.from_json(json.loads(told.stdout))  # type: ignore[attr-defined]  # its decorator makes it
    return bill


def _elsewhere(package: LockedPackage) -> Component:
    """A package that is locked and not installed here: its marker names another system."""
    purl = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name, version=package.version, purl=purl, type=ComponentType.LIBRARY, bom_ref=package.pin
    )


def _files_of(package: LockedPackage) -> ExternalReference:
    return ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{package.name}/{package.version}/"),
        comment="the files that may be installed",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
    )


def _forget_all_but(bill: Bom, kept: Collection[Component]) -> None:
    """Let nothing need what is not in the bill."""
    root = bill.metadata.component
    refs = {one.bom_ref for one in (*kept, *([root] if root else []))}
    bill.dependencies = [one for one in bill.dependencies if one.ref in refs]
    for each in bill.dependencies:
        each.dependencies = [one for one in each.dependencies if one.ref in refs]


def main(file: Path = FILE) -> int:
    """Write the bill, once it is valid; returns the exit code."""
    text = as_json(bill_of_materials(read_lock(RUNTIME)))
    if fault := faults(text):
        print(f"the bill of materials is not valid: {fault}", file=sys.stderr)
        return 1
    file.write_text(text + "\n", encoding="utf-8")
    print(
        f"{file.name}: {len(json.loads(text)['components'])} packages, valid CycloneDX {VERSION.to_version()}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

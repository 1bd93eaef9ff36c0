"""Reads what this project has decided about packages.

That is which licences are allowed, and which advisories it lives with, each exception with its reason.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_name("judgements.toml")

_NEVER = re.compile(r"\bA?GPL\b", re.IGNORECASE)
_BY_NAME_ONLY = re.compile(r"\bLGPL\b", re.IGNORECASE)


class _JudgementLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LicenceReading(_JudgementLine):
    """The licence of one version of one package.

    It is needed where the metadata is silent, or the licence is allowed for this package alone.
    """

    version: str
    licence: str = Field(min_length=2)
    reason: str = Field(min_length=10)


class AcceptedAdvisory(_JudgementLine):
    """An advisory without a fix that cannot do harm here."""

    package: str
    ids: frozenset[str] = Field(min_length=1)
    reason: str = Field(min_length=10)


class Judgements(_JudgementLine):
    """The file as a whole; readings by the package's name."""

    allowed: frozenset[str]
    readings: Mapping[str, LicenceReading] = {}
    accepted: tuple[AcceptedAdvisory, ...] = ()

    @model_validator(mode="after")
    def _never_gpl(self) -> Self:
        named = (*self.allowed, *(reading.licence for reading in self.readings.values()))
        if wrong := [licence for licence in named if _NEVER.search(licence)]:
            raise ValueError(f"GPL and AGPL are not allowed, not even by an exception: {wrong}")
        if wrong := [licence for licence in self.allowed if _BY_NAME_ONLY.search(licence)]:
            raise ValueError(f"LGPL is allowed package by package, with a reason: {wrong}")
        return self


def read_judgements(file: Path = FILE) -> Judgements:
    """Read the decisions.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is no TOML, or a decision lacks its reason or may not be made.
    """
    return Judgements.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))

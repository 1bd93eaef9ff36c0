"""Describes the portal's property catalogue.

That is which properties a contact has, of what kind, and who may write them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any, Self


@dataclass(frozen=True)
class PortalProperty:
    """One property of a contact.

    Attributes:
        name: Internal name, as in `lifecyclestage`.
        type: string, number, date, datetime, bool or enumeration.
        field_type: How forms show it; `checkbox` means several values.
        options: Allowed internal values in their order; empty means anything.
        read_only: Nobody may write it.
        calculated: HubSpot computes it, hence read-only.
        unique: No two contacts share a value.
        wire: The definition as the properties API shows it.
    """

    name: str
    type: str
    field_type: str
    options: tuple[str, ...]
    read_only: bool
    calculated: bool
    unique: bool
    wire: Mapping[str, Any]

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Self:
        """Read a definition in the shape of the properties API."""
        return cls(
            name=wire["name"],
            type=wire["type"],
            field_type=wire["fieldType"],
            options=tuple(option["value"] for option in wire["options"]),
            read_only=wire["modificationMetadata"]["readOnlyValue"] or wire["calculated"],
            calculated=wire["calculated"],
            unique=wire["hasUniqueValue"],
            wire=wire,
        )

    @property
    def holds_several(self) -> bool:
        """Whether a value is a list, written `a;b`."""
        return self.type == "enumeration" and self.field_type == "checkbox"


@dataclass(frozen=True)
class PortalCatalogue:
    """Every property of the portal, by name."""

    properties: Mapping[str, PortalProperty]

    @classmethod
    def shipped(cls) -> Self:
        """The catalogue shipped with the package."""
        text = resources.files(__package__).joinpath("catalogue.json").read_text(encoding="utf-8")
        listed = [PortalProperty.from_wire(wire) for wire in json.loads(text)["results"]]
        return cls({one.name: one for one in listed})

    def __contains__(self, name: object) -> bool:
        return name in self.properties

    def __iter__(self) -> Iterator[PortalProperty]:
        return iter(self.properties.values())

    def get(self, name: str) -> PortalProperty | None:
        """The property of that name, if there is one."""
        return self.properties.get(name)

    @cached_property
    def unique_names(self) -> frozenset[str]:
        """Properties whose value names one contact, apart from `email`."""
        return frozenset(one.name for one in self if one.unique)

    @cached_property
    def lifecycle_order(self) -> Mapping[str, int]:
        """How far along each lifecycle stage is."""
        return {stage: rank for rank, stage in enumerate(self.properties["lifecyclestage"].options)}

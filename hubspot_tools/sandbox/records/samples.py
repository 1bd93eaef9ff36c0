"""The sample people and owners: all invented, on domains and telephone ranges reserved for that.

Telephone numbers come from the ranges that France (01 99 00, 06 39 98 …), the United Kingdom (020 7946 0, 07700
900), North America (555-01) and Germany (40 66969) keep free for fiction.
"""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.contact_rules import ContactRules

CREATED = "created"


def owners() -> Sequence[Mapping[str, Any]]:
    """The portal's users, in the shape of the owners API."""
    return tuple(_shipped("owners.json"))


def people() -> Sequence[Mapping[str, str]]:
    """The sample people: contact properties by name, and under `created` the instant of creation."""
    return tuple(_shipped("people.json"))


def load(contacts: ContactRules) -> None:
    """Create every sample person, each at its own instant."""
    for person in people():
        values = {name: value for name, value in person.items() if name != CREATED}
        contacts.create(values, at=instants.milliseconds(person[CREATED]))


def _shipped(name: str) -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = json.loads(text)
    return listed

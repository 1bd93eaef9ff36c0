"""The sample people, owners and companies: all invented, on domains and numbers reserved for that.

Telephone numbers come from the ranges that France (01 99 00, 06 39 98 …), the United Kingdom (020 7946 0, 07700
900), North America (555-01) and Germany (40 66969) keep free for fiction.
"""

import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from hubspot_tools.sandbox.records import instants
from hubspot_tools.sandbox.records.associations import COMPANIES, PRIMARY, Associations
from hubspot_tools.sandbox.records.company_table import CompanyTable
from hubspot_tools.sandbox.records.contact_rules import ContactRules

CREATED, PEOPLE = "created", "people"


def owners() -> Sequence[Mapping[str, Any]]:
    """The portal's users, in the shape of the owners API."""
    return tuple(_shipped("owners.json"))


def people() -> Sequence[Mapping[str, str]]:
    """The sample people: contact properties by name, and under `created` the instant of creation."""
    return tuple(_shipped("people.json"))


def companies() -> Sequence[Mapping[str, Any]]:
    """The sample companies: as `people`, and under `people` the addresses of those it belongs to."""
    return tuple(_shipped("companies.json"))


def load(contacts: ContactRules, table: CompanyTable, associations: Associations) -> None:
    """Create every sample person and company, each at its own instant, and what binds them."""
    ids = {}
    for person in people():
        values = {name: value for name, value in person.items() if name != CREATED}
        ids[person.get("email")] = contacts.create(values, at=instants.milliseconds(person[CREATED])).id
    for company in companies():
        values = {name: value for name, value in company.items() if name not in {CREATED, PEOPLE}}
        company_id = table.add(values, instants.milliseconds(company[CREATED]) or 0)
        for email in company[PEOPLE]:
            for type_id in (COMPANIES.default, PRIMARY):
                associations.add(ids[email], COMPANIES, company_id, type_id)


def _shipped(name: str) -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    listed: list[dict[str, Any]] = json.loads(text)
    return listed

"""A company as a record of its own, with which contacts are associated."""

from collections.abc import Mapping

from pydantic import BaseModel

ASSOCIATED_COMPANY = "associations.company"
"""Beside its properties, where it is asked for: the ids of a contact's associated companies, ``;`` between them."""


class AssociatedCompany(BaseModel, frozen=True):
    """A company that has a record of its own; ``url`` opens it in HubSpot."""

    id: str
    name: str = ""
    domain: str = ""
    url: str | None = None


def without_association(values: Mapping[str, str]) -> dict[str, str]:
    """The properties among these values: what HubSpot stores in the contact itself."""
    return {name: value for name, value in values.items() if name != ASSOCIATED_COMPANY}

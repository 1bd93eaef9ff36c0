"""What makes one account out of a local CRM."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubspot_tools.sandbox.records.associations import Associations
from hubspot_tools.sandbox.records.company_table import CompanyTable
from hubspot_tools.sandbox.records.contact_rules import ContactRules
from hubspot_tools.sandbox.records.schema import PortalCatalogue


@dataclass(frozen=True)
class Shelves:
    """Where the sample records of an account are put."""

    contacts: ContactRules
    companies: CompanyTable
    associations: Associations


@dataclass(frozen=True)
class SamplePortal:
    """An account: what is set up in it, and the records it begins with.

    Attributes:
        name: As the command line calls it.
        catalogue: The properties of its contacts.
        owners: Its users that own contacts, in the shape of the owners API; those who left are archived.
        fill: Creates its sample records, the same ones each time.
        time_zone: In which it shows instants, an IANA name.
        rules: What its administrators let nobody write: each has a `kind` and a `propertyName`.
    """

    name: str
    catalogue: PortalCatalogue
    owners: Sequence[Mapping[str, Any]]
    fill: Callable[[Shelves], None]
    time_zone: str = "Europe/Paris"
    rules: Sequence[Mapping[str, Any]] = ()

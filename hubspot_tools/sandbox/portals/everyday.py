"""The account that things are tried out in: a few hundred people, HubSpot's own words."""

from hubspot_tools.sandbox.portals.sample_portal import SamplePortal, Shelves
from hubspot_tools.sandbox.records import samples
from hubspot_tools.sandbox.records.schema import PortalCatalogue

NAME = "everyday"


def everyday_portal() -> SamplePortal:
    """An account as HubSpot sets it up."""
    return SamplePortal(NAME, PortalCatalogue.shipped(), samples.owners(), _fill)


def _fill(shelves: Shelves) -> None:
    samples.load(shelves.contacts, shelves.companies, shelves.associations)

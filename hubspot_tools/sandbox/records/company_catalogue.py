"""The properties of companies, as far as the contact tools ask for them."""

from hubspot_tools.sandbox.records.schema import PortalCatalogue, PortalProperty

_PROPERTIES = (
    ("name", "string", "Company name"),
    ("domain", "string", "Company Domain Name"),
    ("website", "string", "Website URL"),
    ("phone", "string", "Phone Number"),
    ("city", "string", "City"),
    ("country", "string", "Country/Region"),
    ("createdate", "datetime", "Create Date"),
    ("hs_lastmodifieddate", "datetime", "Last Modified Date"),
    ("hs_object_id", "number", "Record ID"),
)
COMPANY_QUERY_PROPERTIES = ("name", "domain", "website", "phone")
"""Where HubSpot looks for free text in companies, by its search guide."""


def company_catalogue() -> PortalCatalogue:
    """Every property a company has here."""
    return PortalCatalogue({name: _property(name, kind, label) for name, kind, label in _PROPERTIES})


def _property(name: str, kind: str, label: str) -> PortalProperty:
    return PortalProperty(
        name=name,
        type=kind,
        field_type="text",
        options=(),
        read_only=False,
        calculated=False,
        unique=False,
        wire={"label": label},
    )

import pytest

from hubspot_tools.calls.api_version import DEFAULT_VERSION, ApiVersion, path_in

DATED = [one for one in ApiVersion if one.is_dated]


@pytest.mark.parametrize(
    ("written", "asked_for"),
    [
        ("/crm/v3/objects/contacts", "/crm/objects/2026-09/contacts"),
        ("/crm/v3/objects/contacts/12?archived=False", "/crm/objects/2026-09/contacts/12?archived=False"),
        ("/crm/v3/properties/contacts", "/crm/properties/2026-09/contacts"),
        ("/crm/v3/property-validations/0-1", "/crm/property-validations/2026-09/0-1"),
        ("/crm-object-schemas/v3/schemas/0-1", "/crm-object-schemas/2026-09/schemas/0-1"),
        ("/crm/v3/owners/", "/crm/owners/2026-09/"),
        (
            "/crm/v4/objects/contacts/1/associations/companies",
            "/crm/objects/2026-09/contacts/1/associations/companies",
        ),
        (
            "/crm/v4/associations/contacts/companies/labels",
            "/crm/associations/2026-09/contacts/companies/labels",
        ),
        ("/account-info/v3/details", "/account-info/2026-09/details"),
        ("https://crm.example/proxy/crm/v3/owners/9", "https://crm.example/proxy/crm/owners/2026-09/9"),
    ],
)
def test_every_path_is_asked_for_in_the_version_spoken(written, asked_for):
    assert path_in(ApiVersion.SEPTEMBER_2026, written) == asked_for
    assert path_in(ApiVersion.V3, written) == written


@pytest.mark.parametrize("version", ApiVersion)
def test_what_has_no_version_of_its_own_is_the_same_in_all(version):
    token_info = "/oauth/v2/private-apps/get/access-token-info"
    assert path_in(version, token_info) == token_info


@pytest.mark.parametrize("version", DATED)
def test_a_value_in_a_path_is_not_taken_for_a_part_of_it(version):
    looked_up = path_in(version, "/crm/v3/objects/contacts/a%2Fcrm%2Fv3%2Fb%40acme.example")
    assert looked_up == f"/crm/objects/{version}/contacts/a%2Fcrm%2Fv3%2Fb%40acme.example"


def test_what_is_spoken_unless_somebody_chooses_is_dated():
    assert DEFAULT_VERSION.is_dated

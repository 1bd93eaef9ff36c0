"""Properties that HubSpot fills in by itself."""

from collections.abc import Mapping

import phonenumbers

from hubspot_tools.sandbox.records import instants

PIPELINE = "contacts-lifecycle-pipeline"
FIRST_STAGE = "lead"

# Searchable helper -> (where the number comes from, whether only a number typed with its country code counts).
_PHONE_HELPERS = {
    "hs_searchable_calculated_phone_number": ("phone", False),
    "hs_searchable_calculated_international_phone_number": ("phone", True),
    "hs_searchable_calculated_mobile_number": ("mobilephone", False),
    "hs_searchable_calculated_international_mobile_number": ("mobilephone", True),
}


def at_birth(contact_id: int, created_at: int) -> dict[str, str]:
    """What a contact has from its creation on, whatever was given."""
    return {
        "createdate": instants.iso(created_at),
        "hs_all_contact_vids": str(contact_id),
        "hs_is_contact": "true",
        "hs_is_unworked": "true",
        "hs_marketable_status": "false",
        "hs_membership_has_accessed_private_content": "0",
        "hs_object_id": str(contact_id),
        "hs_object_source": "INTEGRATION",
        "hs_object_source_id": "local",
        "hs_object_source_label": "INTEGRATION",
        "hs_pipeline": PIPELINE,
        "num_notes": "0",
    }


def from_values(properties: Mapping[str, str]) -> dict[str, str]:
    """What follows from a contact's other values; `""` where nothing follows."""
    email = properties.get("email", "")
    name = " ".join(filter(None, (properties.get("firstname"), properties.get("lastname"))))
    derived = {"hs_full_name_or_email": name or email, "hs_email_domain": email.rpartition("@")[2]}
    for helper, (source, only_international) in _PHONE_HELPERS.items():
        derived[helper] = searchable_phone(properties.get(source, ""), only_international=only_international)
    return derived


def searchable_phone(typed: str, *, only_international: bool) -> str:
    """Area code and local number, without the country code (HubSpot's search guide).

    A number typed without a country code keeps all its digits, French trunk zero included: what HubSpot does
    there is not documented, and guessing a country would let a client rely on it.
    """
    digits = "".join(character for character in typed if character.isdecimal() and character.isascii())
    if typed.strip().startswith("00"):
        typed = "+" + typed.strip()[2:]
    if not typed.strip().startswith("+"):
        return "" if only_international else digits
    try:
        return phonenumbers.national_significant_number(phonenumbers.parse(typed))
    except phonenumbers.NumberParseException:
        return "" if only_international else digits


def entered_stage(stage: str, at: int) -> dict[str, str]:
    """The record of when a lifecycle stage was entered."""
    return {f"hs_lifecyclestage_{stage}_date": instants.iso(at)}


def stage_may_follow(current: str, wanted: str, order: Mapping[str, int]) -> bool:
    """Whether a write of `wanted` sticks: a lifecycle stage only moves forward, until it is cleared.

    Source: HubSpot's properties guide. A backward write is no error; it just does not stick.
    """
    return not current or not wanted or order[wanted] >= order[current]

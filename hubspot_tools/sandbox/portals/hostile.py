"""The hostile account: as large, as foreign and as full of doubles as real ones are.

All of it is invented, and counted out.
"""

from collections.abc import Mapping
from typing import Any

from hubspot_tools.sandbox.portals import hostile_setup as setup
from hubspot_tools.sandbox.portals.sample_portal import SamplePortal, Shelves
from hubspot_tools.sandbox.records.associations import COMPANIES as COMPANY
from hubspot_tools.sandbox.records.associations import PRIMARY

NAME = "hostile"
PEOPLE, MERGED, ARCHIVED = 400, 3, 10
ADDRESSES = 50
"""Of the contact that has the most: HubSpot's people collect them by being merged."""

COMPANIES = (
    ("Globex", "globex.example"),
    ("Globex", "globex-lyon.example"),
    ("Société Générale d’Équipement", "sge.example"),
    ("Café & Cie", "cafe-cie.example"),
    ("Bäckerei Weiß GmbH", "weiss.example"),
    ("L’Atelier d’Ève", "atelier-eve.example"),
    ("Initech France", "initech.example"),
)
"""Two of one name: which is meant only their addresses' domain tells."""

_FIRST_DAY, _DAY = 1_704_096_000_000, 86_400_000
_HANDS: tuple[Mapping[str, Any], ...] = (
    {"sourceType": "CRM_UI", "sourceId": "userId:62000003", "updatedByUserId": 62_000_003},
    {"sourceType": "IMPORT", "sourceId": "88120", "sourceLabel": "salon_2025.csv"},
    {"sourceType": "AUTOMATION_PLATFORM", "sourceId": "enrollmentId:40193;actionExecutionIndex:2"},
    {
        "sourceType": "FORM",
        "sourceId": "b1f0e5b6-7d3c-4a5e-9c43-0f7e3a8d1c22",
        "sourceLabel": "Demande de démo",
    },
    {"sourceType": "CRM_UI", "sourceId": "userId:62000009", "updatedByUserId": 62_000_009},
)
"""By whose hand values came: people, one of them gone since, an import, a workflow, a form."""


def hostile_portal(*, requires: bool = True) -> SamplePortal:
    """An account that was not set up with this program in mind.

    Args:
        requires: Whether it lets nobody create a contact without a property of its own.
    """
    rules = [one for one in setup.RULES if requires or one["kind"] != "required"]
    return SamplePortal(NAME, setup.catalogue(), setup.owners(), _fill, rules=rules)


def _fill(shelves: Shelves) -> None:
    companies = [
        shelves.companies.add({"name": name, "domain": domain}, _FIRST_DAY) for name, domain in COMPANIES
    ]
    for place in range(PEOPLE):
        _add_person(shelves, companies, place)
    _add_collector(shelves)
    _merge_some(shelves)
    _archive_some(shelves)


def _add_person(shelves: Shelves, companies: list[int], place: int) -> None:
    """One of the many. Some have the text of a company, some its record, some both, some another's text."""
    first, last = setup.GIVEN[place % len(setup.GIVEN)], setup.FAMILY[(place // 3) % len(setup.FAMILY)]
    number = place % len(COMPANIES)
    name, domain = COMPANIES[number]
    values = {
        "firstname": first,
        "lastname": last,
        "email": f"contact.{place:04d}@{domain}",
        "phone": f"+3319900{place:04d}",
        "lifecyclestage": setup.STAGES[place % 7][0],
        "hubspot_owner_id": str(setup.FIRST_OWNER + place * 3 % setup.OWNERS),
        "perso_001": f"Secteur {place % 12}",
        setup.BIG_LIST: f"com_{place * 7 % setup.OPTIONS + 1:04d}",
        setup.DATETIME: f"2026-{place % 12 + 1:02d}-{place % 28 + 1:02d}T{22 + place % 2}:30:00Z",
    }
    if place % 5 == 0:
        del values["email"]
    if place % 4 != 1:
        values["company"] = name
    born = _FIRST_DAY + place * _DAY // 2
    hand = _HANDS[place % len(_HANDS)]
    record = shelves.contacts.create(values, at=born, source=hand)
    if place % 6 == 0:
        changed = {"jobtitle": "Chargée d’études", "phone": f"+3319901{place:04d}"}
        shelves.contacts.update(record, changed, at=born + _DAY, source=_HANDS[(place + 1) % len(_HANDS)])
    if place % 4 != 2:  # noqa: PLR2004 - some have no record of their company
        for type_id in (COMPANY.default, PRIMARY):
            shelves.associations.add(record.id, COMPANY, companies[number], type_id)


def _add_collector(shelves: Shelves) -> None:
    """The contact of fifty addresses."""
    others = ";".join(f"collection.{number:02d}@courrier.example" for number in range(2, ADDRESSES + 1))
    values = {
        "firstname": "Placide",
        "lastname": "Aubertin",
        "email": "collection.01@courrier.example",
        "hs_additional_emails": others,
    }
    shelves.contacts.create(values, at=_FIRST_DAY, source=_HANDS[1])


def _merge_some(shelves: Shelves) -> None:
    """People who were there twice, and are one contact by now; their old ids lead there."""
    for number in range(MERGED):
        at = _FIRST_DAY + number * _DAY
        pair = [
            shelves.contacts.create(
                {
                    "firstname": "Doublon",
                    "lastname": f"Réuni {number}",
                    "email": f"{which}.{number}@reuni.example",
                },
                at=at,
            )
            for which in ("premier", "second")
        ]
        shelves.contacts.merge(*pair)


def _archive_some(shelves: Shelves) -> None:
    """People in the recycle bin."""
    for number in range(ARCHIVED):
        values = {
            "firstname": "Archivé",
            "lastname": f"Ancien {number}",
            "email": f"ancien.{number}@archive.example",
        }
        shelves.contacts.archive(shelves.contacts.create(values, at=_FIRST_DAY))

"""What is set up in the hostile account: its users, its own properties, its words for HubSpot's.

All of it is counted out, not drawn: the same account each time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubspot_tools.sandbox.records.schema import PortalCatalogue, PortalProperty

OWNERS, CUSTOM_PROPERTIES, OPTIONS = 1_400, 200, 3_000
FIRST_OWNER, _FIRST_USER = 810_000_001, 62_000_001
_LEAVES_EVERY = 9
"""Every ninth owner has left the company."""

GIVEN = (
    "Camille", "Aurélie", "Benoît", "Chloé", "Driss", "Élodie", "François", "Gaëlle", "Héloïse", "Inès", "Jérôme",
    "Karim", "Léa", "Maëva", "Noémie", "Océane", "Paul", "Quentin", "Raphaël", "Solène", "Théo", "Ulysse", "Valérie",
    "Wassim", "Xavier", "Yaël", "Zoé", "Anne-Sophie", "Jean-Noël", "Marie-Thérèse",
)  # fmt: skip
FAMILY = (
    "Martin", "Bénard", "Côté", "Dufrêne", "d'Aubigné", "Évrard", "Faÿ", "Guérin", "Hénault", "Ibañez", "Jaçon",
    "Kerbœuf", "Lefèvre", "Müller", "N'Diaye", "Öztürk", "Péron", "Quéméner", "Roussel", "Sørensen", "Thévenot",
    "Ütz", "Vukić", "Weiß", "Xhaka", "Yıldız", "Żak", "de La Tour", "Le Goff", "O'Neill", "Saint-Étienne", "Nguyễn",
    "Castañeda", "Brûlé", "Çelik", "Dvořák", "Łukasik",
)  # fmt: skip

_LABELS = {
    "address": "Adresse",
    "city": "Ville",
    "company": "Nom de l’entreprise",
    "contract_renewal_date": "Date d’échéance du contrat",
    "country": "Pays/Région",
    "createdate": "Date de création",
    "customer_number": "Numéro client",
    "date_of_birth": "Date de naissance",
    "email": "Adresse e-mail",
    "firstname": "Prénom",
    "hs_additional_emails": "Adresses e-mail supplémentaires",
    "hs_language": "Langue préférée",
    "hs_lead_status": "Statut du lead",
    "hubspot_owner_id": "Propriétaire du contact",
    "industry": "Secteur d’activité",
    "internal_note": "Note interne",
    "jobtitle": "Intitulé du poste",
    "lastname": "Nom de famille",
    "lifecyclestage": "Étape du cycle de vie",
    "mobilephone": "Numéro de téléphone mobile",
    "newsletter": "Lettre d’information",
    "next_call_at": "Prochain appel",
    "phone": "Numéro de téléphone",
    "products_of_interest": "Produits d’intérêt",
    "salutation": "Civilité",
    "satisfaction_score": "Note de satisfaction",
    "website": "URL du site web",
    "zip": "Code postal",
}
STAGES = (
    ("subscriber", "Abonné·e à la lettre"),
    ("lead", "Piste"),
    ("marketingqualifiedlead", "Piste mûre (marketing)"),
    ("112233445", "En démonstration"),
    ("salesqualifiedlead", "Piste mûre (ventes)"),
    ("opportunity", "Devis envoyé"),
    ("customer", "Adhérent"),
    ("112233446", "Adhérent – à renouveler"),
    ("evangelist", "Ambassadeur"),
    ("other", "Autre"),
)
"""The lifecycle stages, renamed, two of their own between HubSpot's."""

DOUBLED = {"perso_001": "Secteur d’activité", "perso_002": "Numero client", "perso_003": "Note interne"}
"""Properties called as others are, one of them but for an accent."""

BIG_LIST, DATETIME = "perso_004", "perso_005"
_SUBJECTS = (
    "Région",
    "Échéance",
    "Référence",
    "Décision",
    "Équipe",
    "Budget prévu",
    "Évènement",
    "Préférence",
)
REQUIRED = "perso_018"
"""Which its administrators let no new contact be without."""
RULES: Sequence[Mapping[str, Any]] = (
    {"kind": "required", "propertyName": REQUIRED},
    {"kind": "conditional", "propertyName": "perso_010", "when": "hs_lead_status", "is": ["UNQUALIFIED"]},
    {"kind": "format", "propertyName": "zip", "ruleType": "ALPHANUMERIC", "ruleArguments": ["NUMERIC_ONLY"]},
    {"kind": "permission", "propertyName": "perso_020"},
)
"""What its administrators let nobody write."""

_TYPES = (
    ("string", "text"), ("string", "textarea"), ("number", "number"), ("date", "date"), ("datetime", "date"),
    ("bool", "booleancheckbox"), ("enumeration", "select"), ("enumeration", "checkbox"), ("string", "phonenumber"),
)  # fmt: skip
_TOWNS = ("Saint-Étienne", "Besançon", "Nîmes", "Évry", "Mâcon", "Orléans", "Béziers", "L’Haÿ-les-Roses")


def owners() -> Sequence[Mapping[str, Any]]:
    """Everybody who owns or has owned contacts: namesakes, people without a name, people who left."""
    return tuple(_owner(place) for place in range(OWNERS))


def _owner(place: int) -> dict[str, Any]:
    first, last = GIVEN[place % len(GIVEN)], FAMILY[place % len(FAMILY)]
    left, user = place % _LEAVES_EVERY == _LEAVES_EVERY - 1, _FIRST_USER + place
    nameless = place % 50 == 49  # noqa: PLR2004 - a few
    return {
        "id": str(FIRST_OWNER + place),
        "email": f"utilisateur.{place:04d}@equipe.example",
        "type": "PERSON",
        "firstName": "" if nameless else first,
        "lastName": "" if nameless else last,
        "userId": None if left else user,
        "userIdIncludingInactive": user,
        "createdAt": "2023-02-01T08:00:00Z",
        "updatedAt": "2025-09-15T16:45:00Z",
        "archived": left,
        "teams": [],
    }


def catalogue() -> PortalCatalogue:
    """HubSpot's properties in French, and two hundred of the account's own."""
    shipped = [_renamed(one) for one in PortalCatalogue.shipped()]
    return PortalCatalogue({one.name: one for one in (*shipped, *_custom())})


def _renamed(one: PortalProperty) -> PortalProperty:
    wire = {**one.wire, "label": _LABELS.get(one.name, one.wire["label"])}
    if one.name == "lifecyclestage":
        wire["options"] = _options(STAGES)
    return PortalProperty.from_wire(wire)


def _custom() -> Iterator[PortalProperty]:
    for number in range(1, CUSTOM_PROPERTIES + 1):
        name = f"perso_{number:03d}"
        kind, shown = _TYPES[number % len(_TYPES)]
        label = DOUBLED.get(name, f"{_SUBJECTS[number % len(_SUBJECTS)]} n° {number}")
        options: list[dict[str, Any]] = []
        if name in DOUBLED:
            kind, shown = "string", "text"
        elif name == BIG_LIST:
            kind, shown, label, options = "enumeration", "select", "Commune de rattachement", _communes()
        elif name == REQUIRED:
            label = "Code d’origine"
        elif name == DATETIME:
            kind, shown, label = "datetime", "date", "Dernière visite"
        elif kind == "enumeration":
            options = _options((f"v{one}", f"Choix {one} – été") for one in range(1, 8))
        elif kind == "bool":
            options = _options((("true", "Oui"), ("false", "Non")))
        yield PortalProperty.from_wire(
            {
                "name": name,
                "label": label,
                "type": kind,
                "fieldType": shown,
                "description": "",
                "groupName": "propres_a_la_maison",
                "options": options,
                "displayOrder": number,
                "calculated": number % 40 == 39,  # noqa: PLR2004 - a few
                "externalOptions": False,
                "hasUniqueValue": False,
                "hidden": number % 30 == 29,  # noqa: PLR2004 - a few
                "hubspotDefined": False,
                "formField": True,
                "dataSensitivity": "non_sensitive",
                "modificationMetadata": {
                    "archivable": True,
                    "readOnlyDefinition": False,
                    "readOnlyValue": number % 25 == 24,  # noqa: PLR2004 - a few
                    "readOnlyOptions": False,
                },
            }
        )


def _communes() -> list[dict[str, Any]]:
    return _options(
        (f"com_{number:04d}", f"{_TOWNS[number % len(_TOWNS)]} – secteur {number}")
        for number in range(1, OPTIONS + 1)
    )


def _options(pairs: Iterator[tuple[str, str]] | Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"label": label, "value": value, "description": "", "displayOrder": place, "hidden": False}
        for place, (value, label) in enumerate(pairs)
    ]

"""What the account lets the assistant do, in French and English.

A missing sentence is a type error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.detection import Language


@dataclass(frozen=True, slots=True)
class CapabilityTexts:
    """Holds a sentence for each thing that can be found out; what stands in braces is filled in."""

    may: str
    may_read_only: str
    local: str
    account: str
    zone: str
    version: str
    scopes: str
    scopes_unknown: str
    missing: str
    unneeded: str
    writes: str
    writes_not: str
    properties_unread: str
    owners: str
    owners_unread: str
    companies: str
    companies_unread: str
    rules: str
    rules_unknown: str
    limits: str
    daily: str
    history_title: str
    history_none: str
    history_of_whom: str
    change: str
    emptied: str
    by: str
    sources: Mapping[str, str]
    """HubSpot's words for where a value came from."""
    elsewhere: str


CAPABILITIES_FRENCH = CapabilityTexts(
    may="Ici, vous pouvez chercher des contacts, en ajouter, les modifier, annuler ce que vous avez écrit, et importer "
    "ou exporter des listes.",
    may_read_only="Ici, vous pouvez chercher des contacts, lire leurs fiches et exporter des listes\u202f; rien ne peut être "
    "écrit.",
    local="Contacts d’exemple sur cette machine, sans compte HubSpot.",
    account="Compte HubSpot\u202f: {portal}.",
    zone="Fuseau horaire du compte\u202f: {zone}.",
    version="Version de l’API\u202f: {version}.",
    scopes="Autorisations du jeton\u202f: {scopes}.",
    scopes_unknown="Les autorisations du jeton ne peuvent pas être lues.",
    missing="⚠ Il manque au jeton\u202f: {scopes}.",
    unneeded="⚠ Le jeton en permet plus que nécessaire\u202f: {scopes}.",
    writes="Écrire des contacts\u202f: oui.",
    writes_not="Écrire des contacts\u202f: non.",
    properties_unread="⚠ Les propriétés du compte ne peuvent pas être lues\u202f: seules les plus courantes sont connues.",
    owners="Propriétaires lisibles\u202f: {count}.",
    owners_unread="Les propriétaires ne peuvent pas être lus\u202f: les fiches les omettent, et seul leur numéro les désigne.",
    companies="Entreprises associées\u202f: lisibles.",
    companies_unread="Entreprises associées\u202f: non lisibles, seul le nom de l’entreprise d’un contact compte.",
    rules="Règles de validation trouvées\u202f: {count}.",
    rules_unknown="Les règles de validation ne peuvent pas être lues\u202f; HubSpot les applique à l’écriture.",
    limits="Limites respectées\u202f: {calls} appels par 10 secondes, {searches} recherches par seconde.",
    daily="Appels du jour\u202f: {used} sur {limit}.",
    history_title="Historique de {name} (heure\u202f: {zone})",
    history_none="HubSpot n’a gardé aucun changement de ces propriétés.",
    history_of_whom="De quel contact\u202f? Affichez d’abord sa fiche, puis redemandez qui l’a modifiée.",
    change="{when} – {property}\u202f: {value} – {who}",
    emptied="vidé",
    by="{person}, {source}",
    sources={
        "CRM_UI": "dans HubSpot",
        "INTEGRATION": "par une application",
        "API": "par l’API",
        "IMPORT": "par un import",
        "FORM": "par un formulaire",
        "AUTOMATION_PLATFORM": "par un workflow",
        "MERGE_OBJECTS": "par une fusion",
        "CALCULATED": "calculé par HubSpot",
    },
    elsewhere="d’une autre source",
)

CAPABILITIES_ENGLISH = CapabilityTexts(
    may="Here you can search for contacts, add and change them, undo what you wrote, and import or export lists.",
    may_read_only="Here you can search for contacts, read them and export lists; nothing can be written.",
    local="Sample contacts on this machine, without a HubSpot account.",
    account="HubSpot account: {portal}.",
    zone="Time zone of the account: {zone}.",
    version="Version of the API: {version}.",
    scopes="Scopes of the token: {scopes}.",
    scopes_unknown="The scopes of the token cannot be read.",
    missing="⚠ The token lacks: {scopes}.",
    unneeded="⚠ The token allows more than is needed: {scopes}.",
    writes="Writing contacts: yes.",
    writes_not="Writing contacts: no.",
    properties_unread="⚠ The account’s properties cannot be read: only the most common ones are known.",
    owners="Owners that can be read: {count}.",
    owners_unread="Owners cannot be read: cards leave them out, and only a number can name one.",
    companies="Associated companies: can be read.",
    companies_unread="Associated companies: cannot be read; only a contact’s company name counts.",
    rules="Validation rules found: {count}.",
    rules_unknown="Validation rules cannot be read; HubSpot applies them to each write.",
    limits="Limits kept: {calls} calls in 10 seconds, {searches} searches a second.",
    daily="Calls today: {used} of {limit}.",
    history_title="History of {name} (time: {zone})",
    history_none="HubSpot has kept no change of these properties.",
    history_of_whom="Of which contact? Show it first, then ask again who changed it.",
    change="{when} – {property}: {value} – {who}",
    emptied="emptied",
    by="{person}, {source}",
    sources={
        "CRM_UI": "in HubSpot",
        "INTEGRATION": "by an app",
        "API": "by the API",
        "IMPORT": "by an import",
        "FORM": "by a form",
        "AUTOMATION_PLATFORM": "by a workflow",
        "MERGE_OBJECTS": "by a merge",
        "CALCULATED": "calculated by HubSpot",
    },
    elsewhere="from another source",
)


def capability_texts_in(language: Language) -> CapabilityTexts:
    """The sentences in a language."""
    return CAPABILITIES_FRENCH if language == "fr" else CAPABILITIES_ENGLISH

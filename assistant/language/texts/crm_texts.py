"""Says what HubSpot refuses, for how long it makes wait, and what it did not confirm."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CrmTexts:
    """Sentences with ``{named}`` places, filled by `str.format`; plain text, no markup."""

    wait_seconds: str
    wait_minutes: str
    wait_hours: str
    """Where no minutes are left over; else ``wait_long``."""
    wait_long: str
    busy_for: str
    daily_for: str
    away_for: str
    moving_unknown: str
    locked: str
    limits_unknown: str
    refused: Mapping[str, str]
    """By `hubspot_tools.errors.RefusalCause`."""
    create_unknown: str
    create_looked_into: str
    create_settled_done: str
    create_settled_failed: str
    required_when: str
    required_because: str
    refused_whole: str
    forms: Mapping[str, str]
    """By `hubspot_tools.facts.asked_form.FormRule`."""
    which_one: str
    fill_in: str
    deactivated: str
    """An owner who has left the account."""


CRM_ENGLISH: Final = CrmTexts(
    wait_seconds="{count} s",
    wait_minutes="{count} min",
    wait_hours="{count} h",
    wait_long="{count} h {minutes} min",
    busy_for="HubSpot takes no more requests for now. Please try again in about {wait}.",
    daily_for="Today’s HubSpot request budget is used up. It starts afresh in about {wait}.",
    away_for="HubSpot does not answer for now. Please try again in about {wait}.",
    moving_unknown=(
        "HubSpot is moving this account to another data centre, which may take up to a day. Please try again later."
    ),
    locked="HubSpot is still busy with another change of the same contacts. Please try again in a few seconds.",
    limits_unknown=(
        "My own store, which counts what goes to HubSpot, does not answer right now; HubSpot itself was not asked. "
        "Please try again in a moment."
    ),
    refused={
        "plan": (
            "HubSpot refuses this because the account’s subscription does not include it. Please tell the person who "
            "looks after the assistant."
        ),
        "record": "HubSpot does not allow the assistant to do this to this contact. Please ask its owner or an administrator of HubSpot.",
        "permission": (
            "HubSpot does not allow this to the user whose access the assistant has. Please ask an administrator of HubSpot."
        ),
        "version_ended": (
            "HubSpot no longer has what I asked for: the address or the version of its API is out of date. Please tell the "
            "person who looks after the assistant."
        ),
        "too_many_identities": (
            "HubSpot refuses this because one contact may have at most 250 addresses and other identities. Please remove "
            "some in HubSpot first."
        ),
        "too_large": "This is more than HubSpot takes at once. Please ask for less, or in shorter texts.",
        "not_understood": (
            "HubSpot did not understand my request, and would not if I repeated it. Please put it differently, and tell the "
            "person who looks after the assistant."
        ),
        "misdirected": (
            "HubSpot’s address leads elsewhere, and I do not follow. Please tell the person who looks after the assistant."
        ),
    },
    create_unknown=(
        "HubSpot did not say whether {name} was created. I could not verify it either: please look whether the contact is "
        "there before you try again."
    ),
    create_looked_into="{name} was being created, and HubSpot has not confirmed it yet. I am looking into it and will say here what came of it.",
    create_settled_done="Earlier I could not tell whether {name} was created: the contact is there.",
    create_settled_failed="Earlier I could not tell whether {name} was created: no such contact is there. Ask again if you still want it.",
    required_when="{property} is needed when {trigger} is “{value}”",
    required_because="{property} is needed because of what {trigger} says",
    refused_whole="HubSpot does not accept the contact as it would be",
    forms={
        "digits": "digits only",
        "letters": "letters only",
        "letters_and_digits": "letters and digits only",
        "at_least_long": "{bound} characters or more",
        "at_most_long": "{bound} characters at most",
        "at_least": "{bound} or more",
        "at_most": "{bound} at most",
        "other": "in the form that the account asks for",
    },
    which_one="(which one: {suggestions}?)",
    fill_in="Please fill in what is missing here; nothing is written before you confirm.",
    deactivated="{name} (deactivated)",
)

CRM_FRENCH: Final = CrmTexts(
    wait_seconds="{count}\u00a0s",
    wait_minutes="{count}\u00a0min",
    wait_hours="{count}\u00a0h",
    wait_long="{count}\u00a0h\u00a0{minutes}",
    busy_for="HubSpot ne prend plus de requêtes pour l’instant. Réessayez dans {wait} environ.",
    daily_for="Le quota de requêtes HubSpot du jour est épuisé. Il repart dans {wait} environ.",
    away_for="HubSpot ne répond pas pour l’instant. Réessayez dans {wait} environ.",
    moving_unknown=(
        "HubSpot déplace ce compte vers un autre centre de données, ce qui peut durer une journée. Réessayez plus tard."
    ),
    locked="HubSpot traite encore une autre modification de ces fiches. Réessayez dans quelques secondes.",
    limits_unknown=(
        "Ma propre base, qui compte ce qui part vers HubSpot, ne répond pas pour l’instant\u202f; HubSpot n’a pas été "
        "sollicité. Réessayez dans un moment."
    ),
    refused={
        "plan": (
            "HubSpot refuse, car l’abonnement du compte ne le comprend pas. Prévenez la personne qui s’occupe de "
            "l’assistant."
        ),
        "record": "HubSpot n’autorise pas l’assistant à agir ainsi sur cette fiche. Demandez à son propriétaire ou à un administrateur HubSpot.",
        "permission": (
            "HubSpot n’autorise pas cela à l’utilisateur dont l’assistant a l’accès. Demandez à un administrateur HubSpot."
        ),
        "version_ended": (
            "HubSpot n’a plus ce que je demande\u202f: l’adresse ou la version de son API est dépassée. Prévenez la personne "
            "qui s’occupe de l’assistant."
        ),
        "too_many_identities": (
            "HubSpot refuse, car une fiche peut avoir 250 adresses et autres identités au plus. Retirez-en d’abord dans "
            "HubSpot."
        ),
        "too_large": "C’est plus que HubSpot ne prend en une fois. Demandez moins, ou avec des textes plus courts.",
        "not_understood": (
            "HubSpot n’a pas compris ma requête, et ne la comprendrait pas mieux une seconde fois. Formulez-la autrement, et "
            "prévenez la personne qui s’occupe de l’assistant."
        ),
        "misdirected": (
            "L’adresse de HubSpot mène ailleurs, et je ne la suis pas. Prévenez la personne qui s’occupe de l’assistant."
        ),
    },
    create_unknown=(
        "HubSpot n’a pas dit si {name} a été créé, et je n’ai pas pu le vérifier\u202f: regardez si la fiche existe avant de "
        "réessayer."
    ),
    create_looked_into="La création de {name} était en cours et HubSpot ne l’a pas encore confirmée. Je vérifie, et dirai ici ce qu’il en est.",
    create_settled_done="Je ne savais pas si {name} avait été créé\u202f: la fiche existe.",
    create_settled_failed="Je ne savais pas si {name} avait été créé\u202f: la fiche n’existe pas. Redemandez si vous le souhaitez toujours.",
    required_when="{property} est obligatoire quand {trigger} vaut «\u202f{value}\u202f»",
    required_because="{property} est obligatoire à cause de la valeur de {trigger}",
    refused_whole="HubSpot n’accepte pas la fiche telle qu’elle serait",
    forms={
        "digits": "chiffres uniquement",
        "letters": "lettres uniquement",
        "letters_and_digits": "lettres et chiffres uniquement",
        "at_least_long": "{bound} caractères au moins",
        "at_most_long": "{bound} caractères au plus",
        "at_least": "{bound} au moins",
        "at_most": "{bound} au plus",
        "other": "au format que le compte demande",
    },
    which_one="(laquelle\u202f: {suggestions}\u202f?)",
    fill_in="Complétez ici ce qui manque\u202f; rien n’est enregistré avant votre confirmation.",
    deactivated="{name} (désactivé)",
)

"""Cells that say there is nothing: ``#N/A``, ``NULL``, ``(none)``, ``non communiqué``, zeros. Pure."""

from typing import Final

from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.text import fold
from hubspot_tools.values.vocabulary import BIRTHDAY

_LONGEST: Final = 40
_SIGNS: Final = frozenset("-–—_.…?*/\\~ ")
_BRACKETS: Final = "()[]<>{}"

_ALWAYS: Final = frozenset(
    """
    #n/a|#na|#ref!|#name?|#value!|#div/0!|#null!|#num!|#nom?|#valeur!|#spill!|#calc!|#getting_data|#nul!|#nombre!
    n/a|n.a.|n.a|n/d|n.d.|n/c|n.c.|n.c|n/r|n.r.|null|\\n|nil|none|undefined|no value|no data|no email|no phone
    aucune valeur|aucun|aucune|vide|blank|empty|not provided|not available|not applicable|not specified|not set|unset
    non communique|non communiquee|non renseigne|non renseignee|non disponible|non precise|non precisee|non applicable
    sans objet|s/o|s.o.|neant|unknown|inconnu|inconnue|tbd|tbc|to be defined|to be completed|a definir|a completer
    a renseigner|a preciser|non defini|non definie|missing|manquant|pas de mail|pas d'email|pas de telephone
    no owner|unassigned|non assigne|non assignee|non attribue|non attribuee|aucun proprietaire|sans proprietaire|#n/d|-none-
    pas renseigne|non fourni|non fournie|xxx|xx|k.a.|keine angabe|sin datos|no consta
    """.replace("\n", "|").split("|")
)
_WORDS: Final = frozenset(one.strip() for one in _ALWAYS if one.strip())
_IF_NO_NAME: Final = frozenset({"na", "nan", "nc", "nr", "nd", "so", "ns", "<na>", "nat"})
"""Placeholders that are also initials, states and people's names: ``Na`` and ``Nan`` are given to people."""

_NEVER_IF_A_NAME: Final = frozenset({"sans"})
"""Placeholders that are families' names, in capitals too."""

_ZEROS: Final = frozenset("0+/-.,: ()\u00a0\u202f")
_NEVER_ZERO: Final = frozenset({"zip", BIRTHDAY, "email", "firstname", "lastname", "city", "country"})
_KINDS_NEVER_ZERO: Final = frozenset({PropertyKind.PHONE, PropertyKind.DATE, PropertyKind.DATETIME})

_NAMES: Final = frozenset({"firstname", "lastname", "given+family", "family+given", "company+person"})


def is_placeholder(cell: str, property_name: str = "") -> bool:
    """Whether a cell of a property says that there is nothing.

    What is spelled as a name is one in a column of names, and two letters may be a state of the United States.
    """
    if len(cell) > _LONGEST:
        return False
    if not cell or _SIGNS.issuperset(cell):
        return True
    bare = " ".join((cell.lower() if cell.isascii() else fold(cell)).split())
    inner = bare.strip(_BRACKETS).strip()
    if (
        property_name in _NAMES
        and cell.istitle()
        and cell.isalpha()
        and inner in _IF_NO_NAME | {"null", "nil"}
    ):
        return False
    if not {bare, inner, bare.rstrip(".")}.isdisjoint(_WORDS) or not inner:
        return True
    if inner in _NEVER_IF_A_NAME:
        return property_name not in _NAMES
    return property_name != "state" and inner in _IF_NO_NAME


def says_nothing(cell: str, property_name: str, known: PropertyLabel | None) -> bool:
    """Whether a cell is empty or a placeholder, and no option that the account calls so."""
    if _is_zeros(cell) and _has_no_zero(property_name, known):
        return True
    if not is_placeholder(cell, property_name):
        return False
    return not cell or known is None or fold(cell) not in _spellings(known)


def _is_zeros(cell: str) -> bool:
    """Whether a cell is nothing but zeros and what parts figures: ``00 00 00 00 00``, ``0/0/00``."""
    return cell.startswith(("0", "+", "(")) and "0" in cell and _ZEROS.issuperset(cell[:_LONGEST])


def _has_no_zero(property_name: str, known: PropertyLabel | None) -> bool:
    """Whether no value of a property is zero: a telephone number, a day, a postal code."""
    return property_name in _NEVER_ZERO or (known is not None and known.kind in _KINDS_NEVER_ZERO)


def _spellings(known: PropertyLabel) -> frozenset[str]:
    return frozenset(fold(spelling) for option in known.options.items() for spelling in option)

"""What is derived from the vocabulary's entries, and the everyday words of contacts beside them.

Keys are folded (see `hubspot_tools.values.text.fold`). The account's own labels come first; these words
only help where they say nothing, for instance to a French reader of an English-speaking account.
"""

from collections.abc import Iterable, Iterator

from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values import text as texts
from hubspot_tools.values.property_table import PROPERTY_TABLE
from hubspot_tools.values.stage_table import STAGE_TABLE
from hubspot_tools.values.vocabulary_entry import VocabularyEntry, WordLanguage, listed

_FEWEST_LETTERS = 3
"""Of a part of a label that tells which property is meant: "of" tells nothing."""


def _by_name(entries: Iterable[VocabularyEntry]) -> dict[str, str]:
    """What each is called outside a sentence, folded, and which it is."""
    return {" ".join(texts.words(name)): entry.name for entry in entries for name in entry.names()}


NAMED_PROPERTIES = tuple(entry.name for entry in PROPERTY_TABLE if entry.daily)
"""The properties people use daily and every answer shows, by HubSpot's own internal names."""

PHONES = frozenset(entry.name for entry in PROPERTY_TABLE if entry.kind is PropertyKind.PHONE)
"""Properties that hold telephone numbers, a fax machine's among them."""

CONTACT_DETAILS = tuple(entry.name for entry in PROPERTY_TABLE if entry.contact_detail)
"""Properties that reach the person: the address, and the numbers at which they answer."""

PERSONAL_PHONES = tuple(name for name in CONTACT_DETAILS if name in PHONES)
"""Properties that hold a number at which the person answers; the first is where a number goes of which no more is said."""

PROPERTY_WORDS = _by_name(PROPERTY_TABLE)
"""Names a person or a tool may give to a property, and headings that address books and exports give to their columns."""

MOBILE = PROPERTY_WORDS["mobile"]
"""The property that holds a number which is said to be a mobile telephone's."""

FAX, BIRTHDAY, LANGUAGE = (PROPERTY_WORDS[word] for word in ("fax", "birthday", "language"))
"""Properties that rules of their own are about, by the words for them."""

DEFAULT_LABELS = {entry.name: entry.hubspot_label for entry in PROPERTY_TABLE if entry.daily}
"""HubSpot's English labels of the daily properties."""

PROPERTY_KINDS = {entry.name: entry.kind for entry in PROPERTY_TABLE}
"""What a property takes, where the account cannot be asked."""

INITIALS = {letter: entry.name for entry in PROPERTY_TABLE for letter in entry.initials}
"""How signatures label their lines."""

STAGE_WORDS = _by_name(STAGE_TABLE)
"""Names a person may give to HubSpot's default lifecycle stages; a plural ``s`` is forgiven elsewhere."""

DEFAULT_STAGES = {stage.name: stage.hubspot_label for stage in STAGE_TABLE}
"""HubSpot's lifecycle stages before an account changes them, in their order."""


def property_labels(language: WordLanguage) -> dict[str, str]:
    """What cards call the properties, by internal name."""
    return _labels(PROPERTY_TABLE, language)


def stage_labels(language: WordLanguage) -> dict[str, str]:
    """What cards call HubSpot's default lifecycle stages, by internal name."""
    return _labels(STAGE_TABLE, language)


def said_properties(language: WordLanguage) -> dict[str, str]:
    """What the properties are called inside a sentence, by internal name."""
    wordings = {entry.name: entry.wording(language) for entry in PROPERTY_TABLE}
    return {name: wording.said or wording.label for name, wording in wordings.items()}


def spoken_properties(language: WordLanguage) -> Iterator[tuple[str, str]]:
    """Each name that a sentence may give to a property, as people spell it, and the internal one."""
    return _spoken(PROPERTY_TABLE, language)


def spoken_stages(language: WordLanguage) -> Iterator[tuple[str, str]]:
    """Each name that a sentence may give to a lifecycle stage, as people spell it, and the internal one."""
    return _spoken(STAGE_TABLE, language)


def naming_words(name: str, label: str = "") -> set[str]:
    """By which words people may have meant a property: its names, what its labels are made of, and hints.

    Args:
        name: HubSpot's internal name.
        label: The account's own label.
    """
    entry = next((entry for entry in PROPERTY_TABLE if entry.name == name), None)
    wordings = (entry.french, entry.english) if entry else ()
    labels = [name, label, *(wording.label for wording in wordings)]
    parts = {word for each in labels for word in texts.words(each) if len(word) >= _FEWEST_LETTERS}
    names = (word for wording in wordings for word in listed(wording.words))
    return {*labels, *parts, *names, *listed(entry.hints if entry else "")} - {""}


def _labels(entries: Iterable[VocabularyEntry], language: WordLanguage) -> dict[str, str]:
    labels = {entry.name: entry.wording(language).label for entry in entries}
    return {name: label for name, label in labels.items() if label}


def _spoken(entries: Iterable[VocabularyEntry], language: WordLanguage) -> Iterator[tuple[str, str]]:
    return ((phrase, entry.name) for entry in entries for phrase in entry.spoken(language))


YES_OR_NO = frozenset({"true", "yes", "oui", "false", "no", "non"})
"""Words that say yes or no and nothing else, whatever they are said about."""

TRUE_WORDS = frozenset({"true", "yes", "oui", "y", "o", "vrai", "1", "on", "coche", "checked"})
FALSE_WORDS = frozenset({"false", "no", "non", "n", "faux", "0", "off", "decoche", "unchecked"})
"""What a property that is true or false takes for either."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "janvier", "janv"),
            ("february", "feb", "fevrier", "fevr", "fev"),
            ("march", "mar", "mars"),
            ("april", "apr", "avril", "avr"),
            ("may", "mai"),
            ("june", "jun", "juin"),
            ("july", "jul", "juillet", "juil"),
            ("august", "aug", "aout"),
            ("september", "sept", "sep", "septembre"),
            ("october", "oct", "octobre"),
            ("november", "nov", "novembre"),
            ("december", "dec", "decembre"),
        ),
        start=1,
    )
    for name in names
}
"""Month names and their usual short forms, by number."""

COURTESIES = frozenset(
    {
        "m",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mme",
        "mlle",
        "dr",
        "pr",
        "prof",
        "monsieur",
        "madame",
        "docteur",
        "maitre",
    }
)
"""Titles put before a name; no part of it."""

COMPANY_FORMS = frozenset(
    {
        *("sa", "sas", "sasu", "sarl", "eurl", "sci", "scop", "snc", "gie"),
        *("inc", "incorporated", "corp", "corporation", "co", "company", "llc", "llp", "lp"),
        *(
            "ltd",
            "limited",
            "plc",
            "gmbh",
            "ag",
            "kg",
            "ug",
            "bv",
            "nv",
            "spa",
            "srl",
            "oy",
            "ab",
            "as",
            "aps",
        ),
        *("cie", "compagnie", "ste", "societe", "ets", "etablissements", "group", "groupe", "holding"),
    }
)
"""Legal forms and other words of a company's name that people leave out or add."""

PARTICLES = frozenset(
    {
        "d",
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "l",
        "van",
        "von",
        "der",
        "den",
        "di",
        "da",
        "el",
        "al",
        "y",
        "of",
    }
)
"""Small words inside family names that people leave out or add."""

"""How contacts are spelled in the files we write, and whether a cell still says what we wrote. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from assistant.files.reading.formula_cells import harmless
from assistant.language.detection import Language
from assistant.language.texts import texts_in
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.properties import LIFECYCLE_STAGE
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import DEFAULT_STAGES, FALSE_WORDS, TRUE_WORDS

Account = Mapping[str, PropertyLabel]
"""The account's properties by internal name."""

LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")
_RECORD_ID: Final = "hs_object_id"
_FRENCH_RECORD_ID: Final = "ID de l’enregistrement"


def headings_of(names: Sequence[str], account: Account, language: Language) -> list[str]:
    """What columns are called in a language.

    They have the reader's words, and the account's own label where another property of the account is called so.
    """
    labels = [account[name].label if name in account else name for name in names]
    if language == "en":
        return labels
    ours = {**texts_in(language).properties, _RECORD_ID: _FRENCH_RECORD_ID}
    owners = {words(known.label): name for name, known in account.items()}
    return [
        ours[name] if name in ours and owners.get(words(ours[name]), name) == name else label
        for name, label in zip(names, labels, strict=True)
    ]


def own_columns(headings: Sequence[str], names: Sequence[str], account: Account) -> dict[int, str]:
    """The properties of our own file's columns by their places, as far as they are read back.

    What these columns are is known, whatever their cells look like. Another program's file has none.
    """
    for language in LANGUAGES:
        if list(headings) == [" ".join(one.split()) for one in headings_of(names, account, language)]:
            return {
                place: name
                for place, name in enumerate(names)
                if name == _RECORD_ID or (name in account and account[name].writable)
            }
    return {}


def spelled(name: str, stored: str, account: Account, language: Language) -> str:
    """A stored value as people of a language expect it in a spreadsheet.

    One that has no other spelling stays as it is.
    """
    known = account.get(name)
    if known is None or not stored:
        return stored
    if known.options or known.former or known.kind is PropertyKind.BOOLEAN:
        return _option(name, stored, known, language)
    if language == "fr" and known.kind in {PropertyKind.DATE, PropertyKind.DATETIME}:
        return _french_moment(stored)
    return stored


def is_unedited(cell: str, name: str, stored: str, account: Account) -> bool:
    """Whether a cell says what a file of ours says of this value, in either language."""
    spellings = [stored, *(spelled(name, stored, account, language) for language in LANGUAGES)]
    written = _on_one_line(cell)
    return any(written in (_on_one_line(one), _on_one_line(harmless(one))) for one in spellings)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _option(name: str, stored: str, known: PropertyLabel, language: Language) -> str:
    if stored in known.options or known.kind is not PropertyKind.CHOICES:
        return _word(name, stored, known, language)
    return "; ".join(_word(name, part, known, language) for part in stored.split(";"))


def _word(name: str, value: str, known: PropertyLabel, language: Language) -> str:
    label = known.options.get(value) or known.former.get(value, value)
    texts = texts_in(language)
    if name == LIFECYCLE_STAGE and label == DEFAULT_STAGES.get(value):
        return texts.lifecycle_stages.get(value, label)
    if known.kind is PropertyKind.BOOLEAN:
        plain = label.casefold()
        if plain in TRUE_WORDS and value == "true":
            return texts.form_yes
        if plain in FALSE_WORDS and value == "false":
            return texts.form_no
    return label


def _french_moment(stored: str) -> str:
    try:
        if "T" not in stored:
            return _french_day(date.fromisoformat(stored))
        moment = datetime.fromisoformat(stored)
        return f"{_french_day(moment)} {moment:%H:%M}"
    except ValueError:
        return stored


def _french_day(day: date) -> str:
    return f"{day:%d/%m}/{day.year:04}"

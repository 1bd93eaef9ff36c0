"""What an entry of the vocabulary tells: a property or a lifecycle stage, and every word for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from hubspot_tools.facts.property_kinds import PropertyKind

WordLanguage = Literal["fr", "en"]
"""The languages that have words here."""

WORD_LANGUAGES: Final[tuple[WordLanguage, ...]] = get_args(WordLanguage)


@dataclass(frozen=True, slots=True)
class Wording:
    """What people of one language call something.

    A list is written as in the word files: by commas and lines.

    Attributes:
        label: On cards and in forms; ``""`` where the account's own label serves.
        said: Inside a sentence, in French with its article; ``""`` for the label.
        words: Names that mean nothing else, wherever they stand.
        spoken: Names only in a sentence, where what stands around them helps; elsewhere they may mean other things.
        columns: Names above a column or given to a tool; too vague in a sentence, where "first" may mean anything.
    """

    label: str = ""
    said: str = ""
    words: str = ""
    spoken: str = ""
    columns: str = ""


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """Something that has a name of HubSpot's own and words in each language."""

    name: str
    english: Wording
    french: Wording
    hubspot_label: str = ""
    """HubSpot's own English label: what is shown until the account is asked."""

    def wording(self, language: WordLanguage) -> Wording:
        """What it is called in a language."""
        return self.french if language == "fr" else self.english

    def names(self) -> Iterator[str]:
        """What it is called above a column and by tools, in either language."""
        for wording in (self.french, self.english):
            yield from listed(wording.words)
            yield from listed(wording.columns)

    def spoken(self, language: WordLanguage) -> Iterator[str]:
        """What it is called in a sentence."""
        wording = self.wording(language)
        yield from listed(wording.words)
        yield from listed(wording.spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyEntry(VocabularyEntry):
    """One property by HubSpot's internal name.

    Attributes:
        kind: What it takes, where the account cannot be asked.
        daily: Whether every answer, card and export shows it, and every read asks for it.
        contact_detail: Whether it is an address or a number at which the person answers.
        initials: Letters that signatures put before it: ``T: 06…``.
        hints: Further words by which somebody may have meant it when a value is to be emptied; they name nothing.
    """

    kind: PropertyKind = PropertyKind.LINE
    daily: bool = False
    contact_detail: bool = False
    initials: str = ""
    hints: str = ""


def listed(phrases: str) -> tuple[str, ...]:
    """Return the phrases of a list."""
    parts = (" ".join(phrase.split()) for phrase in phrases.replace("\n", ",").split(","))
    return tuple(part for part in parts if part)

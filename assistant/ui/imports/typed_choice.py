"""What people type about a preview where its menus are not shown.

``colonne 3 = ville``, ``sheet = Clients``; pure.
"""

from dataclasses import dataclass
from typing import Final, Literal

from assistant.files.file_choices import ChoiceRefused, ChoiceTrouble, FileDecision, offered_in
from assistant.files.import_rows import ContactImport
from assistant.language.texts import import_texts_in
from assistant.ui.cards.reader import Reader
from assistant.ui.imports.column_text import property_named
from hubspot_tools.values.text import words
from hubspot_tools.values.vocabulary import PROPERTY_WORDS

_LONGEST: Final = 300
_COLUMN: Final = frozenset({"colonne", "column", "col"})
_SHEET: Final = frozenset({"feuille", "onglet", "sheet", "tab"})
_ENCODING: Final = frozenset({"encodage", "encoding"})
_LEAVE_OUT: Final = frozenset(
    {
        "laisser",
        "laisser de cote",
        "ignorer",
        "ignore",
        "leave out",
        "leave",
        "skip",
        "rien",
        "nothing",
        "aucune",
        "none",
    }
)


@dataclass(frozen=True, slots=True)
class TypedChoice:
    """What is to be chosen, of which column where it is one (its number from 1, or its heading).

    And the word for it.
    """

    sort: Literal["column", "sheet", "encoding"]
    column: str
    word: str

    def about(self, planned: ContactImport, reader: Reader) -> FileDecision:
        """The choice as it is meant of this file.

        Raises:
            ChoiceRefused: the file or the account has no such thing.
        """
        if self.sort == "sheet":
            return FileDecision(sheet=_named(self.word, planned.sheets, ChoiceTrouble.NO_SUCH_SHEET))
        if self.sort == "encoding":
            encodings = [one.encoding for one in planned.in_doubt]
            return FileDecision(encoding=_named(self.word, encodings, ChoiceTrouble.NO_SUCH_ENCODING))
        return FileDecision(column=self._place(planned), property_name=_property(self.word, reader))

    def _place(self, planned: ContactImport) -> int:
        for fate in planned.fates:
            if self.column == str(fate.place + 1):
                return fate.place
        for fate in planned.fates:
            if words(fate.heading) == words(self.column):
                return fate.place
        raise ChoiceRefused(ChoiceTrouble.NO_SUCH_COLUMN)


def typed_choice(text: str) -> TypedChoice | None:
    """What a short line chooses, with an equals sign, an arrow or a colon in it; None for any other text."""
    if len(text) > _LONGEST or "\n" in text.strip():
        return None
    for sign in ("=", "→", "->", ":"):
        named, found, word = text.partition(sign)
        first, _, rest = named.strip().partition(" ")
        sort = " ".join(words(first))
        if not found or not word.strip():
            continue
        if sort in _COLUMN and rest.strip():
            return TypedChoice("column", rest.strip(), word.strip())
        if sort in _SHEET and not rest.strip():
            return TypedChoice("sheet", "", word.strip())
        if sort in _ENCODING and not rest.strip():
            return TypedChoice("encoding", "", word.strip())
    return None


def _named(word: str, names: "list[str] | tuple[str, ...]", trouble: ChoiceTrouble) -> str:
    for name in names:
        if name == word or words(name) == words(word):
            return name
    raise ChoiceRefused(trouble)


def _property(word: str, reader: Reader) -> str:
    """The property that a word means.

    As the preview calls it, as the account does, or by an everyday name.
    """
    said = words(word)
    texts = import_texts_in(reader.language)
    if " ".join(said) in _LEAVE_OUT or said == words(texts.leave_out):
        return ""
    offered = offered_in(reader.labels)
    for name in offered:
        labels = (
            name,
            property_named(name, reader),
            reader.labels[name].label if name in reader.labels else "",
        )
        if said and any(words(label) == said for label in labels):
            return name
    meant = PROPERTY_WORDS.get(" ".join(said), "")
    if meant not in offered:
        raise ChoiceRefused(ChoiceTrouble.NO_SUCH_PROPERTY)
    return meant

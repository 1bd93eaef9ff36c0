"""Comparing words the way a reader does: without case, accents or punctuation."""

import json
import re
import unicodedata

from hubspot_tools.values.normal_form import normal_form

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ß": "ss",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
    }
)
_WORD = re.compile(r"[^\W_]+")
_OBEYED_OR_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of controls, of formats such as zero-width and bidirectional marks, of surrogates, line ends."""

LONGEST_COMPARED = 300
"""Characters of a name or a line that are compared with others: far more than any has, and soon done."""


def fold(text: str) -> str:
    """``text`` in lower case and without accents: ``Lefèvre-Œuvré`` becomes ``lefevre-oeuvre``.

    Characters are judged once each and not at every place: one typed sign may stand for eighteen (U+FDFA).
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", normal_form("NFKC", text).casefold())
    present = set(decomposed)
    marks = dict.fromkeys((ord(char) for char in present if unicodedata.combining(char)), "")
    replaced = marks | {
        code: to for code, to in _LETTERS_WITHOUT_DECOMPOSITION.items() if chr(code) in present
    }
    return decomposed.translate(replaced) if replaced else decomposed


def words(text: str) -> tuple[str, ...]:
    """The folded runs of letters and digits: ``Zoé D'Aubigné`` gives ``("zoe", "d", "aubigne")``."""
    return tuple(_WORD.findall(fold(text)))


def spelled_words(text: str) -> tuple[str, ...]:
    """The same runs in lower case with their accents kept."""
    return tuple(_WORD.findall(normal_form("NFC", text).lower()))


def digits(text: str) -> str:
    """The ASCII digits of ``text``."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def printable(text: str) -> str:
    """Return ``text`` in NFC without characters no CRM field can hold.

    Those are surrogates, and controls except line ends and tabs.
    """
    return "".join(
        char
        for char in normal_form("NFC", text)
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"}
    )


def escaped(text: str) -> str:
    """Return ``text`` on one line, each unseen or obeyed character written as in JSON.

    Terminals obey some characters, and others nobody sees.

    JSON stays JSON of the same meaning, for outside its strings it needs none of them.
    """
    return "".join(
        json.dumps(char)[1:-1] if unicodedata.category(char) in _OBEYED_OR_UNSEEN else char for char in text
    )

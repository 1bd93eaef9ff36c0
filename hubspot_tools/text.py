"""Comparing words the way a reader does: without case, accents or punctuation."""

import re
import unicodedata

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

LONGEST_COMPARED = 300
"""Characters of a name or a line that are compared with others: far more than any has, and soon done."""


def fold(text: str) -> str:
    """``text`` in lower case and without accents: ``Lefèvre-Œuvré`` becomes ``lefevre-oeuvre``."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_LETTERS_WITHOUT_DECOMPOSITION)


def words(text: str) -> tuple[str, ...]:
    """The folded runs of letters and digits: ``Zoé D'Aubigné`` gives ``("zoe", "d", "aubigne")``."""
    return tuple(_WORD.findall(fold(text)))


def spelled_words(text: str) -> tuple[str, ...]:
    """The same runs in lower case with their accents kept."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def digits(text: str) -> str:
    """The ASCII digits of ``text``."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def printable(text: str) -> str:
    """``text`` in NFC without characters no CRM field can hold: controls but line ends and tabs, surrogates."""
    return "".join(
        char
        for char in unicodedata.normalize("NFC", text)
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"}
    )

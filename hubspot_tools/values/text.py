"""Comparing words the way a reader does: without case, accents or punctuation."""

import json
import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

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

_JOINING = "\u200c\u200d"
_FLAG_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
"""Spell the flag of a region behind the black one."""

_UNHELD = frozenset({"Cc", "Cs"})

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
    """Return the folded runs of letters and digits: ``Zoé D'Aubigné`` gives ``("zoe", "d", "aubigne")``."""
    return tuple(_WORD.findall(fold(text)))


def spelled_words(text: str) -> tuple[str, ...]:
    """The same runs in lower case with their accents kept."""
    return tuple(_WORD.findall(normal_form("NFC", text).lower()))


def digits(text: str) -> str:
    """Return the ASCII digits of ``text``."""
    return "".join(char for char in text if char.isascii() and char.isdigit())


def printable(text: str) -> str:
    """Return ``text`` in NFC without characters no CRM field can hold.

    Those are surrogates, and controls except line ends and tabs.
    """
    return without(_UNHELD, normal_form("NFC", text), but="\n\t")


def without_unseen(text: str) -> str:
    """Return ``text`` without what nobody sees in it: zero-width, soft and bidirectional marks.

    Programs leave them behind, and no search finds a name that has one inside. What joins letters and emojis stays where
    it stands between them.
    """
    return without({"Cf"}, text, but=_JOINING + _FLAG_TAGS).strip(_JOINING) if not text.isascii() else text


def without(categories: AbstractSet[str], text: str, *, but: str = "") -> str:
    """Return ``text`` without the characters of Unicode's ``categories``, those in ``but`` excepted.

    Each character is judged once and not at every place.
    """
    unwanted = {
        ord(char): None for char in set(text).difference(but) if unicodedata.category(char) in categories
    }
    return text.translate(unwanted) if unwanted else text


def escaped(text: str) -> str:
    """Return ``text`` on one line, each unseen or obeyed character written as in JSON.

    Terminals obey some characters, and others nobody sees.

    JSON stays JSON of the same meaning, for outside its strings it needs none of them.
    """
    return "".join(
        json.dumps(char)[1:-1] if unicodedata.category(char) in _OBEYED_OR_UNSEEN else char for char in text
    )


def joined(ids: Iterable[str]) -> str:
    """Ids of records as one text, in order, each once: numbers as they count, and what is none last."""
    return ";".join(sorted({one for one in ids if one}, key=lambda one: (not one.isdigit(), len(one), one)))


def ids_in(text: str) -> list[str]:
    """Return the ids that such a text holds."""
    return [one for one in text.split(";") if one]

"""E-mail addresses that may be others than they look like.

The names in Python's own Unicode tables are enough here. A table of confusable letters is for whoever must refuse
some addresses and let others pass; a person who is about to store one is told of every letter that is not Latin and
of every domain beyond a-z. The idna package would refuse to decode just those domains that are worth showing.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from hubspot_tools.values.normal_form import normal_form

_CODED = "xn--"
"""How a label begins that holds letters beyond a-z as computers write them (RFC 5890, section 2.3.1)."""

_WRITTEN_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "HANGUL"},
    {"LATIN", "CJK", "BOPOMOFO"},
)
"""Scripts of one language; source: Unicode Technical Standard 39, section 5.2, Highly Restrictive."""

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Characters without a shape whose category is that of letters, marks or symbols."""

_BLANK_MARKS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""The marks that choose a shape for another character and have none of their own."""

_PHONETIC = (
    (0x0131, 0x0131),  # i without its dot
    (0x01C0, 0x01C3),  # clicks, which look like l, ll and !
    (0x0237, 0x0237),  # j without its dot
    (0x0250, 0x02AF),
    (0x1D00, 0x1DBF),
    (0x2C60, 0x2C7F),
    (0xA720, 0xA7FF),
    (0xAB30, 0xAB6F),
)
"""Latin letters that people hardly write but which look like those they do; source: the blocks of Unicode."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """What makes an address doubtful; everything is empty where nothing does, and can be shown as it is."""

    foreign: tuple[str, ...] = ()
    """Letters that are not Latin, each once."""
    phonetic: tuple[str, ...] = ()
    """Latin letters that pass for others, and marks on letters that have no such form."""
    mixed: tuple[str, ...] = ()
    """Parts of the address with letters of several scripts."""
    invisible: tuple[str, ...] = ()
    """Characters that cannot be seen, as ``U+200B``."""
    domain: str = ""
    """The domain as people read it, if it has anything beyond a-z."""
    coded_domain: str = ""
    """The same as computers write it."""


def doubts_of(address: str) -> Doubts:
    """What a person should look at twice in an address of any text."""
    local, at, domain = address.rpartition("@")
    labels = [_decoded(label) for label in domain.split(".")]
    parts = [normal_form("NFKC", part) for part in (*local.split("."), *labels)]
    whole = "".join(parts)
    coded = [_coded(label) for label in domain.split(".")]
    international = bool(at) and any(label.startswith(_CODED) for label in coded)
    return Doubts(
        foreign=_once(char for char in whole if _is_foreign(char)),
        phonetic=_once(_passing_for_others(whole)),
        mixed=tuple(map(_shown, filter(_mixes_scripts, parts))),
        invisible=_once(map(_shown, filter(_is_invisible, local + "".join(labels)))),
        domain=".".join(map(_shown, labels)) if international else "",
        coded_domain=_shown(".".join(coded)) if international else "",
    )


def _decoded(label: str) -> str:
    """A label as people read it; one that cannot be decoded stays as it is."""
    if not label.lower().startswith(_CODED):
        return label
    try:
        return label[len(_CODED) :].encode("ascii").decode("punycode") or label
    except ValueError:
        return label


def _coded(label: str) -> str:
    """A label as computers write it, by the letters it has; whether it may be registered is not asked."""
    lowered = normal_form("NFKC", label).lower()
    if lowered.isascii():
        return lowered
    return _CODED + lowered.encode("punycode", "replace").decode("ascii")


def _is_foreign(char: str) -> bool:
    return char.isalpha() and not char.isascii() and _script(char) != "LATIN" and not _is_invisible(char)


def _passing_for_others(text: str) -> Iterable[str]:
    after = ""
    for char in text:
        if _within(char, _PHONETIC):
            yield char
        elif unicodedata.combining(char) and after and _script(after) == "LATIN":
            yield f"◌{char}"
        after = char if char.isalpha() else after


def _mixes_scripts(part: str) -> bool:
    scripts = {_script(char) for char in part if char.isalpha() and not _is_invisible(char)}
    return len(scripts) > 1 and not any(scripts <= together for together in _WRITTEN_TOGETHER)


def _script(char: str) -> str:
    """The script of a letter: in Unicode its name begins with it."""
    return unicodedata.name(char, "").partition(" ")[0]


def _is_invisible(char: str) -> bool:
    return (
        char in _BLANK
        or _within(char, _BLANK_MARKS)
        or unicodedata.category(char)[0]
        in "CZ"  # controls, format, surrogates, unassigned; all sorts of blanks
    )


def _within(char: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(char) <= last for first, last in ranges)


def _shown(text: str) -> str:
    return "".join(f"U+{ord(char):04X}" if _is_invisible(char) else char for char in text)


def _once(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))

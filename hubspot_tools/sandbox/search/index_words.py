"""How text falls into tokens, and which tokens a pattern with `*` matches.

HubSpot splits on everything that is not alphanumeric and matches whole tokens, in any order; `*` stands for any
run of characters (search guide). Whether it ignores accents is not documented; `fold_accents` chooses.
"""

import unicodedata

from hubspot_tools.values.normal_form import normal_form

WILDCARD = "*"

# Letters that have no decomposition, as people type them without their accents.
_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def fold(text: str, *, accents: bool) -> str:
    """Without case and, when `accents` is true, without accents."""
    lowered = normal_form("NFC", text).casefold()
    if not accents:
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(_PLAIN)


def split(text: str, *, keep: str = "") -> list[str]:
    """The runs of letters and digits; characters of `keep` count as letters."""
    spaced = "".join(character if character.isalnum() or character in keep else " " for character in text)
    return spaced.split()


def patterns(text: str, *, fold_accents: bool) -> list[str]:
    """The tokens of a search value, their wildcards kept."""
    return split(fold(text, accents=fold_accents), keep=WILDCARD)


def matches(pattern: str, token: str) -> bool:
    """Whether a token matches a pattern; time is linear whatever the pattern."""
    if WILDCARD not in pattern:
        return pattern == token
    first, *middle, last = pattern.split(WILDCARD)
    if len(first) + len(last) > len(token) or not token.startswith(first) or not token.endswith(last):
        return False
    position, end = len(first), len(token) - len(last)
    for piece in middle:
        found = token.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True

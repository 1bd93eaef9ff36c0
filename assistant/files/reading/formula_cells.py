"""Cells that a spreadsheet programme would run instead of show. Pure.

Source: OWASP, "CSV Injection".
"""

from typing import Final

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SIGNS_ALSO_USED_IN_EARNEST = ("+", "-", "@")
_RUNS: Final = frozenset("|!")
_NEVER_IN_TEXT: Final = frozenset('|!"()&=')
_LONGEST_UNWRAPPED: Final = 400


def is_formula(cell: str) -> bool:
    """Return whether a cell of a file is meant to be run.

    That is ``=…``, or a sign before something that is called: a name and its bracket, with nothing between.
    ``+33 1 … (perso)``, ``-12``, ``@handle`` and ``- Head of Sales (EMEA)`` are values like others.
    """
    text = cell.lstrip()
    if text.startswith(("=", "\uff1d")):
        return True
    if not text.startswith(_SIGNS_ALSO_USED_IN_EARNEST) or _is_phone(text):
        return False
    return not _RUNS.isdisjoint(text) or _calls(text)


def unwrapped(cell: str) -> str:
    """Return what a spreadsheet shows of ``="06 39"`` and ``'06 39``, by which people keep zeros."""
    text = cell.strip()
    if text.startswith("'") and _hides_behind_an_apostrophe(text):
        return text[1:].strip()
    if text.startswith("=") and len(text) <= _LONGEST_UNWRAPPED:
        quoted = text[1:].strip()
        inner = quoted.strip('"')
        if quoted.startswith('"') and quoted.endswith('"') and _NEVER_IN_TEXT.isdisjoint(inner):
            return inner.strip()
    return cell


def _hides_behind_an_apostrophe(text: str) -> bool:
    """Return whether an apostrophe before a text is a spreadsheet's; that of ``'t Hart`` is not."""
    shown = text[1:]
    of_a_name = not shown[1:2].isalnum() and shown[:1].isalpha()
    begins = shown[:1].isdigit() or shown[:1].isupper() or shown.startswith(_STARTS)
    return begins and not of_a_name and not shown.endswith("'")


def harmless(cell: str) -> str:
    """Return a cell as it may be written into a file: one that could be run is shown as text."""
    return f"'{cell}" if cell.startswith(_STARTS) or cell.lstrip().startswith(_STARTS) else cell


def _calls(text: str) -> bool:
    """Return whether a bracket opens where a call has it: behind a name or a sign, and behind no blank."""
    begun = text.find("(")
    while begun >= 0:
        if begun and not text[begun - 1].isspace():
            return True
        begun = text.find("(", begun + 1)
    return False


def _is_phone(text: str) -> bool:
    """Return whether a text is one number or several: nothing in it is called, and nothing computed."""
    return all(char.isdigit() or char in "+-() ./|,;\u00a0\u202f" for char in text)

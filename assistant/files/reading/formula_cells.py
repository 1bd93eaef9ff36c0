"""Cells that a spreadsheet programme would run instead of show. Pure.

Source: OWASP, "CSV Injection".
"""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SIGNS_ALSO_USED_IN_EARNEST = ("+", "-", "@")
_CALLS = frozenset("(|!")


def is_formula(cell: str) -> bool:
    """Whether a cell of a file is meant to be run: ``=…``, or a sign before something that is called.

    ``+33 1 …``, ``-12`` and ``@handle`` are values like others.
    """
    text = cell.lstrip()
    if text.startswith(("=", "\uff1d")):
        return True
    return (
        text.startswith(_SIGNS_ALSO_USED_IN_EARNEST) and not _CALLS.isdisjoint(text) and not _is_phone(text)
    )


def harmless(cell: str) -> str:
    """A cell as it may be written into a file: one that could be run is shown as text."""
    return f"'{cell}" if cell.startswith(_STARTS) or cell.lstrip().startswith(_STARTS) else cell


def _is_phone(text: str) -> bool:
    return all(char.isdigit() or char in "+-() ./\u00a0\u202f" for char in text)

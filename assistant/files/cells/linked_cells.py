"""Cells that name something and its page in another program: ``Oakline (https://…)``. Pure."""

import re
from typing import Final

from assistant.files.cells.outcomes import BETWEEN

_LONGEST: Final = 2_000
_NAMED: Final = r"(?:[^()\[\],]+ \(https?://[^\s()]+\)|\[[^()\[\]]+\]\(https?://[^\s()]+\))"
_ALL_NAMED: Final = re.compile(rf"{_NAMED}(?:, {_NAMED})*")
_ONE: Final = re.compile(r"\[?([^()\[\],]{1,200}?)\]? ?\(https?://[^\s()]{1,500}\)")


def without_links(cell: str) -> str:
    """What a cell names, without the pages; several of them with `BETWEEN` between them.

    A cell that says anything else stays as it is.
    """
    if "://" not in cell or len(cell) > _LONGEST or not _ALL_NAMED.fullmatch(cell.strip()):
        return cell
    return BETWEEN.join(name.strip() for name in _ONE.findall(cell))

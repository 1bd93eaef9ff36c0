"""Frees the styles of the widget from the font size of the page it is on.

A ``rem`` means the font size of the *document's* root even in a shadow tree: on a page with a root of 10 or 20 pixels
the whole chat would shrink or grow. The widget measures with a length of its own instead, ``--rem``.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

SHEET: Final = "widget.css"
"""The name of what the widget puts above Chainlit's own styles; its imports become part of it."""

LENGTH: Final = "--rem"
"""The custom property that the widget sets to what its reader's browser calls a medium letter."""

_PIXELS: Final = 16
"""A ``rem`` where no custom property can stand: in the condition of a container query."""

_REM: Final = re.compile(r"(?<![\w.#-])(-?(?:\d+\.?\d*|\.\d+))rem\b")
_PART: Final = re.compile(
    r"""/\*.*?\*/ | "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | \\+. | [{};] | [^{};"'\\/]+ | /""",
    re.DOTALL | re.VERBOSE,
)
"""Comments and strings as they are, an escaped character, what ends a statement, and the text between."""


_IMPORT: Final = re.compile(r'@import url\("([\w-]+\.css)"\);')


def whole_sheet(path: Path) -> bytes:
    """Return the style sheet at ``path`` with those it imports, in the widget's own lengths.

    They stand beside it. A sheet that a script adopts may import nothing.
    """
    return with_own_lengths(_whole(path)).encode()


def _whole(path: Path) -> str:
    return _IMPORT.sub(lambda found: _whole(path.with_name(found[1])), path.read_text(encoding="utf-8"))


def with_own_lengths(css: str) -> str:
    """Return ``css`` with each ``rem`` measured by ``--rem``, in a container query in pixels.

    Names of classes that contain a ``rem`` stay what they are, and so do media queries, for which no page's font size
    counts. It may stand in a script, with its backslashes doubled.
    """
    return "".join(_statements(_PART.findall(css)))


def _statements(parts: Iterable[str]) -> Iterable[str]:
    statement: list[str] = []
    for part in parts:
        if part not in {"{", "}", ";"}:
            statement.append(part)
            continue
        yield from _measured(statement, _change_for(statement, part))
        yield part
        statement = []
    yield from statement


def _change_for(statement: list[str], end: str) -> Callable[[str], str] | None:
    if end != "{":
        return lambda text: _REM.sub(rf"calc(\1 * var({LENGTH}))", text)
    opens = "".join(part for part in statement if not part.startswith("/*")).lstrip()
    if opens.startswith("@container"):
        return lambda text: _REM.sub(lambda found: f"{float(found[1]) * _PIXELS:g}px", text)
    return None


def _measured(statement: list[str], change: Callable[[str], str] | None) -> Iterable[str]:
    for part in statement:
        is_text = change is not None and part[0] not in "\"'\\/"
        yield change(part) if change is not None and is_text else part

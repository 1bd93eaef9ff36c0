r"""Changes the script of Chainlit's widget where it would leave its own place on somebody else's page.

Chainlit writes style elements into the page, which a strict policy forbids, locks the page's scrolling, makes code of
text (``eval``), keeps its names in the page's own and reads the page's storage for a theme. Nothing of that can be
set, so its bundle is changed as it is served; ``home`` in it is what `public/widget-home.js` gives. A release of
Chainlit in which a place is missing fails the tests, and does not serve half a change.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.ui.server.widget.styles import with_own_lengths

SCRIPT: Final = "index.js"


class UnknownFrontEndError(Exception):
    """Says that a place in Chainlit's bundle is not there as often as it should be."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Says what to look for in the bundle, by a pattern, and what stands there then."""

    place: str
    instead: str
    times: int = 1

    def made_in(self, script: bytes) -> bytes:
        """Return ``script`` with the change made; raises UnknownFrontEndError where it cannot be."""
        changed, times = re.subn(self.place.encode(), self.instead.encode(), script)
        if times != self.times:
            raise UnknownFrontEndError(f"{times} times instead of {self.times}: {self.place}")
        return changed


_NAME: Final = r"[\w$]+"

CHANGES: Final = (
    # Styles go into the widget's own tree, as sheets, and never into the page.
    Replacement(
        rf"document\.head\.appendChild\(({_NAME})\)(;var {_NAME}=typeof document)",
        r"home.sheet(\1.textContent)\2",
    ),
    Replacement(
        rf'(function {_NAME}\({_NAME},{_NAME},{_NAME}\)\{{)(?=var {_NAME}="plotly\.js-style-")', r"\1return;"
    ),
    Replacement(rf"(function {_NAME}\({_NAME},\{{insertAt:{_NAME}\}}=\{{\}}\)\{{)", r"\1return;"),
    Replacement(r'\.jsx\("style",\{type:"text/css",(?=children:)', ".jsx(home.Sheet,{", times=3),
    # Those made while it runs lock the page's scrolling, or hide scrollbars as widget.css does: they stay without effect.
    Replacement(rf'(var {_NAME}=document\.createElement\()"style"(?=\);{_NAME}\.type=)', r'\1"template"'),
    Replacement(r'(\.jsx\()"style"(?=,\{dangerouslySetInnerHTML:)', r'\1"template"', times=2),
    # A picture that asks whether the browser knows such pictures, for maps.
    Replacement(r'(\.src=)"data:image/webp;base64,[^"]{1,100}"', r'\1""'),
    # What catches the focus around it is no stop on the page's own way through its buttons.
    Replacement(r'("data-radix-focus-guard",""\),[\w$]+\.tabIndex=)0', r"\g<1>-1", times=2),
    # The one place where text becomes code.
    Replacement(rf"new Function(\(\.\.\.{_NAME},{_NAME}\)\(\.\.\.{_NAME}\))", r"home.code\1"),
    # The theme is the page's, and may change; what another program keeps in the page's storage says nothing about it.
    Replacement(r"window\.theme=", "home.colours="),
    Replacement(
        rf"if\(!window\.theme\)return;const ({_NAME})=window\.theme\[",
        r"if(!home.colours)return;const \1=home.colours[",
    ),
    Replacement(
        rf"(\[{_NAME},({_NAME})\]={_NAME}\.useState\(\(\)=>)localStorage\.getItem\({_NAME}\)\|\|({_NAME})\);"
        rf"(?=[^;]{{1,40}}const {_NAME}=window\.cl_shadowRootElement)",
        r"\1\3);home.setTheme=\2;",
    ),
    # Escape in a form closes no chat around it; on the page, the page's own things alone.
    Replacement(
        rf'(const {_NAME}=({_NAME})=>\{{\2\.key==="Escape"&&)({_NAME}\(\2\)\}})',
        r"\1home.closes(\2)&&\3",
        times=2,
    ),
    # Whatever is sent finds out whether the connection still lives (public/connection.js).
    Replacement(
        rf'(useCallback\()({_NAME}=>\{{{_NAME}==null\|\|{_NAME}\.socket\.emit\("window_message")',
        r"\1home.poke=\2",
    ),
    # A small screen has no side to put it on.
    Replacement(
        rf'(return )({_NAME}\|\|localStorage\.getItem\({_NAME}\)\|\|"floating")',
        r'\1home.isSmall()?"floating":\2',
    ),
    # The widget stands beside the page's body, not in it; what is modal hides the body.
    Replacement(rf"(return {_NAME}\.ownerDocument\.)body(\}},{_NAME}=new WeakMap)", r"\1documentElement\2"),
)

_STYLES: Final = re.compile(
    rb"""([`"'])(?:pre code\.hljs|\*,:before,:after|:where\(html\[dir)(?:(?!\1)[^\\]|\\.)*\1""", re.DOTALL
)
"""The style sheets that stand in the bundle, as texts."""

_MOST_STYLES: Final = 5


def front_end(path: Path) -> bytes:
    """Return the bundle at ``path`` as it is served; for a thread, as it takes about a second."""
    return at_home(path.read_bytes())


def version(path: Path) -> bytes:
    """Return what the served bundle depends on: Chainlit's own, and the rules by which it is changed."""
    return b"".join(
        [path.read_bytes(), *(rules.read_bytes() for rules in sorted(Path(__file__).parent.glob("*.py")))]
    )


def at_home(script: bytes) -> bytes:
    """Return Chainlit's bundle with every change.

    Raises UnknownFrontEndError where it is another release's.
    """
    for change in CHANGES:
        script = change.made_in(script)
    script, sheets = _STYLES.subn(lambda found: with_own_lengths(found[0].decode()).encode(), script)
    if not 0 < sheets <= _MOST_STYLES:
        raise UnknownFrontEndError(f"{sheets} style sheets")
    # In a function of its own, so that its hundred names are no names of the page.
    return b"(home=>{" + script + b"\n})(document.currentScript.home);\n"

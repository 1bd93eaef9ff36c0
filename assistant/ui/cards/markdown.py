"""Makes text of strangers safe for Chainlit's Markdown.

What is shown is what was stored, and nothing loads.

Chainlit renders with react-markdown, GFM and directives (its `frontend/src/components/Markdown.tsx`). Three
traps shape the rules here: ``:word`` is a directive and vanishes; a bare address becomes a link *after* the
backslashes are gone, so only a character between its parts stops it; U+200B is drawn as a blinking cursor.
"""

import re
from urllib.parse import quote, urlsplit

from hubspot_tools.values.text import without

WORD_JOINER = "\u2060"
"""Invisible, of no width, allows no line break: put between the parts of a bare address."""

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs"})
_BLANKS = re.compile(r"[ \t]+")  # a no-break space is none: French needs it before ! ? : ;
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")

_ANYWHERE = re.compile(r"[\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)|:(?=[^\s\d/])")
_BLOCK_START = re.compile(r"^(\d{0,9})([#>=.)]|[+-](?=[\s-]|$))", re.MULTILINE)
_ADDRESS_JOINTS = re.compile(r"(?<=:/)(?=/)|(?<=www)(?=\.)|(?<=:)(?=\\:)", re.IGNORECASE)

_MODEL_ANYWHERE = re.compile(r"[\\\[<~]|&(?=#?\w{1,40};)|:(?=[^\s\d/])")
_MODEL_LINE_START = re.compile(r"^( *)(#|=|-(?=-)|\+(?=\+))?", re.MULTILINE)
_DEEPEST_INDENT = 3
"""One space more would begin a code block, in which backslashes are shown."""


def visible(text: str) -> str:
    """Return ``text`` without characters that hide or turn other text.

    Those are controls, zero-width characters and bidirectional marks.
    """
    return without(_INVISIBLE, _LINE_ENDS.sub("\n", text), but="\n\t")


def escape(text: str) -> str:
    """Plain text as Markdown that shows exactly this text, line ends included."""
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in visible(text).split("\n"))
    escaped = _ANYWHERE.sub(r"\\\g<0>", "\n".join(lines))
    return _part_addresses(_BLOCK_START.sub(r"\1\\\2", escaped))


def escape_line(text: str, *, limit: int, cut_off: str) -> str:
    """A stored value as Markdown for one line or table cell.

    Args:
        text: Any text; its line ends become ``↵``.
        limit: Characters shown at most.
        cut_off: What follows a longer value; ``{count}`` is how many characters are left out.
    """
    return escape(shorten(text, limit, cut_off=cut_off))


def shorten(text: str, limit: int, *, cut_off: str = "…") -> str:
    """Return plain text on one line, cut off after ``limit`` characters.

    Line ends show as ``↵``, and what was cut off is told by ``cut_off``.
    """
    line = " ↵ ".join(part.strip() for part in visible(text).splitlines() if part.strip())
    if len(line) <= limit:
        return line
    return line[:limit] + cut_off.format(count=len(line) - limit)


def link(label: str, url: str, *, hosts: tuple[str, ...]) -> str:
    """A Markdown link, or ``""`` where `trusted_url` trusts no address."""
    trusted = trusted_url(url, hosts=hosts)
    return f"[{escape(label)}](<{trusted}>)" if trusted else ""


def trusted_url(url: str, *, hosts: tuple[str, ...]) -> str:
    """``url`` quoted, or ``""`` unless it is https on one of ``hosts`` or a sub-domain of one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.hostname or ""
    allowed = any(host == known or host.endswith(f".{known}") for known in hosts)
    if parts.scheme != "https" or not allowed or parts.username is not None:
        return ""
    return quote(url, safe=":/?=&#%-._~")


class ModelText:
    """A model's answer on its way to the screen: simple emphasis and lists stay, all else is literal.

    Words are let go when the next one has begun, so that no rule ever sees half a word.
    """

    def __init__(self) -> None:
        self._return = ""
        self._held: list[str] = []
        self._holds_a_word = False
        self._begun = False

    def feed(self, words: str) -> str:
        """Markdown for what can be shown now."""
        # What vanishes goes first, or a rule could see a line begin where none does; `\r\n` is one line end.
        words = self._return + words
        self._return = "\r" if words.endswith("\r") else ""
        fresh = visible(words.removesuffix("\r")).replace("`", "").replace("\t", "  ")
        if not fresh:
            return ""
        self._held.append(fresh)
        pieces = fresh.split()
        if pieces == [fresh] or not (pieces or self._holds_a_word):
            # Only the end of a word is worth joining: a word, or a gap, without end would be joined at every piece.
            self._holds_a_word = self._holds_a_word or bool(pieces)
            return ""
        held = "".join(self._held)
        unfinished = "" if fresh[-1].isspace() else pieces[-1]
        ready = held.removesuffix(unfinished).rstrip()
        self._held, self._holds_a_word = [held[len(ready) :]], bool(unfinished)
        return self._safe(ready)

    def finish(self) -> str:
        """Markdown for the rest."""
        rest, self._held = "".join(self._held).rstrip(), []
        return self._safe(rest)

    def _safe(self, plain: str) -> str:
        if not self._begun:
            plain = plain.lstrip()
        if not plain:
            return ""
        escaped = _MODEL_ANYWHERE.sub(r"\\\g<0>", plain)
        head, newline, tail = ("", "", escaped) if not self._begun else escaped.partition("\n")
        self._begun = True
        return _part_addresses(head + newline + _MODEL_LINE_START.sub(_tame_line_start, tail))


def model_markdown(text: str) -> str:
    """A whole answer of a model as safe Markdown."""
    stream = ModelText()
    return stream.feed(text) + stream.finish()


def _part_addresses(escaped: str) -> str:
    return _ADDRESS_JOINTS.sub(WORD_JOINER, escaped)


def _tame_line_start(found: re.Match[str]) -> str:
    marker = f"\\{found[2]}" if found[2] else ""
    return found[1][:_DEEPEST_INDENT] + marker

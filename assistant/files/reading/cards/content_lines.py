"""Reads one content line of a vCard: name, parameters, and value, unfolded. Pure.

It takes linear time.

Source: RFC 6350 §3 (version 4), RFC 2426 §4 (version 3) and the versit card of 1996 (version 2.1). No line is matched
against a pattern; each of its characters is looked at a bounded number of times, and none is kept of a line that
nobody asks for, such as a photo.
"""

import binascii
import re
from collections.abc import Collection
from dataclasses import dataclass

MOST_IN_A_HEAD = 4_096
"""Characters before a line's colon: its name and its parameters."""

MOST_IN_A_VALUE = 65_536
"""Characters behind it, folds taken out: no more fits into a property of a contact."""

_LONGEST_NAME = 40
"""Characters of the name of a line that is told; longer than any that a programme writes."""

LEAST_PREFERRED = 101
"""Where a line says nothing of preference: behind all that do, which count from 1 to 100 (RFC 6350 §5.3)."""

_ESCAPED = re.compile(r"\\(.)")
_LINE_ENDS = re.compile(r"\r\n?")
_BLANKS = (" ", "\t")
_QUOTED_PRINTABLE, _BASE64 = "QUOTED-PRINTABLE", "BASE64"
_WRAPPINGS = {
    _QUOTED_PRINTABLE: _QUOTED_PRINTABLE,
    "Q": _QUOTED_PRINTABLE,
    _BASE64: _BASE64,
    "B": _BASE64,
}
"""What a value may be wrapped in, by each name that one of the versions has for it."""

_CHARSETS = frozenset(
    {"utf-8", "shift_jis", "cp932", "euc-jp", "iso-2022-jp", "gb2312", "gbk", "gb18030", "big5", "euc-kr"}
    | {"koi8-r", "koi8-u", "macintosh"}
    | {f"iso-8859-{number}" for number in (*range(1, 12), *range(13, 17))}
    | {f"windows-125{number}" for number in range(9)}
)
"""What cards are written in. A card may not name any other of Python's codecs: some are slow on hostile text."""


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One line: its name in capitals, what it says of itself, and its value with the escapes still in it.

    ``kinds`` are the words of ``TYPE`` in capitals, in the spelling of any version: ``TYPE=cell``, or ``CELL`` alone.
    ``group`` is what stands before its name, ``item1``, and makes it one with the lines of the same group.
    ``preference`` is 1 for a line that is preferred to all others of its name, and greater for the rest.
    """

    name: str
    value: str
    kinds: frozenset[str] = frozenset()
    preference: int = LEAST_PREFERRED
    group: str = ""


@dataclass(frozen=True, slots=True)
class _NameAndParameters:
    """What stands before a line's colon; the value's charset and wrapping are ``""`` where none is told."""

    name: str
    kinds: frozenset[str]
    preference: int
    wrapping: str
    charset: str
    group: str


class OpenLine:
    """A content line while it comes in, one line of the file after another."""

    __slots__ = (
        "_asked_for",
        "_breaks_softly",
        "_head",
        "_in_quotes",
        "_parts",
        "_says",
        "_size",
        "too_long",
    )

    def __init__(self, asked_for: Collection[str]) -> None:
        """``asked_for`` are the names, in capitals, of lines whose values matter."""
        self.too_long = False
        self._asked_for = asked_for
        self._head: _NameAndParameters | None = None
        self._breaks_softly = False
        self._in_quotes = False
        self._says = False
        self._parts: list[str] = []
        self._size = 0

    def goes_on_with(self, written: str) -> bool:
        """Tell whether a line belongs to this one: it begins with a blank, or follows a soft break.

        Soft breaks are quoted-printable's: ``=`` at the end of a line, whatever the next one begins with.
        """
        return self._breaks_softly or written.startswith(_BLANKS)

    def add(self, written: str) -> None:
        """Take the line's next part as it is written in the file."""
        part = written[1:] if written.startswith(_BLANKS) and not self._breaks_softly else written
        if self._head is None:
            colon = self._colon_in(part)
            if colon < 0:
                self._keep(part, MOST_IN_A_HEAD)
                return
            self._keep(part[:colon], MOST_IN_A_HEAD)
            self._head = _head_of("".join(self._parts))
            self._parts, self._size = [], 0
            part = part[colon + 1 :]
        if self._head.wrapping == _QUOTED_PRINTABLE:
            bare = part.rstrip()
            self._breaks_softly = bare.endswith("=")
            part = bare[:-1] if self._breaks_softly else part
        self._says = self._says or bool(part.strip(" ;\t"))
        if self._head.name in self._asked_for:
            self._keep(part, MOST_IN_A_VALUE)

    @property
    def passed_over(self) -> str:
        """The name of a line that says something and that nobody asked for; ``""`` for any other."""
        name = self._head.name if self._head and self._says else ""
        named = len(name) <= _LONGEST_NAME and name.isascii() and name.replace("-", "").isalnum()
        return name if named and name not in self._asked_for else ""

    def ended(self) -> ContentLine | None:
        """The whole line; None if nobody asked for it, it is too long, or it is no content line."""
        head = self._head
        if head is None or self.too_long or head.name not in self._asked_for:
            return None
        value = _unwrapped("".join(self._parts), head)
        return ContentLine(head.name, value, head.kinds, head.preference, head.group)

    def _keep(self, part: str, most: int) -> None:
        self._size += len(part)
        if self._size > most:
            self.too_long = True
            self._parts.clear()
        elif not self.too_long:
            self._parts.append(part)

    def _colon_in(self, part: str) -> int:
        """Where the head ends: at the first colon that does not stand between quotes; -1 if it goes on."""
        place = 0
        while True:
            quote = part.find('"', place)
            if not self._in_quotes:
                colon = part.find(":", place, quote if quote >= 0 else len(part))
                if colon >= 0:
                    return colon
            if quote < 0:
                return -1
            self._in_quotes = not self._in_quotes
            place = quote + 1


def _head_of(text: str) -> _NameAndParameters:
    """The name without the group before it, and the parameters that matter here."""
    name, *parameters = _between(text, ";")
    kinds: set[str] = set()
    preference, told = LEAST_PREFERRED, {"ENCODING": "", "CHARSET": ""}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        key = key.strip().upper()
        if key == "TYPE" or not equals:
            kinds |= {word.strip(' "').upper() for word in (value if equals else key).split(",")}
        elif key == "PREF":
            preference = _preference(value.strip(' "'))
        elif key in told:
            told[key] = value.strip(' "').upper()
    wrapping = told["ENCODING"] or next((one for one in (_QUOTED_PRINTABLE, _BASE64) if one in kinds), "")
    group, _, bare = name.rpartition(".")
    return _NameAndParameters(
        name=bare.strip().upper(),
        kinds=frozenset(kinds),
        preference=1 if "PREF" in kinds else preference,
        wrapping=_WRAPPINGS.get(wrapping, ""),
        charset=told["CHARSET"].lower(),
        group=group.strip().upper(),
    )


def _between(text: str, separator: str) -> list[str]:
    """The parts of a text between the separators that stand outside quotes."""
    if '"' not in text:
        return text.split(separator)
    parts, begun, in_quotes = [], 0, False
    for place, char in enumerate(text):
        if char == '"':
            in_quotes = not in_quotes
        elif char == separator and not in_quotes:
            parts.append(text[begun:place])
            begun = place + 1
    return [*parts, text[begun:]]


def _preference(text: str) -> int:
    in_range = text.isascii() and text.isdigit() and len(text) <= len("100")
    return (int(text) if in_range else 0) or LEAST_PREFERRED


def _unwrapped(value: str, head: _NameAndParameters) -> str:
    """Return the value as text; what its charset cannot explain is U+FFFD, and refused."""
    if not head.wrapping:
        return value
    charset = head.charset if head.charset in _CHARSETS else ""
    raw = value.encode(charset or "utf-8", "replace")
    try:
        raw = binascii.a2b_qp(raw) if head.wrapping == _QUOTED_PRINTABLE else binascii.a2b_base64(raw)
    except binascii.Error:
        return ""
    return raw.decode(charset, "replace") if charset else _in_no_told_charset(raw)


def _in_no_told_charset(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def components(value: str, count: int) -> list[str]:
    """So many components of a value, as they are written; those that it does not have are ``""``."""
    return [*_parted(value, ";"), *[""] * count][:count]


def names_in(component: str) -> str:
    """Several names in one component stand between commas."""
    return " ".join(name for part in _parted(component, ",") if (name := text_of(part)))


def _parted(value: str, separator: str) -> list[str]:
    """What stands between separators that are not escaped, with its own escapes still in it."""
    if "\\" not in value:
        return value.split(separator)
    parts, begun, escaped = [], 0, False
    for place, char in enumerate(value):
        if char == separator and not escaped:
            parts.append(value[begun:place])
            begun = place + 1
        escaped = char == "\\" and not escaped
    return [*parts, value[begun:]]


def text_of(value: str) -> str:
    r"""Return a value without its escapes.

    ``\n`` is a line end; before any other letter or digit a backslash is itself.
    """
    plain = _ESCAPED.sub(_unescaped, value) if "\\" in value else value
    return _LINE_ENDS.sub("\n", plain).strip()


def _unescaped(found: re.Match[str]) -> str:
    char = found.group(1)
    if char in "nN":
        return "\n"
    return found.group() if char.isalnum() else char

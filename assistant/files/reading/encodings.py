"""Bytes of a file to text, whatever programme wrote them. Pure."""

import codecs
import re
from dataclasses import dataclass

from assistant.files.reading.bad_file import BadFile, FileTrouble

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programmes begin: zip archives, and the older compound files."""

_LOOKED_AT = 4096
_MOST_NULS = 0.9
"""Share of every second byte that is NUL where UTF-16 holds a western language."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MANY_CONTROLS = 0.01
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
_GARBLED = re.compile("\ufffd|Ã[\x80-\xbf©¨ªŠ¢´¹»§®¯¶¼¡]|â€[™œ\x9d“”]|Â[\xa0°«»]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and the name of the encoding it was written in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a file in UTF-8, UTF-16 or UTF-32 with or without its mark, or in Windows-1252.

    Raises:
        BadFile: it is empty, a spreadsheet programme's own file, or no text at all.
    """
    if not content.strip():
        raise BadFile(FileTrouble.EMPTY)
    if content.startswith(_WORKBOOKS):
        raise BadFile(FileTrouble.WORKBOOK)
    encoding = _marked(content) or _unmarked_utf16(content)
    candidates = (encoding,) if encoding else ("utf-8", "cp1252")
    for candidate in candidates:
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        return Decoded(_readable(text.removeprefix("\ufeff")), _NAMES.get(candidate, candidate[:6].upper()))
    raise BadFile(FileTrouble.NOT_TEXT)


def is_garbled(text: str) -> bool:
    """Tell whether text was read in another encoding than it was written in.

    That happened before it got here, as in ``LefÃ¨vre``.
    """
    return _GARBLED.search(text) is not None


def _marked(content: bytes) -> str | None:
    return next((name for mark, name in _MARKS if content.startswith(mark)), None)


def _unmarked_utf16(content: bytes) -> str | None:
    """Western text in UTF-16 has a NUL in nearly every second byte."""
    head = content[:_LOOKED_AT]
    half = max(1, len(head) // 2)
    for name, nuls in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(content) % 2 == 0 and nuls.count(0) / half > _MOST_NULS:
            return name
    return None


def _readable(text: str) -> str:
    if not text.strip():
        raise BadFile(FileTrouble.EMPTY)
    if len(_CONTROLS.findall(text)) > _MANY_CONTROLS * len(text):
        raise BadFile(FileTrouble.NOT_TEXT)
    return text

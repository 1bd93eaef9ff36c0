"""Bytes of a file to text, whatever programme wrote them. Pure."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.encoding_evidence import (
    NAMES,
    better_than_utf8,
    evidence_in,
    reads_as_utf8,
    words_read,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 4096
_MOST_NULS = 0.9
"""DailyShare of every second byte that is NUL where UTF-16 holds a western language."""

_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MANY_CONTROLS = 0.01
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", **NAMES}
_CODECS = {name: codec for codec, name in _NAMES.items()}
_GARBLED = re.compile("\ufffd|Ã[\x80-\xbf©¨ªŠ¢´¹»§®¯¶¼¡]|â€[™œ\x9d“”]|Â[\xa0°«»]")


@dataclass(frozen=True, slots=True)
class EncodingSample:
    """A few words of a file as one encoding reads them."""

    encoding: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and the name of the encoding it was written in.

    ``in_doubt`` has, where several are as likely, a few words as each of them reads them, the one taken first.
    """

    text: str
    encoding: str
    in_doubt: tuple[EncodingSample, ...] = ()


def decode(content: bytes, told: str = "") -> Decoded:
    """The text of a file in UTF-8, UTF-16 or UTF-32, with or without its mark, or in a one-byte encoding.

    Args:
        content: The file.
        told: The name of the encoding that a person has chosen, as `Decoded` has it.

    Raises:
        BadFile: it is empty, or no text at all.
    """
    if not content.strip():
        raise BadFile(FileTrouble.EMPTY)
    encoding = _marked(content) or _CODECS.get(told) or _unmarked_utf16(content)
    for candidate in (encoding,) if encoding else ("utf-8",):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        name = _NAMES.get(candidate, candidate[:6].upper())
        other = "" if encoding or text.isascii() else better_than_utf8(content)
        doubt = _doubt(content, (candidate, other)) if other else ()
        return Decoded(_readable(text.removeprefix("\ufeff")), name, doubt)
    return _of_two(content, told) or _by_evidence(content)


def _by_evidence(content: bytes) -> Decoded:
    found = evidence_in(content)
    if found is None:
        raise BadFile(FileTrouble.NOT_TEXT)
    doubt = _doubt(content, (found.best, *found.others)) if found.others else ()
    return Decoded(_readable(content.decode(found.best)), NAMES[found.best], doubt)


def _of_two(content: bytes, told: str = "") -> Decoded | None:
    """A text whose lines are in UTF-8 but for some: an older programme's rows put below."""
    lines = content.splitlines(keepends=True)
    broken = b"".join(line for line in lines if not _is_utf8(line))
    whole = b"".join(line for line in lines if _is_utf8(line))
    found = evidence_in(broken) if broken and reads_as_utf8(whole) else None
    if found is None:
        return None
    possible = (found.best, *found.others)
    taken = next((one for one in possible if _beside_utf8(one) == told), found.best)
    read = (line.decode("utf-8" if _is_utf8(line) else taken) for line in lines)
    samples = zip(possible, words_read(broken, possible), strict=True)
    doubt = tuple(EncodingSample(_beside_utf8(one), words) for one, words in samples) if found.others else ()
    return Decoded(_readable("".join(read)), _beside_utf8(taken), doubt)


def _beside_utf8(encoding: str) -> str:
    return f"UTF-8, {NAMES[encoding]}"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _doubt(content: bytes, encodings: Sequence[str]) -> tuple[EncodingSample, ...]:
    """The first words that several encodings read otherwise, for a person to see which of them is right."""
    words = words_read(content, encodings)
    return tuple(EncodingSample(_NAMES[one], seen) for one, seen in zip(encodings, words, strict=True))


def is_garbled(text: str) -> bool:
    """Tell whether a text was read in another encoding before it got here, as ``LefÃ¨vre`` was."""
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

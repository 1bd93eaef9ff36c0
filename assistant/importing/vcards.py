"""vCards, one or many, to a table whose headings are HubSpot's property names. Pure.

Source: RFC 6350 (version 4), RFC 2426 (version 3) and the versit card of 1996 (version 2.1).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import vobject
from vobject.base import VObjectError

from assistant.importing.badfile import BadFile, FileTrouble
from assistant.importing.tables import MOST_ROWS, RawRow, RowTrouble, Table

HEADINGS = (
    "email",
    "firstname",
    "lastname",
    "phone",
    "mobilephone",
    "company",
    "jobtitle",
    "address",
    "zip",
    "city",
    "country",
    "website",
)

_BEGIN = re.compile(r"^BEGIN:VCARD[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_MOBILE = frozenset({"CELL", "MOBILE", "IPHONE"})
_NO_LINE = frozenset({"FAX", "PAGER", "TEXTPHONE", "MODEM"})


def read_vcards(text: str) -> Table:
    """One row for each card, numbered from 1.

    Raises:
        BadFile: there is no card, or there are too many.
    """
    starts = [found.start() for found in _BEGIN.finditer(text)]
    if not starts:
        raise BadFile(FileTrouble.NOTHING_TO_READ)
    if len(starts) > MOST_ROWS:
        raise BadFile(FileTrouble.TOO_MANY_ROWS)
    ends = [*starts[1:], len(text)]
    cards = (text[start:end] for start, end in zip(starts, ends, strict=True))
    return Table(HEADINGS, tuple(_row(number, card) for number, card in enumerate(cards, start=1)))


def _row(number: int, text: str) -> RawRow:
    try:
        card = next(iter(vobject.readComponents(text, allowQP=True, ignoreUnreadable=True)), None)
        values = _values(card) if card is not None else {}
    except (VObjectError, ValueError, LookupError, AttributeError, TypeError):
        # The library meets a broken line with whatever its parts happen to raise.
        return RawRow(number, trouble=RowTrouble.UNREADABLE)
    if not values:
        return RawRow(number, trouble=RowTrouble.UNREADABLE)
    return RawRow(number, tuple(values.get(name, "") for name in HEADINGS))


def _values(card: Any) -> dict[str, str]:
    first, last = _name(card)
    address = _first(card, "adr")
    found = {
        "email": _email(card),
        "firstname": first,
        "lastname": last,
        "phone": _phone(card, mobile=False),
        "mobilephone": _phone(card, mobile=True),
        "company": _text(getattr(_first(card, "org"), "value", "")).split("\n")[0],
        "jobtitle": _text(getattr(_first(card, "title"), "value", "")),
        "website": _text(getattr(_first(card, "url"), "value", "")),
        **(_address(address.value) if address is not None else {}),
    }
    return {name: text for name, text in found.items() if text}


def _name(card: Any) -> tuple[str, str]:
    structured = _first(card, "n")
    if structured is not None:
        given = " ".join(
            part for part in (_text(structured.value.given), _text(structured.value.additional)) if part
        )
        if given or _text(structured.value.family):
            return given, _text(structured.value.family)
    first, _, last = _text(getattr(_first(card, "fn"), "value", "")).partition(" ")
    return first, last


def _email(card: Any) -> str:
    return next((text.removeprefix("mailto:") for text in _preferred(card, "email")), "")


def _phone(card: Any, *, mobile: bool) -> str:
    lines = (
        line
        for line in _lines(card, "tel")
        if bool(_kinds(line) & _MOBILE) is mobile and not _kinds(line) & _NO_LINE
    )
    return next((_text(line.value).removeprefix("tel:") for line in lines), "")


def _address(value: Any) -> Mapping[str, str]:
    return {
        "address": _text(value.street),
        "zip": _text(value.code),
        "city": _text(value.city),
        "country": _text(value.country),
    }


def _preferred(card: Any, name: str) -> Iterator[str]:
    """The values of a property, the preferred one first."""
    lines = sorted(
        _lines(card, name), key=lambda line: "PREF" not in _kinds(line) and "PREF" not in line.params
    )
    return (_text(line.value) for line in lines if _text(line.value))


def _kinds(line: Any) -> set[str]:
    """What a line says of itself, in the spelling of any version: ``TYPE=cell``, or ``CELL`` alone."""
    told = [*line.params.get("TYPE", []), *line.singletonparams]
    return {word.strip('" ').upper() for one in told for word in str(one).split(",")}


def _first(card: Any, name: str) -> Any:
    return next(iter(_lines(card, name)), None)


def _lines(card: Any, name: str) -> list[Any]:
    lines: list[Any] = card.contents.get(name, [])
    return lines


def _text(value: Any) -> str:
    """A value as text; what has several parts, one below the other."""
    parts = value if isinstance(value, list | tuple) else [value]
    return "\n".join(str(part).strip() for part in parts if part and str(part).strip())

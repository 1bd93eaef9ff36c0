"""vCards, one or many, to a table whose headings are HubSpot's property names. Pure.

Source: RFC 6350 (version 4), RFC 2426 (version 3) and the versit card of 1996 (version 2.1).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.card_lines import cards_in
from assistant.files.reading.content_lines import ContentLine
from assistant.files.reading.row_table import MOST_ROWS, RawRow, RowTrouble, Table
from hubspot_tools.values.text import fold, words
from hubspot_tools.values.vocabulary import COURTESIES

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
    "state",
    "country",
    "website",
    "fax",
    "date_of_birth",
    "email 2",
    "phone 2",
    "mobilephone 2",
    "fax 2",
    "address 2",
    "website 2",
)
"""Properties by their names; ``email 2`` and so on are what a card has besides."""

_ASKED_FOR = frozenset(
    {"ADR", "BDAY", "EMAIL", "FN", "KIND", "N", "ORG", "ROLE", "TEL", "TITLE", "URL"}
    | {"X-ABLABEL", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND"}
)
_MOBILE = frozenset({"CELL", "MOBILE", "IPHONE", "PORTABLE", "GSM", "HANDY"})
_FAX = frozenset({"FAX", "TELECOPIE", "TELEFAX"})
_NO_LINE = frozenset({"PAGER", "TEXTPHONE", "MODEM"})
_KINDS = ("KIND", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND")
_NO_PERSON = frozenset({"ORG", "COMPANY"})
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)
_NO_YEAR = "1604"
"""What Apple writes for a birthday whose year nobody has told."""

_BETWEEN = " ::: "
"""What stands between the further values of a card in one cell."""

_ESCAPED = re.compile(r"\\(.)")
_LINE_ENDS = re.compile(r"\r\n?")

_LONGEST_LABEL = 100

Lines = Sequence[ContentLine]


def read_vcards(text: str) -> Table:
    """Read one row from each card, numbered from 1.

    Of several lines of one name the preferred one that says something is taken.

    Raises:
        BadFile: there is no card, or there are too many.
    """
    cards = cards_in(text, _ASKED_FOR)
    rows = [_row(number, lines) for number, lines in enumerate(islice(cards, MOST_ROWS + 1), start=1)]
    if not rows:
        raise BadFile(FileTrouble.NOTHING_TO_READ)
    if len(rows) > MOST_ROWS:
        raise BadFile(FileTrouble.TOO_MANY_ROWS)
    return Table(HEADINGS, tuple(rows))


def _row(number: int, lines: Lines | None) -> RawRow:
    if lines and "GROUP" in _kinds(lines):
        return RawRow(number, trouble=RowTrouble.GROUP)
    values = _values(_labelled(lines)) if lines else {}
    if not any(values.values()):
        return RawRow(number, trouble=RowTrouble.UNREADABLE)
    return RawRow(number, tuple(values.get(name, "") for name in HEADINGS))


def _kinds(lines: Lines) -> frozenset[str]:
    """What a card is of, as its programme says it: a person, a company, a group of cards."""
    return frozenset(_text(_first(lines, name)).upper() for name in _KINDS)


def _labelled(lines: Lines) -> Lines:
    """The lines with the labels of their groups, ``item1.X-ABLabel:Mobile``, among their kinds."""
    labels = {line.group: line.value for line in lines if line.name == "X-ABLABEL" and line.group}
    return [
        replace(line, kinds=line.kinds | {word.upper() for word in words(label[:_LONGEST_LABEL])})
        if (label := labels.get(line.group))
        else line
        for line in lines
    ]


def _values(lines: Lines) -> dict[str, str]:
    company = _text(_parts(_first(lines, "ORG"), 1)[0])
    first, last = _name(lines, company)
    several = {
        "email": [_address_in(value) for value in _preferred(lines, "EMAIL")],
        "phone": _numbers(lines, without=_MOBILE | _FAX | _NO_LINE),
        "mobilephone": _numbers(lines, of=_MOBILE, without=_FAX | _NO_LINE),
        "fax": _numbers(lines, of=_FAX),
        "website": [_text(value) for value in _preferred(lines, "URL")],
    }
    places = [_address(value) for value in _preferred(lines, "ADR")]
    return {
        **{name: next(iter(values), "") for name, values in several.items()},
        **{f"{name} 2": _BETWEEN.join(values[1:]) for name, values in several.items()},
        "firstname": first,
        "lastname": last,
        "company": company,
        "jobtitle": _text(_first(lines, "TITLE") or _first(lines, "ROLE")),
        "date_of_birth": _day(_text(_first(lines, "BDAY"))),
        **(places[0] if places else {}),
        "address 2": _BETWEEN.join(", ".join(filter(None, place.values())) for place in places[1:]),
    }


def _name(lines: Lines, company: str) -> tuple[str, str]:
    """Given and family name; a company's own card names nobody."""
    family, first, additional = (_names(part) for part in _parts(_first(lines, "N"), 3))
    given = " ".join(names for names in (first, additional) if names)
    whole = _text(_first(lines, "FN"))
    if _kinds(lines) & _NO_PERSON:
        return "", ""
    one_name = "" if given and family else given or family or whole
    if company and fold(one_name) == fold(company) == fold(whole):
        return "", ""
    if given or family:
        return given, family
    said = whole.split()
    while len(said) > 1 and fold(said[0]).rstrip(".") in COURTESIES:
        said = said[1:]
    return " ".join(said[:1]), " ".join(said[1:])


def _address_in(value: str) -> str:
    return _without_scheme(_text(value), "mailto:").partition("?")[0]


def _numbers(
    lines: Lines, *, of: frozenset[str] = frozenset(), without: frozenset[str] = frozenset()
) -> list[str]:
    """The numbers of a card of these kinds, or of any, and of none of those."""
    fitting = [
        line for line in lines if line.kinds.isdisjoint(without) and not (of and line.kinds.isdisjoint(of))
    ]
    return [_number(_text(value)) for value in _preferred(fitting, "TEL")]


def _number(told: str) -> str:
    number = _without_scheme(told, "tel:")
    return number if number == told else _dialled(number)


def _dialled(number: str) -> str:
    """A ``tel:`` address as people write it: the number, and its extension (RFC 3966 §3)."""
    number, *parameters = number.split(";")
    extension = next((one[4:] for one in parameters if one.lower().startswith("ext=")), "")
    return f"{number} ext. {extension}" if extension else number


def _address(value: str) -> Mapping[str, str]:
    _, _, street, city, state, code, country = (_text(part) for part in _parts(value, 7))
    return {"address": street, "zip": code, "city": city, "state": state, "country": country}


def _day(told: str) -> str:
    """A birthday with its year as ISO 8601 has it; ``""`` for one without."""
    found = _DAY.fullmatch(told)
    return "-".join(found.groups()) if found and found[1] != _NO_YEAR else ""


def _first(lines: Lines, name: str) -> str:
    """The value of the preferred line of a name, of those that have one; ``""`` if there is none."""
    return next(_preferred(lines, name), "")


def _preferred(lines: Lines, name: str) -> Iterator[str]:
    named = (line for line in lines if line.name == name and line.value.strip(" ;\t"))
    return (line.value for line in sorted(named, key=lambda line: line.preference))


def _parts(value: str, count: int) -> list[str]:
    """So many components of a value, as they are written; those that it does not have are ``""``."""
    return [*_split(value, ";"), *[""] * count][:count]


def _names(component: str) -> str:
    """Several names in one component stand between commas."""
    return " ".join(name for part in _split(component, ",") if (name := _text(part)))


def _split(value: str, separator: str) -> list[str]:
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


def _text(value: str) -> str:
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


def _without_scheme(address: str, scheme: str) -> str:
    return address[len(scheme) :].strip() if address.lower().startswith(scheme) else address

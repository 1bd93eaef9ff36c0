"""vCards, one or many, to a table whose headings are HubSpot's property names. Pure.

Source: RFC 6350 (version 4), RFC 2426 (version 3) and the versit card of 1996 (version 2.1).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from assistant.files.reading.bad_file import BadFile, FileTrouble
from assistant.files.reading.cards.card_lines import CardLines, cards_in
from assistant.files.reading.cards.card_names import CardName, card_name, named, order_of_names
from assistant.files.reading.cards.content_lines import ContentLine, components, text_of
from assistant.files.reading.heading_words import line_words
from assistant.files.reading.left_lines import LeftKind
from assistant.files.reading.row_table import MOST_ROWS, RawRow, RowTrouble, Table
from hubspot_tools.values.text import fold, words

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
_KINDS = ("KIND", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND")
_NO_PERSON = frozenset({"ORG", "COMPANY"})
_NO_CONTACT = frozenset({"GROUP", "LOCATION", "DEVICE", "APPLICATION", "THING"})
"""Kinds of cards that are of nobody: of other cards, of a room, of a machine (RFC 6350, 6473, 6869)."""
_OF_THE_CARD = frozenset(
    {"VERSION", "PRODID", "REV", "UID", "CLIENTPIDMAP", "XML", "SOURCE", "PROFILE", "CLASS", "MAILER", "NAME"}
    | {"X-ABUID", "X-ABADR", "SORT-STRING", "X-EVOLUTION-FILE-AS", "X-CONTACTSTORE-ID"}
    | {"X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-OL-DESIGN", "X-MS-TEXT"}
)
"""Lines that say something of the card itself, or of how its programme sorts it, and nothing of anybody."""

_MOST_KINDS = 40
"""Kinds of lines that are told to be left out."""

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)
_NO_YEAR = "1604"
"""What Apple writes for a birthday whose year nobody has told."""

_BETWEEN = " ::: "
"""What stands between the further values of a card in one cell."""

_LONGEST_LABEL = 100

Lines = Sequence[ContentLine]


def read_vcards(text: str) -> Table:
    """Read one row from each card, numbered from 1.

    Of several lines of one name the preferred one that says something is taken.

    Raises:
        BadFile: there is no card, or there are too many.
    """
    cards = list(islice(cards_in(text, _ASKED_FOR), MOST_ROWS + 1))
    if not cards:
        raise BadFile(FileTrouble.NOTHING_TO_READ)
    if len(cards) > MOST_ROWS:
        raise BadFile(FileTrouble.TOO_MANY_ROWS)
    names = [_card_name(card.asked) if card else CardName() for card in cards]
    order = order_of_names(names)
    rows = [
        _row(number, card.asked if card else None, named(name, order))
        for number, (card, name) in enumerate(zip(cards, names, strict=True), start=1)
    ]
    left = Counter(name for card in cards if card for name in _left_in(card))
    kinds = tuple(LeftKind(name, count) for name, count in left.most_common(_MOST_KINDS))
    return Table(HEADINGS, tuple(rows), left_kinds=kinds)


def _row(number: int, lines: Lines | None, name: CardName) -> RawRow:
    if lines and not _kinds(lines).isdisjoint(_NO_CONTACT):
        return RawRow(number, trouble=RowTrouble.GROUP)
    values = _values(_labelled(lines), name) if lines else {}
    if not any(values.values()):
        return RawRow(number, trouble=RowTrouble.UNREADABLE)
    return RawRow(number, tuple(values.get(name, "") for name in HEADINGS))


def _left_in(card: CardLines) -> Iterator[str]:
    """The names of a card's lines of which nothing is taken, or a part is not."""
    lines = _labelled(card.asked)
    if not _kinds(lines).isdisjoint(_NO_CONTACT):
        return
    yield from sorted(card.others - _OF_THE_CARD)
    if any(map(text_of, components(_first(lines, "N"), 5)[3:])):
        yield "N"
    if any(map(text_of, components(_first(lines, "ORG"), 4)[1:])) or _has_several(lines, "ORG"):
        yield "ORG"
    if any(not _day(text_of(value)) for value in _preferred(lines, "BDAY")):
        yield "BDAY"
    if any(line.value.strip() and _is_of(line, ("no_line",)) for line in lines if line.name == "TEL"):
        yield "TEL"
    if any(any(map(text_of, components(value, 2))) for value in _preferred(lines, "ADR")):
        yield "ADR"
    if _has_several(lines, "TITLE", "ROLE"):
        yield "ROLE"
    if any(line.name == "URL" and "PROFILE" in line.kinds for line in lines):
        yield "URL"


def _has_several(lines: Lines, *names: str) -> bool:
    """Whether lines of these names say different things."""
    return len({fold(text_of(value)) for name in names for value in _preferred(lines, name)}) > 1


def _kinds(lines: Lines) -> frozenset[str]:
    """What a card is of, as its programme says it: a person, a company, a group of cards."""
    return frozenset(text_of(_first(lines, name)).upper() for name in _KINDS)


def _labelled(lines: Lines) -> Lines:
    """The lines with the labels of their groups, ``item1.X-ABLabel:Mobile``, among their kinds."""
    labels = {line.group: line.value for line in lines if line.name == "X-ABLABEL" and line.group}
    return [
        replace(line, kinds=line.kinds | {word.upper() for word in words(label[:_LONGEST_LABEL])})
        if (label := labels.get(line.group))
        else line
        for line in lines
    ]


def _values(lines: Lines, name: CardName) -> dict[str, str]:
    several = {
        "email": [_address_in(value) for value in _preferred(lines, "EMAIL")],
        "phone": _numbers(lines, without=("mobile", "fax", "no_line")),
        "mobilephone": _numbers(lines, of=("mobile",), without=("fax", "no_line")),
        "fax": _numbers(lines, of=("fax",)),
        "website": [text_of(value) for value in _preferred(_websites(lines), "URL")],
    }
    places = [_address(value) for value in _preferred(lines, "ADR")]
    return {
        **{name: next(iter(values), "") for name, values in several.items()},
        **{f"{name} 2": _BETWEEN.join(values[1:]) for name, values in several.items()},
        "firstname": name.given,
        "lastname": name.family,
        "company": name.company,
        "jobtitle": text_of(_first(lines, "TITLE") or _first(lines, "ROLE")),
        "date_of_birth": _day(text_of(_first(lines, "BDAY"))),
        **(places[0] if places else {}),
        "address 2": _BETWEEN.join(", ".join(filter(None, place.values())) for place in places[1:]),
    }


def _card_name(lines: Lines) -> CardName:
    company = text_of(components(_first(lines, "ORG"), 1)[0])
    whole = text_of(_first(lines, "FN"))
    nobody = not _kinds(lines).isdisjoint(_NO_PERSON)
    return card_name(_first(lines, "N"), whole, company, names_nobody=nobody)


def _websites(lines: Lines) -> Lines:
    """The lines without pages of a person's account, ``item1.X-ABLabel:PROFILE``."""
    return [line for line in lines if "PROFILE" not in line.kinds]


def _address_in(value: str) -> str:
    return _without_scheme(text_of(value), "mailto:").partition("?")[0]


def _numbers(lines: Lines, *, of: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """The numbers of a card of these sorts, or of any, and of none of those."""
    fitting = [line for line in lines if not _is_of(line, without) and (not of or _is_of(line, of))]
    return [_number(text_of(value)) for value in _preferred(fitting, "TEL")]


def _is_of(line: ContentLine, sorts: Sequence[str]) -> bool:
    return not line_words(*sorts).isdisjoint(word for kind in line.kinds for word in words(kind))


def _number(told: str) -> str:
    number = _without_scheme(told, "tel:")
    return number if number == told else _dialled(number)


def _dialled(number: str) -> str:
    """A ``tel:`` address as people write it: the number, and its extension (RFC 3966 §3)."""
    number, *parameters = number.split(";")
    extension = next((one[4:] for one in parameters if one.lower().startswith("ext=")), "")
    return f"{number} ext. {extension}" if extension else number


def _address(value: str) -> Mapping[str, str]:
    _, _, street, city, state, code, country = (text_of(part) for part in components(value, 7))
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


def _without_scheme(address: str, scheme: str) -> str:
    return address[len(scheme) :].strip() if address.lower().startswith(scheme) else address

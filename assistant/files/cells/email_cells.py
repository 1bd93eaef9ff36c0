"""Cells that hold e-mail addresses, however mail programmes and people write them. Pure."""

from dataclasses import dataclass
from typing import Final

from assistant.language.persons.whole_names import could_be_name
from hubspot_tools.values.text import fold
from hubspot_tools.values.typed_values import normalise_email

_LONGEST: Final = 2_000
_SEPARATORS: Final = (":::", ";", "|", "\n", "/", ",", " ou ", " or ", " et ", " and ", " & ", " - ", " – ")
_AROUND: Final = frozenset(" ;,|/<>()[]:\n\r\t\u00a0&")
"""What stands around an address, or between two."""

_LABELS: Final = frozenset(
    {
        "e-mail",
        "email",
        "smtp",
        "mail",
        "courriel",
        "work",
        "home",
        "pro",
        "perso",
        "bureau",
        "mel",
        "@",
        "e",
        "m",
    }
)


@dataclass(frozen=True, slots=True)
class EmailCell:
    """The addresses in a cell, normalised, in their order, and the parts of it that are none."""

    addresses: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_emails(cell: str) -> EmailCell:
    """Every address in a cell: bare, with a name, with a remark, as a link, or several of them.

    An address with words before it and nothing between is none: ``jean dupont@example.org`` is a mistake.
    """
    if len(cell) > _LONGEST:
        return EmailCell(refused=(cell,))
    if _AROUND.isdisjoint(cell) and (alone := _normalised(cell)):
        return EmailCell((alone,))
    addresses: dict[str, None] = {}
    refused, remarks = [], []
    for part in _parts(cell):
        address, remark = _address(part)
        if address:
            addresses.setdefault(address)
        elif "@" in part or part == cell.strip():
            refused.append(part)
        elif fold(part.rstrip(" :")) not in _LABELS and not could_be_name(part):
            remarks.append(part)
        if remark:
            remarks.append(remark)
    if not addresses:
        return EmailCell(refused=(cell.strip(),))
    return EmailCell(tuple(addresses), tuple(refused), tuple(remarks))


def _parts(cell: str) -> list[str]:
    """What stands between separators; a comma inside of quotes, as in ``"Kessler, Nora" <…>``, is none."""
    text = "".join(" " if char in "\r\t\u00a0" else char for char in cell)
    for separator in _SEPARATORS:
        if separator == "," and '"' in text:
            text = _outside_quotes(text)
            continue
        text = text.replace(separator, "\0")
    return [part.strip() for part in text.split("\0") if part.strip()]


def _outside_quotes(text: str) -> str:
    quoted, kept = False, []
    for char in text:
        quoted = quoted is not (char == '"')
        kept.append("\0" if char == "," and not quoted else char)
    return "".join(kept)


def _address(part: str) -> tuple[str, str]:
    """The address of a part, ``""`` for none, and the remark beside it."""
    _, opened, rest = part.partition("<")
    if opened and ">" in rest:
        inside = rest.partition(">")[0]
        return _normalised(inside), ""
    if part.startswith("[") and "](" in part:
        return _normalised(part[1:].partition("](")[0]), ""
    bare, remark = part, ""
    if part.endswith(")") and "(" in part:
        bare, _, remark = part[:-1].rpartition("(")
        if "@" in remark and "@" not in bare:
            return _normalised(remark), ""
    elif part.endswith("]") and "[" in part:
        bare, _, remark = part[:-1].rpartition("[")
    label, colon, after = bare.partition(":")
    if colon and fold(label.strip()) in _LABELS:
        bare = after
    return _normalised(bare), remark.strip() if "@" not in remark else ""


def _normalised(text: str) -> str:
    bare = text.strip().strip("\"'“”«»").strip()
    if bare.lower().startswith("mailto:"):
        bare = bare.partition("?")[0]
    if any(char.isspace() for char in bare):
        return ""
    try:
        return normalise_email(bare)
    except ValueError:
        return ""

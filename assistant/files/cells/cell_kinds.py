"""Which cells can be values of a property: a text's kind against its column's kind. Pure."""

from typing import Final

from assistant.files.cells.day_cells import read_day
from assistant.files.cells.email_cells import read_emails
from assistant.files.cells.outcomes import CellReason
from assistant.files.cells.phone_cells import looks_like_phone
from assistant.files.reading.column_fates import RECORD_ID
from assistant.language.persons.whole_names import WHOLE_NAMES, is_courtesy, is_no_name
from hubspot_tools.facts.account_facts import PropertyLabel
from hubspot_tools.facts.property_kinds import PropertyKind
from hubspot_tools.values.countries import country_code
from hubspot_tools.values.text import fold
from hubspot_tools.values.vocabulary import BIRTHDAY, YES_OR_NO

_LONGEST: Final = 2_000
_LONGEST_ZIP: Final = 12
_SHORTEST_ZIP: Final = 3
_LONGEST_PLACE: Final = 80
_NETWORKS: Final = (
    "linkedin.com", "facebook.com", "twitter.com", "x.com", "instagram.com", "xing.com", "tiktok.com", "github.com",
    "youtube.com", "viadeo.com", "threads.net", "bsky.app", "mastodon.social", "t.me", "wa.me", "lnkd.in", "fb.com",
)  # fmt: skip
_TICKS: Final = YES_OR_NO | {"vrai", "faux"}
"""What is ticked, and names nothing."""

_NAMES: Final = frozenset({"firstname", "lastname", *WHOLE_NAMES})


def misfit(property_name: str, known: PropertyLabel | None, cell: str) -> CellReason | None:
    """Why a cell cannot be a value of a property, as far as its kind tells; None where it can.

    Options, owners, numbers and whatever else the account restricts, the account's own check judges.
    """
    kind = PropertyKind.EMAIL if property_name == "email" else known.kind if known else PropertyKind.LINE
    if judge := _BY_KIND.get(kind):
        fits, reason = judge
        return None if fits(cell) else reason
    if property_name == RECORD_ID:
        return None if cell.isascii() and cell.isdigit() else CellReason.MISFIT
    if property_name in _NAMES:
        return _no_name(cell)
    return _no_text(property_name, cell) if kind in {PropertyKind.LINE, PropertyKind.TEXT} else None


def is_profile(cell: str) -> bool:
    """Whether a cell is the address of somebody's page in a social network."""
    host = _host(cell)
    return any(host == one or host.endswith(f".{one}") for one in _NETWORKS)


def _is_day(cell: str) -> bool:
    return read_day(cell, "FR", "").reason is not CellReason.NOT_A_DATE


def is_email(cell: str) -> bool:
    """Whether a cell holds an e-mail address."""
    return "@" in cell and bool(read_emails(cell).addresses)


def is_link(cell: str) -> bool:
    """Whether a cell is an address of the web, with its scheme or without."""
    host = _host(cell)
    name, point, ending = host.rpartition(".")
    return (
        bool(point and name)
        and ending.isalpha()
        and len(ending) > 1
        and " " not in cell.strip()
        and "@" not in cell
    )


def _host(cell: str) -> str:
    text = cell.strip()[:_LONGEST].lower()
    rest = text.partition("://")[2] or text
    return rest.partition("/")[0].partition("?")[0].partition(":")[0].removeprefix("www.")


def _no_name(cell: str) -> CellReason | None:
    if is_courtesy(cell):
        return CellReason.COURTESY
    return CellReason.NOT_A_NAME if is_no_name(cell) else None


def _no_text(property_name: str, cell: str) -> CellReason | None:
    reason: CellReason | None = None
    match property_name:
        case "country":
            reason = None if country_code(cell) else CellReason.NOT_A_COUNTRY
        case "website":
            reason = (
                CellReason.PROFILE
                if is_profile(cell)
                else None
                if is_link(cell)
                else CellReason.NOT_A_WEBSITE
            )
        case name if name == BIRTHDAY and cell.strip().startswith(
            "--"
        ):  # a birthday whose year nobody knows: --05-06
            reason = CellReason.NOT_A_DATE
        case "jobtitle" if is_courtesy(cell):
            reason = CellReason.COURTESY
        case "zip":
            written = sum(char.isalnum() for char in cell)
            figures = sum(char.isdigit() for char in cell)
            fits = len(cell) <= _LONGEST_ZIP and written >= _SHORTEST_ZIP and figures and "@" not in cell
            reason = None if fits else CellReason.MISFIT
        case "company" | "jobtitle" if fold(cell) in _TICKS:
            reason = CellReason.MISFIT
        case "city" | "state":
            figures = sum(char.isdigit() for char in cell)
            fits = (
                any(char.isalpha() for char in cell)
                and len(cell) <= _LONGEST_PLACE
                and figures * 2 < len(cell)
            )
            reason = None if fits and not is_email(cell) and "://" not in cell else CellReason.MISFIT
        case "company" | "jobtitle" | "address":
            wordless = not any(char.isalnum() for char in cell)
            bare_number = property_name == "jobtitle" and (
                cell.isdigit() or (any(map(str.isdigit, cell)) and looks_like_phone(cell))
            )
            reason = CellReason.MISFIT if wordless or bare_number or is_email(cell) or "://" in cell else None
    return reason


_BY_KIND: Final = {
    PropertyKind.EMAIL: (is_email, CellReason.NOT_AN_EMAIL),
    PropertyKind.PHONE: (looks_like_phone, CellReason.NOT_A_PHONE),
    PropertyKind.DATE: (_is_day, CellReason.NOT_A_DATE),
}

"""What people type, turned into what HubSpot stores. Pure; every function may be called on any text.

A text that cannot be read as the wanted kind raises `ValueError`; its message never holds the text.
"""

import re
import unicodedata
from decimal import Decimal

import phonenumbers
from phonenumbers import PhoneNumberFormat

from hubspot_tools.values import text as texts
from hubspot_tools.values.normal_form import normal_form
from hubspot_tools.values.vocabulary import FALSE_WORDS, PHONES, TRUE_WORDS

MAX_LENGTH = 65_536
"""Characters HubSpot keeps of one value; source: HubSpot's properties guide."""

MAX_EMAIL_LENGTH = 254
"""Longest address SMTP can carry; source: RFC 5321 §4.5.3.1.3 with its erratum 1690."""

_NO_REGION = "ZZ"
_LONGEST_NUMBER = 100
_LONGEST_WRITTEN = 1_000
"""Characters of an address or a short answer with all that may stand around it; no pattern looks at more."""
_FEWEST_DIGITS_OF_A_LINE = 6

_EMAIL = re.compile(
    r"""[^\s@<>()\[\],;:"\\.]+ (?: \.[^\s@<>()\[\],;:"\\.]+ )*  # local part: no leading, trailing or double dot
        @ (?: [^\W_] (?: [\w-]{0,61} [^\W_] )? \. )+            # labels
        (?: [^\W\d_]{2,63} | xn--[a-z0-9-]{1,59} )              # top-level domain: letters, or punycode
    """,
    re.VERBOSE,
)
_AROUND_EMAIL = re.compile(r"^(?:mailto:)?\s*<?\s*(?:mailto:)?|[>;,.]?\s*$", re.IGNORECASE)
_EXTENSION = re.compile(r"[\s,;]*(?:extension|poste|ext|x|#)[\s.:]*(\d{1,7})\s*$", re.IGNORECASE)
_NORTH_AMERICAN = re.compile(r"\s*(?:1[ .-]?)?\(?[2-9]\d\d[). -]{1,2}[2-9]\d\d[ .-]\d{4}\s*")
"""``(617) 555-0123``: nobody else writes a number in these groups."""
_BEFORE_PHONE = re.compile(
    r"^\s*(?:t[ée]l(?:[ée]phone)?|phone|mobile|mob|portable|port|fixe|cell)[\s.:]+", re.IGNORECASE
)
_DIGIT_GROUPS = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
_LEADING_ZEROS = re.compile(r"^(-?)0+(?=\d)")
_CURRENCY = re.compile(r"^[€$£]\s*|\s*(?:[€$£]|eur|euros?|usd|gbp)$", re.IGNORECASE)


def normalise_text(text: str) -> str:
    """Free text on several lines: NFC, no control characters, no blanks at either end."""
    return texts.printable(text).strip()


def normalise_name(text: str) -> str:
    """Return a name or another single line: as typed, but inner blanks collapsed and the ends trimmed.

    Letter case is the person's own business and never changed.
    """
    return " ".join(texts.printable(text).split())


def normalise_email(text: str) -> str:
    """Return an address as HubSpot compares it: NFKC, lower case, without blanks.

    Blanks and invisible characters go, around it and inside.

    ``mailto:`` and angle brackets around it are dropped.

    Raises:
        ValueError: not one address with a domain and a top-level domain.
    """
    if len(text) > _LONGEST_WRITTEN:
        raise ValueError("not an e-mail address")
    written = (text if text.isascii() else _visible(text)).strip()
    if len(written) > _LONGEST_WRITTEN:
        raise ValueError("not an e-mail address")
    address = _AROUND_EMAIL.sub("", written).lower()
    if len(address) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(address):
        raise ValueError("not an e-mail address")
    return address


def _visible(text: str) -> str:
    return texts.without({"Cf", "Cs"}, normal_form("NFKC", text))


def normalise_phone(text: str, region: str) -> str:
    """Return a telephone number in E.164, with `` ext. 12`` when an extension was given.

    Args:
        text: The number in any spelling; without a country code it is read as dialled in ``region``, or in
            North America where it is none at home and is written as only they do there.
        region: ISO 3166 code of two letters, such as ``FR``.

    Raises:
        ValueError: no number of a possible length. Numbers that are possible but not assigned pass,
            for operators assign new ranges all the time.
    """
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("not a telephone number")
    main, extension = _main_and_extension(text)
    number = _possible_number(main, region)
    if number is None and _NORTH_AMERICAN.fullmatch(main):
        number = _possible_number(main, "US")
    if number is None:
        raise ValueError("not a telephone number")
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extension = extension or number.extension or ""
    return f"{e164} ext. {extension}" if extension else e164


def _possible_number(main: str, region: str) -> phonenumbers.PhoneNumber | None:
    """Return the number as dialled in a region; None where it has no possible length there."""
    try:
        number = phonenumbers.parse(main, region.upper())
    except phonenumbers.NumberParseException:
        return None
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    whole = whole and not _keeps_its_trunk_zero(number)
    spelled_out = any(char.isalpha() for char in main)
    return number if whole and (not spelled_out or phonenumbers.is_valid_number(number)) else None


def _keeps_its_trunk_zero(number: phonenumbers.PhoneNumber) -> bool:
    """Whether a number begins with the zero that is only dialled: a figure is missing behind."""
    if not number.italian_leading_zero or number.country_code is None:
        return False
    region = phonenumbers.region_code_for_country_code(number.country_code)
    return phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) == "0"


def display_phone(stored: str, region: str) -> str:
    """A stored number as a reader in ``region`` writes it; text that is no number comes back unchanged."""
    try:
        number = phonenumbers.parse(stored, region.upper())
    except phonenumbers.NumberParseException:
        return stored
    if not phonenumbers.is_possible_number(number):
        return stored
    at_home = number.country_code == phonenumbers.country_code_for_region(region.upper())
    shape = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def national_digits(text: str, region: str) -> str:
    """Return the digits of a number without country code or trunk zero.

    HubSpot's searchable helpers hold them so.

    A fragment too short to be a number gives its digits without leading zeros; text without digits gives ``""``.
    """
    try:
        number = phonenumbers.parse(text, region.upper())
    except phonenumbers.NumberParseException:
        return texts.digits(text).lstrip("0")
    return phonenumbers.national_significant_number(number).lstrip("0")


def same_phone(one: str, other: str, region: str) -> bool:
    """Whether two telephone numbers in any spelling reach the same line.

    A number without a country code may be dialled in ``region`` or wherever the other one is. Without an
    extension a number may be any of its extensions, but two extensions must agree.
    """
    (main, extension), (other_main, other_extension) = _main_and_extension(one), _main_and_extension(other)
    digits = national_digits(main, region)
    if len(digits) < _FEWEST_DIGITS_OF_A_LINE or digits != national_digits(other_main, region):
        return False
    told = (_typed_country(main), _typed_country(other_main)), (extension, other_extension)
    return all(not mine or not theirs or mine == theirs for mine, theirs in told)


def same_value(name: str, one: str, other: str) -> bool:
    """Tell whether two stored values of a property say the same.

    HubSpot or its apps may have spelled one anew.

    Telephone numbers are compared in E.164 where both have their country code, addresses without case, other
    text without regard to blanks and to how its accents are composed.
    """
    if one == other or normalise_name(one) == normalise_name(other):
        return True
    if name == "email":
        return one.strip().casefold() == other.strip().casefold()
    return name in PHONES and _e164(one) == _e164(other) != ""


def _e164(text: str) -> str:
    """Return the number in E.164; ``""`` where its country is not told, or it is none."""
    try:
        return normalise_phone(text, _NO_REGION)
    except ValueError:
        return ""


def _main_and_extension(text: str) -> tuple[str, str]:
    """Return the number without what people write before it, and its extension, ``""`` when none is told."""
    bare = _BEFORE_PHONE.sub("", unicodedata.normalize("NFKC", text[:_LONGEST_NUMBER])).strip()
    found = _EXTENSION.search(bare)
    return (bare[: found.start()], found.group(1)) if found else (bare, "")


def _typed_country(number: str) -> int | None:
    """Return the country code in front of a number, after a plus sign or two zeros."""
    international = re.sub(r"^00", "+", number)
    try:
        return phonenumbers.parse(international, None).country_code
    except phonenumbers.NumberParseException:
        return None


def normalise_number(text: str) -> str:
    """Return a number as HubSpot takes it: digits, at most one dot, a minus sign at most.

    ``1 234,5`` and ``1,234.5`` both give ``1234.5``; a currency sign is dropped.

    Raises:
        ValueError: no number, or one like ``1,234`` whose comma may mean either thing.
    """
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("not a number")
    compact = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    compact = _DIGIT_GROUPS.sub("", _CURRENCY.sub("", compact))
    for thousands, point in ((",", "."), (".", ",")):
        grouped = rf"-?\d{{1,3}}(?:\{thousands}\d{{3}})+\{point}\d+"
        many_groups = rf"-?\d{{1,3}}(?:\{thousands}\d{{3}}){{2,}}"
        if re.fullmatch(grouped, compact) or re.fullmatch(many_groups, compact):
            compact = compact.replace(thousands, "")
    if is_ambiguous_number(compact):
        raise ValueError("the comma may separate thousands or decimals")
    plain = compact.replace(",", ".")
    if not re.fullmatch(r"-?\d+(?:\.\d+)?", plain, re.ASCII):
        raise ValueError("not a number")
    return _LEADING_ZEROS.sub(r"\1", plain)


def hundredth(number: str) -> str:
    """Return the hundredth of a number, as `normalise_number` has it."""
    return format(Decimal(number).scaleb(-2).normalize(), "f")


def is_ambiguous_number(text: str) -> bool:
    """Whether a comma before exactly three digits could separate thousands as well as decimals."""
    return re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", text.strip(), re.ASCII) is not None


def normalise_boolean(text: str) -> str:
    """``"true"`` or ``"false"`` for yes and no in French or English.

    Raises:
        ValueError: neither.
    """
    word = texts.fold(text.strip()) if len(text) <= _LONGEST_WRITTEN else ""
    if word in TRUE_WORDS:
        return "true"
    if word in FALSE_WORDS:
        return "false"
    raise ValueError("neither yes nor no")

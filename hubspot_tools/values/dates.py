"""Dates and times as people write them in French or English, turned into ISO 8601."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from hubspot_tools.values import text as texts
from hubspot_tools.values.vocabulary import MONTHS

_LONGEST_DATE = 60
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "MH", "PW"})
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_NUMERIC = re.compile(r"(?P<first>\d{1,2})[-/. ](?P<second>\d{1,2})[-/. ](?P<year>\d{4})")
_THREE_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_DAY_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)? (?:of )?(?P<name>[a-z]{3,10})\.?,? (?P<year>\d{4})"
)
_MONTH_DAY = re.compile(
    r"(?<![a-z])(?P<name>[a-z]{3,10})\.? (?P<day>\d{1,2})(?:er|st|nd|rd|th)?,? (?P<year>\d{4})"
)
_CLOCK = re.compile(
    r"[ ,]*(?:a |at )?\b(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})?)(?::(?P<second>\d{2}))? ?(?P<half>[ap]m)?$"
)


def normalise_date(text: str, region: str) -> str:
    """Return a day as ``YYYY-MM-DD``.

    Reads ISO, ``31/12/2026`` (month first where ``region`` writes it so), ``31 décembre 2026`` and
    ``December 31, 2026``. The year always has four digits.

    Raises:
        ValueError: no such day.
    """
    folded = _folded(text)
    if found := _ISO.fullmatch(folded):
        return _day(found["year"], int(found["month"]), found["day"])
    if found := _NUMERIC.fullmatch(folded):
        first, second = found["first"], found["second"]
        month, day = (first, second) if region.upper() in _MONTH_FIRST_REGIONS else (second, first)
        return _day(found["year"], int(month), day)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        found = pattern.fullmatch(folded.removeprefix("le "))
        if found and found["name"] in MONTHS:
            return _day(found["year"], MONTHS[found["name"]], found["day"])
    raise ValueError("not a date")


def days_in(text: str) -> Iterator[date]:
    """The days that a text may mean: both readings where day and month could be either.

    Two digits of a year are read as 20xx.
    """
    folded = " ".join(texts.fold(text).split())
    for one, month, other in _THREE_NUMBERS.findall(folded):
        for year, first, second in ((one, month, other), (other, month, one), (other, one, month)):
            yield from _possible_day(year, int(first), second)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for found in pattern.finditer(folded):
            yield from _possible_day(found["year"], MONTHS.get(found["name"], 0), found["day"])


def normalise_datetime(text: str, region: str, zone: tzinfo = UTC) -> str:
    """Return an instant as ISO 8601 in UTC, such as ``2026-12-31T14:30:00Z``.

    A text without a time means midnight, one without an offset the time in ``zone``, the account's own.

    Raises:
        ValueError: no such instant.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        instant = _spoken_instant(text, region)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    try:
        instant = instant.astimezone(UTC)
    except OverflowError:
        raise ValueError("not a date") from None
    return instant.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of an IANA name; None where there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def _folded(text: str) -> str:
    if len(text) > _LONGEST_DATE:
        raise ValueError("not a date")
    return " ".join(texts.fold(text).split())


def _day(year: str, month: int, day: str) -> str:
    return date(int(year), month, int(day)).isoformat()


def _possible_day(year: str, month: int, day: str) -> Iterator[date]:
    century = 2000 if len(year) < 3 else 0  # noqa: PLR2004 - two digits of a year mean this century
    try:
        yield date(int(year) + century, month, int(day))
    except ValueError:
        return


def _spoken_instant(text: str, region: str) -> datetime:
    folded = _folded(text)
    clock = _CLOCK.search(folded)
    day = date.fromisoformat(normalise_date(folded[: clock.start()] if clock else folded, region))
    return datetime.combine(day, _time(clock) if clock else time.min)


def _time(clock: re.Match[str]) -> time:
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock with am and pm has twelve hours
            raise ValueError("not a time")
        hour = hour % 12 + (12 if clock["half"] == "pm" else 0)
    return time(hour, int(clock["minute"] or 0), int(clock["second"] or 0))

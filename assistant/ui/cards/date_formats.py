"""Dates and times as people of a country write them, from Unicode's CLDR by way of babel; pure."""

from datetime import date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from assistant.language.detection import Language

_ANYWHERE = {"fr": "fr", "en": "en_150"}
"""What is used where the country is unknown: English as Europeans write it, for plain ``en`` is American."""


@cache
def locale_of(language: Language, territory: str = "") -> Locale:
    """Return the conventions of a language in a country (ISO 3166, two letters).

    In no known country, the usual ones.
    """
    usual = Locale.parse(_ANYWHERE[language])
    try:
        found = Locale.parse(f"{language}_{territory}")
    except (UnknownLocaleError, ValueError):
        return usual
    # Where CLDR knows no such pair, babel answers with the bare language, which for English is America's.
    return found if found.territory == territory else usual


def display_day(day: date, locale: Locale) -> str:
    """``3 nov. 2026``, ``3 Nov 2026`` or ``Nov 3, 2026``: a month in letters is never taken for a day."""
    return format_date(day, "medium", locale)


def display_moment(moment: datetime, locale: Locale) -> str:
    """The day, then the time of day as it is, without seconds and without naming its zone."""
    return f"{display_day(moment.date(), locale)} {format_time(moment, 'short', locale=locale)}"

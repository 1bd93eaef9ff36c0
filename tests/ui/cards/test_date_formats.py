from datetime import UTC, date, datetime

import pytest

from assistant.ui.cards.date_formats import display_day, display_moment, locale_of
from assistant.ui.cards.reader import Reader


@pytest.mark.parametrize(
    ("language", "country", "day", "moment"),
    [
        ("fr", "", "3 nov. 2026", "3 nov. 2026 14:05"),
        ("fr", "FR", "3 nov. 2026", "3 nov. 2026 14:05"),
        ("fr", "BE", "3 nov. 2026", "3 nov. 2026 14:05"),
        ("fr", "CA", "3 nov. 2026", "3 nov. 2026 14 h 05"),
        ("en", "", "3 Nov 2026", "3 Nov 2026 14:05"),
        ("en", "GB", "3 Nov 2026", "3 Nov 2026 14:05"),
        ("en", "US", "Nov 3, 2026", "Nov 3, 2026 2:05\u202fPM"),
        ("en", "CA", "Nov 3, 2026", "Nov 3, 2026 2:05\u202fp.m."),
    ],
)
def test_a_day_is_written_as_in_the_reader_s_country(language, country, day, moment):
    locale = locale_of(language, country)
    assert display_day(date(2026, 11, 3), locale) == day
    assert display_moment(datetime(2026, 11, 3, 14, 5, tzinfo=UTC), locale) == moment


@pytest.mark.parametrize("country", ["", "ZZ", "not a country", "../US"])
def test_a_country_nobody_knows_changes_nothing(country):
    assert locale_of("en", country) == locale_of("en")


def test_a_number_is_shown_without_its_country_code_only_where_it_can_be_typed_back_so():
    american = Reader("en", "FR", territory="US")
    assert american.value("phone", "+33199001234") == "01 99 00 12 34"
    assert american.value("phone", "+12015550123") == "+1 201-555-0123"

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubspot_tools.values import dates
from hubspot_tools.values.vocabulary import MONTHS


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-31",
        "31/12/2026",
        "31.12.2026",
        "31-12-2026",
        "31 décembre 2026",
        "le 31 DECEMBRE 2026",
        "31 Dec. 2026",
        "December 31, 2026",
        "December 31st 2026",
    ],
)
def test_a_day_is_read_as_french_and_english_write_it(typed):
    assert dates.normalise_date(typed, "FR") == "2026-12-31"


def test_the_first_of_a_month_is_understood_in_french():
    assert dates.normalise_date("1er janvier 2027", "FR") == "2027-01-01"


def test_the_order_of_day_and_month_is_that_of_the_region():
    assert dates.normalise_date("03/04/2026", "FR") == "2026-04-03"
    assert dates.normalise_date("03/04/2026", "US") == "2026-03-04"


@pytest.mark.parametrize(
    "typed", ["", "30/02/2026", "31 foo 2026", "tomorrow", "12/2026", "31/12/26", "1" * 300]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValueError, match=r"not a date|day is out of range|month must be"):
        dates.normalise_date(typed, "FR")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2026-12-31T14:30:00+02:00", "2026-12-31T12:30:00Z"),
        ("2026-12-31T14:30Z", "2026-12-31T14:30:00Z"),
        ("31/12/2026 à 14h30", "2026-12-31T14:30:00Z"),
        ("31/12/2026 14h", "2026-12-31T14:00:00Z"),
        ("December 31, 2026 at 2:30 pm", "2026-12-31T14:30:00Z"),
        ("December 31, 2026, 12:05 am", "2026-12-31T00:05:00Z"),
        ("2026-12-31", "2026-12-31T00:00:00Z"),
    ],
)
def test_an_instant_is_stored_in_utc(typed, stored):
    assert dates.normalise_datetime(typed, "FR") == stored


@pytest.mark.parametrize(
    "typed", ["noon", "31/12/2026 25:00", "31/12/2026 13:00 pm", "9999-12-31T23:59:00-10:00"]
)
def test_what_is_no_instant_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own sentences vary
        dates.normalise_datetime(typed, "FR")


@given(st.dates())
def test_every_day_survives_both_of_its_spellings(day):
    assert dates.normalise_date(day.isoformat(), "FR") == day.isoformat()
    assert dates.normalise_date(f"{day.day}/{day.month}/{day.year:04d}", "FR") == day.isoformat()


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - HubSpot reads a naive one as UTC
def test_a_stored_instant_stays_as_it_is(instant):
    once = dates.normalise_datetime(instant.isoformat(), "FR")
    assert dates.normalise_datetime(once, "FR") == once


@given(st.text(max_size=80))
def test_no_text_breaks_the_readers(text):
    for read in (dates.normalise_date, dates.normalise_datetime):
        with contextlib.suppress(ValueError):
            once = read(text, "FR")
            assert read(once, "FR") == once


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(sorted(MONTHS)),
    st.sampled_from(
        ["{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}", "{0.day} {1} {0.year}", "{1} {0.day}, {0.year}"]
    ),
)
def test_a_day_that_is_stored_is_found_in_the_text_it_was_typed_in(day, name, spelling):
    typed = spelling.format(day, name)
    try:
        stored = dates.normalise_date(typed, "FR")
    except ValueError:
        return

    assert date.fromisoformat(stored) in set(dates.days_in(f"Rendez-vous : {typed}, merci"))


def test_a_text_may_mean_several_days_and_says_none_that_does_not_exist():
    found = set(dates.days_in("le 03/04/26, puis 31 février 2026 et 30 foo 2026, enfin le 1er mai 2027"))

    assert found == {date(2026, 4, 3), date(2026, 3, 4), date(2003, 4, 26), date(2027, 5, 1)}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("31/12/2026 14:30", "2026-12-31T13:30:00Z"),
        ("14 juillet 2026 à 0h30", "2026-07-13T22:30:00Z"),
        ("2026-07-14T14:30:00+00:00", "2026-07-14T14:30:00Z"),
        ("2026-07-14T14:30:00Z", "2026-07-14T14:30:00Z"),
    ],
)
def test_a_time_without_an_offset_is_the_account_s(typed, stored):
    assert dates.normalise_datetime(typed, "FR", dates.zone_named("Europe/Paris")) == stored


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe/Paris\n", "\0"])
def test_what_names_no_zone_is_none(name):
    assert dates.zone_named(name) is None

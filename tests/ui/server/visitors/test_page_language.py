import pytest

from assistant.ui.server.visitors.page_language import CHOSEN_COOKIE, PAGE_COOKIE, reading_of


@pytest.mark.parametrize(
    ("accepted", "language", "territory"),
    [
        ("fr", "fr", ""),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr", "CA"),
        ("fr-BE", "fr", "BE"),
        ("en-GB,en;q=0.9", "en", "GB"),
        ("en", "en", ""),
        ("de-AT,de;q=0.9", "en", "AT"),
        (None, "en", ""),
    ],
)
def test_a_browser_s_language_and_country_are_taken_up(accepted, language, territory):
    reading = reading_of(None, accepted)
    assert (reading.language, reading.territory) == (language, territory)


def test_a_choice_goes_before_the_page_and_the_page_before_the_browser():
    page, choice = f"{PAGE_COOKIE}=fr-CA", f"{CHOSEN_COOKIE}=en"
    assert reading_of(page, "en-GB", in_widget=True).language == "fr"
    assert reading_of(page, "en-GB", in_widget=True).territory == "CA"
    assert reading_of(f"{page}; {choice}", "fr", in_widget=True).language == "en"


def test_the_language_of_a_page_around_counts_in_the_widget_only():
    assert reading_of(f"{PAGE_COOKIE}=fr-CA", "en-GB").language == "en"


@pytest.mark.parametrize(
    "cookies",
    [f"{CHOSEN_COOKIE}=de", f"{CHOSEN_COOKIE}=", "a b=c; d", f"{PAGE_COOKIE}=<script>", "\x00=\x01"],
)
def test_a_cookie_that_is_not_ours_counts_for_nothing(cookies):
    reading = reading_of(cookies, "en-GB", in_widget=True)
    assert (reading.choice, reading.page, reading.language) == ("auto", "", "en")

import pytest

from assistant.ui.server.visitors.page_language import (
    ACCEPTED_COOKIE,
    CHOSEN_COOKIE,
    PAGE_COOKIE,
    accepted_cookie,
    reading_of,
    reading_of_handshake,
)


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


def test_a_socket_is_read_in_the_languages_its_page_was_asked_for_in():
    kept = f"{ACCEPTED_COOKIE}={accepted_cookie('fr-CA, fr;q=0.9, en;q=0.8')}"

    reading = reading_of_handshake({"HTTP_COOKIE": kept, "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.9"})

    assert (reading.language, reading.territory) == ("fr", "CA")


def test_a_socket_without_a_page_is_read_in_its_own_languages():
    assert reading_of_handshake({"HTTP_ACCEPT_LANGUAGE": "fr-BE"}).language == "fr"


@pytest.mark.parametrize(
    "accepted",
    ["x" * 10_000, "fr\r\nSet-Cookie: a=b", 'fr"; Path=/; x="', "\udcff".encode("utf-8", "replace").decode()],
)
def test_no_header_of_languages_reaches_the_cookie_as_it_came(accepted):
    kept = accepted_cookie(accepted)

    assert len(kept) <= 600
    assert kept.replace("%", "").replace("-", "").replace("_", "").replace(".", "").replace("~", "").isalnum()

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.responses import Response

from assistant.ui.server.visitors.visitor_cookie import COOKIE, SECURE_COOKIE, Visitors

VISITORS = Visitors(SecretStr("k" * 32))
ELSEWHERE = Visitors(SecretStr("another" * 8))


def visitor_of(header, *, secure=False):
    return VISITORS.visitor_of(header, secure=secure)


def test_a_browser_is_known_again_by_its_cookie_alone():
    cookie = VISITORS.new_cookie()
    assert visitor_of(f"{COOKIE}={cookie}") == visitor_of(f"theme=dark; {COOKIE}={cookie}; x=y") is not None


def test_a_browser_is_known_again_after_a_restart_with_the_same_key():
    cookie = f"{COOKIE}={VISITORS.new_cookie()}"
    assert Visitors(SecretStr("k" * 32)).visitor_of(cookie, secure=False) == visitor_of(cookie)


def test_no_two_browsers_are_the_same():
    assert len({visitor_of(f"{COOKIE}={VISITORS.new_cookie()}") for _ in range(100)}) == 100


def test_the_name_does_not_tell_the_cookie():
    cookie = VISITORS.new_cookie()
    name = visitor_of(f"{COOKIE}={cookie}")
    assert name not in cookie
    assert visitor_of(f"{COOKIE}={name}") is None


def test_a_cookie_that_was_not_signed_here_is_not_adopted():
    planted = VISITORS.new_cookie().partition(".")[0]
    assert visitor_of(f"{COOKIE}={planted}") is None
    assert visitor_of(f"{COOKIE}={ELSEWHERE.new_cookie()}") is None


def test_not_one_letter_of_a_cookie_may_be_changed():
    cookie = VISITORS.new_cookie()
    for place, letter in enumerate(cookie[:-1]):  # the last one's lowest bits are padding
        forged = cookie[:place] + ("A" if letter != "A" else "B") + cookie[place + 1 :]
        assert visitor_of(f"{COOKIE}={forged}") is None


def test_over_tls_only_the_cookie_that_was_given_over_tls_counts():
    cookie = VISITORS.new_cookie()
    assert visitor_of(f"{COOKIE}={cookie}", secure=True) is None
    assert visitor_of(f"{SECURE_COOKIE}={cookie}", secure=False) is None
    assert visitor_of(f"{COOKIE}=planted; {SECURE_COOKIE}={cookie}", secure=True) is not None


def test_a_cookie_over_tls_is_for_this_host_alone():
    given_cookie = Response()
    VISITORS.greet(given_cookie, None, secure=True)
    set_cookie = given_cookie.headers["set-cookie"]
    assert set_cookie.startswith(f"{SECURE_COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(set_cookie.split("; "))
    assert "domain" not in set_cookie.lower()


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "x=y",
        COOKIE,
        f"{COOKIE}=",
        f"{COOKIE}=short",
        f"{COOKIE}={'a' * 200}",
        COOKIE + '="' + "\\" * 9 + '"',
    ],
)
def test_a_browser_without_a_cookie_of_ours_has_no_name(header):
    assert visitor_of(header) is None


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_no_header_is_too_strange_to_be_read(header):
    assert visitor_of(header) is None

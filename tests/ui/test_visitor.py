import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ui.visitor import COOKIE, new_cookie, visitor_of


def test_a_browser_is_known_again_by_its_cookie_alone():
    cookie = new_cookie()
    assert visitor_of(f"{COOKIE}={cookie}") == visitor_of(f"theme=dark; {COOKIE}={cookie}; x=y")


def test_no_two_browsers_are_the_same():
    assert len({visitor_of(f"{COOKIE}={new_cookie()}") for _ in range(100)}) == 100


def test_the_name_does_not_tell_the_cookie():
    cookie = new_cookie()
    name = visitor_of(f"{COOKIE}={cookie}")
    assert name not in cookie
    assert visitor_of(f"{COOKIE}={name}") is None


@pytest.mark.parametrize(
    "header", [None, "", "x=y", COOKIE, f"{COOKIE}=", f"{COOKIE}=short", f"{COOKIE}={'a' * 200}"]
)
def test_a_browser_without_a_cookie_of_ours_has_no_name(header):
    assert visitor_of(header) is None


@given(st.text(st.characters(max_codepoint=255), max_size=80))
def test_no_header_is_too_strange_to_be_read(header):
    assert visitor_of(header) is None

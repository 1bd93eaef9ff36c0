"""Where there is no browser, nobody must believe that what people see was tested."""

import shutil

import pytest

LOUD = "NO CHROMIUM"


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine without a browser, and not a CI's."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    return monkeypatch


def test_without_a_browser_the_tests_are_skipped_loudly(bare_machine, find_browser):
    with pytest.raises(pytest.skip.Exception, match=LOUD):
        find_browser()


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("REQUIRE_BROWSER", "1")])
def test_where_a_skip_is_forbidden_they_fail(bare_machine, find_browser, name, value):
    bare_machine.setenv(name, value)
    with pytest.raises(pytest.fail.Exception, match=LOUD):
        find_browser()


@pytest.mark.parametrize(
    "known", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
)
def test_any_chromium_will_do(bare_machine, find_browser, known):
    bare_machine.setattr(shutil, "which", lambda name: f"/opt/{name}" if name == known else None)
    assert find_browser() == f"/opt/{known}"

"""No message and no step holds everybody up."""

import inspect
import time

import pytest
from chainlit.message import Message
from chainlit.step import Step


@pytest.fixture
def sleeping_forbidden(monkeypatch):
    def sleep(_seconds):
        raise AssertionError("everybody waits")

    monkeypatch.setattr(time, "sleep", sleep)


@pytest.mark.parametrize("made", [Message, Step])
def test_chainlit_still_sleeps_by_itself(made):
    """Once it does not, there is nothing to take away any more."""
    assert "time.sleep(" in inspect.getsource(made.__init__)


@pytest.mark.usefixtures("hardened", "browser", "sleeping_forbidden")
async def test_messages_and_steps_are_made_at_once():
    assert Message("Welcome").content == "Welcome"
    assert Step("Looking").name == "Looking"

"""Whoever adds an address or an event to the server says who may ask for it, or it is nobody's but a member's."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]

LIST = """
import json
import app
from chainlit import server
routes = [*server.app.router.routes, *server.router.routes]
paths = sorted({route.path for route in routes if getattr(route, "path", None)})
print(json.dumps([paths, sorted(server.sio.handlers["/"])]))
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Every address and every event of the application as it is served."""
    root = tmp_path_factory.mktemp("served")
    done = subprocess.run(
        [sys.executable, "-c", LIST],
        cwd=root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "CHAINLIT_APP_ROOT": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_address_is_declared_and_nothing_else_is(served):
    from assistant.ui.server.sign_in.needs import NEEDS  # noqa: PLC0415 - Chainlit reads its root when it is imported

    assert served[0] == sorted(NEEDS)


def test_every_event_is_declared_and_nothing_else_is(served):
    from assistant.ui.server.sign_in.needs import EVENTS  # noqa: PLC0415 - likewise

    assert served[1] == sorted(EVENTS)


@pytest.mark.parametrize(
    "path", ["/new", "/project/other", "/public", "/sign-in/other", "//", "/ws/socket.io/"]
)
def test_what_is_not_declared_is_a_member_s(path):
    from assistant.ui.server.sign_in.needs import Needs, needs_of  # noqa: PLC0415 - likewise

    assert needs_of(path) is Needs.MEMBER


@pytest.mark.parametrize(
    "event", ["connection_successful", "clear_session", "stop", "client_message", "chat_settings_change"]
)
@pytest.mark.usefixtures("hardened")
async def test_an_event_over_a_socket_without_a_chat_does_nothing(browser, event):
    """A socket that was refused its chat may send what it likes until it is closed."""
    from chainlit import server  # noqa: PLC0415 - likewise

    from assistant.ui.server.sign_in.needs import EVENTS, Needs  # noqa: PLC0415 - likewise

    assert EVENTS[event] is Needs.OWN_CHAT
    assert await server.sio.handlers["/"][event]("a socket nobody knows", {}) is None
    assert browser.events == []

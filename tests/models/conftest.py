"""One script, spoken in two dialects and served in two ways: four wires for every promise."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from modelkit.dialects import ChatDialect, Dialect, ResponsesDialect
from modelkit.serving import MOCKED_NOWHERE, Script, Server, Wire, client_of, mocked, real

DIALECTS = {"chat": ChatDialect(), "responses": ResponsesDialect()}


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[Server, str]]:
    server = Server()
    with real(server) as address:
        yield server, address


@pytest.fixture(scope="session")
def nowhere() -> Iterator[str]:
    """An address that is taken and does not answer."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


@pytest.fixture(params=[f"{wire}-{way}" for wire in DIALECTS for way in ("mocked", "real")])
async def wire(request, server, nowhere):
    """A server that follows the test's script, and the model that asks it."""
    spoken, way = request.param.split("-")
    script = Script()
    if way == "mocked":
        with mocked(script) as client:
            yield Wire(script, DIALECTS[spoken], client, MOCKED_NOWHERE)
            await client.close()
        return
    running, address = server
    running.script = script
    client = client_of(address)
    yield Wire(script, DIALECTS[spoken], client, nowhere)
    await client.close()


@pytest.fixture
async def mocked_wire():
    """Opens the mocked wire of one dialect."""
    with ExitStack() as wires:

        def opened(dialect: Dialect) -> Wire:
            script = Script()
            return Wire(script, dialect, wires.enter_context(mocked(script)), MOCKED_NOWHERE)

        yield opened

"""The server is started with its limits, and knows how many connections it has room for."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
import uvicorn

from assistant.ui.server.launch.connections import MOST_CONNECTIONS, BoundedProtocol
from assistant.ui.server.launch.launcher import Address, server_config
from assistant.ui.server.launch.proxies import Proxies

REPOSITORY = Path(__file__).parents[4]


@pytest.fixture
def config() -> uvicorn.Config:
    async def app(_scope, _receive, _send):
        pass

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    config = server_config(app, Address("127.0.0.1", 8000), Proxies())
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    config.load()
    return config


async def test_every_connection_is_bounded(config):
    protocol = config.http_protocol_class(
        config=config, server_state=uvicorn.server.ServerState(), app_state={}
    )
    assert isinstance(protocol, BoundedProtocol)


def test_messages_of_a_socket_are_bounded_and_come_unpacked(config):
    assert config.ws_max_size <= 1_000_000
    assert not config.ws_per_message_deflate
    assert config.ws_ping_interval
    assert config.ws_ping_timeout


def test_an_open_request_does_not_keep_the_server_from_ending(config):
    assert config.timeout_graceful_shutdown


def test_nobody_is_believed_before_the_gate(config):
    assert not config.proxy_headers


@pytest.mark.parametrize(
    ("soft", "hard", "room"), [(1_024, 4_096, MOST_CONNECTIONS), (256, 1_024, 768), (256, 256, 128)]
)
def test_there_is_room_for_as_many_as_there_are_descriptors_for(soft, hard, room):
    """In a process of its own, whose limit can be lowered for good."""
    code = (
        "import resource; from assistant.ui.server.launch.launcher import room_for_connections as room;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard})); print(room())"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=REPOSITORY)
    assert int(told.stdout) == room


def test_listing_the_journal_loads_no_chainlit():
    code = "import sys, assistant.__main__; print('chainlit' in sys.modules, 'nest_asyncio' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=REPOSITORY)
    assert told.stdout.split() == [b"False", b"False"]

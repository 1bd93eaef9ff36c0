"""A company's OpenID provider, in a process of its own, for as long as a test asks it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import httpx
import plain_http
from conftest import free_port

BACK = "http://localhost:9"
"""Where a provider is told to send people; a test's browser goes on at the server's own port."""


@contextmanager
def running_provider(arguments: Callable[[int], Sequence[str]]) -> Iterator[tuple[str, subprocess.Popen]]:
    """Start Python with the arguments for a port, and wait until a provider answers there; it ends with the block."""
    port = free_port()
    command = [sys.executable, *arguments(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address, give_up_at = f"http://localhost:{port}", time.monotonic() + 60
        while not _answers(address):
            assert process.poll() is None
            assert time.monotonic() < give_up_at
        yield address, process
        process.kill()


def _answers(address: str) -> bool:
    try:
        return plain_http.get(f"{address}/.well-known/openid-configuration", timeout=5).is_success
    except httpx.TransportError:
        time.sleep(0.05)
        return False

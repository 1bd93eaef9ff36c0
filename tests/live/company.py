"""Two servers behind the nginx of deploy/, at addresses of the tests' own."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import nginx_here
import plain_http
from conftest import free_port


@contextmanager
def entrance(folder: Path, ports: Sequence[int]) -> Iterator[SimpleNamespace]:
    """Where people come to one of the servers at these ports, until the block ends."""
    port = free_port()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "    ssl_certificate     /run/secrets/tls_certificate;\n": "",
        "    ssl_certificate_key /run/secrets/tls_key;\n": "",
        "/var/cache/nginx/": f"{folder}/",
        "app-1:8000": f"127.0.0.1:{ports[0]}",
        "app-2:8000": f"127.0.0.1:{ports[1]}",
    }
    with nginx_here.running(folder, nginx_here.configuration(changes)):
        here = SimpleNamespace(url=f"http://localhost:{port}")
        _wait_until_it_serves(here.url)
        yield here


def _wait_until_it_serves(url: str) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            plain_http.get(f"{url}/health", timeout=5).raise_for_status()
        except httpx.HTTPError:
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
        else:
            return

"""A server that was told to end is gone in time, whatever hangs."""

import signal
import subprocess
import sys
from contextlib import suppress
from threading import Thread

import httpx
import plain_http
from conftest import free_port

STUCK = """
import asyncio, sys, time
import uvicorn
from assistant.ui.server.launch import leaving_server

leaving_server.GONE_SECONDS = 0.5

async def app(scope, receive, send):
    if scope["type"] == "http":
        print("stuck", flush=True)
        time.sleep(600)

config = uvicorn.Config(app, port=int(sys.argv[1]), lifespan="off", log_level="error")
config.load()
print("serving", flush=True)
asyncio.run(leaving_server.LeavingServer(config).serve())
"""


def test_a_call_that_holds_up_the_event_loop_does_not_keep_the_process():
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", STUCK, str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout.readline() == "serving\n"
        Thread(target=_ask, args=(port, server), daemon=True).start()
        assert server.stdout.readline() == "stuck\n"
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def _ask(port, server):
    """Ask until somebody listens; the answer never comes."""
    while server.poll() is None:
        with suppress(httpx.TransportError):
            plain_http.get(f"http://127.0.0.1:{port}/", timeout=600)

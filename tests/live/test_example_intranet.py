"""`make widget` starts an intranet and its assistant, says where it is, and ends both."""

import re
import signal
import subprocess
import sys

import httpx
import plain_http
from conftest import REPOSITORY, START_TIMEOUT, STOP_TIMEOUT, free_port


def test_both_start_by_one_command_and_end_by_one_key(tmp_path):
    port, assistant_port = free_port(), free_port()
    command = [sys.executable, "-m", "examples.intranet", "--data", str(tmp_path)]
    command += ["--port", str(port), "--assistant-port", str(assistant_port)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as both:
        try:
            said = next((line for line in both.stdout if line.startswith("The intranet is at")), "")
            assert f"http://localhost:{port} " in said
            intranet, assistant = f"http://localhost:{port}", f"http://localhost:{assistant_port}"
            with plain_http.Client(base_url=intranet, timeout=START_TIMEOUT) as reader:
                assert reader.post("/assistant-token").status_code == 204
                account = {"account": "zoe", "password": "invente-pour-zoe"}
                assert reader.post("/sign-in", data={**account, "password": "x"}).status_code == 403
                assert reader.post("/sign-in", data=account).status_code == 303
                assert "Bonjour, Zoé Bernard" in reader.get("/").text
                listed = re.findall(r'<a href="(/contacts/[0-9]+)">', reader.get("/contacts").text)
                contact = reader.get(listed[0]).text
                assert f'data-contact-id="{listed[0].rsplit("/", 1)[1]}"' in contact
                assert reader.get("/contacts/1").status_code == 404
                bearer = {"Authorization": f"Bearer {reader.post('/assistant-token').json()['token']}"}
            assert (
                plain_http.post(f"{assistant}/sign-in/token", headers=bearer, timeout=20).status_code == 200
            )
            both.send_signal(signal.SIGINT)
            assert both.wait(STOP_TIMEOUT * 2) == 0
        finally:
            both.kill()
    for gone in (port, assistant_port):
        try:
            plain_http.get(f"http://localhost:{gone}/", timeout=5)
        except httpx.ConnectError:
            continue
        raise AssertionError(f"something still answers at {gone}")

"""The local CRM alone: `python -m hubspot_tools.sandbox`."""

import re
import signal
import socket
import subprocess
import sys

import httpx
import plain_http
import pytest

from hubspot_tools.sandbox import build_app
from hubspot_tools.sandbox.__main__ import main
from hubspot_tools.sandbox.crm import Crm, Options
from hubspot_tools.sandbox.loopback import StartError, serving
from hubspot_tools.sandbox.records import samples


def test_it_prints_its_address_serves_and_stops_when_told(tmp_path):
    command = [
        sys.executable,
        "-m",
        "hubspot_tools.sandbox",
        "--port",
        "0",
        "--database",
        str(tmp_path / "crm"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        answer = plain_http.get(
            f"{url}/crm/v3/objects/contacts", headers={"Authorization": "Bearer local"}, timeout=20
        )
        assert len(answer.json()["results"]) == 10
    finally:
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=20)
    assert (rest, complaints) == ("", "")


def test_a_reset_without_a_port_puts_the_samples_back_and_ends(tmp_path, capsys):
    file = tmp_path / "crm"
    crm = Crm(file, Options(samples=False))
    crm.contacts.create({"email": "ada@acme.example"})
    crm.close()
    assert main(["--reset", "--database", str(file)]) == 0
    assert capsys.readouterr().out == f"{file} holds the sample contacts again.\n"
    crm = Crm(file)
    assert crm.records.count() == len(samples.people())
    crm.close()


def test_a_taken_port_is_told_in_one_line(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--database", str(tmp_path / "crm")]) == 1
    complaint = capsys.readouterr().err
    assert re.fullmatch(rf"The local CRM cannot start: Cannot listen on 127\.0\.0\.1:{port}: .+\n", complaint)


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path, capsys):
    file = tmp_path / "crm"
    file.write_text("shopping list" * 100)
    assert main(["--database", str(file)]) == 1
    assert capsys.readouterr().err == "The local CRM cannot start: file is not a database\n"


def test_serving_tells_when_the_application_does_not_start(tmp_path):
    file = tmp_path / "crm"
    file.write_text("shopping list" * 100)
    with pytest.raises(StartError), serving(build_app(file)):
        pytest.fail("It served.")


def test_nothing_is_opened_before_it_is_needed(tmp_path):
    build_app(tmp_path / "crm")
    assert list(tmp_path.iterdir()) == []


async def test_an_application_that_was_not_started_opens_its_database_at_the_first_request():
    app = build_app(":memory:")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crm.example") as http:
        answer = await http.get("/crm/v3/objects/contacts", headers={"Authorization": "Bearer local"})
    assert len(answer.json()["results"]) == 10
    app.state.crm.close()

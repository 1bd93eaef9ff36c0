"""The server and its machine: one folder, one server, nobody else's eyes, nobody let in unsigned."""

import asyncio
import socket
import sqlite3
import stat
import subprocess
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import plain_http
import pytest
import socketio


@pytest.fixture(scope="session")
def run_house(run_house_anew):
    """A start is among what is tried here."""
    return run_house_anew


pytestmark = pytest.mark.long

BY_OURS_OR_CHAINLIT_S = pytest.mark.parametrize("way", ["run_house", "run_by_chainlit"])
REPOSITORY = Path(__file__).parents[2]
FILE = b"E-mail;Nom\nlea.roche@serving.example.com;Roche\n"


@pytest.fixture
def run(request, way):
    """Starts a server one way or the other."""
    return request.getfixturevalue(way)


def modes(folder: Path) -> dict[str, str]:
    """What others may do with the folder and all in it, by path; links are as open as their aim."""
    found = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    return {
        str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in found if path.stat().st_mode & 0o077
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def uploads(house) -> list[Path]:
    return [
        path
        for path in (*house.temporary.rglob("*"), *(house.folder / ".files").rglob("*"))
        if path.is_file() and path.read_bytes() == FILE
    ]


@BY_OURS_OR_CHAINLIT_S
async def test_a_server_that_ends_leaves_the_files_of_another_in_the_same_folder(tmp_path, arrive, run):
    with run(tmp_path) as stays, run(tmp_path, DATA_DIR=str(tmp_path / "other")) as ends:
        person = await arrive(stays)
        assert (await person.upload(FILE)).status_code == 200
        assert await asyncio.to_thread(ends.stop) == 0
        assert len(uploads(stays)) == 1
        assert await asyncio.to_thread(stays.stop) == 0
        assert uploads(stays) == []
        assert list(stays.temporary.glob("contact-assistant-*")) == []


@BY_OURS_OR_CHAINLIT_S
async def test_what_is_kept_and_what_is_uploaded_is_for_its_owner_only(tmp_path, arrive, run):
    data = tmp_path / "data"
    data.mkdir()
    data.chmod(0o755)
    for name in ("state.sqlite3", "contacts.sqlite3"):
        sqlite3.connect(data / name).close()
        (data / name).touch()
        (data / name).chmod(0o644)
    with run(tmp_path) as house:
        person = await arrive(house)
        await person.say("create Sam Stone, sam.stone@serving.example.com")
        await person.click("Confirm")
        assert (await person.upload(FILE)).status_code == 200
        (uploaded,) = uploads(house)
        assert modes(data) == {}
        assert modes(uploaded.parent) == {}
        assert (data / "state.sqlite3").exists()


def test_a_second_server_on_the_same_data_is_refused_in_one_line(house, run_command):
    second = run_command(house.folder, "serve", "--port", "0")
    assert second.returncode == 1
    (line,) = (second.stdout + second.stderr).splitlines()
    assert "in use by another server" in line
    assert f"process {house.process.pid}" in line
    assert "DATA_DIR" in line


def test_by_chainlit_s_command_the_second_says_that_it_is_not_ready(house, run_by_chainlit):
    with run_by_chainlit(house.folder) as second:
        second.wait_for_log("in use by another server")
        (critical,) = [line for line in second.log.splitlines() if "CRITICAL" in line]
        assert "not ready" in critical
        assert plain_http.get(f"{second.url}/ready").status_code == 503


def test_servers_that_share_a_database_on_purpose_share_it(tmp_path, run_house, portal):
    """No file of DATA_DIR is either's: contacts are HubSpot's, and the state lies in a database by its URL."""
    shared = {
        "HUBSPOT_ACCESS_TOKEN": "pat-invented",
        "HUBSPOT_BASE_URL": portal.url,
        "STATE_URL": "postgresql+asyncpg://nobody@127.0.0.1:1/none",
    }
    with run_house(tmp_path, **shared) as one, run_house(tmp_path, **shared) as other:
        assert "in use by another" not in one.log + other.log


def test_the_journal_can_be_listed_while_the_server_runs_but_nothing_reset(house, run_command):
    listed = run_command(house.folder, "journal")
    assert (listed.returncode, listed.stderr) == (0, "")
    reset = run_command(house.folder, "reset")
    assert reset.returncode == 1
    (line,) = reset.stderr.splitlines()
    assert "in use by another server" in line


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path, house, run_command):
    port = house.url.rpartition(":")[2]
    second = run_command(tmp_path, "serve", "--port", port)
    assert second.returncode == 1
    (line,) = (second.stdout + second.stderr).splitlines()
    assert f"127.0.0.1:{port}" in line


@pytest.mark.parametrize(
    ("arguments", "settings", "named"),
    [
        (["--host", "0.0.0.0"], {}, "TRUSTED_PROXIES"),  # noqa: S104 - it is refused
        (["--host", "::"], {}, "TRUSTED_PROXIES"),
        ([], {"CHAINLIT_HOST": "0.0.0.0"}, "TRUSTED_PROXIES"),  # noqa: S104 - likewise
        (["--host", "0.0.0.0"], {"TRUSTED_PROXIES": "*"}, "TRUSTED_PROXIES"),  # noqa: S104 - likewise
        (["--port", "http"], {}, "port"),
        (["--port", "70000"], {}, "port"),
        (["--root-path", "contacts"], {}, "--root-path"),
        (["--ssl-cert", "cert.pem"], {}, "--ssl-key"),
        (["--ssl-cert", "no.pem", "--ssl-key", "no.key"], {}, "no.pem"),
    ],
)
def test_what_it_may_not_do_is_refused_in_one_line(tmp_path, run_command, arguments, settings, named):
    refused = run_command(tmp_path, "serve", *arguments, **settings)
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert named in line
    assert "Traceback" not in refused.stdout


def test_by_chainlit_s_command_listening_beyond_this_machine_is_not_ready(tmp_path, run_by_chainlit):
    with run_by_chainlit(tmp_path, CHAINLIT_HOST="0.0.0.0") as house:  # noqa: S104 - that is what is refused
        (critical,) = [line for line in house.log.splitlines() if "CRITICAL" in line]
        assert "TRUSTED_PROXIES" in critical
        assert plain_http.get(f"{house.url}/ready").status_code == 503


@BY_OURS_OR_CHAINLIT_S
def test_behind_a_proxy_cookies_are_secure_and_only_the_one_that_is_named_is_believed(tmp_path, run):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    with run(tmp_path, CHAINLIT_HOST="0.0.0.0", TRUSTED_PROXIES="127.0.0.1") as house:  # noqa: S104 - behind a proxy
        proxied = plain_http.get(house.url, headers=forwarded)
    with run(tmp_path) as house:
        claimed = plain_http.get(house.url, headers=forwarded)
    assert (proxied.status_code, claimed.status_code) == (200, 200)
    assert "secure" in proxied.headers["set-cookie"].lower()
    assert "secure" not in claimed.headers["set-cookie"].lower()


async def test_below_a_path_page_and_socket_are_there(tmp_path, run_house):
    with run_house(tmp_path, CHAINLIT_ROOT_PATH="/contacts") as house:
        assert house.url.endswith("/contacts")
        assert house.url in house.log
        async with plain_http.AsyncClient() as browser:
            assert (await browser.get(f"{house.url}/")).status_code == 200
        socket = socketio.AsyncClient(reconnection=False)
        auth = {"sessionId": str(uuid4()), "clientType": "webapp"}
        path = "/contacts/ws/socket.io"
        await socket.connect(house.url, socketio_path=path, transports=["websocket"], auth=auth)
        await socket.disconnect()


@BY_OURS_OR_CHAINLIT_S
def test_a_click_of_many_megabytes_is_refused_while_it_arrives(tmp_path, run, way):
    """400 of them once took 1.4 GB; here the sender gives up long before, or the server has."""

    def endless():
        for _ in range(100):
            yield b'{"a":' * 200_000

    with run(tmp_path) as house, plain_http.Client(base_url=house.url, timeout=20.0) as client:
        before = peak_of(house.process)
        try:
            answer = client.post(
                "/project/action",
                content=endless(),
                headers={"Content-Type": "application/json", "Accept-Language": "fr"},
            )
            assert answer.status_code == 413
            assert "l’assistant" in answer.json()["detail"]
        except httpx.TransportError:
            assert way == "run_house", "closed while it arrived"
        assert peak_of(house.process) - before < 50_000
        assert client.get("/health").status_code == 200
        assert "Traceback" not in house.log


def peak_of(process: subprocess.Popen[bytes]) -> int:
    """The most memory that a process has had, in kB, as Linux tells it."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def test_half_open_requests_are_closed_and_others_served_meanwhile(house):
    """Each holds a descriptor, and once held it for ever."""
    address = ("127.0.0.1", int(house.url.rpartition(":")[2]))
    with ExitStack() as held:
        lines = [held.enter_context(socket.create_connection(address, timeout=60.0)) for _ in range(200)]
        for number, line in enumerate(lines):
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A:"[: number % 44])
        assert plain_http.get(f"{house.url}/health", timeout=20.0).status_code == 200
        assert [line.recv(100) for line in lines] == [b""] * len(lines)


def test_a_packed_message_is_not_unpacked_into_memory(house):
    """A browser offers to pack its messages; a few kilobytes would be a hundred megabytes."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Extensions": "permessage-deflate",
    }
    with socket.create_connection(("127.0.0.1", int(house.url.rpartition(":")[2])), timeout=20.0) as line:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.sendall(
            f"GET /ws/socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode()
        )
        answer = line.recv(4_096).lower()
    assert answer.startswith(b"http/1.1 101")
    assert b"permessage-deflate" not in answer


async def test_nothing_is_written_into_the_application_s_folder(tmp_path, arrive, run_house):
    with run_house(tmp_path, DATA_DIR=str(tmp_path / "tmp" / "data")) as house:
        before = {path for path in tmp_path.rglob("*") if house.temporary not in path.parents}
        person = await arrive(house)
        assert (await person.upload(FILE)).status_code == 200
        after = {path for path in tmp_path.rglob("*") if house.temporary not in path.parents}
    assert after == before
    assert not (tmp_path / ".files").exists()
    translations = Path(".chainlit", "translations")
    assert names_in(tmp_path / translations) == names_in(REPOSITORY / translations)

"""The image, built from its file as that is written, and run as the composition and the manifests run it; by `make image`.

It takes no daemon: buildah builds it, and what runs it is a root of its own in which nothing can be written. It takes root,
the packages' index, and a base that is here or can be had; so the suite leaves it to its command.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import plain_http
import pytest
from conftest import free_port
from packaging.utils import canonicalize_name

from supply_chain.lock_file import RUNTIME, read_lock

ROOT = Path(__file__).parents[2]
BASE = os.environ.get("IMAGE_BASE", "")
"""A name, or a tar of a root file system."""

OPTIONS = shlex.split(os.environ.get("IMAGE_OPTIONS", ""))
"""What else buildah is told, such as how the index of packages is reached from here."""

BUILD_SECONDS = 3000
START_SECONDS = 180
NAME = "localhost/contact-assistant"

pytestmark = [
    pytest.mark.skipif(not BASE, reason="it is built by `make image`"),
    pytest.mark.timeout(BUILD_SECONDS + 120),
]

IN_ITS_ROOT = """
set -e
mount --bind "$ROOT" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
mount -t tmpfs -o "$DATA" tmpfs "$ROOT/data"
mount -o remount,bind,ro "$ROOT"
cd "$ROOT/$WHERE"
exec chroot "$ROOT" setpriv --reuid "$WHO" --regid "$WHO" --clear-groups --bounding-set=-all --inh-caps=-all \\
    --no-new-privs sh -c 'cd "$WHERE" && exec env -i "$@"' sh "$@"
"""
"""Read-only but for two places, as a user without a right, with nothing of this machine's environment."""

COMPOSITION = "uid=10001,gid=10001,mode=0700"
CLUSTER = "gid=10001,mode=2777"
"""How each mounts the folder for data."""


class Buildah:
    """Buildah with a store of its own, gone when the tests end."""

    def __init__(self, folder):
        places = ["--root", folder / "images", "--runroot", folder / "run", "--storage-driver", "vfs"]
        self._command = [shutil.which("buildah"), *places]

    def __call__(self, *arguments):
        done = subprocess.run(
            [*self._command, *arguments], check=False, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert done.returncode == 0, arguments
        return done.stdout.strip()

    def base(self):
        if not Path(BASE).is_file():
            return BASE
        container = self("from", "scratch")
        self("add", container, Path(BASE).resolve(), "/")
        self("commit", "--rm", container, "localhost/base")
        return "localhost/base"


@pytest.fixture(scope="module")
def image():
    """Where its files are, and what it says of how it is run."""
    folder = Path(tempfile.mkdtemp(prefix="image-"))
    buildah = Buildah(folder)
    try:
        build = ["bud", "--isolation", "chroot", "--format", "docker", *OPTIONS]
        buildah(
            *build, "--build-arg", f"BASE={buildah.base()}", "-f", "deploy/Containerfile", "-t", NAME, "."
        )
        config = json.loads(buildah("inspect", "--type", "image", NAME))["Docker"]["config"]
        yield SimpleNamespace(root=Path(buildah("mount", buildah("from", NAME))), config=config)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def run(image):
    """Runs a command where and as whom the image says, with this beside its environment."""
    started = []

    def begin(*command, data=COMPOSITION, **environment):
        told = [*image.config["Env"], *(f"{name}={value}" for name, value in environment.items())]
        who, _, _ = image.config["User"].partition(":")
        outside = {"ROOT": str(image.root), "DATA": data, "WHO": who, "WHERE": image.config["WorkingDir"]}
        process = subprocess.Popen(
            [shutil.which("unshare"), "--mount", "sh", "-c", IN_ITS_ROOT, "sh", *told, *command],
            env={"PATH": os.environ["PATH"], **outside},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_holds_the_packages_of_the_lock_with_their_bill_and_nothing_that_makes_or_installs_any(image, run):
    held = image.root / "opt" / "assistant"
    installed = {path.name for path in held.glob("lib/python3.11/site-packages/*")}
    assert not [
        name for name in installed if name.partition("-")[0] in {"pip", "setuptools", "wheel", "pytest"}
    ]
    looked, _ = run(
        "sh", "-c", "command -v pip pip3 gcc cc make; python -m pip --version; true"
    ).communicate()
    assert looked.strip() == "/opt/assistant/bin/python: No module named pip"
    where = image.root / image.config["WorkingDir"].lstrip("/")
    bill = json.loads((where / "sbom.cdx.json").read_text(encoding="utf-8"))
    billed = {f"{canonicalize_name(one['name'])}=={one['version']}" for one in bill["components"]}
    assert billed == {package.pin for package in read_lock(RUNTIME)}


@pytest.mark.parametrize("data", [COMPOSITION, CLUSTER])
def test_it_serves_as_nobody_from_a_root_that_cannot_be_written_and_ends_when_told(image, run, data):
    port = free_port()
    command = [*image.config["Entrypoint"], *image.config["Cmd"], "--port", str(port)]
    server = run(*command, data=data, AUTH="password", PUBLIC_URL="https://contacts.example.com")
    assert answer(server, port, "/health").status_code == 200
    assert answer(server, port, "/ready").json()["ready"]
    assert answer(server, port, "/").status_code == 401, "nobody has signed in"
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    lines = dict(line.split(":\t", 1) for line in status.splitlines())
    assert set(lines["Uid"].split()) == {image.config["User"].partition(":")[0]}
    assert int(lines["CapEff"], 16) == int(lines["CapBnd"], 16) == 0
    server.send_signal(signal.SIGTERM)
    told, _ = server.communicate(timeout=30)
    assert server.returncode == 0, told
    assert "Traceback" not in told


def answer(server, port, path):
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            return plain_http.get(f"http://127.0.0.1:{port}{path}", timeout=10)
        except httpx.TransportError:
            if server.poll() is not None or time.monotonic() > give_up_at:
                server.kill()
                pytest.fail(server.communicate()[0])
            time.sleep(0.05)

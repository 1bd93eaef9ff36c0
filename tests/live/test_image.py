"""The files that the image copies are all that the assistant runs on, and it writes to none of them."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import plain_http
import pytest
from conftest import free_port

ROOT = Path(__file__).parents[2]
CONTAINERFILE = ROOT / "deploy" / "Containerfile"


def copied():
    """Each source with its place below the working folder, as the last stage says."""
    last = CONTAINERFILE.read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    for line in last.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            *sources, target = line.split()[1:]
            for source in sources:
                yield ROOT / source, Path(target) / source if target.endswith("/") else Path(target)


@pytest.fixture
def image(tmp_path):
    folder = tmp_path / "srv"
    for source, target in copied():
        place = folder / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, place)
    return folder


def everything_in(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_the_assistant_serves_from_the_image_s_files_alone_and_leaves_them_as_they_are(image, tmp_path):
    before, port = everything_in(image), free_port()
    (tmp_path / "tmp").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(
            part
            for part in os.environ.get("PYTHONPATH", "").split(os.pathsep)
            if part not in {"", ".", str(ROOT)}
        ),
        "DATA_DIR": str(tmp_path / "data"),
        "TMPDIR": str(tmp_path / "tmp"),
    }
    log = tmp_path / "log.txt"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=image, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        assert answer(server, port, "/health", log).status_code == 200
        assert answer(server, port, "/ready", log).json()["ready"]
        assert "<html" in answer(server, port, "/", log).text
    finally:
        server.send_signal(signal.SIGTERM)
        ended = server.wait(timeout=30)
    assert ended == 0
    assert everything_in(image) == before
    assert not list((tmp_path / "tmp").iterdir())


def answer(server, port, path, log):
    give_up_at = time.monotonic() + 90
    while True:
        try:
            return plain_http.get(f"http://127.0.0.1:{port}{path}", timeout=10)
        except httpx.TransportError:
            if server.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)

"""Each process has its own folder for files, and cleans up behind dead ones."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from chainlit import config, server

from assistant.ui.server.launch.app_root import furnish
from assistant.ui.server.launch.chainlit_files import keep_files_apart
from assistant.ui.server.launch.process_folder import ProcessFolder

REPOSITORY = Path(__file__).parents[4]

MAKE = """
import sys
from assistant.ui.server.launch.process_folder import ProcessFolder
print(ProcessFolder.make().path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(temporary):
    """Another process with a folder: the process, and the folder with a file in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAKE],
        cwd=REPOSITORY,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        folder = Path(process.stdout.readline().strip())
        (folder / "upload.csv").write_text("of somebody")
        yield process, folder
        process.kill()


def test_it_is_its_owner_s_alone(temporary):
    folder = ProcessFolder.make()
    assert folder.path.parent == temporary
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    folder.remove()
    assert list(temporary.iterdir()) == []


def test_a_living_process_keeps_its_folder(other):
    _, folder = other
    ProcessFolder.make()
    assert (folder / "upload.csv").read_text() == "of somebody"


def test_what_a_killed_process_left_is_swept_by_the_next(other):
    process, folder = other
    process.kill()
    process.wait()
    ProcessFolder.make()
    assert not folder.exists()


def test_what_somebody_else_put_under_such_a_name_is_left_alone(temporary):
    (temporary / "theirs").mkdir()
    (temporary / "theirs" / "process.lock").touch()
    (temporary / "contact-assistant-link").symlink_to("theirs")
    (temporary / "contact-assistant-bare").mkdir()
    (temporary / "contact-assistant-bare" / "file").touch()
    (temporary / "contact-assistant-file").touch()
    ProcessFolder.make()
    assert (temporary / "theirs" / "process.lock").exists()
    assert (temporary / "contact-assistant-link").is_symlink()
    assert (temporary / "contact-assistant-bare" / "file").exists()
    assert (temporary / "contact-assistant-file").exists()


def test_chainlit_s_files_move_into_it_once(temporary, monkeypatch):
    monkeypatch.setattr(config, "FILES_DIRECTORY", config.FILES_DIRECTORY)
    monkeypatch.setattr(server, "FILES_DIRECTORY", server.FILES_DIRECTORY)
    keep_files_apart()
    assert config.FILES_DIRECTORY == server.FILES_DIRECTORY
    assert config.FILES_DIRECTORY.parent == temporary


def test_a_folder_that_is_the_process_s_already_is_kept(temporary, monkeypatch):
    own = ProcessFolder.make().path / ".files"
    monkeypatch.setattr(config, "FILES_DIRECTORY", own)
    keep_files_apart()
    assert own == config.FILES_DIRECTORY


def test_chainlit_finds_everything_it_would_write(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    furnish(folder, REPOSITORY)
    code = "import chainlit.config, chainlit.markdown as m; m.init_markdown(chainlit.config.APP_ROOT)"
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}
    subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=tmp_path,
        env={**os.environ, "CHAINLIT_APP_ROOT": str(folder)},
    )
    after = {path: path.lstat().st_mtime_ns for path in folder.rglob("*") if path.name != ".files"}
    assert after == before
    assert (folder / "public" / "theme.json").is_file()
    assert (folder / ".chainlit" / "translations" / "fr-FR.json").read_bytes() == (
        REPOSITORY / ".chainlit" / "translations" / "fr-FR.json"
    ).read_bytes()

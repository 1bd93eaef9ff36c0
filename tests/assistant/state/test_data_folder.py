"""What lies on the disk is its owner's, and one server's at a time."""

import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.state.data_folder import (
    FileInUse,
    claimed,
    keep_database_private,
    make_private,
    remove_database,
)

HOLD = """
import sys, time
from pathlib import Path
from assistant.state.data_folder import claimed
with claimed([Path(sys.argv[1])]):
    print("held", flush=True)
    time.sleep(600)
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the file, and lives until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "state.sqlite3")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_file_is_one_process_s_at_a_time_and_the_other_is_told_which(tmp_path, holder):
    with (
        pytest.raises(FileInUse, match=rf"state\.sqlite3 is in use .*\(process {holder.pid}\).*DATA_DIR"),
        claimed([tmp_path / "contacts.sqlite3", tmp_path / "state.sqlite3"]),
    ):
        pass


def test_a_killed_process_leaves_no_lock_behind(tmp_path, holder):
    file = tmp_path / "state.sqlite3"
    holder.kill()
    holder.wait()
    with claimed([file]), pytest.raises(FileInUse, match=rf"\(process {os.getpid()}\)"), claimed([file]):
        pass


def test_another_way_to_the_same_file_is_the_same_file(tmp_path):
    (tmp_path / "real.sqlite3").touch()
    (tmp_path / "alias.sqlite3").symlink_to("real.sqlite3")
    with (
        claimed([tmp_path / "real.sqlite3"]),
        pytest.raises(FileInUse),
        claimed([tmp_path / "alias.sqlite3"]),
    ):
        pass


def test_what_was_held_is_free_again_also_when_the_second_file_cannot_be_had(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    with claimed([other]), pytest.raises(FileInUse), claimed([one, other]):
        pass
    with claimed([one, other]):
        pass


def test_a_lock_is_no_link_to_another_file(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "x.lock").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"), claimed([tmp_path / "x"]):
        pass
    assert victim.read_text() == "precious"


def test_a_folder_is_made_for_its_owner_and_an_open_one_is_closed(tmp_path):
    made, found = tmp_path / "made", tmp_path / "found"
    found.mkdir(mode=0o755)
    found.chmod(0o755)
    make_private(made)
    make_private(found)
    assert (mode(made), mode(found)) == (0o700, 0o700)


def test_a_folder_for_everybody_is_not_closed_to_them(tmp_path, caplog):
    tmp_path.chmod(0o1777)
    with caplog.at_level(logging.WARNING):
        make_private(tmp_path)
    assert mode(tmp_path) == 0o777 | stat.S_ISVTX
    assert "open to others" in caplog.text


def test_a_database_of_an_earlier_version_is_closed_with_what_is_beside_it(tmp_path):
    names = ["x.sqlite3", "x.sqlite3-wal", "x.sqlite3-shm"]
    for name in names:
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    keep_database_private(tmp_path / "x.sqlite3")
    assert [mode(tmp_path / name) for name in names] == [0o600] * 3


def test_a_link_s_aim_is_left_as_it_is(tmp_path):
    aim = tmp_path / "aim"
    aim.touch()
    aim.chmod(0o644)
    (tmp_path / "x.sqlite3").symlink_to(aim)
    keep_database_private(tmp_path / "x.sqlite3")
    assert mode(aim) == 0o644


def test_removing_a_database_leaves_its_lock_to_whoever_holds_it(tmp_path):
    database = tmp_path / "x.sqlite3"
    with claimed([database]):
        database.touch()
        Path(f"{database}-wal").touch()
        remove_database(database)
        assert [file.name for file in tmp_path.iterdir()] == ["x.sqlite3.lock"]

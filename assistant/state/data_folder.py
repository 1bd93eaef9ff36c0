"""What a server keeps on the disk: for its owner only, and for one server at a time."""

import fcntl
import logging
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

log = logging.getLogger(__name__)

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_BESIDE_A_DATABASE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, by ending."""


class FileInUse(OSError):
    """Another process holds the lock."""


def keep_for_owner() -> None:
    """Let what this process writes from now on be its owner's only."""
    os.umask(_OTHERS)


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone may enter, or take others' rights to the one that is there.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
    _take_from_others(folder)


def keep_database_private(database: Path) -> None:
    """Take others' rights to a SQLite file, and to what is beside it.

    An earlier version may have left them readable.
    """
    for ending in _BESIDE_A_DATABASE:
        _take_from_others(Path(f"{database}{ending}"))


def remove_database(database: Path) -> None:
    """Delete a SQLite file and what is beside it, but for the lock's file.

    That stays, or a second lock could be had meanwhile.
    """
    for ending in _BESIDE_A_DATABASE:
        Path(f"{database}{ending}").unlink(missing_ok=True)


@contextmanager
def claimed(databases: Iterable[Path]) -> Iterator[None]:
    """Hold these files for this process alone until the block ends; folders that are missing are made.

    Raises:
        FileInUse: another server holds one of them.
        OSError: a lock cannot be had for another reason.
    """
    with ExitStack() as held:
        for database in databases:
            database.parent.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
            try:
                lock = take_lock(Path(f"{database.resolve()}.lock"))
            except FileInUse as error:
                raise FileInUse(
                    f"{database} is in use by another server ({error}). End that one, or give this one a "
                    "DATA_DIR of its own"
                ) from None
            held.callback(os.close, lock)
        yield


def take_lock(path: Path) -> int:
    """Lock a file, made if need be, and return the descriptor that holds the lock.

    It holds until it is closed or the process ends.

    The kernel frees it at the process's death, however that comes (flock(2)): no lock is ever left behind.

    Raises:
        FileInUse: another process has it; its message names the process.
        OSError: the file cannot be opened or locked.
    """
    descriptor = os.open(
        path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, stat.S_IRUSR | stat.S_IWUSR
    )
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise FileInUse(f"process {holder}" if holder.isdigit() else "process unknown") from None
    except OSError:
        os.close(descriptor)
        raise
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor


def _take_from_others(path: Path) -> None:
    """Leave a file or folder to its owner.

    What belongs to somebody else, such as a mounted volume, is told.
    """
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if not found.st_mode & _OTHERS or stat.S_ISLNK(found.st_mode):
        return
    # A folder everybody may write to, such as /tmp, is not ours to close, whoever runs this.
    if found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
        log.warning("%s is open to others, and not this server's to close", path)
        return
    path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)

"""Makes a folder for one process, nobody else's to read.

It is gone with the process, or swept by the next if that was killed.
"""

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from assistant.state.data_folder import FileInUse, take_lock

_PREFIX = "contact-assistant-"
_LOCK = "process.lock"
"""Held while the process lives: what can be locked by somebody else was left by a dead one."""


@dataclass(frozen=True, slots=True)
class ProcessFolder:
    """A folder under the system's for temporary files (TMPDIR), mode 0700."""

    path: Path

    @classmethod
    def make(cls) -> Self:
        """Make a new one, and delete those of dead processes.

        Raises:
            OSError: there is no place for it.
        """
        temporary = Path(tempfile.gettempdir())
        for left in temporary.glob(f"{_PREFIX}*"):
            _delete_if_dead(left)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=temporary))
        # Locked before it has its name, or another process could take the folder for a dead one's. The descriptor
        # stays open until the process ends.
        being_made = folder / f"{_LOCK}.new"
        take_lock(being_made)
        being_made.rename(folder / _LOCK)
        return cls(folder)

    def remove(self) -> None:
        """Delete it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)


def is_process_folder(path: Path) -> bool:
    """Whether a folder is a process's own."""
    return (path / _LOCK).is_file()


def _delete_if_dead(folder: Path) -> None:
    """Delete a folder of ours whose process is gone.

    What somebody else has put under such a name is left alone.
    """
    with suppress(OSError):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or not is_process_folder(folder):
            return
        try:
            lock = take_lock(folder / _LOCK)
        except FileInUse:
            return
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)

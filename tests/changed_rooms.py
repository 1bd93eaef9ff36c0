"""Prints which tests stand beside what has changed since the branch left main; run as a program, by `make check`."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
ALWAYS = "tests/test_structure.py"
NEED_A_SERVER = ("tests/live", "tests/browser")


def changed(repository: Path) -> set[str]:
    """The files that differ from where this branch left main, and those that git does not know yet."""

    def git(*arguments: str) -> list[str]:
        told = subprocess.run(
            ["git", "-C", repository, *arguments],  # noqa: S607 - the developer's own git
            check=False,
            capture_output=True,
            text=True,
        )
        return told.stdout.split("\n")[:-1]

    base = git("merge-base", "HEAD", "main") or ["HEAD"]
    return {*git("diff", "--name-only", *base), *git("ls-files", "--others", "--exclude-standard")}


def rooms_beside(files: Iterable[str], repository: Path) -> list[str]:
    """The tests to run: a changed test itself, else the folder of tests that stands as the changed file's."""
    found = {test for file in files if (test := _test_beside(Path(file), repository))}
    found = {test for test in found if not test.startswith(NEED_A_SERVER)}
    inner = {one for one in found for other in found if one != other and Path(other) in Path(one).parents}
    return sorted((found - inner) | {ALWAYS})


def _test_beside(file: Path, repository: Path) -> str:
    if file.parts[0] == "tests":
        if file.name.startswith("test_"):
            return str(file) if (repository / file).is_file() else ""
        # What a room shares concerns the room; what all share is left to the whole suite.
        return (
            str(Path(*file.parts[:2]))
            if len(file.parts) > 2 and (repository / file.parts[0] / file.parts[1]).is_dir()
            else ""
        )
    if file.suffix not in {".py", ".txt", ".toml"} or len(file.parts) == 1:
        return ""
    # assistant/ui/screen/lists.py: tests/assistant/ui/screen, tests/ui/screen, tests/assistant/ui, tests/ui, ...
    for room in [one.parts for one in file.parents if one.parts]:
        for parts in (room, room[1:]):
            if parts and (repository / "tests" / Path(*parts)).is_dir():
                return str(Path("tests", *parts))
    return ""


if __name__ == "__main__":
    sys.stdout.write(" ".join(rooms_beside(changed(REPOSITORY), REPOSITORY)) + "\n")

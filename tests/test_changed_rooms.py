"""`make check` tries what stands beside a change."""

import subprocess

import pytest
from changed_rooms import ALWAYS, REPOSITORY, changed, rooms_beside


@pytest.mark.parametrize(
    ("file", "beside"),
    [
        ("assistant/proposals/decide.py", ["tests/assistant/proposals"]),
        ("assistant/ui/screen/lists.py", ["tests/ui/screen"]),
        ("assistant/ui/server/quotas/rates.py", ["tests/ui/server/quotas"]),
        ("assistant/offline/grammar/reading/quotes.py", ["tests/offline"]),
        ("assistant/models/messages.py", ["tests/models"]),
        ("hubspot_tools/calls/retries.py", ["tests/hubspot_tools/calls"]),
        ("hubspot_tools/sandbox/wire/routes.py", ["tests/sandbox"]),
        ("evaluation/portal.py", ["tests/evaluation"]),
        ("tests/hubspot_tools/calls/test_retries.py", ["tests/hubspot_tools/calls/test_retries.py"]),
        ("tests/trust/trustkit/portal.py", ["tests/trust"]),
        ("tests/live/test_chat.py", []),
        ("tests/files/test_that_was_deleted.py", []),
        ("README.md", []),
    ],
)
def test_a_change_is_tried_by_the_tests_of_its_room(file, beside):
    assert rooms_beside([file], REPOSITORY) == sorted([*beside, ALWAYS])


def test_a_room_inside_another_is_not_tried_twice():
    files = ["tests/hubspot_tools/calls/test_retries.py", "hubspot_tools/hubspot.py"]
    assert rooms_beside(files, REPOSITORY) == ["tests/hubspot_tools", ALWAYS]


def test_what_is_committed_changed_or_new_on_a_branch_has_changed(tmp_path):
    def git(*arguments):
        person = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        subprocess.run(["git", *person, *arguments], check=True, cwd=tmp_path, capture_output=True)  # noqa: S607

    git("init", "-b", "main")
    for name in ("same", "changed"):
        (tmp_path / name).write_text("before")
    git("add", ".")
    git("commit", "-m", "Begin")
    git("switch", "-c", "branch")
    (tmp_path / "committed").touch()
    git("add", ".")
    git("commit", "-m", "Go on")
    (tmp_path / "changed").write_text("after")
    (tmp_path / "new").touch()
    assert changed(tmp_path) == {"committed", "changed", "new"}

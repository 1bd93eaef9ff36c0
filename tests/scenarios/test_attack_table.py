"""Which test stands for which attack: SECURITY.md names at least one for each, and they are there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

ROW = re.compile(r"\| (S\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|")
ATTACKS = dict(ROW.findall((TESTS.parent / "SECURITY.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_is_tried(attack):
    tests = ATTACKS[attack].split("<br>")
    for test in tests:
        file, _, name = test.strip("`").partition("::")
        assert re.search(rf"def {name}\(", (TESTS / file).read_text(encoding="utf-8")), test


def test_no_attack_is_forgotten():
    assert list(ATTACKS) == [f"S{number}" for number in range(1, 42)]


def test_every_package_is_locked_by_its_hash_and_chainlit_is_the_mended_one():
    lock = (TESTS.parent / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", lock)
    named = [entry for entry in entries if "==" in entry]
    assert named
    assert [entry.splitlines()[0] for entry in named if "--hash=sha256:" not in entry] == []
    assert any(entry.startswith("chainlit==2.12.") for entry in named)
    assert not any(entry.startswith("litellm==") for entry in named)

"""No regular expression of the product can be kept busy by the text it meets."""

import importlib
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from hostilekit.automaton import Unreadable
from hostilekit.backtracking import weakness
from hostilekit.children import run_child
from hostilekit.patterns import (
    Found,
    patterns_in_python,
    patterns_in_script,
    patterns_in_scripts,
    patterns_in_source,
)

TABLE = tomllib.loads(Path(__file__).with_name("patterns.toml").read_text("utf-8"))
BOUNDED = {one["pattern"]: one for one in TABLE["bounded"]}
MADE = {one["expression"]: one for one in TABLE["made"]}

TRUSTED = tuple(one["folder"] for one in TABLE["trusted"])

FOUND = patterns_in_python()
MEETING_OTHERS = [one for one in FOUND if not one.place.startswith(TRUSTED)]
SCRIPTS = patterns_in_scripts()

EXPONENTIAL = [
    r"(a+)+$",
    r"(a|a)*b",
    r"(a|b|ab)*c",
    r"^(\w+\s?)*$",
    r"^([a-z]+)*\d",
    r"^(?:TYPE=)?([a-z]+,?)*:",
    r"(a*b*)*c",
    r"^(a?){30}a{30}$",
    r"(?=(a+)+$)x",
    r"(?P<word>\w+?)+:",
    # the parameters of a vCard line, as a library of that name had them
    r"(?:;[a-z0-9-]+(?:=(?:\"[^\"]*\"|[^\";:]*)(?:,(?:\"[^\"]*\"|[^\";:]*))*)?)*:",
]
POLYNOMIAL = [
    r"\s*:?\s*\[.*$",
    r"\s+$",
    r"x*x*y",
    r"^\d+\d+$",
    r"\S*@\S*",
    r"\d+(,\d+)*\.\d+",
    r"[a-z]+@[a-z]+\.[a-z]{2,}",
    r"<script>(.*?)</script>",
    r"(?=.*b)a",
    r"(?:[^\W\d_]\.){2,}x",
    r"(?>a+)b",
    r"(.*a){20}",
]
SOUND = [
    r"abc",
    r"^[a-z]+:[0-9]+$",
    r"(\w+)+",
    r"(?<!\w)\w+(?!\w)",
    r"\b\w+\b:",
    r"(?<!\d)\d+x",
    r"^\s*+:?\s*+\[",
    r"(?:[^\W\d_]\.){2,}",
    r"a{1,100}a{1,100}b",
    r"^(?:[^,]*,)*$",
]


def worst_of(made: dict[str, list[str] | str]) -> list[str]:
    """The worst that a pattern can be which is put together: as written down, or as its own maker writes it."""
    if "made_by" not in made:
        return made["worst"]
    module, _, maker = made["made_by"].partition(":")
    return [getattr(importlib.import_module(module), maker)(made["of"])]


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_the_judge_sees_a_pattern_that_blows_up(pattern):
    found = weakness(pattern)
    assert found
    assert found.growth == "exponential"


@pytest.mark.parametrize("pattern", POLYNOMIAL)
def test_the_judge_sees_a_pattern_that_reads_a_text_again_and_again(pattern):
    found = weakness(pattern)
    assert found
    assert found.growth == "polynomial"


@pytest.mark.parametrize("pattern", SOUND)
def test_the_judge_lets_a_pattern_pass_that_reads_a_text_once(pattern):
    assert weakness(pattern) is None


@pytest.mark.parametrize("pattern", [r"(a+)\1", r"(a)?(?(1)b|c)"])
def test_the_judge_says_so_when_it_cannot_read_a_pattern(pattern):
    with pytest.raises(Unreadable):
        weakness(pattern)


def test_how_a_pattern_is_asked_counts():
    assert weakness(r"\s+x") is not None
    assert weakness(r"\s+x", mode="match") is None
    assert weakness(r"(?:\w+)+", mode="match") is None
    assert weakness(r"(?:\w+)+", mode="fullmatch").growth == "exponential"


def test_the_text_the_judge_names_keeps_the_pattern_busy():
    """Twenty-six of them, and a pattern that blows up does not end within two seconds of work."""
    found = weakness(r"^(\w+\s?)*$")
    work = "import re, sys; re.search(sys.argv[1], sys.argv[2])"
    assert run_child(["-c", work, r"^(\w+\s?)*$", found.pump * 26 + "!"], seconds=2).out_of_time
    assert run_child(["-c", work, r"^(\w+\s)*$", found.pump * 26 + "!"], seconds=2).ended_well


def test_every_way_to_ask_for_a_pattern_is_found():
    module = ModuleType("planted")
    source = """
import re
_NAMED = re.compile(rf"{A}+")
_LOOSE = re.compile("b")
def one(text):
    _NAMED.fullmatch(text), hand_over(_LOOSE)
    re.search(r"c+", text), re.fullmatch("d", text, re.IGNORECASE), re.sub(f"{text}e", "", text)
    return [re.compile("f", flags=re.ASCII | re.MULTILINE)]
"""
    module._NAMED, module._LOOSE = re.compile("a+"), re.compile("b")
    assert {(one.text, one.mode) for one in patterns_in_source(source, "planted", lambda: module)} == {
        ("a+", "fullmatch"),
        ("b", "search"),
        ("c+", "search"),
        ("d", "fullmatch"),
        (None, "search"),
        ("f", "search"),
    }


def test_the_patterns_of_scripts_are_found_between_their_slashes():
    source = (
        'const a = text.replace(/\\p{M}/gu, "")\nif (/^[/a]+\\/$/i.test(b)) c = 4 / 2 / 1\n// no /x/ here\n'
    )
    assert [(one.text, one.flags) for one in patterns_in_script(source, "planted")] == [
        ("[\u0300-\u036f]", 0),
        ("^[/a]+/$", int(re.IGNORECASE)),
    ]


def test_the_search_for_patterns_finds_the_product_s():
    assert len(FOUND) > 90
    assert len(SCRIPTS) > 10
    assert len({one.place.partition(":")[0] for one in FOUND}) > 25


@pytest.mark.parametrize("found", [*MEETING_OTHERS, *SCRIPTS], ids=lambda one: one.place)
def test_no_pattern_can_be_kept_busy(found):
    if found.text is None:
        made = MADE[found.place.split(":", 2)[2]]
        variants = [Found(found.place, worst, mode=made.get("mode", "search")) for worst in worst_of(made)]
    else:
        variants = [found]
    for one in variants:
        assert one.text in BOUNDED or weakness(one.text, one.flags, one.mode) is None


@pytest.mark.parametrize("folder", TRUSTED)
def test_a_trusted_folder_is_there_and_is_no_more_than_a_room(folder):
    assert [one for one in FOUND if one.place.startswith(folder)]
    assert folder.count("/") >= 4


@pytest.mark.parametrize("pattern", BOUNDED)
def test_an_exception_is_needed_and_says_what_it_meets(pattern):
    (found,) = [one for one in FOUND if one.text == pattern]
    assert weakness(found.text, found.flags, found.mode), "it is sound: strike it from the table"
    assert BOUNDED[pattern]["meets"]


@pytest.mark.parametrize("pattern", [pattern for pattern, one in BOUNDED.items() if "at_most" in one])
def test_the_longest_text_that_a_bounded_pattern_meets_does_not_keep_it_busy(pattern):
    (found,) = [one for one in FOUND if one.text == pattern]
    longest = BOUNDED[pattern]["at_most"]
    hostile = (weakness(found.text, found.flags, found.mode).pump * longest)[:longest]
    work = "import re, sys; [re.search(sys.argv[1], sys.argv[2], int(sys.argv[3])) for _ in range(100)]"
    assert run_child(["-c", work, pattern, hostile, str(found.flags)], seconds=3).ended_well


@pytest.mark.parametrize("expression", MADE)
def test_a_pattern_that_is_put_together_still_is(expression):
    assert [one for one in FOUND if one.text is None and one.place.endswith(f":{expression}")]

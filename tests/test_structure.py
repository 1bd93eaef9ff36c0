"""The house stays one in which a change finds its room: sizes, names and first lines, counted."""

import ast
import re
from collections import defaultdict
from configparser import ConfigParser
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PRODUCT = ("app.py", "assistant", "hubspot_tools", "evaluation", "supply_chain", "examples")
MOST_ROOMS = 16
MOST_MODULES = 18
MOST_LINES = 300
MOST_LAYERS = 9
FIRST_LINE = 100

SHARED_NAMES = {"errors.py", "__init__.py", "__main__.py"}
"""Names that are the same idea wherever they stand."""

NOUNS = {"grounding", "hardening", "reading"}
"""What ends like a gerund and is the trade's noun for a thing."""

ENDINGS = ("ings", "ing", "ions", "ion", "ers", "er", "ies", "ed", "es", "s", "e", "y")


@cache
def modules(*roots: str) -> tuple[Path, ...]:
    found = (REPOSITORY / root for root in roots or PRODUCT)
    return tuple(p for root in found for p in ([root] if root.is_file() else sorted(root.rglob("*.py"))))


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def named(module: Path) -> str:
    return str(module.relative_to(REPOSITORY))


def root_of(name: str) -> tuple[str, ...]:
    """The words of a name, the last without its ending."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
    last = words[-1]
    ending = next((end for end in ENDINGS if last.endswith(end) and len(last) - len(end) >= 2), "")
    return (*words[:-1], last.removesuffix(ending))


def alike(names) -> list[set[str]]:
    groups = defaultdict(set)
    for name in names:
        groups[root_of(name)].add(name)
    return [group for group in groups.values() if len(group) > 1]


def classes() -> list[tuple[str, str]]:
    return [
        (node.name, named(module))
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
    ]


def twice(pairs) -> dict[str, list[str]]:
    places = defaultdict(list)
    for name, place in pairs:
        places[name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_the_assistant_shows_few_rooms():
    seen = [
        p.name for p in (REPOSITORY / "assistant").iterdir() if p.name not in {"__init__.py", "__pycache__"}
    ]
    assert len(seen) <= MOST_ROOMS, f"{len(seen)} things in assistant/ are more than a look takes in: {seen}"


def test_no_folder_holds_more_modules_than_a_sentence_can_say():
    counts = defaultdict(int)
    for module in modules():
        counts[named(module.parent)] += module.name != "__init__.py"
    full = {folder: count for folder, count in counts.items() if count > MOST_MODULES}
    assert not full, f"these folders want a room of their own inside: {full}"


def test_no_module_is_longer_than_can_be_read_at_once():
    lengths = {named(module): len(module.read_text(encoding="utf-8").splitlines()) for module in modules()}
    long = {name: lines for name, lines in lengths.items() if lines > MOST_LINES}
    assert not long, f"these modules want splitting: {long}"


def test_no_two_modules_have_one_name():
    same = twice((module.name, named(module)) for module in modules() if module.name not in SHARED_NAMES)
    assert not same, f"name these for what tells them apart: {same}"


def test_no_two_classes_have_one_name():
    same = twice(classes())
    assert not same, f"name these for what tells them apart: {same}"


def test_no_two_modules_and_no_two_classes_differ_by_an_ending_only():
    stems = {module.stem for module in modules() if module.name not in SHARED_NAMES}
    pairs = [*alike(stems), *alike({name for name, _ in classes()})]
    assert not pairs, f"nobody remembers which of these is which: {pairs}"


def test_no_module_is_named_by_a_gerund():
    stems = {part for module in modules() for part in module.relative_to(REPOSITORY).with_suffix("").parts}
    gerunds = {stem for stem in stems if stem.endswith("ing")} - NOUNS
    assert not gerunds, f"name these for the thing, not for the doing: {gerunds}"


def test_every_docstring_begins_with_a_short_line():
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{named(module)}: {first}"
        for module in modules(*PRODUCT, "benchmarks")
        for node in ast.walk(tree(module))
        if isinstance(node, kinds)
        for first in (ast.get_docstring(node) or "").split("\n")[:1]
        if len(first) >= FIRST_LINE
    ]
    assert not long, "say what it does in one line, and why below it:\n" + "\n".join(long)


def test_few_layers_say_which_way_imports_point():
    contracts = ConfigParser()
    contracts.read(REPOSITORY / ".importlinter", encoding="utf-8")
    layers = {
        name: contracts[name]["layers"].split("\n")
        for name in contracts.sections()
        if "layers" in contracts[name]
    }
    counts = {name: sum(bool(line.strip()) for line in lines) for name, lines in layers.items()}
    assert counts, "no contract of layers was found"
    assert max(counts.values()) <= MOST_LAYERS, f"these layers are more than anybody keeps in mind: {counts}"

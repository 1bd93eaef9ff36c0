"""Every regular expression of the product, found in its source: what it says, and how it is asked."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from hostilekit.automaton import Mode

REPOSITORY = Path(__file__).parents[3]
_ASKED = {"match": "match", "fullmatch": "fullmatch"} | dict.fromkeys(
    ("search", "sub", "subn", "split", "findall", "finditer"), "search"
)
"""How each function of ``re`` and method of a pattern looks for it: everywhere, from the start, or as a whole."""

_ASKS = re.compile(r"\bre(?:gex)?\.[a-z]")
"""Stands in the source of every module that makes or asks a pattern."""

_SCRIPT = re.compile(
    r"(?<=[(,=\[!&|?: ])/(?![/*> ])((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([dgimsuvy]*)(?=[\s,).\];])"
)
_PROPERTY_OF_UNICODE = {r"\p{M}": "[\u0300-\u036f]", r"\p{C}": r"\x00-\x1f\x7f"}
"""What Python spells differently, by its nearest."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern where it stands; ``text`` is None when only the running program knows it."""

    place: str
    text: str | None
    flags: int = 0
    mode: Mode = "search"


def patterns_in_python() -> list[Found]:
    """Every pattern of the application and of its tools."""
    files = [REPOSITORY / "app.py", *sorted((REPOSITORY / "assistant").rglob("*.py"))]
    files += sorted((REPOSITORY / "hubspot_tools").rglob("*.py"))
    return [found for file in files for found in _in_file(file)]


def patterns_in_scripts() -> list[Found]:
    """Every pattern written between slashes in what the browser runs."""
    files = [*sorted((REPOSITORY / "public").glob("*.js")), *sorted((REPOSITORY / "public").rglob("*.jsx"))]
    return [found for file in files for found in patterns_in_script(file.read_text("utf-8"), file.name)]


def patterns_in_script(source: str, place: str) -> list[Found]:
    """The patterns of one script, as Python would write them."""
    return [
        Found(
            f"{place}:{source[: one.start()].count(chr(10)) + 1}", _as_python(one[1]), _script_flags(one[2])
        )
        for one in _SCRIPT.finditer(source)
        if not source[source.rfind("\n", 0, one.start()) + 1 : one.start()]
        .lstrip()
        .startswith(("//", "*", "/*"))
    ]


def _as_python(text: str) -> str:
    for theirs, ours in _PROPERTY_OF_UNICODE.items():
        text = text.replace(theirs, ours)
    return text.replace("\\/", "/")


def _script_flags(letters: str) -> int:
    return (re.IGNORECASE if "i" in letters else 0) | (re.MULTILINE if "m" in letters else 0)


def patterns_in_source(source: str, place: str, load: Callable[[], ModuleType]) -> list[Found]:
    """The patterns of one module; ``load`` is asked for those that are put together as it starts."""
    if not _ASKS.search(source):
        return []  # nine modules of ten, which need not be parsed while pytest collects
    tree = ast.parse(source)
    named = _named(tree)
    modes = _modes(tree, {name for name, _ in named.values()})
    found = []
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and id(call) in named:
            name, container = named[id(call)]
            value = getattr(load(), container or name, None)
            value = getattr(value, name, None) if container and value is not None else value
            if isinstance(value, re.Pattern):
                found.append(Found(f"{place}:{name}", value.pattern, value.flags, modes[name]))
                continue
        if isinstance(call, ast.Call) and (function := _function(call)):
            mode: Mode = _ASKED.get(function, "search")  # type: ignore[assignment]
            found.append(Found(f"{place}:{_around(tree, call)}", _constant(call), _flags(call), mode))
    return found


def _in_file(file: Path) -> list[Found]:
    relative = file.relative_to(REPOSITORY).with_suffix("")
    name = ".".join(relative.parts).removesuffix(".__init__")
    return patterns_in_source(
        file.read_text("utf-8"), str(relative.with_suffix(".py")), lambda: importlib.import_module(name)
    )


def _named(tree: ast.Module) -> Mapping[int, tuple[str, str]]:
    """The calls that make a pattern with a name of the module."""
    named = {}
    for statement in tree.body:
        targets = (
            statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        )
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Call) and _function(value) == "compile" and isinstance(targets[0], ast.Name):
            named[id(value)] = (targets[0].id, "")
    return named


def _modes(tree: ast.Module, names: set[str]) -> Mapping[str, Mode]:
    """How each named pattern is asked; what cannot be told is a search."""
    asked: dict[str, set[str]] = {name: set() for name in names}
    held = {id(node.value): node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load):
            asked[node.id].add(_ASKED.get(held.get(id(node), ""), "search"))
    return {
        name: next((mode for mode in ("search", "match", "fullmatch") if mode in modes), "search")  # type: ignore[misc]
        for name, modes in asked.items()
    }


def _function(call: ast.Call) -> str:
    """The function of ``re``, or of ``regex``, that is called; ``""`` for every other call."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="re" | "regex"), attr=name) if name in {"compile", *_ASKED}:
            return name
    return ""


def _constant(call: ast.Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _flags(call: ast.Call) -> int:
    written = [*call.args[1:], *(one.value for one in call.keywords if one.arg == "flags")]
    names = {node.attr for one in written for node in ast.walk(one) if isinstance(node, ast.Attribute)}
    return sum(int(flag) for flag in re.RegexFlag if flag.name in names)


def _around(tree: ast.Module, call: ast.Call) -> str:
    """The function in which a call stands, and which of its lines."""
    functions: Iterator[ast.FunctionDef | ast.AsyncFunctionDef] = (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    inside = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or 0)]
    name = max(inside, key=lambda one: one.lineno).name if inside else "module"
    first = call.args[0] if call.args else None
    return f"{name}:{ast.unparse(first)}" if first is not None else name

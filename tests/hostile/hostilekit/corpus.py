"""The corpus: what somebody hostile may type or drop into the chat, each with a name, and most with a double."""

import codecs
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Literal

_FOLDER = Path(__file__).parents[1] / "corpus"
_CHARACTER = re.compile(r"\{U\+([0-9A-F]{4,6})\}")
_REPEATED = re.compile(r"\{(.)\*(\d{1,3})\}")
_BYTE_FOR_BYTE = "bytes"

_BROKEN = {
    "cut short": lambda text: _written(text, "utf-16")[:-1],
    "one byte wrong": lambda text: _in_the_middle(_written(text, "utf-8"), b"\xff"),
    "a mark in the middle": lambda text: _in_the_middle(_written(text, "utf-8"), codecs.BOM_UTF8),
    "NULs between": lambda text: b"\0".join(re.findall(rb"(?s).{1,7}", _written(text, "utf-8"))),
}
"""What goes wrong on the way from a text to a file."""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile text or file; one with a unit can be made twice as long."""

    name: str
    kind: Literal["text", "file"]
    before: str = ""
    unit: str = ""
    times: int = 0
    behind: str = ""
    ending: str = ".csv"
    encoding: str = "utf-8"

    def text(self, size: int = 1) -> str:
        """What is typed; with a size of 2 the unit stands in it twice as often."""
        return f"{self.before}{self.unit * self.times * size}{self.behind}"

    def content(self, size: int = 1) -> bytes:
        """What is in the file."""
        text = self.text(size)
        return _BROKEN[self.encoding](text) if self.encoding in _BROKEN else _written(text, self.encoding)

    @property
    def sizes(self) -> tuple[int, ...]:
        """As it is, and doubled where that makes it longer."""
        return (1, 2) if self.times else (1,)


def corpus() -> dict[str, Case]:
    """Every case by its name."""
    cases = [*_texts(), *_files()]
    named = {case.name: case for case in cases}
    if len(named) != len(cases):
        raise ValueError("two cases have one name")
    return named


def _texts() -> Iterator[Case]:
    table = _read("texts.toml")
    for name, text in table["hand"].items():
        yield Case(f"text: {name}", "text", _spelled(text))
    generated = table["generated"]
    frames = cycle(generated["frames"].items())
    for unit_name, unit in generated["units"].items():
        repeated = _repeated(_spelled(unit), generated["characters"])
        yield Case(f"text: {unit_name}", "text", "", *repeated)
        frame, (before, behind) = next(frames)
        yield Case(f"text: {unit_name}, {frame}", "text", before, *repeated, behind)
    for unit in table["huge"]["units"]:
        yield Case(
            f"text: huge {unit!r}",
            "text",
            _spelled(unit) * (table["huge"]["characters"] // len(_spelled(unit))),
        )


def _files() -> Iterator[Case]:
    table = _read("files.toml")
    for one in table["hand"]:
        kind = {key: one[key] for key in ("ending", "encoding") if key in one}
        yield Case(f"file: {one['name']}", "file", _spelled(one["text"]), **kind)
    generated = table["generated"]
    shapes = {
        name: _Shape(name, *map(_spelled, shape), ending)
        for ending, shapes in ((".csv", generated["tables"]), (".vcf", generated["cards"]))
        for name, shape in shapes.items()
    }
    encodings = cycle(generated["encodings"])
    for shape in shapes.values():
        for encoding in ("utf-8", *islice(encodings, generated["further"])):
            yield shape.written(generated["characters"], encoding)
    for name, times in table["large"].items():
        yield shapes[name].large(times)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A kind of file: what is repeated in it, and what stands before and behind."""

    name: str
    before: str
    unit: str
    behind: str
    ending: str

    def written(self, length: int, encoding: str) -> Case:
        repeated = _repeated(self.unit, length)
        return Case(
            f"file: {self.name} in {encoding}",
            "file",
            self.before,
            *repeated,
            self.behind,
            self.ending,
            encoding,
        )

    def large(self, times: int) -> Case:
        return Case(
            f"file: {self.name}, large",
            "file",
            self.before,
            behind=self.unit * times + self.behind,
            ending=self.ending,
        )


def _repeated(unit: str, length: int) -> tuple[str, int]:
    return unit, length // len(unit)


def _spelled(written: str) -> str:
    counted = _REPEATED.sub(lambda found: found[1] * int(found[2]), written)
    doubled = counted.replace("{{", "{").replace("}}", "}")
    return _CHARACTER.sub(lambda found: chr(int(found[1], 16)), doubled)


def _written(text: str, encoding: str) -> bytes:
    """The bytes of a text; what its encoding cannot say is said as nearly as it can, or with a question mark."""
    if encoding == _BYTE_FOR_BYTE:
        return text.encode("latin-1")
    unicode = encoding.startswith("utf-") and encoding != "utf-7"
    return text.encode(encoding, "surrogatepass" if unicode else "replace")


def _in_the_middle(content: bytes, odd: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + odd + content[middle:]


def _read(name: str) -> dict:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))

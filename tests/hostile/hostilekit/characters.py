"""The characters that a pattern tells apart: one of each kind is as good as all of them."""

import re
import sys
from collections.abc import Iterable
from re import _constants as sre
from typing import Any

_EVERYDAY = "aAzZeékKs09_ \t\n\r.,;:@-+'\"()[]{}<>/\\|#*?!&=~^$%éÉß中٣\u0301\u00a0\u2028\u017f\x00\x7f€"
"""Characters of every kind that a category, a case or a negation may part."""


def alphabet_of(tree: Any) -> tuple[str, ...]:
    """One character for each kind of characters that the pattern treats alike."""
    atoms = list(_atoms(tree, tree.state.flags))
    named = {code for op, data, _ in atoms for code in _codes(op, data)}
    near = {code + step for code in named for step in (-1, 0, 1)}
    chars = {*_EVERYDAY, *(chr(code) for code in near if 0 <= code <= sys.maxunicode)}
    chars |= {swapped for one in chars if len(swapped := one.swapcase()) == 1}
    kinds: dict[tuple[bool, ...], str] = {}
    for char in sorted(chars):
        is_word, is_line = in_category("WORD", char, tree.state.flags), char == "\n"
        kinds.setdefault((is_word, is_line, *(takes(*atom, char) for atom in atoms)), char)
    return tuple(kinds.values())


def _atoms(tree: Iterable[Any], flags: int) -> Iterable[tuple[Any, Any, int]]:
    for op, data in tree:
        match op:
            case sre.LITERAL | sre.NOT_LITERAL | sre.ANY | sre.IN:
                yield op, data, flags
            case sre.SUBPATTERN:
                yield from _atoms(data[3], (flags | data[1]) & ~data[2])
            case sre.BRANCH:
                for one in data[1]:
                    yield from _atoms(one, flags)
            case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
                yield from _atoms(data[2], flags)
            case sre.ATOMIC_GROUP:
                yield from _atoms(data, flags)
            case sre.ASSERT | sre.ASSERT_NOT:
                yield from _atoms(data[1], flags)


def _codes(op: Any, data: Any) -> Iterable[int]:
    if op in {sre.LITERAL, sre.NOT_LITERAL}:
        yield data
    elif op is sre.RANGE:
        yield from data
    elif op is sre.IN:
        for one in data:
            yield from _codes(*one)


def takes(op: Any, data: Any, flags: int, char: str) -> bool:
    """Whether a node of the tree that stands for one character takes this one."""
    cases = {char, char.lower(), char.upper(), char.swapcase()} if flags & re.IGNORECASE else {char}
    match op:
        case sre.ANY:
            return bool(flags & re.DOTALL) or char != "\n"
        case sre.LITERAL:
            return chr(data) in cases
        case sre.NOT_LITERAL:
            return chr(data) not in cases
        case _:
            negated = data[0][0] is sre.NEGATE
            return negated is not any(
                _in_set(*one, flags, case) for one in data for case in cases if len(case) == 1
            )


def _in_set(op: Any, data: Any, flags: int, char: str) -> bool:
    match op:
        case sre.LITERAL:
            return ord(char) == data
        case sre.RANGE:
            return bool(data[0] <= ord(char) <= data[1])
        case sre.CATEGORY:
            name = str(data).removeprefix("CATEGORY_")
            negated = name.startswith("NOT_")
            return negated is not in_category(name.removeprefix("NOT_"), char, flags)
        case _:
            return False


def in_category(name: str, char: str, flags: int) -> bool:
    """Whether a character is a digit, a space or part of a word, as ``re`` sees it."""
    if flags & re.ASCII and not char.isascii():
        return False
    tests = {"DIGIT": char.isdecimal(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
    return tests[name]

"""A regular expression as the automaton of its positions, as Python's own parser reads it.

Each position is one character of the pattern. What stands between two characters without taking any (anchors, word
borders, a look at one character) becomes a guard: the pairs of characters between which it lets pass. A repetition
with an end is written out a few times, for alone it can only cost a fixed number of steps; a look at more than one
character is a blind alley beside the road.

Source: Glushkov 1961 for the positions; Python's ``re._parser`` for the tree.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from re import _constants as sre
from re import _parser as parser
from typing import Any, Literal

from hostilekit.characters import alphabet_of, in_category, takes

Mode = Literal["search", "match", "fullmatch"]
Symbol = int
Guard = frozenset[tuple[Symbol, Symbol]] | None
"""Pairs of characters, before and behind, between which a border lets pass; None lets all."""

EDGE: Symbol = -1
"""Before the first character, and behind the last."""

_ENDLESS = 300
"""A repetition that may go on for longer counts as endless."""
_LEAST_WRITTEN, _MOST_WRITTEN = 2, 3
"""How often a shorter one is written out: enough to show whether it can be parted in two ways."""
_OFTEN = 12
"""Repetitions of something that may be empty, from which on the ways to skip some of them are too many."""
_MANY = 2
"""More ways than one are all the same."""


class Unreadable(Exception):
    """The pattern has something that no automaton can tell: a reference back, a condition."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: where it begins and ends, and how often in how many ways, two standing for more."""

    empty: Counter[Guard] = field(default_factory=Counter)
    first: Counter[tuple[int, Guard]] = field(default_factory=Counter)
    last: Counter[tuple[int, Guard]] = field(default_factory=Counter)


class Automaton:
    """The positions of one pattern, the characters each of them takes, and the ways between them."""

    def __init__(self, pattern: str, flags: int, mode: Mode) -> None:
        """Reads the pattern.

        Raises:
            Unreadable: it refers back or has a condition.
        """
        tree = parser.parse(pattern, flags)
        self._flags = tree.state.flags
        self.alphabet = alphabet_of(tree)
        self._symbols = frozenset(range(len(self.alphabet)))
        self.takes: list[frozenset[Symbol]] = []
        self.ways: dict[int, Counter[tuple[int, Guard]]] = {}
        self.skips = False
        """Something that may be empty is repeated often, so that there are countless ways to skip some of it."""
        whole = self._sequence(tree, self._flags)
        if mode == "search":
            whole = self._then(self._star(self._position(self._symbols)), whole)
        self.start = whole.first
        self.ends: dict[int, list[Guard]] = {}
        if mode != "fullmatch":
            for place, guard in whole.last:
                self.ends.setdefault(place, []).append(guard)

    def accepts(self, place: int, symbol: Symbol) -> bool:
        """Whether the pattern has matched here, whatever follows."""
        behind = (*self._symbols, EDGE)
        return any(
            guard is None or all((symbol, after) in guard for after in behind)
            for guard in self.ends.get(place, ())
        )

    def steps(self, place: int | None, symbol: Symbol) -> Counter[tuple[int, Symbol]]:
        """Where one can go from a position that was reached with this character; from None at the beginning."""
        found: Counter[tuple[int, Symbol]] = Counter()
        for (then, guard), often in (
            self.start if place is None else self.ways.get(place, Counter())
        ).items():
            for after in self.takes[then]:
                if guard is None or (symbol, after) in guard:
                    found[then, after] += often
        return found

    def _sequence(self, tree: Iterable[Any], flags: int) -> Part:
        return reduce(
            self._then, (self._part(op, data, flags) for op, data in tree), Part(Counter({None: 1}))
        )

    def _part(self, op: Any, data: Any, flags: int) -> Part:  # noqa: PLR0911 - one line for each kind of node
        match op:
            case sre.LITERAL | sre.NOT_LITERAL | sre.ANY | sre.IN:
                return self._position(self._taken(op, data, flags))
            case sre.SUBPATTERN:
                _, added, removed, inner = data
                return self._sequence(inner, (flags | added) & ~removed)
            case sre.BRANCH:
                return reduce(_either, (self._sequence(one, flags) for one in data[1]))
            case sre.MAX_REPEAT | sre.MIN_REPEAT:
                return self._repeated(*data, flags)
            case sre.POSSESSIVE_REPEAT:
                return self._possessive(*data, flags)
            case sre.ATOMIC_GROUP:
                if len(data) == 1 and data[0][0] is sre.MAX_REPEAT:
                    return self._possessive(*data[0][1], flags)
                return self._sequence(data, flags)
            case sre.AT:
                return Part(Counter({self._border(data, flags): 1}))
            case sre.ASSERT | sre.ASSERT_NOT:
                return self._look(data[0] > 0, op is sre.ASSERT, data[1], flags)
            case _:
                raise Unreadable(str(op))

    def _position(self, taken: frozenset[Symbol]) -> Part:
        self.takes.append(taken)
        place = len(self.takes) - 1
        return Part(first=Counter({(place, None): 1}), last=Counter({(place, None): 1}))

    def _then(self, one: Part, other: Part) -> Part:
        self._join(one.last, other.first)
        return Part(
            _crossed(one.empty, other.empty),
            _sum(one.first, _led(one.empty, other.first)),
            _sum(other.last, _led(other.empty, one.last)),
        )

    def _join(self, ends: Counter[tuple[int, Guard]], beginnings: Counter[tuple[int, Guard]]) -> None:
        for (place, leaving), often in ends.items():
            ways = self.ways.setdefault(place, Counter())
            for (then, entering), times in beginnings.items():
                guard = _both(leaving, entering)
                if guard is None or guard:
                    ways[then, guard] = min(_MANY, ways[then, guard] + often * times)

    def _star(self, part: Part) -> Part:
        self._join(part.last, part.first)
        return Part(Counter({None: 1}), part.first, part.last)

    def _repeated(self, least: int, most: int, body: Sequence[Any], flags: int) -> Part:
        begun = len(self.takes)
        once = self._sequence(body, flags)
        width = len(self.takes) - begun
        self.skips = self.skips or bool(width and once.empty and _OFTEN <= most <= _ENDLESS)
        if most > _ENDLESS:  # so is what the parser puts for no end at all
            endlessly = self._star(once)
            return endlessly if least == 0 else Part(once.empty, endlessly.first, endlessly.last)
        least, most = min(least, _LEAST_WRITTEN), min(most, _MOST_WRITTEN)
        parts = [once, *(self._sequence(body, flags) for _ in range(most - 1))][:most]
        rest = Part(Counter({None: 1}))
        for number in range(len(parts) - 1, -1, -1):
            rest = self._then(parts[number], rest)
            if number >= least:
                rest = Part(Counter({None: 1}), rest.first, rest.last)
        return rest

    def _possessive(self, least: int, most: int, body: Sequence[Any], flags: int) -> Part:
        """Of one kind of character it takes all there are: what follows is none of them."""
        part = self._repeated(least, most, body, flags)
        if (
            most is not sre.MAXREPEAT
            or len(body) != 1
            or body[0][0] not in {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}
        ):
            return part
        taken = self._taken(*body[0], flags)
        border = Part(Counter({self._pairs(lambda _, after: after not in taken): 1}))
        return self._then(part, border)

    def _look(self, ahead: bool, wanted: bool, inner: Sequence[Any], flags: int) -> Part:  # noqa: FBT001 - what the tree says
        seen = self._seen(inner, flags)
        if seen is not None:
            allowed = seen if wanted else {*self._symbols, EDGE} - seen
            guard = self._pairs(lambda before, after: (after if ahead else before) in allowed)
            return Part(Counter({guard: 1}))
        if not ahead:
            return Part(Counter({None: 1}))
        alley = self._sequence(inner, flags)
        guard = None
        if wanted and not alley.empty:
            begins = frozenset().union(*(self.takes[place] for place, _ in alley.first))
            guard = self._pairs(lambda _, after: after in begins)
        return Part(Counter({guard: 1}), first=alley.first)

    def _seen(self, inner: Sequence[Any], flags: int) -> set[Symbol] | None:
        """What a look at one place sees; None when it looks further."""
        if len(inner) != 1:
            return None
        op, data = inner[0]
        if op is sre.SUBPATTERN:
            return self._seen(data[3], (flags | data[1]) & ~data[2])
        if op is sre.BRANCH:
            seen = [self._seen(one, flags) for one in data[1]]
            return None if None in seen else set().union(*seen)
        if op is sre.AT and data in {
            sre.AT_END,
            sre.AT_END_STRING,
            sre.AT_BEGINNING,
            sre.AT_BEGINNING_STRING,
        }:
            line = {place for place, one in enumerate(self.alphabet) if one == "\n"}
            lines = data is sre.AT_END or (data is sre.AT_BEGINNING and flags & re.MULTILINE)
            return {EDGE, *line} if lines else {EDGE}
        if op in {sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN}:
            return set(self._taken(op, data, flags))
        return None

    def _border(self, at: Any, flags: int) -> Guard:
        words = {place for place, one in enumerate(self.alphabet) if in_category("WORD", one, flags)}
        match at:
            case sre.AT_BOUNDARY:
                return self._pairs(lambda before, after: (before in words) is not (after in words))
            case sre.AT_NON_BOUNDARY:
                return self._pairs(lambda before, after: (before in words) is (after in words))
            case _:
                seen = self._seen([(sre.AT, at)], flags) or set()
                behind = at in {sre.AT_BEGINNING, sre.AT_BEGINNING_STRING}
                return self._pairs(lambda before, after: (before if behind else after) in seen)

    def _pairs(self, allowed: Callable[[Symbol, Symbol], bool]) -> Guard:
        every = (*self._symbols, EDGE)
        return frozenset((before, after) for before in every for after in every if allowed(before, after))

    def _taken(self, op: Any, data: Any, flags: int) -> frozenset[Symbol]:
        return frozenset(place for place, one in enumerate(self.alphabet) if takes(op, data, flags, one))


def _both(one: Guard, other: Guard) -> Guard:
    return other if one is None else one if other is None else one & other


def _sum(*counts: Counter[Any]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for count in counts:
        total.update(count)
    return Counter({key: min(_MANY, often) for key, often in total.items()})


def _crossed(one: Counter[Guard], other: Counter[Guard]) -> Counter[Guard]:
    return _sum(
        *(Counter({_both(a, b): often * times}) for a, often in one.items() for b, times in other.items())
    )


def _led(empty: Counter[Guard], places: Counter[tuple[int, Guard]]) -> Counter[tuple[int, Guard]]:
    """The places, reached through what takes nothing."""
    return _sum(
        *(
            Counter({(place, _both(passed, guard)): often * times})
            for passed, often in empty.items()
            for (place, guard), times in places.items()
        )
    )


def _either(one: Part, other: Part) -> Part:
    return Part(_sum(one.empty, other.empty), _sum(one.first, other.first), _sum(one.last, other.last))

"""Whether a pattern can be kept busy: the ways through its automaton on one text are counted, not tried.

A backtracking engine tries every way through a pattern before it gives up. Their number grows exponentially where one
text leads in two ways from a place back to itself, and as a power of the length where it leads from one endless place
to itself, from there to another, and from that to itself. A search begins anew at every character, which is the first
of such places. A place from which the pattern has matched whatever follows is never left again, and counts for nothing.

Source: Weber and Seidl 1991, "On the degree of ambiguity of finite automata"; Weideman et al. 2016, "Analyzing
matching time behavior of backtracking regular expression matchers by using ambiguity of NFA".
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeVar

from hostilekit.automaton import EDGE, Automaton, Mode, Symbol

Place = tuple[int, Symbol]
"""A position, and the character that led to it."""

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Weakness:
    """How the work on a pattern grows, and a text that, repeated, makes it grow so."""

    growth: Literal["exponential", "polynomial"]
    pump: str


def weakness(pattern: str, flags: int = 0, mode: Mode = "search") -> Weakness | None:
    """How a pattern can be kept busy; None when its work grows as the text does.

    Raises:
        Unreadable: it refers back or has a condition.
    """
    automaton = Automaton(pattern, flags, mode)
    if automaton.skips:
        return Weakness("exponential", "")
    graph = _reachable(automaton)
    looping = {place: number for number, part in enumerate(_loops(graph)) for place in part}
    pump = _two_ways_back(automaton, graph, looping)
    if pump is not None:
        return Weakness("exponential", pump)
    pump = _one_loop_into_another(automaton, graph, looping)
    return None if pump is None else Weakness("polynomial", pump)


Graph = dict[Place, dict[Place, int]]
"""Where one can go from each place, and in how many ways."""

BySymbol = dict[Place, dict[Symbol, list[Place]]]
"""Where one can go from each place with each character."""

Pairs = dict[tuple[Place, Place], list[tuple[Place, Place]]]


def _reachable(automaton: Automaton) -> Graph:
    graph: Graph = {}
    ahead = [one for one in automaton.steps(None, EDGE) if not automaton.accepts(*one)]
    while ahead:
        place = ahead.pop()
        if place in graph:
            continue
        graph[place] = {
            then: often for then, often in automaton.steps(*place).items() if not automaton.accepts(*then)
        }
        ahead.extend(graph[place])
    return graph


def _two_ways_back(automaton: Automaton, graph: Graph, looping: dict[Place, int]) -> str | None:
    """A text that leads from a place to itself in two ways."""
    pairs = _two_abreast(graph, looping)
    for loop in _loops(pairs):
        inside = set(loop)
        home = [one for one in loop if one[0] == one[1]]
        apart = [one for one in loop if one[0] != one[1]]
        if home and apart:
            there = _text(automaton, pairs, home[0], apart[0])
            return there + _text(automaton, pairs, apart[0], home[0])
        doubled = (
            (place, then)
            for place, _ in home
            for then, often in graph[place].items()
            if often > 1 and (then, then) in inside
        )
        for place, then in doubled:
            return automaton.alphabet[then[1]] + _text(automaton, pairs, (then, then), (place, place))
    return None


def _two_abreast(graph: Graph, looping: dict[Place, int]) -> Pairs:
    """Where two ways lead that begin at one place and take the same text, as long as each stays in its loop."""
    pairs: Pairs = {}
    inside = _by_symbol(graph, looping)
    ahead = [(place, place) for place in looping]
    while ahead:
        one, other = pair = ahead.pop()
        if pair in pairs:
            continue
        pairs[pair] = list(_abreast(inside[one], inside[other]))
        ahead.extend(pairs[pair])
    return pairs


def _one_loop_into_another(automaton: Automaton, graph: Graph, looping: dict[Place, int]) -> str | None:
    """A text that leads from one place to itself, from there to another, and from that to itself."""
    inside, anywhere = _by_symbol(graph, looping), _by_symbol(graph)
    for one, other in product(looping, looping):
        if one == other or one[1] != other[1]:
            continue
        found = _three_abreast(automaton, inside, anywhere, (one, other))
        if found is not None:
            return found
    return None


def _three_abreast(
    automaton: Automaton, inside: BySymbol, anywhere: BySymbol, between: tuple[Place, Place]
) -> str | None:
    one, other = between
    texts = {(one, one, other): ""}
    ahead = deque(texts)
    while ahead:
        first, middle, last = three = ahead.popleft()
        for then in _abreast(inside[first], anywhere[middle], inside[last]):
            text = texts[three] + automaton.alphabet[then[0][1]]
            if then == (one, other, other):
                return text
            if then not in texts:
                texts[then] = text
                ahead.append(then)
    return None


def _by_symbol(graph: Graph, looping: dict[Place, int] | None = None) -> BySymbol:
    """The ways of a graph by their character; with ``looping`` those of its loops alone, which none of them leaves."""
    sorted_ways: BySymbol = {}
    for place, after in graph.items():
        ways = sorted_ways[place] = {}
        for then in after:
            if looping is None or (place in looping and looping.get(then) == looping[place]):
                ways.setdefault(then[1], []).append(then)
    return sorted_ways


def _abreast(*ways: Mapping[Symbol, Sequence[Place]]) -> Iterator[tuple[Place, ...]]:
    """Where several go that read one character together."""
    first, *others = ways
    for symbol, places in first.items():
        yield from product(places, *(other.get(symbol, ()) for other in others))


def _text(
    automaton: Automaton,
    pairs: Pairs,
    start: tuple[Place, Place],
    end: tuple[Place, Place],
) -> str:
    """A shortest text that leads from one pair of places to another."""
    texts = {start: ""}
    ahead = deque(texts)
    while ahead and end not in texts:
        pair = ahead.popleft()
        for then in pairs[pair]:
            if then not in texts:
                texts[then] = texts[pair] + automaton.alphabet[then[0][1]]
                ahead.append(then)
    return texts[end]


def _loops(graph: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The parts of a graph within which one gets from everywhere to everywhere (Kosaraju), single steps left out."""
    back: dict[Node, list[Node]] = {node: [] for node in graph}
    for node, after in graph.items():
        for then in after:
            back[then].append(node)
    seen: set[Node] = set()
    parts = [_behind(back, node, seen) for node in reversed(_order_of_leaving(graph))]
    return [part for part in parts if len(part) > 1 or (part and part[0] in graph[part[0]])]


def _order_of_leaving(graph: Mapping[Node, Iterable[Node]]) -> list[Node]:
    left: dict[Node, None] = {}
    seen: set[Node] = set()
    for root, after in graph.items():
        road = [] if root in seen else [(root, iter(after))]
        seen.add(root)
        while road:
            _, ahead = road[-1]
            then = next((one for one in ahead if one not in seen), None)
            if then is None:
                left[road.pop()[0]] = None
            else:
                seen.add(then)
                road.append((then, iter(graph[then])))
    return list(left)


def _behind(back: Mapping[Node, Sequence[Node]], root: Node, seen: set[Node]) -> list[Node]:
    found, ahead = [], [root]
    while ahead:
        node = ahead.pop()
        if node not in seen:
            seen.add(node)
            found.append(node)
            ahead.extend(back[node])
    return found

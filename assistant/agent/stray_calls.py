"""Takes the tool calls that a poor model writes as text out of its answer, while it streams. Pure.

What is taken out: tags and special tokens of chat templates with what stands between them, JSON, code blocks of JSON,
and calls written as in a programme. Text is held back only while it may be the beginning of one of these.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

_TAG: Final = re.compile(
    r"<(?P<end>/?)(?:\w{1,20}:)?(?P<name>tool_?calls?|function_?calls?|tool_use|tool_code|tool_response|function|invoke"
    r"|parameter|think|thinking)(?:[ =][^<>\n]{0,80})?>",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"<[|｜](?P<name>[^<>|｜\n]{1,40})[|｜]>")
_BRACKET: Final = re.compile(r"\[/?(?:END_)?(?:TOOL_(?:CALLS?|REQUEST|RESULTS?)|AVAILABLE_TOOLS|ARGS)\]")
_JSON: Final = re.compile(
    r"(?P<ticks>`{0,2})(?:\[\s{0,20})?\{\s{0,20}(?:\"[^\"\n]{1,60}\"|'[^'\n]{1,60}')\s{0,5}:"
)
_FENCE: Final = re.compile(
    r"(?P<mark>```|~~~)[ \t]{0,5}(?P<kind>\w{0,20}+)[ \t]{0,5}\n?\s{0,20}(?P<first>[^\s\w`~]|\w{1,30}+(?=\W))"
)
_DATA: Final = frozenset(
    {"json", "json5", "jsonc", "tool_code", "tool_call", "tool_calls", "tool_use", "function_call"}
)
_OPENS_TOOLS: Final = re.compile(r"tool.{0,12}begin|python_tag|tool_?call|start_action", re.IGNORECASE)
_ENDS_TOOLS: Final = re.compile(
    r"<[|｜](?:[^<>|｜\n]{0,24}(?:calls.end|eom|eot|end_action)[^<>|｜\n]{0,16}|/tool_?call|call)[|｜]>",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_CLOSED: Final = re.compile(r"```|~~~")

_BEGINNINGS: Final = (
    re.compile(r"</?(?:[\w:]{1,60}(?:[ =][^<>\n]{0,80})?)?|<[|｜](?:[^<>|｜\n]{1,40}[|｜]?)?"),
    re.compile(r"\[/?[A-Z_]{0,20}"),
    re.compile(r"`{0,2}(?:\[\s{0,20})?(?:\{\s{0,20}(?:\"[^\"\n]{0,60}\"?|'[^'\n]{0,60}'?)?\s{0,5})?"),
    re.compile(r"(?:`{1,3}|~{1,3})[ \t]{0,5}\w{0,20}[ \t]{0,5}\n?\s{0,20}\w{0,30}"),
    re.compile(r"[\w.=(]{1,80}\s?"),
    re.compile(r"\w{1,40}\[[ARGS]{0,4}"),
    re.compile(r"Action: ?\w{0,40}"),
)
"""What may still become one of the shapes above, however the stream goes on."""
_BEGUN: Final = re.compile(
    r"</?(?:tool|func|invo|param|thin)[\w :=\"]{0,80}|<[|｜][^<>]{0,60}|\[/?(?:END_)?TOOL_?[A-Z_]{0,12}"
    r"|`{0,2}(?:\[\s{0,20})?\{\s{0,20}[\"'][^\n]{0,80}|(?:`{3}|~{3})[ \t]{0,5}(?:json|tool)\w{0,12}\s{0,20}"
    r"|(?:functions|default_api)\.\w{0,60}|print\(\w{0,40}|to=functions[\w.]{0,60}|Action: ?\w{0,40}"
)
"""What an answer that was cut short ends with, and is no text either."""
_LONGEST_BEGINNING: Final = 240
_LONGEST_END: Final = 64
_SIGNS: Final = "<[{`~"
_CALLERS: Final = (
    "functions.",
    "default_api.",
    "tools.",
    "tool.",
    "api.",
    "print(",
    "to=functions.",
    "Action:",
)


class _Passage(Protocol):
    """Something that is being taken out."""

    def rest(self, text: str) -> str | None:
        """What stands behind its end in the next piece; None while it goes on."""
        ...


class _Until:
    """Ends with a closing sign."""

    def __init__(self, end: re.Pattern[str]) -> None:
        self._end = end
        self._tail = ""

    def rest(self, text: str) -> str | None:
        seen = self._tail + text
        found = self._end.search(seen)
        if found is not None:
            return seen[found.end() :]
        self._tail = seen[-_LONGEST_END:]
        return None


class _Balanced:
    """Ends with the bracket that closes its first one; brackets in quotation marks are text.

    ``ticks`` are signs of code around it, which go with it.
    """

    def __init__(self, quotes: str, ticks: int = 0) -> None:
        self._quotes = quotes
        self._ticks = ticks
        self._depth = 0
        self._quote = ""
        self._escaped = self._closed = False

    def rest(self, text: str) -> str | None:
        for place, char in enumerate(text):
            if self._closed:
                if char != "`" or not self._ticks:
                    return text[place:]
                self._ticks -= 1
            else:
                self._take(char)
        return "" if self._closed and not self._ticks else None

    def _take(self, char: str) -> None:
        if self._escaped:
            self._escaped = False
        elif self._quote:
            self._escaped = char == "\\"
            self._quote = "" if char == self._quote else self._quote
        elif char in self._quotes:
            self._quote = char
        elif char in "{[(":
            self._depth += 1
        elif char in "}])":
            self._depth -= 1
            self._closed = self._depth <= 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A beginning that is no text: what follows it, and the passage it opens, if it is not over already."""

    rest: str
    passage: _Passage | None = None


class StrayCalls:
    """The text of one answer, without the calls that are written in it."""

    def __init__(self, tools: Iterable[str]) -> None:
        """Nothing has been read.

        Args:
            tools: The names of the tools that a model may call.
        """
        self._tools = frozenset(tools)
        names = "|".join(map(re.escape, sorted(self._tools))) or "(?!)"
        self._words = (*_CALLERS, *sorted(self._tools))
        self._call = re.compile(
            rf"(?:print\()?(?:(?:functions|default_api|tools?|api)\.)?(?:{names})(?:\.call)?\("
            r"|(?:functions|default_api)\.\w{1,60}\("
        )
        self._bare = re.compile(
            rf"to=functions\.\w{{1,60}}(?=\W)|Action: ?(?:{names})(?=\W)|(?:{names})(?=\[ARGS\]|\s?\{{)"
        )
        starts = "|".join(map(re.escape, self._words))
        self._starts = re.compile(rf"[{re.escape(_SIGNS)}]|(?<![^\W_])(?:{starts})")
        begun = sorted({word[:end] for word in self._words for end in range(1, len(word) + 1)})
        self._ends = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, begun))})\Z")
        self._longest = max(map(len, self._words))
        self._held = ""
        self._before = ""
        self._passage: _Passage | None = None
        self.found = False
        """Whether anything was taken out."""

    def feed(self, text: str) -> str:
        """Take the next piece; returns what of all so far is certainly text, and was not returned before."""
        self._held += text
        return "".join(self._read(last=False))

    def finish(self) -> str:
        """The answer has ended; returns what was held back and is text after all."""
        return "".join(self._read(last=True))

    def _read(self, *, last: bool) -> list[str]:
        kept: list[str] = []
        while self._held:
            if self._passage is not None:
                self._skip(self._passage)
                continue
            kept.append(self._release(self._start(last=last)))
            opening = self._opening()
            if opening is not None:
                self.found = True
                self._held, self._passage = opening.rest, opening.passage
            elif not last and self._may_begin():
                break
            elif last and _BEGUN.fullmatch(self._held):
                self.found, self._held = True, ""
            else:
                kept.append(self._release(self._first_run()))
        return kept

    def _skip(self, passage: _Passage) -> None:
        rest = passage.rest(self._held)
        self._held = rest or ""
        if rest is not None:
            self._passage = None

    def _release(self, length: int) -> str:
        text, self._held = self._held[:length], self._held[length:]
        self._before = text[-1:] or self._before
        return text

    def _start(self, *, last: bool) -> int:
        """Where the first sign or word stands with which something may begin that is no text."""
        found = next(
            (one for one in self._starts.finditer(self._held) if one.start() or self._parted(one[0])), None
        )
        place = found.start() if found else len(self._held)
        return place if last else min(place, self._unfinished())

    def _parted(self, begun: str) -> bool:
        """Whether what begins what is held is a sign, or a word of its own."""
        return begun in _SIGNS or not self._before.isalnum()

    def _unfinished(self) -> int:
        """Where the end of what is held may be the beginning of a word with which a call begins."""
        held = self._held
        found = self._ends.search(held, max(0, len(held) - self._longest))
        if found is not None and not found.start() and self._before.isalnum():
            found = self._ends.search(held, 1)
        return found.start() if found else len(held)

    def _may_begin(self) -> bool:
        held = self._held
        return len(held) <= _LONGEST_BEGINNING and any(one.fullmatch(held) for one in _BEGINNINGS)

    def _first_run(self) -> int:
        """Return the length of the sign or the word with which what is held begins."""
        found = _WORD.match(self._held)
        return found.end() if found else 1

    def _opening(self) -> _Entry | None:
        held = self._held
        if found := self._call.match(held):
            first = len("print") if held.startswith("print(") else found.end() - 1
            return _Entry(held[first:], _Balanced("\"'"))
        if found := self._bare.match(held) or _BRACKET.match(held):
            return _Entry(held[found.end() :])
        if found := _JSON.match(held):
            ticks = len(found["ticks"])
            return _Entry(held[ticks:], _Balanced('"', ticks))
        if (found := _FENCE.match(held)) and self._holds_data(found):
            return _Entry(held[3:], _Until(_CLOSED))
        return _tag(held)

    def _holds_data(self, fence: re.Match[str]) -> bool:
        """Whether a block of code holds data or a call, and no text."""
        words = {fence["kind"].lower(), fence["first"]}
        return fence["first"] in "{[<" or not words.isdisjoint(_DATA | self._tools)


def _tag(held: str) -> _Entry | None:
    if found := _TAG.match(held):
        alone = found["end"] or found["name"].lower() == "parameter"
        end = re.compile(rf"</(?:\w{{1,20}}:)?{re.escape(found['name'])}>", re.IGNORECASE)
        return _Entry(held[found.end() :], None if alone else _Until(end))
    if found := _TOKEN.match(held):
        opens = _OPENS_TOOLS.search(found["name"])
        return _Entry(held[found.end() :], _Until(_ENDS_TOOLS) if opens else None)
    return None

"""Knows the shapes in which poor models write tool calls as text, and where each ends. Pure.

They are those of the chat templates in use: tags, special tokens, brackets, JSON, blocks of code, calls as in a
programme, and the lines of a ReAct prompt. Each repetition is bounded, for what a model writes is hostile.
"""

import re
from collections.abc import Iterable
from typing import Final, Protocol

import regex

_TAGS: Final = (
    r"(?:\w{1,20}_)?(?:tool|function)s?(?:_?calls?)?(?:_\w{1,20})?|(?:arg|parameter|argument)s?(?:_\w{1,20})?|invoke"
    r"|action(?:_input)?|observation|think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis"
)
_LANGUAGES: Final = (
    r"json\w?|ya?ml|xml|python|py|javascript|js|typescript|tool_(?:code|calls?|use)|function_call"
)
_FREE: Final = r"(?<![^\W_])"
_ON_NEW_LINE: Final = r"(?<![^\n])"
_NAME: Final = (
    r"(?:(?:(?:functions|default_api|tools?|api)\.)?(?:TOOLS)"
    r"|(?:functions|default_api|multi_tool_use)\.\w{1,60})"
)
_CALLED: Final = (
    r"(?:(?:(?:[Tt]ool|[Ff]unction)(?:[ _][Cc]all|[ _][Nn]ame)?|TOOL|[Cc]all|CALL|[Aa]ction|name)"
    r"[\"'*]{0,3}\s?[:=]\*{0,2}\s{0,3}|CALL )[\"'`]{0,2}"
)
_ARGUMENTS: Final = (
    r"(?:(?:[Aa]ction|[Tt]ool|[Ff]unction)[ _])?(?:[Ii]nput|[Aa]rguments|[Aa]rgs|[Pp]arameters)"
    r"\*{0,2}\s?[:=]\*{0,2}"
)
_KEY: Final = (
    r"(?:\"[^\"\n]{1,60}\"\s{0,5}:|'[^'\n]{1,60}'\s{0,5}:|\w{1,40}:\s{0,5}(?:[\"'{\[\d]|true|false|null))"
)

_SHAPES: Final = (
    r"(?P<fence>```|~~~)[ \t]{0,5}(?:(?i:" + _LANGUAGES + r")(?=\W)"
    r"|\w{0,20}[ \t]{0,5}\n?\s{0,20}(?:[{\[<]|(?:" + _CALLED + ")?" + _NAME + r"(?=\W)|print\())",
    r"<\|(?P<channel>channel)\|>",
    r"<(?P<closing>/?)(?:\w{1,20}:)?(?P<tag>(?i:" + _TAGS + r")|TOOLS)(?:[ =][^<>\n]{0,80})?(?P<empty>/?)>",
    r"<[|｜](?P<token>[^<>|｜\n]{1,40})[|｜]>",
    r"(?P<thought>◁think▷|\[THINK\])",
    (
        r"\[/?(?:END_)?(?:TOOL_(?:CALLS?|REQUEST|RESULTS?)|AVAILABLE_TOOLS|ARGS|INST)\]|<</?SYS>>|</?s>"
        r"|<(?:bos|eos|pad|unk|escape|end_of_turn)>|(?P<turn><start_of_turn>)"
    ),
    _FREE + r"(?:(?:await|return) |(?:result|response|output)s? ?= ?|[$@]|" + _CALLED + r")?"
    r"(?P<quoted>`{0,2})(?P<call>(?:\[\s{0,20})?(?:print\()?" + _NAME + r"(?:\.call)?\()",
    _FREE + r"(?:to=functions\.\w{1,60}(?=\W)|" + _CALLED + _NAME + r"[\"'`]{0,2}(?=\W)"
    r"|@?" + _NAME + r"(?:\s?:)?(?=\[ARGS\]|\s{0,2}\{))",
    r"(?:" + _FREE + _ARGUMENTS + r"\s{0,3})?(?P<ticks>`{0,2})(?P<data>(?:\[\s{0,20})?\{\s{0,20})" + _KEY,
    _ON_NEW_LINE + r"(?P<block>" + _ARGUMENTS + r"[ \t]{0,5}\n[ \t])",
    _ON_NEW_LINE + r"(?P<line>(?:Thought|Observation|Action Input):)",
)
"""The beginnings, in the order in which they are tried at one place; ``TOOLS`` stands for the tools' names."""

_CUT: Final = re.compile(
    r"</?(?:tool|func|invo|param|arg|thin|start_)[\w :=\"]{0,80}|<[|｜][^<>]{0,60}|\[/?(?:END_)?TOOL_?[A-Z_]{0,12}"
    r"|`{0,2}(?:\[\s{0,20})?\{\s{0,20}[\"'][^\n]{0,80}|(?:`{3}|~{3})[ \t]{0,5}(?i:"
    + _LANGUAGES
    + r")\s{0,20}"
    r"|(?:functions|default_api)\.\w{0,60}|print\(\w{0,40}|to=functions[\w.]{0,60}|Action: ?\w{0,40}"
)
"""Beginnings that are no text either where an answer was cut short."""

_FENCE_ENDS: Final = re.compile("```|~~~")
_HEADER_ENDS: Final = re.compile(r"<\|message\|>")
_UNSPOKEN_ENDS: Final = re.compile(r"<\|(?:end|call|return)\|>")
_THOUGHT_ENDS: Final = re.compile(r"◁/think▷|\[/THINK\]")
_ROLE_ENDS: Final = re.compile(r"(?=[^a-z])")
_LINE_ENDS: Final = re.compile(r"(?=\n)")
_BLOCK_ENDS: Final = re.compile(r"(?=\n\S)")
_OPENS_TOOLS: Final = re.compile(r"tool.{0,12}begin|python_tag|tool_?call|start_action", re.IGNORECASE)
_TOOLS_END: Final = re.compile(
    r"<[|｜](?:[^<>|｜\n]{0,24}(?:calls.end|section_end|eom|eot|end_action)[^<>|｜\n]{0,16}|/tool_?call|call)[|｜]>",
    re.IGNORECASE,
)
_LONGEST_END: Final = 64
_LONGEST_BEGINNING: Final = 400
"""Characters that a shape's beginning may have, by the bounds of its parts, and more."""
_NAME_SPEAKERS: Final = frozenset({"start", "im_start", "start_header_id"})
_UNSPOKEN: Final = ("to=", "analysis")


class Passage(Protocol):
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


class _Channel:
    """A message of the harmony format: its header is no text, nor is what it says to a tool or to itself."""

    def __init__(self) -> None:
        self._header = ""
        self._unspoken: _Until | None = None

    def rest(self, text: str) -> str | None:
        if self._unspoken is not None:
            return self._unspoken.rest(text)
        self._header += text
        found = _HEADER_ENDS.search(self._header)
        if found is None:
            return "" if len(self._header) > _LONGEST_END * 2 else None
        said = self._header[found.end() :]
        if not any(sign in self._header[: found.start()] for sign in _UNSPOKEN):
            return said
        self._unspoken = _Until(_UNSPOKEN_ENDS)
        return self._unspoken.rest(said)


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


def shapes_of(tools: Iterable[str]) -> str:
    """The pattern of all beginnings, for these tools' names."""
    names = "|".join(map(re.escape, sorted(tools))) or "(?!)"
    return "|".join(_SHAPES).replace("TOOLS", names)


class CallShapes:
    """The shapes that calls of these tools take in a text; made once for all answers."""

    def __init__(self, tools: Iterable[str]) -> None:
        """Compile them.

        Args:
            tools: The names of the tools that a model may call.
        """
        self._shapes = regex.compile(shapes_of(tools))

    def first(self, text: str, start: int, *, last: bool) -> "regex.Match[str] | None":
        """The first shape that begins at or behind ``start``; ``partial`` where more of the text decides it.

        A search prefers what is whole to what began before it, which may yet contain it: that is looked for apart.
        """
        found = self._shapes.search(text, start, partial=not last)
        if found is None or found.partial or last:
            return found
        earliest = max(start, len(text) - _LONGEST_BEGINNING)
        begun = (
            self._shapes.fullmatch(text, place, partial=True) for place in range(earliest, found.start() + 1)
        )
        return next((one for one in begun if one), found)

    def cut_short(self, text: str, start: int) -> "regex.Match[str] | None":
        """The beginning of a call with which an answer ends that was cut there."""
        begun = self.first(text, start, last=False)
        return begun if begun and _CUT.fullmatch(text, begun.start()) else None


def opened(shape: "regex.Match[str]") -> tuple[int, Passage | None]:
    """Where the text behind a shape's beginning goes on, and the passage that the shape opens, if any."""
    if shape["fence"]:
        return shape.end("fence"), _Until(_FENCE_ENDS)
    if shape["channel"]:
        return shape.end(), _Channel()
    if shape["call"]:
        first = min(place for sign in "[(" if (place := shape["call"].find(sign)) >= 0)
        return shape.start("call") + first, _Balanced("\"'", len(shape["quoted"]))
    if shape["data"]:
        return shape.start("data"), _Balanced('"', len(shape["ticks"]))
    return shape.end(), _until(shape)


def _until(shape: "regex.Match[str]") -> Passage | None:
    if name := shape["tag"]:
        over = shape["closing"] or shape["empty"] or name.lower().startswith("end_")
        return None if over else _Until(_closing_tag(name))
    if token := shape["token"]:
        if token in _NAME_SPEAKERS:
            return _Until(_ROLE_ENDS)
        return _Until(_TOOLS_END) if _OPENS_TOOLS.search(token) else None
    ends = {"thought": _THOUGHT_ENDS, "turn": _ROLE_ENDS, "block": _BLOCK_ENDS, "line": _LINE_ENDS}
    return next((_Until(end) for kind, end in ends.items() if shape[kind]), None)


def _closing_tag(name: str) -> re.Pattern[str]:
    """The end of what a tag opens; some are not closed but ended: ``<start_function_call>``."""
    ended = rf"|<end_{re.escape(name[6:])}>" if name.lower().startswith("start_") else ""
    return re.compile(rf"</(?:\w{{1,20}}:)?{re.escape(name)}>{ended}", re.IGNORECASE)
